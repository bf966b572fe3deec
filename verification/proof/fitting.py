"""Find the numbers at which a form follows a trace nearly, where none is written in the code for it to follow exactly.

A loop that computes 1 − 0.9**2 in floats holds 0.18999999999999995 and no 0.19, so that no form equals it over the reals.
What is found here proves nothing: it tells such code from code that follows the form at no numbers at all.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Rational, Symbol

from ...reference.evaluation import NotEvaluable, evaluate
from ...reference.rule import Form, Hyperparameter
from ...reference.symbols import theta
from ..tracing.session import STEPS
from ..tracing.trace import Trace

Vector = NDArray[np.float64]

POINTS = 8
ROUNDS = 40

EXACTLY = 1e-14
"""As near as floats come."""

SINGULAR = 1e-12
"""Damping below which what two hyperparameters do alike is no longer told apart."""

STILL = 1e-13
"""A move smaller than this, in logarithms, ends the descent."""

NEARLY = 1e-9
"""How near, relative to a step, counts as nearly; it only ever withholds an answer."""

MISFIT = 1e-3
"""How far from a step, relative to it, is no longer a descent that was only slow."""

VANISHED = 1e-15
"""Below this, a number has left the form: code without ε follows a form nearly as ε goes to zero, and is none of it."""

SMALL = 1e-7
"""The same for what is that far below its default, as a decay of the weights that is none."""

EDGE = 1e-6
"""The same for a fraction, and for what it lacks to 1: as β₂ goes to 1, Yogi follows momentum nearly."""


def fitted(
    trace: Trace,
    form: Form,
    known: Mapping[Symbol, Expr],
    hidden: Sequence[Hyperparameter],
    starts: Sequence[Sequence[float]],
) -> list[float] | None:
    """The values of the hidden hyperparameters at which the form follows the trace nearly; None where none was found.

    The first step is fitted first, which tells lr and ε, then the first two, and then all.
    """
    try:
        distances = _distances(trace, form, known, [each.symbol for each in hidden])
    except NotEvaluable:
        return None  # no form has what is in its formulas
    unit = np.array([each.domain.upper is not None for each in hidden])
    least = np.array([max(VANISHED, SMALL * float(each.default or 0.01)) for each in hidden])
    with np.errstate(all="ignore"):
        z = _outside(np.array(starts, float), unit)
        off = np.zeros(len(z))
        for step in range(1, STEPS + 1):
            # What misses the first step misses all: most forms are left here, at a ninth of what they would cost.
            near = np.flatnonzero(off < MISFIT)
            if not near.size:
                return None
            z[near], off[near] = _descended(lambda zs, step=step: distances(_inside(zs, unit), step), z[near])
        found = _inside(z, unit)
        inside = np.where(unit, (found > EDGE) & (found < 1 - EDGE), found > least)
        fits = (off < NEARLY) & inside.all(axis=1)
        return next(([float(each) for each in row] for row in found[fits]), None)


def _distances(
    trace: Trace, form: Form, known: Mapping[Symbol, Expr], hidden: Sequence[Symbol]
) -> Callable[[Vector, int], Vector]:
    """How far the form's θ is from the trace's, in steps of the trace, at several points, as a function of the hidden."""
    expected = tuple(each[theta].xreplace(dict(known)) for each in form.unroll(STEPS, constant_lr=True))
    traced = tuple(trace.elements[0].constant)
    symbols = sorted(
        {*theta.free_symbols}.union(*(each.free_symbols for each in (*expected, *traced))) - {*hidden}, key=str
    )
    generator = random.Random(0)
    at = {each: np.array([_number(each, generator, place) for place in range(POINTS)]) for each in symbols}
    found = np.array([np.broadcast_to(evaluate(each, at, COLUMNS), POINTS) for each in traced])
    steps = np.abs(np.diff(np.vstack([at[theta], found]), axis=0)) + np.finfo(float).tiny

    def distances(values: Vector, count: int) -> Vector:
        """Rows of values, to rows of distances in so many steps."""
        given = {**at, **dict(zip(hidden, values.T[..., None], strict=True))}
        there = np.empty((len(values), count, POINTS))
        for k, each in enumerate(expected[:count]):
            there[:, k] = evaluate(each, given, COLUMNS)
        return ((there - found[:count]) / steps[:count]).reshape(len(values), count * POINTS)

    return distances


class _Columns:
    """Many floats at once, as an arithmetic; SymPy would write a function for NumPy, which takes as long as all calls of it."""

    def rational(self, value: Rational) -> Vector:
        return np.array(float(value))

    # Nothing stands between a caller and NumPy, whose short arrays cost no more than a call.
    add, multiply, divide = (staticmethod(each) for each in (np.add, np.multiply, np.divide))
    power = raised = staticmethod(np.power)
    sqrt, absolute, sign = (staticmethod(each) for each in (np.sqrt, np.abs, np.sign))
    maximum, minimum = staticmethod(np.maximum), staticmethod(np.minimum)

    def by_sign(self, value: Vector, positive: Vector, zero: Vector, negative: Vector) -> Vector:
        return np.where(value > 0, positive, np.where(value < 0, negative, zero))

    def cospi(self, value: Vector) -> Vector:
        return np.cos(np.pi * value)

    def where(self, difference: Vector, then: Callable[[], Vector], otherwise: Callable[[], Vector]) -> Vector:
        return np.where(difference > 0, then(), otherwise())


COLUMNS: Any = _Columns()  # whose types are those of NumPy's ufuncs


def _number(symbol: Symbol, generator: random.Random, place: int) -> float:
    """A value of a hyperparameter, of θ, or of a gradient; the last ones of these are so small that ε shows."""
    if symbol.is_nonnegative:
        return generator.uniform(0.4, 0.9)
    size = generator.uniform(0.2, 2.0)
    return generator.choice((-1, 1)) * size * (1e-8 if place >= POINTS // 2 else 1.0)


def _descended(distances: Callable[[Vector], Vector], starts: Vector) -> tuple[Vector, Vector]:
    """Levenberg's and Marquardt's descents from rows of starts, in moves of at most 1; also the largest distance left of each.

    They go side by side, for a step of one is so short that NumPy takes longer to be called than to compute it.
    """
    z, count = starts.copy(), starts.shape[1]
    here, damping = distances(z), np.full(len(z), 1e-3)
    nudges = 1e-6 * np.vstack([np.eye(count), -np.eye(count)])
    going, axes = np.arange(len(z)), np.arange(count)
    for _ in range(ROUNDS):
        going = going[np.abs(here[going]).max(axis=1) >= EXACTLY]
        if not going.size:
            break
        beside = distances((z[going, None] + nudges).reshape(-1, count)).reshape(len(going), 2 * count, -1)
        slopes = (beside[:, :count] - beside[:, count:]) / 2e-6
        square = slopes @ slopes.swapaxes(1, 2)
        known = np.isfinite(square).all(axis=(1, 2))
        going, slopes, square = going[known], slopes[known], square[known]
        size = np.sqrt(square[:, axes, axes])
        size[size == 0] = 1.0
        damped = square / (size[:, :, None] * size[:, None])
        damped[:, axes, axes] += damping[going, None]
        move = -np.linalg.solve(damped, slopes @ here[going, :, None] / size[..., None])[..., 0] / size
        length = np.abs(move).max(axis=1)
        move /= np.maximum(1.0, length)[:, None]
        there = distances(z[going] + move)
        nearer = np.isfinite(there).all(axis=1) & (np.square(there).sum(axis=1) < np.square(here[going]).sum(axis=1))
        moved = length >= STILL
        z[going[nearer & moved]] += move[nearer & moved]
        here[going[nearer & moved]] = there[nearer & moved]
        damping[going] = np.where(nearer, np.maximum(damping[going] / 9, SINGULAR), damping[going] * 4)
        going = going[moved]
    worst = np.abs(here).max(axis=1)
    return z, np.where(np.isfinite(worst), worst, np.inf)


def _inside(z: Vector, unit: NDArray[np.bool_]) -> Vector:
    """Any numbers as positive ones, or as fractions."""
    return np.where(unit, 1 / (1 + np.exp(-z)), np.exp(z))


def _outside(values: Vector, unit: NDArray[np.bool_]) -> Vector:
    return np.where(unit, np.log(values / (1 - values)), np.log(values))
