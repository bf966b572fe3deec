"""How far an honest floating-point evaluation may be from the exact value: running error analysis.

Every intermediate is carried as three numbers: its value, in wide arithmetic; `error`, the most that rounding may have
done to it; and `majorant`, the value it would have if nothing in it cancelled.  An operation adds u·majorant to the error
that it inherits (Higham 2002, Accuracy and Stability of Numerical Algorithms, §3.3), and what underflow may add.  No
tolerance is chosen.

Honest is every evaluation that rounds each operation at least as well as the dtype does, in whatever order: sums and
products associated and commuted at will, x/y as x·(1/y), x·(a + b) as x·a + x·b, √(x·y) as √x·√y.  So the bound is that
of the worst order: `terms`, `factors` and `spread` are what it takes to know it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from sympy import Integer, Rational

from .bounded import Bounded, is_exact, is_unit, is_zero, most, spread_of, zeros
from .formats import FLUSHED, format_of
from .wide import DOUBLE, DOUBLE_ROUNDOFF, WIDEST, Wide

INFLATION = 1 + 2.0**-30
"""Errors and majorants are themselves computed in doubles, with at most a dozen roundings an operation."""

LIBRARY = 8
"""Roundings that a library's ln, exp or power may be off by: 4 units in the last place, as NumPy says of its fastest."""

CANCELLING = 1 + 2.0**-4
"""How much larger than a value its majorant must be for a part of it, 1/33 of the rest, to be taken away.

Less than that cannot turn its sign, whatever is lost in underflow: the rest is lost after it.
"""


