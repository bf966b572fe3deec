"""Read a float as the number that its author meant."""

from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import Rational

ROUNDING = Fraction(1, 2**52)
"""What one rounding may have done to a number near 1, such as 1 − 0.9."""

SIMPLE = 10_000
"""The largest denominator that somebody means when the float is off by a rounding."""


@lru_cache(maxsize=4096)
def read(value: float) -> Rational:
    """The rational that the float stands for.

    0.1 is 1/10; 0.09999999999999998, which is what 1 − 0.9 gives, is 1/10 as well, since it is one rounding away from a
    simple fraction; everything else is its shortest decimal.  What the float loses by this is rounding, which the
    bound covers: the arithmetic check's business, not the algebra's.  Raises `ValueError` for NaN and infinities.
    """
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{value} is not a real number")
    exact = Fraction(value)
    simple = exact.limit_denominator(SIMPLE)
    if simple != 0 and abs(simple - exact) <= ROUNDING:
        return Rational(simple.numerator, simple.denominator)
    return Rational(repr(value))


def read_in(value: Any) -> Rational:
    """The same for a number of a NumPy dtype, by its shortest decimal in that dtype: the float32 that prints as 0.9 is 9/10."""
    return read(float(str(value)))
