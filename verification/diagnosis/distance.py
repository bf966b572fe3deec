"""How far a form is from a run, in plain floats: only to leave out quickly what is far off."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

import numpy as np
from sympy import Expr, Rational, Symbol

from ...reference.evaluation import NotEvaluable, evaluate
from ...reference.rule import Assignment, Form
from ...reference.symbols import g, lr, theta
from ...reference.tape import Tape


class Floats:
    """Plain floats, as an arithmetic: only to leave out quickly what is far off."""

    def rational(self, value: Rational) -> float:
        return float(value)

    def add(self, left: float, right: float) -> float:
        return left + right

    def multiply(self, left: float, right: float) -> float:
        return left * right

    def divide(self, left: float, right: float) -> float:
        return left / right if right != 0 else math.nan

    def power(self, base: float, exponent: int) -> float:
        return base**exponent

    def raised(self, base: float, exponent: float) -> float:
        return base**exponent if base > 0 else 0.0 if base == 0 < exponent else math.nan

    def sqrt(self, value: float) -> float:
        return math.sqrt(value) if value >= 0 else math.nan

    def absolute(self, value: float) -> float:
        return abs(value)

    def maximum(self, left: float, right: float) -> float:
        return max(left, right)

    def minimum(self, left: float, right: float) -> float:
        return min(left, right)

    def where(self, difference: float, then: Callable[[], float], otherwise: Callable[[], float]) -> float:
        return then() if difference > 0 else otherwise()

    def by_sign(self, value: float, positive: float, zero: float, negative: float) -> float:
        return positive if value > 0 else negative if value < 0 else zero

    def cospi(self, value: float) -> float:
        return math.cos(math.pi * value)

    def sign(self, value: float) -> float:
        return float(np.sign(value))


FLOATS = Floats()

Written = Callable[[Assignment, float, Callable[[Expr], float]], float]
"""What a line comes to instead of its value."""


def value_at(expr: Expr, values: Mapping[Symbol, float], step: int | None = None) -> float:
    """The value of a line: thousands of pairs of mistakes share most of their lines, and the numbers in them."""
    return _remembered(expr, step, tuple(map(values.get, letters(expr))))


@lru_cache(maxsize=65536)
def _remembered(expr: Expr, step: int | None, numbers: tuple[float | None, ...]) -> float:
    known = {symbol: number for symbol, number in zip(letters(expr), numbers, strict=True) if number is not None}
    return evaluate(expr, known, FLOATS, step)


@lru_cache(maxsize=8192)
def letters(expr: Expr) -> tuple[Symbol, ...]:
    """The symbols of an expression, which SymPy gathers anew each time."""
    return tuple(expr.free_symbols)  # type: ignore[arg-type]


def steps_beside(
    form: Form, tape: Tape, run: Sequence[float], written: Written | None = None
) -> Iterator[tuple[float, float, float]]:
    """θ before each step, what the form makes of it, and what this run of the first element has, where the next step begins.

    `written` has the last word on what a line comes to: it is given the line, its value, and what tells other values there.
    Raises what the evaluation of a line raises.
    """
    values: dict[Symbol, float] = {
        each.symbol: tape.hyperparameters[name] for name, each in form.named.items() if name in tape.hyperparameters
    }
    values |= {theta: float(tape.initial[0].flat[0]), lr: tape.lr[0]}
    for symbol, start in form.start().items():
        values[symbol] = value_at(start, values)
    for step, (gradients, rate, found) in enumerate(zip(tape.gradients, tape.lr, run, strict=True), 1):
        before = values[theta]
        values |= {g: float(gradients[0].flat[0]), lr: rate}  # type: ignore[union-attr]
        for line in form.step:
            value = value_at(line.value, values, step)
            values[line.symbol] = (
                value if written is None else written(line, value, partial(value_at, values=values, step=step))
            )
        yield before, values[theta], found
        values[theta] = found


def distance(form: Form, tape: Tape, run: Sequence[float], enough: float = 2.0) -> float:
    """How far the form is from this run of the first element: the largest relative difference of a step, 2 at most.

    Stops at the first step that is further off than `enough`.
    """
    worst = 0.0
    try:
        for before, computed, found in steps_beside(form, tape, run):
            if math.isfinite(found) != math.isfinite(computed):
                return 2.0
            if math.isfinite(found):
                larger = max(abs(found - before), abs(computed - before), abs(found) * 2.0**-40)
                worst = max(worst, abs(computed - found) / larger)
            if worst > enough:
                break
    except (NotEvaluable, OverflowError, ZeroDivisionError):
        return 2.0
    return min(worst, 2.0) if worst == worst else 2.0
