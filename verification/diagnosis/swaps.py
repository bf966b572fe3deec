"""The smallest part in which two expressions differ: what stands in one where the other has something else."""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Add, Dummy, Expr, Mul, Pow

from ...reference.notation import text
from ..proof.equality import decide


@dataclass(frozen=True)
class Swap:
    """What stands in one of two expressions where the other has something else; all around it is equal.

    Attributes:
        one: None where nothing stands in the first.
        other: None where nothing stands in the second.
        role: what it is of the sum or product in which it stands; empty where it is more than one of its parts, or stands in none.
        whole: whether it is all of both.
    """

    one: Expr | None
    other: Expr | None
    role: str = ""
    whole: bool = False


LARGE = 400
"""What takes more characters is not multiplied out."""


def swap_of(one: Expr, other: Expr) -> Swap:
    """The smallest part in which they differ, where that is one part: as they stand, or multiplied out."""
    ways = [_followed(one, other)]
    if max(len(text(one)), len(text(other))) <= LARGE:
        ways.append(_followed(one.expand(), other.expand()))
    of_functions = _of_functions(one, other)
    if of_functions is not None:
        ways.append(of_functions)
    return min(ways, key=lambda way: sum(len(text(each)) for each in (way.one, way.other) if each is not None))


def _of_functions(one: Expr, other: Expr) -> Swap | None:
    """The values of functions, such as a minimum, that stand for each other; None where more than one, or more besides, differ."""
    here, there = ({*_functions(each)} for each in (one, other))
    if len(here - there) != 1 or len(there - here) != 1:
        return None
    (left,), (right,) = here - there, there - here
    letter = Dummy(real=True)
    if not _equal(one.xreplace({left: letter}), other.xreplace({right: letter})):
        return None
    return _followed(left, right, whole=False)


def _functions(expr: Expr) -> Iterator[Expr]:
    """The largest parts that are no sums, products or powers."""
    if isinstance(expr, Add | Mul | Pow):
        for each in expr.args:
            yield from _functions(each)
    elif expr.args:
        yield expr


def _followed(one: Expr, other: Expr, *, whole: bool = True) -> Swap:
    found = Swap(one, other, whole=whole)
    while found.one is not None and found.other is not None:
        inner = _inside(found.one, found.other)
        if inner is None:
            break
        if not found.whole and (inner.one is None or inner.other is None):
            break  # Where deep inside a factor is missing, nobody knows of what.
        found = inner
    return found


def _inside(one: Expr, other: Expr) -> Swap | None:
    """One step down; None where they differ in several parts, or have none."""
    if one.func is not other.func or not one.args:
        return None
    if not isinstance(one, Add | Mul):
        apart = [pair for pair in zip(one.args, other.args, strict=False) if not _equal(*pair)]
        if len(one.args) != len(other.args) or len(apart) != 1:
            return None
        # An exponent by itself tells nobody of what it is the exponent.
        return None if isinstance(one, Pow) and _equal(one.base, other.args[0]) else Swap(*apart[0])
    here, there = list(one.args), list(other.args)
    for each in one.args:
        twin = next((two for two in there if _equal(each, two)), None)
        if twin is not None:
            here.remove(each)
            there.remove(twin)
    if len(there) == len(other.args):
        return None
    role = "term" if isinstance(one, Add) else "factor"
    left, right = (one.func(*each) if each else None for each in (here, there))
    return Swap(left, right, role if max(len(here), len(there)) == 1 else "")


def _equal(one: Expr, other: Expr) -> bool:
    return one == other or (one.free_symbols == other.free_symbols and decide(one, other).answer == "equal")
