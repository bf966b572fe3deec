"""Decide whether two expressions are equal: refute at a point, or prove twice."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sympy import Expr, Integer, Rational, Symbol

from ...reference.algebra import FRACTIONS, NotRational, is_zero
from ...reference.evaluation import NotEvaluable, certainly_nonzero
from ...reference.operations import is_flat
from ...reference.symbols import t
from . import z3prover

POINTS = 4
"""How many points are tried before a proof."""

FLAT = 16
"""How many times as many points tell two expressions apart where an operation hides most of its argument, as a sign does.

Two averages of one gradient, of decays that differ, have different signs at one point in eight.
"""

MANY_POINTS = 24
"""How many exact points stand in for z3 where it gives no answer."""


@dataclass(frozen=True)
class Decision:
    """Equal, different or unknown, and who said so."""

    answer: Literal["equal", "different", "unknown"]
    provers: tuple[str, ...] = ()
    detail: str = ""


@lru_cache(maxsize=4096)
def decide(left: Expr, right: Expr) -> Decision:
    """Whether `left` and `right` are equal for all values of their symbols.

    Different is certain: a rational point at which the two lie in disjoint intervals.  Equal is what the normal form and a
    second opinion agree on.
    """
    difference = left - right
    if told_apart(difference):
        return Decision("different", ("exact point",))
    try:
        proved = is_zero(difference)
    except NotRational as error:
        return Decision("unknown", (), str(error))
    if not proved:
        return Decision("unknown", (), "the normal form of the difference is not zero, yet no point tells them apart")
    second = z3prover.compare(left, right)
    if second == "equal":
        return Decision("equal", ("normal form", "z3"))
    if second == "different":
        return Decision("unknown", (), "the two provers disagree, which is a bug of optproof's")
    agreeing = sum(apart_at(difference, point, step) is False for point, step in points(difference, MANY_POINTS))
    if agreeing == 0:
        return Decision("unknown", (), "no point at which the second opinion could be asked")
    return Decision("equal", ("normal form", f"{agreeing} exact points"))


def told_apart(difference: Expr, count: int = POINTS) -> bool:
    """Whether the difference is certainly not zero at one of the first `count` points."""
    return difference != 0 and any(apart_at(difference, point, step) for point, step in points(difference, count))


def apart_at(difference: Expr, point: dict[Symbol, Rational], step: int) -> bool | None:
    """Whether the difference is certainly not zero at the point; None where it has no value there."""
    try:
        return certainly_nonzero(difference, point, step)
    except NotEvaluable:
        return None


def points(expr: Expr, count: int) -> Iterator[tuple[dict[Symbol, Rational], int]]:
    """Rational points in the domain of the symbols of `expr`, and a step for a symbolic t; always the same ones."""
    generator = random.Random(20141222)
    symbols = sorted(expr.free_symbols, key=lambda each: each.name)
    for _ in range(count * FLAT if is_flat(expr) else count):
        step = generator.randint(3, 9)
        yield {each: value_for(each, generator) for each in symbols if each != t}, step


def told_apart_at_zero(difference: Expr) -> bool:
    """Whether it is certainly not zero where one number is, that may be: a sign is something else there than anywhere near."""
    letters = [each for each in difference.free_symbols if each not in FRACTIONS and each.is_nonnegative is None]
    return is_flat(difference) and any(
        apart_at(difference, {**point, each: Integer(0)}, step)
        for each in sorted(letters, key=lambda each: each.name)
        for point, step in points(difference, 1)
    )


def value_for(symbol: Symbol, generator: random.Random) -> Rational:
    """A rational that the symbol may be."""
    if symbol in FRACTIONS:
        return Rational(generator.randint(1, 96), 97)
    size = Rational(generator.randint(1, 400), generator.choice((7, 11, 13, 64)))
    if symbol.is_integer:
        return Integer(generator.randint(1, 9))
    return size if symbol.is_nonnegative else generator.choice((-1, 1)) * size
