"""RAdam: what ρ is the length of, when it is long enough, what r comes to, and by what the forms differ."""

from sympy import Expr, Rational, Symbol

from ..adam import ALGORITHM_1 as ADAM
from ..choices import resolved
from ..radam import ALGORITHM_2, EPSILON_HAT, OUTSIDE, RECTIFIER
from ..rule import Form
from ..symbols import beta1, beta2, g, lr, m, m_hat, rho_inf, rho_t, t, v
from .claims import Above, Different, NotNegative, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, WITHOUT_EPSILON, ZERO, at, carried_out, same_state, stepped, vanishing

USUAL = {beta2: Rational(999, 1000)}


def length_of(form: Form, step: int) -> Expr:
    return at(carried_out(form, {})[rho_t], {t: Rational(step)})


def divided(form: Form) -> Expr:
    """Δθ where it divides."""
    return resolved(stepped(form), lambda _: True)


def undivided(form: Form) -> Expr:
    return resolved(stepped(form), lambda _: False)


def lengths(form: Form, adam: Form) -> tuple[Line, ...]:
    def ages(steps: Expr) -> Expr:
        return (1 - (steps + 1) * beta2**steps + steps * beta2 ** (steps + 1)) / (1 - beta2) ** 2

    values = carried_out(form, {})
    z, later = Symbol("z", positive=True), 1 + Symbol("s", nonnegative=True)
    above, beyond = Symbol("a", positive=True), Symbol("b", nonnegative=True)
    square = at(RECTIFIER, {rho_t: 4 + above, rho_inf: 4 + above + beyond}) ** 2
    return (
        Line("Σ kβ₂ᵏ⁻¹ over no step is 0", Zero(ages(ZERO))),
        Line("and a step more adds (t + 1)β₂ᵗ", Zero(ages(t + 1) - ages(t) - (t + 1) * beta2**t)),
        Line(
            "ρ_t is twice the mean age of the squares in v̂, less 1, which is n where n squares weigh the same",
            Zero(values[rho_t] - (2 * (1 - beta2) * ages(t) / (1 - beta2**t) - 1)),
        ),
        Line("in the first step it is 1", Zero(length_of(form, 1) - 1)),
        Line(
            "it lacks 2tβ₂ᵗ/(1 − β₂ᵗ) to ρ_∞",
            Zero(values[rho_inf] - values[rho_t] - 2 * t * beta2**t / (1 - beta2**t)),
        ),
        *vanishing("β₂"),
        Line(
            "and tβ₂ᵗ → 0, for (1 + z)ᵗ ≥ 1 + tz + t(t − 1)z²/2, by induction: so ρ_t → ρ_∞",
            NotNegative(
                (1 + later * z + later * (later - 1) * z**2 / 2) * (1 + z)
                - (1 + (later + 1) * z + (later + 1) * later * z**2 / 2)
            ),
        ),
        Line("there r is 1", Zero(at(RECTIFIER, {rho_t: rho_inf}) - 1)),
        Line("and where 4 < ρ_t ≤ ρ_∞, r² is 0 or more", NotNegative(square)),
        Line("and 1 or less", NotNegative(1 - square)),
        *same_state(form, adam),
        Line("undivided, the step is along Adam's m̂", Zero(undivided(form) + lr * carried_out(adam, {})[m_hat])),
        Line(
            "and divided it is r times Adam's at ε = 0",
            Zero(divided(form) - at(RECTIFIER, values) * at(stepped(adam), WITHOUT_EPSILON)),
        ),
    )


def thresholds(first: Form, hat: Form, outside: Form) -> tuple[Line, ...]:
    begun = {t: Rational(5), **USUAL, lr: ONE}
    return (
        *(
            Line(f"whatever β₂ is, ρ_{k} is {bound} at most", NotNegative(bound - length_of(form, k)))
            for form, steps, bound in ((first, (2, 3, 4), 4), (hat, (5,), 5), (outside, (5,), 5))
            for k in steps
        ),
        *(
            Line(f"at β₂ = 0.999, ρ_{k} is above {bound}", Above(length_of(form, k) - bound, USUAL))
            for form, k, bound in ((first, 5, 4), (hat, 6, 5), (outside, 6, 5))
        ),
        *same_state(first, hat),
        *same_state(first, outside),
        *(
            line
            for form, name in ((hat, "ε̂ beside √v"), (outside, "ε beside √v̂"))
            for line in (
                Line(f"undivided, the step with {name} is the paper's", Zero(undivided(form) - undivided(first))),
                Line(
                    f"and divided it is so at ε = 0: the one with {name}",
                    Zero(at(divided(form), WITHOUT_EPSILON) - divided(first)),
                ),
            )
        ),
        Line(
            "in step 5 at β₂ = 0.999 the paper divides, and the others do not",
            Different(
                at(divided(first) - undivided(hat), begun),
                dict.fromkeys((beta1, g, m, v), Rational(1, 3)),
            ),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="radam-lengths",
        title="ρ_t is of how many squares v̂ is an average; it grows to ρ_∞, and RAdam to Adam",
        rules=("radam", "adam"),
        forms=(ALGORITHM_2, ADAM),
        statement=r"\frac{\rho_t + 1}{2} = \frac{1-\beta_2}{1-\beta_2^t} \sum_{k=1}^{t} k\,\beta_2^{k-1}"
        r" \longrightarrow \frac{\rho_\infty + 1}{2},\quad 0 \le r_t \le 1",
        assumptions=("4 < ρ_t, where r is spoken of",),
        proof=lengths,
    ),
    Derivation(
        id="radam-thresholds",
        title="RAdam divides from step 5 on where ρ = 4 is enough, at β₂ = 0.999, and from step 6 on where it takes 5: never before",
        rules=("radam",),
        forms=(ALGORITHM_2, EPSILON_HAT, OUTSIDE),
        statement=r"\rho_4 \le 4 < \rho_5 \le 5 < \rho_6",
        assumptions=("β₂ = 0.999, where ρ is larger than a number",),
        proof=thresholds,
    ),
)
