"""Numbers on the other side of a branch, found by trying many at once."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Rational, Symbol, lambdify

from ...reference.algebra import FRACTIONS
from ...reference.evaluation import Intervals, NotEvaluable, evaluate
from ...reference.symbols import t
from ..symbolic.record import Condition
from ..symbolic.scalar import RELATIONS
from .branches import relation_of

Numbers = NDArray[Any]

MANY = 4096
"""Points at which several letters are moved at once."""

FARTHEST = 10_000_000
"""The last step that is looked at."""

EVEN = 1e-15
"""How near to zero, as a share of its largest part, counts as equal before the real code is asked."""


def witnesses(
    held: Sequence[Condition], turned: Condition, usual: Mapping[Symbol, float], data: Iterable[Symbol]
) -> list[dict[Symbol, float]]:
    """Points at which all of these hold, one near the usual one, and one further away.

    `data` is what may be scaled together, as θ and gradients.
    """
    conditions = [*held, turned]
    letters = sorted({each for condition in conditions for each in condition.difference.free_symbols}, key=str)
    columns = _candidates(letters, turned, conditions, usual, {*data})
    holds = np.ones(next(iter(columns.values())).shape, bool)
    for each in conditions:
        holds &= _holds(each, columns)
    places = np.flatnonzero(holds)
    if not places.size:
        return []
    moved = sum((columns[each] != usual[each]).astype(int) for each in letters)
    few = places[moved[places] == moved[places].min()]  # type: ignore[index]
    away = sum(_distance(columns[each], usual[each]) for each in letters)
    nearest = few[np.argsort(away[few], kind="stable")]  # type: ignore[index]
    # At the threshold itself nothing is seen; the first step beyond it is the cheapest.
    first = 0 if t in turned.difference.free_symbols else len(nearest) // 8

    def at(place: int) -> dict[Symbol, float]:
        return {each: float(columns[each][place]) for each in letters}

    found = (
        next((at(place) for place in nearest[start : start + TRIED] if not _rounded_off(conditions, at(place))), None)
        for start in dict.fromkeys((first, len(nearest) // 2))
    )
    return [*{tuple(each.items()): each for each in found if each is not None}.values()]


TRIED = 64
"""How many points are looked at closely."""


def _rounded_off(conditions: Iterable[Condition], numbers: Mapping[Symbol, float]) -> bool:
    """Whether it is rounding alone that makes one of these hold there, as where 1 − β is hardly anything."""
    intervals, step = Intervals(), int(numbers[t]) if t in numbers else None
    values = {each: intervals.rational(Rational(number)) for each, number in numbers.items()}
    for each in conditions:
        with suppress(NotEvaluable):
            difference = evaluate(each.difference, values, intervals, step)
            above, below = difference.a > 0, difference.b < 0
            if {"<": above, "<=": above, ">": below, ">=": below}.get(relation_of(each), False):
                return True
    return False


def _distance(values: Numbers, usual: float) -> Numbers:
    """How far numbers are from a usual one: in orders of magnitude, and more for another sign."""
    size = np.abs(np.log(np.abs(values) + 1e-20) - np.log(abs(usual) + 1e-20))
    return size + 4 * (np.sign(values) != np.sign(usual))


def _candidates(
    letters: Sequence[Symbol],
    turned: Condition,
    conditions: Sequence[Condition],
    usual: Mapping[Symbol, float],
    data: set[Symbol],
) -> dict[Symbol, Numbers]:
    """Points as columns: one letter moved, all data scaled together, all at zero, and all letters moved."""
    own = turned.difference.free_symbols
    written = sorted({number for each in conditions for number in each.difference.atoms(Rational)})
    moved = {each: _values(each, written, _roots(each, turned, usual)) for each in letters}
    blocks: list[dict[Symbol, Numbers]] = [{each: moved[each]} for each in letters if each in own]
    if own & data:
        scales = np.concatenate([10.0 ** np.linspace(-14, 14, 113), [0.0]])
        blocks += [
            {each: usual[each] * scales for each in letters if each in some} for some in (own & data, {*letters} & data)
        ]
    # A sum of what is never negative is zero where all of it is.
    blocks.append({each: np.zeros(1) for each in letters if each in own and 0 in moved[each]})
    generator = np.random.default_rng(20141222)
    blocks += [
        {each: generator.choice(moved[each], MANY) for each in letters if each in some} for some in (own, {*letters})
    ]
    return {
        each: np.concatenate(
            [block.get(each, np.full(len(next(iter(block.values()))), usual[each])) for block in blocks if block]
        )
        for each in letters
    }


def _roots(letter: Symbol, turned: Condition, usual: Mapping[Symbol, float]) -> list[float]:
    """Where the difference is zero, if it is linear in the letter, the others being as usual."""
    slope = turned.difference.diff(letter)
    if letter in slope.free_symbols or slope == 0:
        return []
    at = {each: Rational(str(usual[each])) for each in turned.difference.free_symbols if each != letter}
    try:
        return [float((-turned.difference.xreplace({letter: Rational(0)}) / slope).xreplace(at))]
    except (TypeError, ValueError, ZeroDivisionError):
        return []


def _values(letter: Symbol, written: Sequence[Rational], roots: Sequence[float]) -> Numbers:
    """What a letter may be: the numbers in the conditions and near them, and others of every size."""
    near = [*roots, *(float(each) for each in written)]
    if letter == t or letter.is_integer:
        # Small steps all, then every size; t is at least 2 in the step in general.
        whole = {*range(2, 1300), *np.geomspace(1300, FARTHEST, 400).astype(int)}
        whole |= {round(each) + shift for each in near if abs(each) < FARTHEST for shift in (-1, 0, 1, 2)}
        return np.array(sorted(each for each in whole if each >= 2), float)
    sizes = 10.0 ** np.linspace(-14, 9, 185)
    close = np.array([each * (1 + shift) for each in near for shift in (0, 1e-3, -1e-3, 2**-5, -(2**-5))])
    if letter in FRACTIONS:
        found = np.concatenate(
            [[0.0], np.linspace(0, 1, 129), 1 - 2.0 ** -np.arange(1, 40), 2.0 ** -np.arange(1, 60), close, 1 - close]
        )
        return found[(found >= 0) & (found < 1)]
    found = np.concatenate([sizes, close, 1 / sizes, -close])
    if letter.is_positive:
        return found[found > 0]
    if letter.is_nonnegative:
        return np.concatenate([[0.0], found[found >= 0]])
    return np.concatenate([[0.0], found, -found])


def _holds(condition: Condition, columns: Mapping[Symbol, Numbers]) -> Numbers:
    """At which points the condition holds; nowhere where it cannot be computed."""
    letters = tuple(sorted(condition.difference.free_symbols, key=str))
    given = [columns[each] for each in letters]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = np.broadcast_to(_compiled(condition.difference, letters)(*given), given[0].shape)
        except Exception:  # noqa: BLE001 - what NumPy has no word for is not looked into
            return np.zeros(given[0].shape, bool)
    relation = relation_of(condition)
    if relation in ("==", "!="):
        largest = max((np.abs(each) for each in given), key=np.max)
        even = np.abs(found) <= EVEN * largest
        return even if relation == "==" else np.isfinite(found) & ~even
    return np.isfinite(found) & RELATIONS[relation](found, 0)


@lru_cache(maxsize=256)
def _compiled(expr: Expr, letters: tuple[Symbol, ...]) -> Callable[..., Any]:
    return lambdify(letters, expr, "numpy")
