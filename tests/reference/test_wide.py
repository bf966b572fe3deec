"""Pairs of doubles, and longdouble where it is wider, against exact fractions."""

from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sympy import Rational

from optproof.reference.wide import DOUBLE, LONGDOUBLE, PAIR, WIDEST, Pair, Wide

UNIT = Fraction(1, 2**100)
numbers = st.floats(1e-30, 1e30) | st.floats(-1e30, -1e-30)
tails = st.floats(-1, 1)


def pair(high: float, tail: float) -> Pair:
    """A pair whose low part is at most half a unit in the last place of the high one."""
    low = tail * np.spacing(abs(high)) / 2
    total = high + low
    return Pair(np.float64(total), np.float64(low - (total - high)))


def exact(value: Pair) -> Fraction:
    return Fraction(float(value.high)) + Fraction(float(value.low))


pairs = st.builds(pair, numbers, tails)


@given(pairs, pairs)
def test_the_four_operations(left: Pair, right: Pair) -> None:
    """Each is within 2⁻¹⁰⁰: sums of the size of what is added, products and quotients of their own."""
    x, y = exact(left), exact(right)
    assert abs(exact(left + right) - (x + y)) <= UNIT * (abs(x) + abs(y))
    assert abs(exact(left - right) - (x - y)) <= UNIT * (abs(x) + abs(y))
    assert abs(exact(left * right) - x * y) <= UNIT * abs(x * y)
    assert abs(exact(left / right) - x / y) <= UNIT * abs(x / y)


@given(pairs)
def test_root_and_size(value: Pair) -> None:
    """√ is within 2⁻¹⁰⁰, |x| and −x are exact."""
    size = abs(value)
    assert exact(size) == abs(exact(value))
    assert exact(-value) == -exact(value)
    scaled = exact(size) * 2**800
    true = Fraction(isqrt(int(scaled)), 2**400)
    assert abs(exact(size.sqrt()) - true) <= UNIT * true + Fraction(1, 2**399)


@given(pairs, pairs)
def test_results_are_normalised(left: Pair, right: Pair) -> None:
    """The high part of a result is the whole result, rounded to a double."""
    for result in (left + right, left * right, left / right, abs(left).sqrt()):
        assert float(result.high + result.low) == float(result.high)


def test_root_of_zero() -> None:
    """√0 is 0, and not NaN."""
    with np.errstate(all="raise"):
        root = Pair(np.zeros(2), np.zeros(2)).sqrt()
    assert root.high.tolist() == [0.0, 0.0] and root.low.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("wide", [DOUBLE, PAIR, LONGDOUBLE], ids=lambda each: each.name)
@given(st.integers(-(10**30), 10**30), st.integers(1, 10**30))
def test_rationals_are_rounded_once(wide: Wide, above: int, below: int) -> None:
    """Any rational, of whatever size of numerator and denominator, is held within a few roundings."""
    made = wide.of(Rational(above, below))
    held = exact(made) if isinstance(made, Pair) else Fraction(int(made * 0 + 0)) + fraction(made)
    true = Fraction(above, below)
    assert abs(held - true) <= 4 * Fraction(max(wide.roundoff, 2.0**-100)) * abs(true)


def fraction(value: np.ndarray) -> Fraction:
    """A double or longdouble, exactly."""
    high = float(value)
    return Fraction(high) + Fraction(float(np.asarray(value) - np.asarray(high, np.asarray(value).dtype)))


def test_the_widest_is_wider_than_double() -> None:
    """Whatever this machine has, float64 is judged with more than 60 bits."""
    assert WIDEST.roundoff < 2.0**-60
    assert WIDEST in (PAIR, LONGDOUBLE)


@pytest.mark.parametrize("wide", [DOUBLE, PAIR, LONGDOUBLE], ids=lambda each: each.name)
def test_where_and_back_to_double(wide: Wide) -> None:
    """Doubles go in and out unchanged, and `where` picks by elements."""
    left, right = np.array([0.1, 2.0, -3.5]), np.array([7.0, 1e-300, 0.3])
    assert np.array_equal(wide.to_double(wide.of(left)), left)
    picked = wide.to_double(wide.where(np.array([True, False, True]), wide.of(left), wide.of(right)))
    assert picked.tolist() == [0.1, 1e-300, -3.5]
