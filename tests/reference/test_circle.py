"""cos(π·x): one meaning in the normal form, in intervals, and in floats with their bound."""

import math

import numpy as np
import pytest
from sympy import Rational, Symbol

from optproof.reference.algebra import is_zero
from optproof.reference.bound import BoundedArithmetic
from optproof.reference.circle import CosPi
from optproof.reference.evaluation import Intervals, evaluate
from optproof.reference.symbols import t

T = Symbol("T", integer=True, positive=True)


def test_what_is_equal_is_one_cosine() -> None:
    """However the share of the circle is written, and whichever sign it has; what only looks like it is not."""
    assert is_zero(CosPi((t - 1) / T) - CosPi(t / T - 1 / T))
    assert is_zero(CosPi(1 / T) - CosPi(-1 / T))
    assert not is_zero(CosPi(t / T) - CosPi((t - 1) / T))
    assert not is_zero(CosPi(t / T) ** 2 - CosPi(t / T))


def test_its_interval_holds_its_value() -> None:
    """At a fifth of the circle's half."""
    intervals = Intervals()
    found = evaluate(CosPi(t / T), {T: intervals.rational(Rational(5))}, intervals, 1)
    assert found.a <= math.cos(math.pi / 5) + 1e-15
    assert found.b >= math.cos(math.pi / 5) - 1e-15


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_honest_cosine_leaves_its_bound(dtype: str) -> None:
    """Whether π is multiplied or divided first."""
    arithmetic, kind = BoundedArithmetic.of(np.dtype(dtype)), np.dtype(dtype).type
    steps, whole = np.arange(0, 500), 97
    shares = arithmetic.divide(arithmetic.data(steps), arithmetic.data(np.full(500, whole)))
    value, bound = arithmetic.enclosure(arithmetic.cospi(shares))
    pi, counted = kind(math.pi), steps.astype(dtype)
    for found in (
        np.cos(pi * counted / kind(whole)),
        np.cos(pi * (counted / kind(whole))),
        np.cos(counted * (pi / kind(whole))),
    ):
        assert np.all(np.abs(found.astype(np.float64) - value) <= bound)
