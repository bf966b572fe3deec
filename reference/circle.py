"""cos(π·x), as schedules have it: π stands in no other place of a rule."""

from typing import Any

from sympy import Expr, Function, Integer, Rational, together

from .operations import NormalForm, Operation


class CosPi(Function):
    """cos(π·x), where x is written as one quotient, so that what is equal is mostly one object."""

    nargs = (1,)

    @classmethod
    def eval(cls, turn: Any) -> Any:
        if isinstance(turn, Rational):
            return Integer([1, 0, -1, 0][int(2 * turn) % 4]) if turn.q <= 2 else None
        whole = together(turn.expand())
        if whole.could_extract_minus_sign():
            whole = -whole
        return None if whole == turn else cls(whole, evaluate=False)


def _cosine(atoms: NormalForm, expr: Expr) -> Expr:
    return atoms.opaque(CosPi, expr.args)


CosPi.operation = Operation(  # type: ignore[attr-defined]
    "cos",
    method="cospi",
    law=_cosine,
    text="cos(π·({0}))",
    latex=r"\cos\left(\pi \left({0}\right)\right)",
    command=r"\cos",
    python="{library}cos({library}pi * {0})",
)
