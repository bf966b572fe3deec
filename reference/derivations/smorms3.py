"""SMORMS3: what its averages are, and for how long."""

from ..rule import Form
from ..smorms3 import FUNK
from ..symbols import c, g, m, memory, r, v
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, carried_out


def averages(form: Form) -> tuple[Line, ...]:
    made = carried_out(form, {})
    lines = {line.symbol: line.value for line in form.step}
    return (
        Line("m counts as mem gradients beside the new one", Zero(made[m] - (memory * m + g) / (memory + 1))),
        Line("v as many squares", Zero(made[v] - (memory * v + g**2) / (memory + 1))),
        Line(
            "where no two gradients agree, c = 0, and they are means of ever more",
            Zero(at(lines[memory], {c: ZERO}) - memory - 1),
        ),
        Line("where all are one, c = 1, and the next ones begin anew", Zero(at(lines[memory], {c: ONE}) - 1)),
        Line("c is by how much they agree", Zero(lines[c] * (v + form.symbols[1]) - m**2)),
        Line("the first gradient counts half", Zero(at(lines[r], form.start()) - ONE / 2)),
    )


DERIVATIONS = (
    Derivation(
        id="smorms3-averages",
        title="SMORMS3 averages as many gradients as it has not understood",
        rules=("smorms3",),
        forms=(FUNK,),
        statement=r"m_t = \frac{\mathrm{mem}\,m_{t-1} + g_t}{\mathrm{mem} + 1},\quad"
        r" c = 0 \Rightarrow \mathrm{mem}_{t+1} = \mathrm{mem}_t + 1,\quad c = 1 \Rightarrow \mathrm{mem}_{t+1} = 1",
        assumptions=(),
        proof=averages,
    ),
)
