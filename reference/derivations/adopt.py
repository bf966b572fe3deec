"""ADOPT: what its first step does, and where clipping changes nothing."""

from sympy import Expr, Symbol

from ..adopt import CLIPPED, UNCLIPPED
from ..operations import after_first_step
from ..rule import Form
from ..symbols import c, d, g, m, t, theta, v
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, carried_out

size, room = Symbol("size", nonnegative=True), Symbol("room", nonnegative=True)
"""How large g/max(√v, ε) is, and how much smaller that is than c."""


def clipping(clipped: Form, unclipped: Form) -> tuple[Line, ...]:
    def averaged(form: Form, inside: Expr) -> Expr:
        line = next(each for each in form.step if each.symbol == m)
        return at(after_first_step(line.value), {d: inside, c: size + room})

    one, other = (form.after({}) for form in (clipped, unclipped))
    begun = [carried_out(form, {t: ONE, m: ZERO, v: ZERO}) for form in (clipped, unclipped)]
    return (
        *(Line("the first step moves nothing", Zero(each[theta] - theta)) for each in begun),
        *(Line("and only sets v to g²", Zero(each[v] - g**2)) for each in begun),
        *(
            Line("what is between −c and c stays as it is", Zero(averaged(clipped, each) - averaged(unclipped, each)))
            for each in (size, -size)
        ),
        Line("with the same m they step alike", Zero(at(one[theta], {t: ONE}) - at(other[theta], {t: ONE}))),
        Line("and they make the same v", Zero(one[v] - other[v])),
    )


DERIVATIONS = (
    Derivation(
        id="adopt-clipping",
        title="ADOPT's clipping changes nothing where no gradient is more than (t − 1)^¼ times what was before",
        rules=("adopt",),
        forms=(CLIPPED, UNCLIPPED),
        statement=r"|g_t| \le (t-1)^{1/4}\,\max(\sqrt{v_{t-1}}, \epsilon) \Rightarrow"
        r" \theta_t^{\mathrm{clipped}} = \theta_t^{\mathrm{unclipped}}",
        assumptions=("the same m and v before",),
        proof=clipping,
    ),
)
