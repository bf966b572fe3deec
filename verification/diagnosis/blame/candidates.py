"""Values of a rule that may stand where something was cut out of a step; floats tell first which do not, the prover which do."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Pow

from ....reference.evaluation import NotEvaluable, evaluate
from ....reference.symbols import t
from ...proof.equality import decide
from ...tracing.writes import CUT
from ..distance import FLOATS, letters

STEPS = (3, 7)
"""The steps in which floats are compared."""

NEAR = 1e-9
"""How near floats must come before the prover is asked; it decides nothing."""


@dataclass(frozen=True)
class Candidate:
    """A value of the rule, and what it is in each of the two steps in which floats are compared."""

    value: Expr
    numbers: tuple[float, ...]


def candidates(values: Sequence[Expr]) -> list[Candidate]:
    return [Candidate(each, tuple(_at(each, step) for step in STEPS)) for each in values]


def is_among(value: Expr, candidates: Sequence[Candidate]) -> bool:
    """Whether it is one of the candidates, as the prover confirms; floats tell first where it is not so."""
    return found_among(value, candidates) is not None


def found_among(value: Expr, candidates: Sequence[Candidate]) -> Candidate | None:
    """The first candidate that it is, as the prover confirms."""
    numbers = [_at(value, step) for step in STEPS]
    for each in candidates:
        near = all(math.isclose(one, two, rel_tol=NEAR) for one, two in zip(numbers, each.numbers, strict=True))
        if near and equal(value, each.value):
            return each
    return None


def first_fitting(finals: Sequence[tuple[Expr, Expr]], candidates: Sequence[Candidate]) -> Expr | None:
    """The first candidate that makes the step with X in it the rule's where X is that; None where none does."""
    affected = [pair for pair in finals if CUT in pair[0].free_symbols]
    if not affected or not all(equal(*pair) for pair in finals if pair not in affected):
        return None
    counts = any(CUT in power.exp.free_symbols for each, _ in affected for power in each.atoms(Pow))
    should = [[_at(right, step) for step in STEPS] for _, right in affected]
    for candidate in candidates:
        if counts and not (candidate.value - t).is_Integer:
            continue
        mended = [each.xreplace({CUT: candidate.value}) if counts else each for each, _ in affected]
        if all(
            math.isclose(_at(each, step, candidate.numbers[place]), right[place], rel_tol=NEAR)
            for each, right in zip(mended, should, strict=True)
            for place, step in enumerate(STEPS)
        ) and all(equal(each.xreplace({CUT: candidate.value}), right) for each, right in affected):
            return candidate.value
    return None


def equal(one: Expr, other: Expr) -> bool:
    """Whether the prover confirms it; floats tell first where it is not so."""
    if one == other:
        return True
    near = all(math.isclose(_at(one, step), _at(other, step), rel_tol=NEAR, abs_tol=NEAR) for step in STEPS)
    return near and decide(one, other).answer == "equal"


@lru_cache(maxsize=16384)
def _at(expr: Expr, step: int, cut: float = math.nan) -> float:
    """The value where every symbol has a number of its own between 0.1 and 0.9; NaN where it has none."""
    values = {each: cut if each == CUT else _number(each.name, step) for each in letters(expr) if each != t}
    try:
        return evaluate(expr, values, FLOATS, step)
    except (NotEvaluable, OverflowError, ZeroDivisionError):
        return math.nan


@lru_cache(maxsize=1024)
def _number(name: str, step: int) -> float:
    return random.Random(f"{name} {step}").uniform(0.1, 0.9)
