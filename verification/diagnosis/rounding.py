"""Is a subject a form of the rule but for one number that is rounded in every step: to decimals, or to a narrower dtype?

Only runs can tell: nothing is proved of what rounds.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from sympy import Expr, Symbol

from ...reference.evaluation import NotEvaluable
from ...reference.notation import name_of
from ...reference.roles import Recursion, recursions
from ...reference.rule import Assignment, Form
from ...reference.symbols import theta
from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from ..symbolic.dtypes import dtype_of
from .distance import steps_beside
from .evidence import Evidence
from .mistakes import run_of, tapes_of

DECIMALS = range(13)

NARROW = ("float32", "float16", "bfloat16")

STEP = Symbol("step")
"""Stands for what is added to θ."""

THIRD = 1 / 3
"""The gradients are made numbers with which every step has digits to lose."""

CLOSE = 2.0**-40
"""How near plain floats come to what is rounded alike."""


@dataclass(frozen=True)
class Rounding:
    """One number of a form that is rounded in every step.

    Attributes:
        place: the letter whose new value is rounded, or `STEP`.
        to: what it is rounded to, as "5 decimals".
        kept: whether it is state of that dtype, so that its product with a hyperparameter is rounded as well.
    """

    form: Form
    place: Symbol
    to: str
    kept: bool = False

    @property
    def narrows(self) -> bool:
        """Whether a dtype rounds, and not decimals."""
        return self.to in NARROW

    def __str__(self) -> str:
        what = "the step of θ" if self.place == STEP else name_of(self.place)
        return f"{what} is kept in {self.to}" if self.kept else f"{what} is rounded to {self.to} in every step"


def rounding_of(evidence: Evidence) -> Rounding | None:
    """The rounding that makes a form of the rule what every run of the subject shows; None where there is none."""
    asked = evidence.asked
    tapes = tapes_of(evidence.find_setting(asked.forms[0]), THIRD)
    try:
        runs = [run_of(evidence.subject, tape, evidence.paths) for tape in tapes]
    except RaisedError:
        return None
    pairs = [*zip(tapes, runs, strict=True)]
    for form in asked.forms:
        # What these runs do without any is no rounding's: it differs elsewhere, as x/|x| does from sign(x) at 0.
        if all(_agrees(form, theta, None, float, tape, run) for tape, run in pairs):
            continue
        for place, kept in _places(form):
            for to, rounded in _roundings():
                if all(_agrees(form, place, kept, rounded, tape, run) for tape, run in pairs):
                    return Rounding(form, place, to, kept is not None)
    return None


def _places(form: Form) -> Iterator[tuple[Symbol, Recursion | None]]:
    """What may be rounded; where it is kept so, with what it gathers."""
    yield from ((place, None) for place in (theta, STEP, *(each.symbol for each in form.state)))
    yield from ((each.symbol, each) for each in recursions(form))


def _roundings() -> Iterator[tuple[str, Callable[[float], float]]]:
    for decimals in DECIMALS:
        yield f"{decimals} decimal{'' if decimals == 1 else 's'}", partial(_to_decimals, decimals)
    for name in NARROW:
        dtype = dtype_of(name)
        if dtype is not None:
            yield name, lambda value, dtype=dtype: float(np.array(value).astype(dtype))


def _to_decimals(decimals: int, value: float) -> float:
    return float(np.round(value, decimals))


def _agrees(
    form: Form,
    place: Symbol,
    kept: Recursion | None,
    rounded: Callable[[float], float],
    tape: Tape,
    run: Sequence[float],
) -> bool:
    """Whether the form, so rounded, is this run of the first element."""

    def written(line: Assignment, value: float, now: Callable[[Expr], float]) -> float:
        if line.symbol == theta and place == STEP:
            return now(theta) + rounded(value - now(theta))
        if line.symbol != place:
            return value
        product = 0.0 if kept is None else now(kept.decay * place)
        return rounded(value + (rounded(product) - product))

    try:
        return all(
            math.isclose(computed, found, rel_tol=CLOSE, abs_tol=CLOSE * abs(before))
            for before, computed, found in steps_beside(form, tape, run, written)
        )
    except (NotEvaluable, OverflowError, ZeroDivisionError):
        return False
