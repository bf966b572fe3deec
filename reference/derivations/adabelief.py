"""AdaBelief: what its ε amounts to, and two of them."""

from sympy import Expr, Rational

from ..adabelief import ALGORITHM_2
from ..rule import Form
from ..symbols import beta1, beta2, eps_root, epsilon, g, lr, m_hat, t, theta, v, v_hat
from .claims import Different, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, carried_out, form_of, same_state, stepped


def gathers(form: Form) -> tuple[Line, ...]:
    gathered = epsilon * (1 - beta2**t) / (1 - beta2)
    without = at(form.after({})[v], {epsilon: ZERO})
    whole = carried_out(form, {v: v + gathered, t: t + 1})
    return (
        Line("v starts at 0, and so does what ε makes of it", Zero(form.start()[v] + at(gathered, {t: ZERO}))),
        Line(
            "from there for t to there for t + 1: with ε, v is more by ε(1 − β₂ᵗ)/(1 − β₂)",
            Zero(whole[v] - without - at(gathered, {t: t + 1})),
        ),
        Line(
            "so its corrected v̂ is more by ε/(1 − β₂), in every step",
            Zero(whole[v_hat] - without / (1 - beta2 ** (t + 1)) - epsilon / (1 - beta2)),
        ),
        Line(
            "whose root, and ε beside it, the step divides m̂ by",
            Zero(stepped(form) + lr * carried_out(form, {})[m_hat] / (root_of(form) + epsilon)),
        ),
        Line("at β₂ = 0.999 that is a thousand times ε", Zero(at(1 / (1 - beta2), {beta2: Rational("0.999")}) - 1000)),
    )


def root_of(form: Form) -> Expr:
    return carried_out(form, {})[v_hat] ** Rational(1, 2)


def guards(one: Form, two: Form) -> tuple[Line, ...]:
    alike = {eps_root: epsilon}
    somewhere = {
        **dict.fromkeys((lr, beta1, beta2, epsilon), Rational(1, 2)), eps_root: ONE, g: ONE, theta: ZERO
    }  # fmt: skip
    begun = {**one.start(), t: ONE}
    return (
        *same_state(one, two, v),
        Line("both start v at the same", Zero(one.start()[v] - two.start()[v])),
        Line("at ε_root = ε both make the same v", Zero(at(two.after({})[v], alike) - one.after({})[v])),
        Line("and take the same step", Zero(at(stepped(two), alike) - stepped(one))),
        Line("at any other they differ by it in v", Zero(two.after({})[v] - one.after({})[v] - (eps_root - epsilon))),
        Line("and in the step, as at 1 for 1/2", Different(stepped(two, begun) - stepped(one, begun), somewhere)),
    )


DERIVATIONS = (
    Derivation(
        id="adabelief-epsilon",
        title="AdaBelief's ε gathers to ε/(1 − β₂) under the root",
        rules=("adabelief",),
        forms=(ALGORITHM_2,),
        statement=r"\hat{v}_t = \hat{w}_t + \frac{\epsilon}{1-\beta_2}, \text{ where } w \text{ gathers the same without } \epsilon",
        assumptions=("0 ≤ β₂ < 1",),
        proof=gathers,
    ),
    Derivation(
        id="adabelief-guards",
        title="One ε in both places, or two",
        rules=("adabelief", "adabelief+eps-root"),
        forms=(ALGORITHM_2, form_of("adabelief+eps-root", "algorithm-2")),
        statement=r"v^{\text{eps-root}} = v + (\epsilon_{\mathrm{root}} - \epsilon)\,\frac{1-\beta_2^t}{1-\beta_2},"
        r"\quad \text{equal} \iff \epsilon_{\mathrm{root}} = \epsilon",
        assumptions=("0 ≤ β₂ < 1",),
        proof=guards,
    ),
)
