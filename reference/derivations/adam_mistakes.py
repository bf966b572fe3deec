"""How Adam stalls: `+=` before a right-hand side that belongs to `=`, and a second moment that lost its decay."""

from sympy import Expr, Rational, Symbol, sqrt

from ..adam import ALGORITHM_1
from ..rule import Form
from ..symbols import beta1, beta2, epsilon, g, lr, m, t, v, v_hat
from .claims import Above, NotNegative, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, WITHOUT_EPSILON, Sequence, at, carried_out, induction, stepped, vanishing, with_line

slope = Symbol("g", positive=True)
"""A constant gradient; for a negative one the step changes its sign."""


def constant_step(form: Form, second: Expr) -> Expr:
    """Δθ of step t at the constant gradient, where v after the step is `second`(t): v before it is `second`(t − 1)."""
    return stepped(form, {m: slope * (1 - beta1 ** (t - 1)), v: second, g: slope, **WITHOUT_EPSILON})


def plus_equals(form: Form) -> tuple[Line, ...]:
    right = form.after({})[v]
    wrong = with_line(form, v, v + right)

    def closed(k: Expr) -> Expr:
        return g**2 * (1 - beta2) / beta2 * ((1 + beta2) ** k - 1)

    step = constant_step(wrong, at(closed(t - 1), {g: slope}))

    def size(power: Expr) -> Expr:
        return beta2 * (1 - beta2**t) / ((1 - beta2) * (power - 1))

    power = (1 + beta2) ** t
    late = (1 + beta2) * (1 + Symbol("x", nonnegative=True))
    bound = (1 + beta2) / ((1 - beta2) * late)
    left = (late - (1 + beta2) + beta2 ** (t + 1) * late) / (late * (late - 1) * (1 - beta2))
    return (
        Line(
            "v ← v + (β₂v + (1 − β₂)g²) is (1 + β₂)v + (1 − β₂)g²",
            Zero(wrong.after({})[v] - (1 + beta2) * v - (1 - beta2) * g**2),
        ),
        Line(
            "so v grows by the factor 1 + β₂ a step or more, whatever the gradients",
            NotNegative(wrong.after({})[v] - (1 + beta2) * v),
        ),
        *induction(wrong, {m: lambda k: g * (1 - beta1**k), v: closed}),
        Line("for a constant g, Δθ² = lr²β₂(1 − β₂ᵗ)/((1 − β₂)((1 + β₂)ᵗ − 1))", Zero(step**2 - lr**2 * size(power))),
        Line(
            "and the step goes the right way, only ever less far", Zero(step + lr * slope / sqrt(_v_hat(wrong, closed)))
        ),
        Line(
            "(1 + β₂)ᵗ is (1 + β₂)(1 + x) with x ≥ 0, so Δθ² ≤ lr²(1 + β₂)/(1 − β₂)·(1 + β₂)⁻ᵗ: it dies geometrically",
            NotNegative(bound - size(late), ((left, ONE),)),
        ),
        *vanishing("1/(1 + β₂)"),
        Line(
            "at β₂ = 0.999 the 50th step is less than lr/10⁶",
            Above(Rational(1, 10**12) - size(power), {beta2: Rational("0.999")}, 50),
        ),
        _epsilon_shortens(wrong),
    )


def lost_decay(form: Form) -> tuple[Line, ...]:
    right = form.after({})[v]
    wrong = with_line(form, v, v + (right - beta2 * v))

    def closed(k: Expr) -> Expr:
        return k * (1 - beta2) * g**2

    step = constant_step(wrong, at(closed(t - 1), {g: slope}))
    limit = lr / sqrt((1 - beta2) * t)
    root = sqrt(1 - beta2**t)
    return (
        Line("v ← v + (1 − β₂)g²", Zero(wrong.after({})[v] - v - (1 - beta2) * g**2)),
        Line("v never falls, whatever the gradients", NotNegative(wrong.after({})[v] - v)),
        *induction(wrong, {m: lambda k: g * (1 - beta1**k), v: closed}),
        Line("for a constant g the step is −lr√(1 − β₂ᵗ)/√((1 − β₂)t)", Zero(step + limit * root)),
        Line(
            "so |Δθ|√t ≤ lr/√(1 − β₂)",
            NotNegative(limit * sqrt(t) + step * sqrt(t), ((limit * sqrt(t) * beta2**t / (1 + root), ONE),)),
        ),
        Line(
            "and falls short of it by no more than the share β₂ᵗ",
            NotNegative(-step - limit * (1 - beta2**t), ((limit * root * beta2**t / (1 + root), ONE),)),
        ),
        *vanishing("β₂"),
        _epsilon_shortens(wrong),
    )


def _v_hat(form: Form, closed: Sequence) -> Expr:
    """v̂ of step t at the constant gradient."""
    return carried_out(form, {v: at(closed(t - 1), {g: slope}), g: slope})[v_hat]


def _epsilon_shortens(form: Form) -> Line:
    divisor = sqrt(carried_out(form, {})[v_hat])
    claim = Zero(stepped(form) * (divisor + epsilon) - stepped(form, WITHOUT_EPSILON) * divisor)
    return Line("ε > 0 only shortens these steps, by √v̂/(√v̂ + ε)", claim)


DERIVATIONS = (
    Derivation(
        id="adam-plus-equals",
        title="With += for = on v, v grows by the factor 1 + β₂ a step, and the step dies geometrically",
        rules=("adam",),
        forms=(ALGORITHM_1,),
        statement=r"v \mathrel{+}= \beta_2 v + (1-\beta_2)g^2 \;\Longrightarrow\;"
        r" v_t = g^2\,\tfrac{1-\beta_2}{\beta_2}\big((1+\beta_2)^t - 1\big),\quad"
        r" |\Delta\theta_t| \le \mathrm{lr}\sqrt{\tfrac{1+\beta_2}{1-\beta_2}}\,(1+\beta_2)^{-t/2}",
        assumptions=("g is constant and not 0", "0 < β₂ < 1", "lr ≤ a constant"),
        proof=plus_equals,
    ),
    Derivation(
        id="adam-lost-decay",
        title="With v's decay lost, the step shrinks like 1/√t",
        rules=("adam",),
        forms=(ALGORITHM_1,),
        statement=r"v \mathrel{+}= (1-\beta_2)g^2 \;\Longrightarrow\;"
        r" |\Delta\theta_t| = \mathrm{lr}\,\frac{\sqrt{1-\beta_2^t}}{\sqrt{(1-\beta_2)\,t}},\quad"
        r" |\Delta\theta_t|\sqrt{t} \to \frac{\mathrm{lr}}{\sqrt{1-\beta_2}}",
        assumptions=("g is constant and not 0", "ε = 0; ε > 0 only shortens the steps"),
        proof=lost_decay,
    ),
)
