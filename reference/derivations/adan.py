"""Adan beside Adam: what it is where the gradient stays, and what its look ahead is."""

from ..adam import ALGORITHM_1 as ADAM
from ..adan import ALGORITHM_1
from ..rule import Form
from ..symbols import beta2, beta3, d, g, m, m_change, m_change_hat, p, t, v
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, carried_out, stepped


def of_adam(adan: Form, adam: Form) -> tuple[Line, ...]:
    alone = {beta2: ZERO}
    adams = {beta2: beta3}
    return (
        Line("both begin at m = 0", Zero(adan.start()[m] - adam.start()[m])),
        Line("and at v = 0", Zero(adan.start()[v] - adam.start()[v])),
        Line("both make the same m", Zero(adan.after(alone)[m] - adam.after({})[m])),
        Line("at β₂ = 0, and the same v with β₃", Zero(adan.after(alone)[v] - at(adam.after({})[v], adams))),
        Line("and the same step", Zero(stepped(adan, alone) - at(stepped(adam), adams))),
    )


def changes(adan: Form) -> tuple[Line, ...]:
    later = {t: t + 1}
    first = carried_out(adan, {t: ONE, **adan.start()})
    return (
        Line("the first change is 0", Zero(first[d])),
        Line("so the average of them begins at 0", Zero(first[m_change])),
        Line("p is the last gradient", Zero(carried_out(adan, {})[p] - g)),
        Line("where the gradient stays there is no change", Zero(carried_out(adan, {**later, p: g})[d])),
        Line(
            "so the average change only fades",
            Zero(carried_out(adan, {**later, p: g})[m_change] - beta2 * m_change),
        ),
        Line(
            "and from 0 on the step is along m̂ alone",
            Zero(carried_out(adan, {**later, p: g, m_change: ZERO})[m_change_hat]),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="adan-adam",
        title="Adan is Adam at β₂ = 0",
        rules=("adan", "adam"),
        forms=(ALGORITHM_1, ADAM),
        statement=r"\beta_2^{\mathrm{adan}} = 0,\ \beta_3^{\mathrm{adan}} = \beta_2^{\mathrm{adam}}"
        r" \Rightarrow \Delta\theta^{\mathrm{adan}} = \Delta\theta^{\mathrm{adam}}",
        assumptions=("all at the same θ, lr, β₁, ε and gradients",),
        proof=of_adam,
    ),
    Derivation(
        id="adan-changes",
        title="Adan's look ahead fades where the gradient stays",
        rules=("adan",),
        forms=(ALGORITHM_1,),
        statement=r"g_t = g_{t-1} \Rightarrow m^{\Delta}_t = \beta_2\,m^{\Delta}_{t-1},\quad m^{\Delta}_1 = 0",
        assumptions=(),
        proof=changes,
    ),
)
