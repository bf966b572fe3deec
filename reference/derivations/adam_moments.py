"""Adam's moments: two ways to write them, and what they weigh."""

from sympy import Expr, Symbol

from ..adam import ALGORITHM_1
from ..notation import text
from ..rule import Form
from ..symbols import beta1, beta2, g, m, m_hat, t, v, v_hat
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, carried_out, induction

i = Symbol("i", integer=True, positive=True)
"""An earlier step."""


def two_ways(form: Form) -> tuple[Line, ...]:
    after = form.after({})
    return (
        Line("m ← m + (1 − β₁)(g − m) is what the form assigns to m", Zero(after[m] - (m + (1 - beta1) * (g - m)))),
        Line("v ← v + (1 − β₂)(g² − v) is what it assigns to v", Zero(after[v] - (v + (1 - beta2) * (g**2 - v)))),
    )


def weights(form: Form) -> tuple[Line, ...]:
    """Linear in its state and in x = g or g², each moment is Σ weight·x, and its weights sum to 1 − βᵗ."""
    lines: list[Line] = []
    hats = {m: m_hat, v: v_hat}
    for moment, beta, x in ((m, beta1, g), (v, beta2, g**2)):
        after = form.after({})[moment]
        kept, taken = at(after, {moment: ONE, g: ZERO}), at(after, {moment: ZERO, g: ONE})
        stationary = {moment: x * (1 - beta ** (t - 1))}

        def weight(step: Expr, earlier: Expr, beta: Expr = beta) -> Expr:
            return (1 - beta) * beta ** (step - earlier)

        lines += [
            Line(f"{moment} starts at the empty sum", Zero(form.start()[moment])),
            Line(f"{moment} is linear in itself and in {text(x)}", Zero(after - kept * moment - taken * x)),
            Line(
                f"each earlier gradient's weight (1 − β)βᵗ⁻ⁱ in {moment} becomes (1 − β)βᵗ⁺¹⁻ⁱ",
                Zero(weight(t + 1, i) - kept * weight(t, i)),
            ),
            Line("the new gradient's is (1 − β)β⁰", Zero(weight(t, t) - taken)),
            Line(
                "their sum starts at 0 = 1 − β⁰, and a step takes it from 1 − βᵗ to 1 − βᵗ⁺¹",
                Zero(kept * (1 - beta**t) + taken - (1 - beta ** (t + 1))),
            ),
            *induction(form, {moment: lambda k, beta=beta, x=x: x * (1 - beta**k)}),
            Line(
                f"so for a constant gradient dividing by 1 − βᵗ gives exactly {text(x)}, in every step",
                Zero(carried_out(form, stationary)[hats[moment]] - x),
            ),
        ]
    return (*lines, *unbiased(form))


def unbiased(form: Form) -> tuple[Line, ...]:
    """Expectation goes through sums: E[m] is the sum of the weights, 1 − β₁ᵗ, times E[g]."""
    values = carried_out(form, {})
    return (
        Line(
            "m̂ is linear in m and no more: E[m̂] = E[m]/(1 − β₁ᵗ) = E[g]",
            Zero(values[m_hat] - values[m] / (1 - beta1**t)),
        ),
        Line(
            "v̂ is linear in v and no more: E[v̂] = E[v]/(1 − β₂ᵗ) = E[g²]",
            Zero(values[v_hat] - values[v] / (1 - beta2**t)),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="adam-moments",
        title="The two ways to write a moment are the same assignment",
        rules=("adam",),
        forms=(ALGORITHM_1,),
        statement=r"\beta m + (1-\beta)\,g = m + (1-\beta)(g - m)",
        assumptions=(),
        proof=two_ways,
    ),
    Derivation(
        id="adam-weights",
        title="What the moments weigh, and why the paper divides by 1 − βᵗ",
        rules=("adam",),
        forms=(ALGORITHM_1,),
        statement=r"m_t = (1-\beta_1)\sum_{i=1}^{t} \beta_1^{t-i} g_i,\qquad"
        r" (1-\beta_1)\sum_{i=1}^{t} \beta_1^{t-i} = 1-\beta_1^t,\qquad E[g_i] = E[g] \Rightarrow E[\hat{m}_t] = E[g]",
        assumptions=("for the last: the gradients are stationary", "v the same, with β₂ and g²"),
        proof=weights,
    ),
)
