"""AdEMAMix: what its slow average adds to Adam, and when."""

from collections.abc import Mapping

from sympy import Expr, Symbol

from ..adam import ALGORITHM_1 as ADAM
from ..ademamix import ALGORITHM_1
from ..rule import Form
from ..symbols import alpha, beta1, beta3, g, m, m_hat, m_slow, t
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ZERO, at, carried_out, induction, same_state, stepped


def adams(mix: Form, adam: Form) -> tuple[Line, ...]:
    one_decay = {beta3: beta1, m_slow: m}
    values, theirs = carried_out(mix, one_decay), carried_out(adam, {})
    return (
        *same_state(mix, adam),
        Line("at α = 0 it is Adam", Zero(at(stepped(mix), {alpha: ZERO}) - stepped(adam))),
        Line("both averages begin at 0", Zero(mix.start()[m_slow] - mix.start()[m])),
        Line("at β₃ = β₁ they stay the same", Zero(values[m_slow] - values[m])),
        Line(
            "so that it is Adam with an lr that grows to 1 + α times itself, lr·(1 + α(1 − β₁ᵗ))",
            Zero(stepped(mix, one_decay) - stepped(adam) * (1 + alpha * (1 - beta1**t))),
        ),
        Line("along the same m̂", Zero(values[m_hat] - theirs[m_hat])),
    )


def comes_in(mix: Form) -> tuple[Line, ...]:
    def closed(steps: Expr) -> Expr:
        return g * (1 - beta3**steps)

    def fast(steps: Expr) -> Expr:
        return g * (1 - beta1**steps)

    before = {m: fast(t - 1), m_slow: closed(t - 1)}
    values = carried_out(mix, before)
    return (
        *induction(mix, {m: fast, m_slow: closed}),
        Line("the fast one, corrected, is g from the first step on", Zero(values[m_hat] - g)),
        Line(
            "so the step is along (1 + α(1 − β₃ᵗ))·g: α comes in as β₃ᵗ fades",
            Zero(stepped(mix, before) - (1 + alpha * (1 - beta3**t)) * at_alone(mix, before)),
        ),
    )


def at_alone(mix: Form, before: Mapping[Symbol, Expr]) -> Expr:
    return at(stepped(mix, before), {alpha: ZERO})


DERIVATIONS = (
    Derivation(
        id="ademamix-adam",
        title="AdEMAMix is Adam at α = 0, and Adam with a growing lr at β₃ = β₁",
        rules=("ademamix", "adam"),
        forms=(ALGORITHM_1, ADAM),
        statement=r"\beta_3 = \beta_1 \Rightarrow \Delta\theta = (1 + \alpha(1-\beta_1^t))\,\Delta\theta^{\mathrm{adam}}",
        assumptions=(),
        proof=adams,
    ),
    Derivation(
        id="ademamix-comes-in",
        title="The slow average, which is not corrected, comes in as β₃ᵗ fades",
        rules=("ademamix",),
        forms=(ALGORITHM_1,),
        statement=r"g_i = g \Rightarrow \hat{m}_t + \alpha\,m^{\mathrm{slow}}_t = (1 + \alpha(1-\beta_3^t))\,g",
        assumptions=("all gradients are the same",),
        proof=comes_in,
    ),
)
