"""What a statement of a subject writes in a step, or hands back."""

from dataclasses import dataclass

from sympy import Dummy, Expr, Symbol

from .session import Element
from .statements import Statement

CUT = Dummy("X", real=True)
"""What stands for the value that was cut out."""

ELEMENT: Element = (0, 0)
"""The element that is watched."""


@dataclass(frozen=True)
class Write:
    """A value that a statement wrote or handed back, for the watched element.

    Attributes:
        callers: the statements that had called what the statement is in, the nearest first.
        line: the one to look at in a statement of several; 0 for its first.
        symbol: what stands for the value in all that comes after; None where that is the value itself.
        is_name: whether it only gave another name to what was there.
    """

    statement: Statement
    value: Expr
    callers: tuple[Statement, ...] = ()
    line: int = 0
    symbol: Symbol | None = None
    is_name: bool = False