@dataclass(frozen=True)
class BoundedArithmetic:
    """Running error analysis for one dtype.  An arithmetic for `evaluate`.

    What overflows or divides by zero gets an infinite error: use it where NumPy does not warn of that.

    Attributes:
        roundoff: the relative error of one operation.
        tiny: the absolute error of one operation that underflows.
        largest: the largest number of the dtype.
        wide: what values are carried in.
        settled: the relative error of one operation on settled numbers.
        flushed: numbers of the tape below this one may be taken for zero.
    """

    roundoff: float
    tiny: float
    largest: float
    wide: Wide
    settled: float
    flushed: float = 0.0

    @classmethod
    def of(cls, dtype: Any, *, underflow: bool = True, settled: Any = None) -> "BoundedArithmetic":
        """The arithmetic of float16, bfloat16, float32 or float64; without `underflow`, as if none ever happened.

        Settled numbers are computed in `settled`, or in `dtype` itself where None.
        """
        form = format_of(dtype)
        wide = WIDEST if form.precision > 24 else DOUBLE
        # An operation may be carried out in the next wider format, and rounded once more.
        twice = 0.0 if form.precision > 24 else DOUBLE_ROUNDOFF if form.precision == 24 else 2.0**-24
        flushed = form.smallest_normal if underflow and form.name in FLUSHED.get() else 0.0
        tiny = (flushed or form.smallest_subnormal / 2) + wide.smallest if underflow else 0.0
        roundoff = form.roundoff + twice + wide.roundoff
        held = roundoff if settled is None else format_of(settled).roundoff + wide.roundoff
        return cls(roundoff, tiny, form.largest, wide, held, flushed)

    def data(self, values: Any) -> Bounded:
        """Numbers that are exact in the dtype."""
        doubles = np.asarray(values, np.float64)
        size = np.abs(doubles)
        lost = np.where(size < self.flushed, size, 0.0) if self.flushed else 0.0
        return Bounded(self.wide.of(doubles), lost if np.any(lost) else 0.0, size)

    def hyperparameter(self, value: Any, *, mixed: bool = False) -> Bounded:
        """A number, or one per trajectory, that the user gives; where `mixed`, rounded or not at every use."""
        doubles = np.asarray(value, np.float64)[()]
        size = np.abs(doubles)
        error = self.roundoff * size + self.tiny if mixed else 0.0
        return Bounded(self.wide.of(doubles), error, size, settled=True)

    def rational(self, value: Rational) -> Bounded:
        return _rational(self, value)

    def enclosure(self, number: Bounded) -> tuple[Any, Any]:
        """The value rounded to doubles, and how far a computed value may be from that."""
        value = self.wide.to_double(number.value)
        handed = 0.0 if self.wide is DOUBLE else DOUBLE_ROUNDOFF * np.abs(value)
        bound = np.broadcast_to(number.error + handed, np.shape(value))
        if np.all(np.isfinite(value)):
            return value, bound
        return value, np.where(np.isfinite(value) & ~np.isnan(bound), bound, np.inf)

    def add(self, left: Bounded, right: Bounded) -> Bounded:
        """Of n terms in any order, each takes part in at most n − 1 sums."""
        left, right = self._met(left, right)
        majorant = left.majorant + right.majorant
        rounded, terms = majorant, left.terms + right.terms
        if terms > 2:
            rounded = right.terms * left.majorant + left.terms * right.majorant
        if left.settled and right.settled and np.any(self.wide.to_double(left.value * right.value) < 0):
            terms = 1  # 1 − β is one number: nobody computes g − β·g
        spread = None if left.spread is None and right.spread is None else np.maximum(spread_of(left), spread_of(right))
        return self._rounded(
            left.value + right.value,
            left.error + right.error,
            majorant,
            (left, right),
            rounded=rounded,
            roundings=left.terms + right.terms,
            reach=majorant,
            lost=self.tiny,
            structure=(terms, max(left.factors, right.factors), spread),
            zero=zeros(left) & zeros(right),
        )

    def multiply(self, left: Bounded, right: Bounded) -> Bounded:
        if is_unit(left) or is_unit(right):
            return self._signed(left, right)
        left, right = self._met(left, right)
        terms, factors = left.terms * right.terms, left.factors + right.factors
        spread = spread_of(left) * spread_of(right)
        return self._rounded(
            left.value * right.value,
            self._crossed(left, right),
            left.majorant * right.majorant,
            (left, right),
            roundings=2 if left.settled and right.settled else 1,  # each may meet data for itself
            reach=spread,
            lost=self._lost(terms * (factors - 1), spread),
            structure=(terms, factors, spread),
            zero=zeros(left) & np.isfinite(right.error) | zeros(right) & np.isfinite(left.error),
        )

    def _crossed(self, left: Bounded, right: Bounded) -> Any:
        """What the errors of two factors make of their product."""
        if is_exact(right):
            return 0.0 if is_exact(left) else np.abs(self.wide.to_double(right.value)) * left.error
        if is_exact(left):
            return np.abs(self.wide.to_double(left.value)) * right.error
        inherited = (np.abs(self.wide.to_double(left.value)) + left.error) * right.error
        inherited += np.abs(self.wide.to_double(right.value)) * left.error
        return inherited

    def _signed(self, left: Bounded, right: Bounded) -> Bounded:
        """±x is exact."""
        unit, other = (left, right) if is_unit(left) else (right, left)
        value = -other.value if self.wide.to_double(unit.value) < 0 else other.value
        settled = left.settled and right.settled
        return Bounded(
            value, other.error, other.majorant, settled, other.overflow, other.terms, other.factors, other.spread
        )

    def divide(self, left: Bounded, right: Bounded) -> Bounded:
        """Two roundings: x/y may as well be x·(1/y); and x may be divided by each factor of y for itself, but by no term of it."""
        left, right = self._met(left, right)
        below = np.abs(self.wide.to_double(right.value))
        quotient = np.abs(self.wide.to_double(left.value)) / below
        least = below - right.error
        inherited = (left.error + quotient * right.error) / least
        inherited = np.where(least > 0, inherited, np.inf)
        factors = left.factors + right.factors + 1
        spread = spread_of(left) * (spread_of(right.stored() if right.factors == 1 < right.terms else right) / least)
        return self._rounded(
            left.value / right.value,
            inherited,
            left.majorant / below,
            (left, right),
            roundings=3 if left.settled and right.settled else 2,
            reach=spread,
            lost=self._lost(left.terms * (factors - 1), spread),
            structure=(left.terms, factors, spread),
            least=least,
            zero=zeros(left) & (least > 0),
        )

    def power(self, base: Bounded, exponent: int) -> Bounded:
        """By repeated multiplication, the least accurate honest way."""
        if exponent == 0:
            return self.rational(Integer(1))
        if base.settled and exponent > 1:
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
        # (x + e)ᵗ(1 + u)ᵗ − xᵗ, by the mean value theorem.
        off = base.error + self.settled * (base.majorant + base.error)
        error = (exponent * off * (base.majorant + off) ** (exponent - 1) + exponent * self.tiny) * INFLATION
        majorant = np.abs(self.wide.to_double(value)) + error
        if most(majorant) <= self.largest:
            return Bounded(value, error, majorant, True, base.overflow)
        fits = majorant <= self.largest
        overflow = base.overflow | (~fits & np.isfinite(base.error))
        return Bounded(value, np.where(fits, error, np.inf), majorant, True, overflow)

    def raised(self, base: Bounded, exponent: Bounded) -> Bounded:
        """xʸ, x > 0, by exp(y·ln x), the least accurate honest way: its logarithm is off by the sum of what both are off by."""
        if (
            is_exact(base)
            and not np.any(base.majorant)
            and np.all(self.wide.to_double(exponent.value) > exponent.error)
        ):
            return base  # 0ʸ is 0
        base, exponent = self._met(base, exponent)
        value = self.wide.raised(base.value, exponent.value)
        low, most_of_y = self.wide.to_double(base.value) - base.error, np.abs(self.wide.to_double(exponent.value))
        most_of_y = most_of_y + exponent.error
        unit = self.settled if base.settled else self.roundoff
        log = np.maximum(np.abs(np.log(low)), np.abs(np.log(low + 2 * base.error)))
        off = most_of_y * (base.error / low) + log * exponent.error
        off = off + (1 + (1 + LIBRARY) * most_of_y * log) * LIBRARY * unit
        size = np.abs(self.wide.to_double(value))
        error = np.where(low > 0, size * np.expm1(off) * INFLATION + self.tiny, np.inf)[()]
        fits = size + error <= self.largest
        overflow = base.overflow | (~fits & np.isfinite(base.error) & (low > 0))
        return Bounded(value, np.where(fits, error, np.inf)[()], size + error, base.settled, overflow)

    def sqrt(self, value: Bounded) -> Bounded:
        """|√(x ± e) − √x| is at most e/(√x + √(x − e)), and at most √e; and √(x·y) may be √x·√y.

        Where x is a difference, as v − m² is, and may come out below zero, the root may be NaN.
        """
        root, inherited = self.wide.sqrt(value.value), 0.0
        if not is_exact(value):
            double = self.wide.to_double(value.value)
            least = np.sqrt(np.maximum(double - value.error, 0.0))
            inherited = np.fmin(value.error / (self.wide.to_double(root) + least), np.sqrt(value.error))
            if not value.settled:
                # Honest code computes NaN there, so there is no bound.
                below_zero = (value.error > double) & (value.majorant > double * CANCELLING)
                inherited = np.where(below_zero, np.inf, inherited)
        majorant = np.sqrt(value.majorant)
        roundings = 2 * value.factors - 1 if value.terms == 1 else 1
        return self._rounded(
            root, inherited, majorant, (value, value), roundings=roundings, reach=majorant, lost=self.tiny
        )

    def absolute(self, value: Bounded) -> Bounded:
        return value._replace(value=abs(value.value))

    def sign(self, value: Bounded) -> Bounded:
        double = self.wide.to_double(value.value)
        uncertain = np.where((np.abs(double) > value.error) | (value.error == 0), 0.0, 2.0)
        uncertain = np.where(np.isfinite(value.error), uncertain, np.inf)
        return Bounded(self.wide.of(np.sign(double)), uncertain, np.ones_like(double), overflow=value.overflow)

    def by_sign(self, value: Bounded, positive: Bounded, zero: Bounded, negative: Bounded) -> Bounded:
        """The one that the sign says; where rounding may turn that, any of them: then it is off by what lies between."""
        sides = (positive, zero, negative)
        sides = sides if all(each.settled for each in sides) else tuple(map(self._converted, sides))
        double, wide = self.wide.to_double(value.value), self.wide
        above, below = double > 0, double < 0
        chosen = wide.where(above, sides[0].value, wide.where(below, sides[2].value, sides[1].value))
        error, majorant, overflow = (
            np.where(above, one, np.where(below, three, two))
            for one, two, three in (
                [each.error for each in sides],
                [each.majorant for each in sides],
                [each.overflow for each in sides],
            )
        )
        uncertain = ~((np.abs(double) > value.error) | (value.error == 0))
        if np.any(uncertain):
            between = reduce(np.maximum, (np.abs(wide.to_double(each.value + -chosen)) + each.error for each in sides))
            between = np.where(np.isfinite(value.error) & ~np.isnan(between), between, np.inf)
            error = np.where(uncertain, between, error)
            overflow = overflow | (uncertain & value.overflow)
        return Bounded(chosen, error, majorant, all(each.settled for each in sides) and value.settled, overflow)

    def cospi(self, value: Bounded) -> Bounded:
        """cos(π·x), whose argument is rounded before: the cosine is off by no more than that, and by what a library's is."""
        unit = self.settled if value.settled else self.roundoff
        size = np.abs(self.wide.to_double(value.value))
        off = np.pi * (value.error + (size + value.error) * LIBRARY * unit) + LIBRARY * unit
        error = np.minimum(off * INFLATION + self.tiny, 2.0)
        error = np.where(np.isfinite(value.error), error, np.inf)[()]
        found = self.wide.cospi(value.value)
        return Bounded(found, error, np.abs(self.wide.to_double(found)) + error, value.settled, value.overflow)

    def where(self, difference: Bounded, then: Callable[[], Bounded], otherwise: Callable[[], Bounded]) -> Bounded:
        """One side, or the other; either, where rounding may turn the sign of the difference: then it is off by what lies between."""
        double = self.wide.to_double(difference.value)
        uncertain = ~(np.abs(double) > difference.error)
        if not np.any(uncertain) and (np.all(double > 0) or np.all(double < 0)):
            return then() if np.all(double > 0) else otherwise()
        left, right = self._met(then(), otherwise())
        first = double > 0
        value = self.wide.where(first, left.value, right.value)
        between = np.abs(self.wide.to_double(left.value + -right.value)) + np.maximum(left.error, right.error)
        between = np.where(np.isnan(between), np.inf, between)
        error = np.where(uncertain, between, np.where(first, left.error, right.error))
        majorant = np.where(first, left.majorant, right.majorant)
        overflow = np.where(first, left.overflow, right.overflow)
        return Bounded(value, error, majorant, left.settled, overflow)

    def maximum(self, left: Bounded, right: Bounded) -> Bounded:
        return self._chosen(left, right, self.wide.to_double(left.value - right.value) >= 0)

    def minimum(self, left: Bounded, right: Bounded) -> Bounded:
        return self._chosen(left, right, self.wide.to_double(left.value - right.value) <= 0)

    def _chosen(self, left: Bounded, right: Bounded, condition: Any) -> Bounded:
        left, right = self._met(left, right)
        value = self.wide.where(condition, left.value, right.value)
        error, majorant = np.maximum(left.error, right.error), np.maximum(left.majorant, right.majorant)
        between = np.abs(self.wide.to_double(left.value + -right.value))
        surely = between > (left.error + right.error) * INFLATION
        error, majorant = (
            np.where(surely, np.where(condition, one, other), either)
            for one, other, either in (
                (left.error, right.error, error),
                (left.majorant, right.majorant, majorant),
            )
        )
        return Bounded(value, error, majorant, left.settled, left.overflow | right.overflow)

    def _met(self, left: Bounded, right: Bounded) -> tuple[Bounded, Bounded]:
        if left.settled == right.settled:
            return left, right
        return self._converted(left), self._converted(right)

    def _converted(self, operand: Bounded) -> Bounded:
        if not operand.settled:
            return operand
        if is_exact(operand) and not np.any(operand.majorant):
            return operand._replace(settled=False)  # zero is zero in every dtype
        rounding = self.roundoff * (operand.majorant + operand.error) + self.tiny
        error = operand.error + rounding
        return Bounded(
            operand.value, error, operand.majorant, False, operand.overflow,
            operand.terms, operand.factors, operand.spread,
        )  # fmt: skip

    def _lost(self, operations: int, spread: Any) -> Any:
        """What underflow may take from a product: whichever part of it underflows, the other factors multiply the loss."""
        return (self.tiny * operations) * spread if self.tiny else 0.0

    def _rounded(
        self,
        value: Any,
        inherited: Any,
        majorant: Any,
        operands: tuple[Bounded, Bounded],
        *,
        reach: Any,
        lost: Any,
        rounded: Any = None,
        roundings: int = 1,
        structure: tuple[int, int, Any] = (1, 1, None),
        least: Any = 1.0,
        zero: Any = False,
    ) -> Bounded:
        """The result of one operation: what it inherits, its roundings, and what underflow and overflow may do.

        `rounded` is what is rounded, `reach` the largest number on the way, `least` positive where there is a result, which is
        `zero` where all that it is made of is.
        """
        left, right = operands
        settled = left.settled and right.settled
        unit = self.settled if settled else self.roundoff
        error = majorant * (roundings * unit) if rounded is None else rounded * unit
        error += inherited
        error *= (1 + roundings * unit) * INFLATION
        error += lost
        if zero is not False and np.any(zero):
            error, majorant = np.where(zero, 0.0, error), np.where(zero, 0.0, majorant)
        overflow = left.overflow | right.overflow
        half = self.largest / 2
        # What inherits nothing has an error far smaller than its reach.
        if not (most(reach) <= half and (is_zero(inherited) or most(error) <= half)):
            fits = reach * (1 + 2 * structure[1] * unit) + error <= self.largest
            overflow = overflow | (~fits & np.isfinite(left.error) & np.isfinite(right.error) & (least > 0))
            error = np.where(fits, error, np.inf)
        if settled:
            # 1 − β is one number before it meets data: nothing in it cancels later.
            return Bounded(value, error, np.abs(self.wide.to_double(value)) + error, True, overflow, *structure)
        return Bounded(value, error, majorant, False, overflow, *structure)


@lru_cache(maxsize=4096)
def _rational(arithmetic: BoundedArithmetic, value: Rational) -> Bounded:
    doubles = np.float64(value)
    # A fraction that is no double is rounded by whoever writes it down, and a few times here.
    rounding = 0.0 if Rational(float(value)) == value else float(2 * arithmetic.roundoff * abs(doubles))
    return Bounded(arithmetic.wide.of(value), rounding, np.abs(doubles), settled=True)
