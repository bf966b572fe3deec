"""What the machine checks in a line of a proof, as a formula."""

import inspect
from collections.abc import Mapping
from typing import Any

from sympy import Add, Expr, Integer, sympify

from optproof.reference.derivations import Above, Claim, Different, Every, NotNegative, Positive, Undefined, Zero
from optproof.reference.notation import latex
from optproof.verification.english import sentence

from .markdown import math

AT_LEAST, UNEQUAL, NO_NUMBER, COMMA = r"\ge", r"\ne", r"\frac{0}{0}", r",\ "
CERTIFIED = "because no coefficient of it is negative"


def shown(claim: Claim) -> str:
    """The claim, and how it is decided."""
    match claim:
        case Zero(expr=expr):
            return _identity(expr)
        case NotNegative(expr=expr, squares=squares):
            how = f"because it equals {math(_squares(squares))}" if squares else CERTIFIED
            return f"{_compared(expr, AT_LEAST)}, {how}"
        case Positive(expr=expr, certificate=certificate):
            how = CERTIFIED if certificate is None else f"because it equals {math(latex(certificate))}"
            return f"{_compared(expr, '>')}, {how}"
        case Above(expr=expr, point=point, step=step):
            return f"{_compared(expr, '>')}{_at(point, step)}, in rigorous intervals"
        case Different(expr=expr, point=point):
            return f"{_compared(expr, UNEQUAL)}{_at(point)}, in rigorous intervals"
        case Undefined():
            return f"{math(NO_NUMBER)}, which is no number"
        case Every(claims=claims):
            return _every(claims)
        case _:
            # A claim of a proof's own says what it is where it is defined.
            return sentence(inspect.cleandoc(type(claim).__doc__ or "").splitlines()[0])


def _compared(expr: Expr, sign: str) -> str:
    """expr > 0, with what is subtracted on the other side."""
    terms = Add.make_args(expr)
    right = [-each for each in terms if each.could_extract_minus_sign()]
    left = [each for each in terms if not each.could_extract_minus_sign()]
    return math(f"{latex(Add(*left))} {sign} {latex(Add(*right))}")


def _identity(expr: Expr) -> str:
    return "Both sides come out as the same expression." if expr == 0 else _compared(expr, "=")


def _squares(squares: tuple[tuple[Expr, Expr], ...]) -> str:
    return " + ".join(latex(weight * base**2) for weight, base in squares if weight != Integer(0))


def _at(point: Mapping[Any, Any], step: int | None = None) -> str:
    values = [f"{latex(symbol)} = {latex(sympify(value))}" for symbol, value in point.items()]
    values += [] if step is None else [f"t = {step}"]
    return f" at {math(COMMA.join(values))}" if values else ""


def _every(claims: tuple[Claim, ...]) -> str:
    if len(claims) <= 2:
        return "; and ".join(map(shown, claims))
    return f"{shown(claims[0])}; and {len(claims) - 1} more like it, the last: {shown(claims[-1])}"
