"""How far an honest floating-point evaluation may be from the exact value: running error analysis.

Every intermediate is carried as three numbers: its value, in wide arithmetic; `error`, the most that rounding may have
done to it; and `majorant`, the value it would have if nothing in it cancelled.  An operation adds u·majorant to the error
that it inherits (Higham 2002, Accuracy and Stability of Numerical Algorithms, §3.3), so the bound holds for every order in
which the same sum or product may be written, and the smallest subnormal, for underflow.  No tolerance is chosen.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sympy import Integer, Rational

from .wide import DOUBLE, WIDEST, Wide

INFLATION = 1 + 2.0**-48
"""The error terms are themselves computed in doubles, with at most a dozen roundings an operation."""


@dataclass(frozen=True)
class Bounded:
    """A value with what rounding may have done to it."""

    value: Any
    error: Any
    majorant: Any
    settled: bool = False
    """Made of hyperparameters alone: computed in Python floats perhaps, and rounded when it meets data."""


@dataclass(frozen=True)
class BoundedArithmetic:
    """Running error analysis for one dtype.  An arithmetic for `evaluate`.

    What overflows or divides by zero gets an infinite error: use it where NumPy does not warn of that.
    """

    roundoff: float
    smallest: float
    largest: float
    wide: Wide

    @classmethod
    def of(cls, dtype: np.dtype[Any]) -> "BoundedArithmetic":
        """The arithmetic of IEEE `dtype`, float16, float32 or float64."""
        info = np.finfo(dtype)
        wide = WIDEST if info.nmant > 24 else DOUBLE
        return cls(float(info.eps) / 2, float(info.smallest_subnormal), float(info.max), wide)

    def data(self, values: Any) -> Bounded:
        """Numbers that are exact in the dtype."""
        doubles = np.asarray(values, np.float64)
        return Bounded(self.wide.of(doubles), np.zeros_like(doubles), np.abs(doubles))

    def hyperparameter(self, value: Any) -> Bounded:
        """A number, or one per trajectory, that the user gives."""
        doubles = np.asarray(value, np.float64)
        return Bounded(self.wide.of(doubles), np.zeros_like(doubles), np.abs(doubles), settled=True)

    def rational(self, value: Rational) -> Bounded:
        return _rational(self, value)

    def add(self, left: Bounded, right: Bounded) -> Bounded:
        left, right = self._met(left, right)
        # Two roundings: x·(a + b) may as well be summed as x·a + x·b, in one more partial sum.
        return self._rounded(
            left.value + right.value, left.error + right.error, left.majorant + right.majorant, left, right, roundings=2
        )

    def multiply(self, left: Bounded, right: Bounded) -> Bounded:
        left, right = self._met(left, right)
        one, two = (np.abs(self.wide.to_double(each.value)) for each in (left, right))
        inherited = one * right.error + (two + right.error) * left.error
        return self._rounded(left.value * right.value, inherited, left.majorant * right.majorant, left, right)

    def divide(self, left: Bounded, right: Bounded) -> Bounded:
        left, right = self._met(left, right)
        below = np.abs(self.wide.to_double(right.value))
        majorant = left.majorant / below
        quotient = np.abs(self.wide.to_double(left.value)) / below
        inherited = (left.error + quotient * right.error) / (below - right.error)
        inherited = np.where(right.error < below, inherited, np.inf)
        return self._rounded(left.value / right.value, inherited, majorant, left, right)

    def power(self, base: Bounded, exponent: int) -> Bounded:
        """By repeated multiplication, the least accurate honest way."""
        if exponent == 0:
            return self.rational(Integer(1))
        if base.settled and exponent > 4:
            return self._settled_power(base, exponent)
        result = base
        for _ in range(exponent - 1):
            result = self.multiply(result, base)
        return result

    def _settled_power(self, base: Bounded, exponent: int) -> Bounded:
        value, square, left = None, base.value, exponent
        while left:
            if left % 2:
                value = square if value is None else value * square
            square, left = square * square, left // 2
        majorant = base.majorant**exponent
        inherited = exponent * (base.majorant + base.error) ** (exponent - 1) * base.error
        roundings = exponent * (self.roundoff + self.wide.roundoff) * majorant + exponent * self.smallest
        return Bounded(value, (inherited + roundings) * INFLATION, majorant, settled=True)

    def sqrt(self, value: Bounded) -> Bounded:
        """|√(x ± e) − √x| is at most e/(√x + √(x − e)), and at most √e."""
        root = self.wide.sqrt(value.value)
        double = self.wide.to_double(root)
        least = np.sqrt(np.maximum(self.wide.to_double(value.value) - value.error, 0.0))
        inherited = np.fmin(value.error / (double + least), np.sqrt(value.error))
        return self._rounded(root, inherited, np.sqrt(value.majorant), value, value)

    def absolute(self, value: Bounded) -> Bounded:
        return Bounded(abs(value.value), value.error, value.majorant, value.settled)

    def sign(self, value: Bounded) -> Bounded:
        double = self.wide.to_double(value.value)
        uncertain = np.where(np.abs(double) > value.error, 0.0, np.where(value.error > 0, 2.0, 0.0))
        return Bounded(self.wide.of(np.sign(double)), uncertain, np.ones_like(double))

    def maximum(self, left: Bounded, right: Bounded) -> Bounded:
        return self._chosen(left, right, self.wide.to_double(left.value - right.value) >= 0)

    def minimum(self, left: Bounded, right: Bounded) -> Bounded:
        return self._chosen(left, right, self.wide.to_double(left.value - right.value) <= 0)

    def _chosen(self, left: Bounded, right: Bounded, condition: Any) -> Bounded:
        value = self.wide.where(condition, left.value, right.value)
        return Bounded(value, np.maximum(left.error, right.error), np.maximum(left.majorant, right.majorant))

    def _met(self, left: Bounded, right: Bounded) -> tuple[Bounded, Bounded]:
        if left.settled == right.settled:
            return left, right
        return self._converted(left), self._converted(right)

    def _converted(self, operand: Bounded) -> Bounded:
        if not operand.settled:
            return operand
        rounding = self.roundoff * (operand.majorant + operand.error) + self.smallest
        return Bounded(operand.value, operand.error + rounding, operand.majorant)

    def _rounded(
        self, value: Any, inherited: Any, majorant: Any, left: Bounded, right: Bounded, roundings: int = 1
    ) -> Bounded:
        """The result of one operation: what it inherits, its roundings, and what overflow may do."""
        unit = self.roundoff + self.wide.roundoff
        error = inherited * ((1 + roundings * unit) * INFLATION)
        error += majorant * (roundings * unit * INFLATION)
        error += self.smallest
        if not np.max(majorant, initial=0.0) <= self.largest / 2:
            error = np.where(majorant + error <= self.largest, error, np.inf)
        if left.settled and right.settled:
            # 1 − β is one number before it meets data: nothing in it cancels later.
            return Bounded(value, error, np.abs(self.wide.to_double(value)) + error, settled=True)
        return Bounded(value, error, majorant)


@lru_cache(maxsize=4096)
def _rational(arithmetic: BoundedArithmetic, value: Rational) -> Bounded:
    doubles = np.asarray(float(value))
    rounding = 0.0 if Rational(float(value)) == value else arithmetic.wide.roundoff * abs(doubles)
    return Bounded(arithmetic.wide.of(value), np.asarray(rounding), np.abs(doubles), settled=True)
