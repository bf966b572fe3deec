"""Numbers wider than double: NumPy's longdouble where it is wider, pairs of doubles where it is not.

A bound needs more precision than what it judges.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from sympy import Rational

DOUBLE_ROUNDOFF = 2.0**-53

PI = Rational("3.14159265358979323846264338327950288419716939937510")


@dataclass(frozen=True)
class Pair:
    """An unevaluated sum high + low of doubles, |low| ≤ ulp(high)/2: about 106 bits.

    Sources: Dekker 1971 (product), Knuth 1969 (sum); the error of each operation is below 2⁻¹⁰⁰ relative.
    """

    high: Any
    low: Any

    def __add__(self, other: "Pair") -> "Pair":
        high, error = _two_sum(self.high, other.high)
        low, rest = _two_sum(self.low, other.low)
        high, error = _two_sum(high, error + low)
        return Pair(*_two_sum(high, error + rest))

    def __neg__(self) -> "Pair":
        return Pair(-self.high, -self.low)

    def __sub__(self, other: "Pair") -> "Pair":
        return self + -other

    def __mul__(self, other: "Pair") -> "Pair":
        high, error = _two_product(self.high, other.high)
        return Pair(*_two_sum(high, error + (self.high * other.low + self.low * other.high)))

    def __truediv__(self, other: "Pair") -> "Pair":
        first = self.high / other.high
        rest = self - Pair(first, np.zeros_like(first)) * other
        second = rest.high / other.high
        rest = rest - Pair(second, np.zeros_like(second)) * other
        return Pair(*_two_sum(first, second + rest.high / other.high))

    def __abs__(self) -> "Pair":
        sign = np.where(self.high < 0, -1.0, 1.0)
        return Pair(sign * self.high, sign * self.low)

    def sqrt(self) -> "Pair":
        # The square of the root must not underflow: √x = √(2²⁰⁰x) / 2¹⁰⁰.
        scale = np.where(self.high < 2.0**-800, 2.0**100, 1.0)
        whole = Pair(self.high * scale * scale, self.low * scale * scale)
        root = np.sqrt(whole.high)
        safe = np.where(root > 0, root, 1.0)
        rest = whole - Pair(root, np.zeros_like(root)) * Pair(root, np.zeros_like(root))
        high, low = _two_sum(root, np.where(root > 0, rest.high / (2 * safe), 0.0))
        return Pair(high / scale, low / scale)


def _two_sum(a: Any, b: Any) -> tuple[Any, Any]:
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _split(a: Any) -> tuple[Any, Any]:
    factor = 134217729.0 * a
    high = factor - (factor - a)
    return high, a - high


def _two_product(a: Any, b: Any) -> tuple[Any, Any]:
    product = a * b
    a_high, a_low = _split(a)
    b_high, b_low = _split(b)
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


@dataclass(frozen=True)
class Wide:
    """A kind of wide number: how to make one, and the error of one operation on it.

    Attributes:
        name: double, longdouble or pair.
        roundoff: the relative error of one operation.
        smallest: its absolute error, where it underflows; bounds, being doubles, underflow too.
    """

    name: str
    roundoff: float
    smallest: float

    def of(self, value: Any) -> Any:
        """From doubles (exactly) or a rational (rounded once)."""
        if isinstance(value, Rational):
            return self.of(float(value.p)) / self.of(float(value.q)) if _fits(value) else self._of_large(value)
        if self.name == "double":
            return np.asarray(value, np.float64)[()]
        if self.name == "longdouble":
            return np.asarray(value, np.longdouble)[()]
        high = np.asarray(value, np.float64)[()]
        return Pair(high, np.zeros_like(high))

    def _of_large(self, value: Rational) -> Any:
        high = float(value)
        rest = float(value - Rational(high))
        return self.of(high) + self.of(rest)

    def to_double(self, value: Any) -> Any:
        """Rounded to doubles."""
        if self.name == "double":
            return value
        return value.high + value.low if isinstance(value, Pair) else value.astype(np.float64)

    def sqrt(self, value: Any) -> Any:
        return value.sqrt() if isinstance(value, Pair) else np.sqrt(value)

    def raised(self, base: Any, exponent: Any) -> Any:
        """A positive base to any real power."""
        return _elementwise(operator.pow, base, exponent) if isinstance(base, Pair) else np.power(base, exponent)

    def cospi(self, value: Any) -> Any:
        """cos(π·x)."""
        return _elementwise(mpmath.cospi, value) if isinstance(value, Pair) else np.cos(value * self.of(PI))

    def where(self, condition: Any, left: Any, right: Any) -> Any:
        if isinstance(left, Pair):
            return Pair(np.where(condition, left.high, right.high), np.where(condition, left.low, right.low))
        return np.where(condition, left, right)


def _elementwise(function: Callable[..., Any], *pairs: Pair) -> Pair:
    """A function of real numbers, of each element in 160 bits."""

    def of(*parts: float) -> Any:
        return function(*(mpmath.mpf(high) + low for high, low in zip(parts[::2], parts[1::2], strict=True)))

    with mpmath.workprec(160):
        parts = np.broadcast_arrays(*(part for each in pairs for part in (each.high, each.low)))
        found = np.frompyfunc(of, len(parts), 1)(*parts)
        high = np.asarray(found, np.float64)[()]
        return Pair(high, np.asarray(found - high, np.float64)[()])


def _fits(value: Rational) -> bool:
    return abs(value.p) < 2**53 and value.q < 2**53


DOUBLE = Wide("double", DOUBLE_ROUNDOFF, 2.0**-1072)
"""Wide enough to judge float32 and narrower."""

PAIR = Wide("pair", 2.0**-100, 2.0**-1070)
LONGDOUBLE = Wide("longdouble", float(np.finfo(np.longdouble).eps) / 2, 2.0**-1072)

WIDEST = LONGDOUBLE if np.finfo(np.longdouble).nmant > 60 else PAIR
"""What this machine judges float64 with."""
