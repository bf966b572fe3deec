"""Choices: by what is the same for all elements, which is t and hyperparameters; and by a sign, for each element."""

from collections.abc import Callable
from typing import Any

from sympy import Expr, Function, Rational, sign

from .operations import NormalForm, Operation


class Where(Function):
    """`Where(left, right, then, otherwise)` is `then` where left > right, and `otherwise` where left < right.

    Where both are the same it may be either: of one rule some write > and others ≥.
    """

    nargs = (4,)

    @classmethod
    def eval(cls, left: Any, right: Any, then: Any, otherwise: Any) -> Any:
        if then == otherwise:
            return then
        difference = left - right
        if isinstance(difference, Rational) and difference != 0:
            return then if difference > 0 else otherwise
        return None

    @property
    def difference(self) -> Expr:
        """What is positive on the first side."""
        return self.args[0] - self.args[1]

    @property
    def sides(self) -> tuple[Expr, Expr]:
        return self.args[2], self.args[3]


def _choice(atoms: NormalForm, expr: Expr) -> Expr:
    assert isinstance(expr, Where)
    chosen, (then, otherwise) = atoms.above(expr.difference), expr.sides
    return chosen * atoms.replace(then) + (1 - chosen) * atoms.replace(otherwise)


Where.operation = Operation(  # type: ignore[attr-defined]
    "where",
    method="where",
    law=_choice,
    text="where({0} > {1}, {2}, {3})",
    latex=r"\begin{{cases}} {2} & \text{{where }} {0} > {1} \\ {3} & \text{{else}} \end{{cases}}",
    python="({2} if {0} > {1} else {3})",
)


def resolved(expr: Expr, side_of: Callable[[Expr], bool | None]) -> Expr:
    """`expr` without the choices of which it is known which side is taken: `side_of` says it of their differences."""
    if not expr.has(Where):
        return expr
    if isinstance(expr, Where):
        first = side_of(expr.difference)
        if first is not None:
            return resolved(expr.sides[0 if first else 1], side_of)
    return expr.func(*(resolved(each, side_of) for each in expr.args))


class BySign(Function):
    """`BySign(x, positive, zero, negative)` is the one of the three that the sign of x says."""

    nargs = (4,)

    @classmethod
    def eval(cls, x: Any, positive: Any, zero: Any, negative: Any) -> Any:
        if positive == zero == negative:
            return positive
        return (zero, positive, negative)[int(sign(x))] if isinstance(x, Rational) else None


def _in_signs(atoms: NormalForm, expr: Expr) -> Expr:
    x, positive, zero, negative = expr.args
    s = sign(x)
    return atoms.replace(s * (s + 1) / 2 * positive + (1 - s**2) * zero + s * (s - 1) / 2 * negative)


BySign.operation = Operation(  # type: ignore[attr-defined]
    "bysign",
    method="by_sign",
    law=_in_signs,
    flat=True,
    latex=r"\begin{{cases}} {1} & \text{{where }} {0} > 0 \\ {2} & \text{{where }} {0} = 0 \\ {3} & \text{{else}} \end{{cases}}",
    python="{library}where({0} > 0, {1}, {library}where({0} < 0, {3}, {2}))",
)
