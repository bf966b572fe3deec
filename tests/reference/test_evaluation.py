"""One evaluator, several arithmetics: each against exact values."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st
from sympy import Abs, Expr, Integer, KroneckerDelta, Max, Min, Rational, Symbol, cos, sign, sqrt, symbols

from optproof.reference.evaluation import Intervals, NotEvaluable, certainly_nonzero, evaluate, program
from optproof.reference.symbols import beta1, g, t, v

x, y = symbols("x y", real=True)
small = st.fractions(-9, 9, max_denominator=12)


def interval(expr: Expr, values: dict[Symbol, Fraction], step: int | None = None, digits: int = 60):
    intervals = Intervals(digits)
    return evaluate(
        expr,
        {each: intervals.rational(Rational(number.numerator, number.denominator)) for each, number in values.items()},
        intervals,
        step,
    )


@given(small, small)
def test_intervals_hold_the_true_value(p: Fraction, q: Fraction) -> None:
    """With few digits the interval still holds the exact value of a rational expression."""
    expr = (x + y) ** 3 / (1 + y**2) - x * y / 7
    true = (p + q) ** 3 / (1 + q**2) - p * q / 7
    found = interval(expr, {x: p, y: q}, digits=5)
    assert (
        Fraction(str(float(found.a))) - Fraction(1, 10**3) * (1 + abs(true))
        <= true
        <= Fraction(str(float(found.b))) + Fraction(1, 10**3) * (1 + abs(true))
    )
    exact = interval(expr, {x: p, y: q})
    centre = exact - interval(Rational(true.numerator, true.denominator) + 0 * x, {x: p})
    assert 0 in centre


@given(small, small)
def test_certainly_nonzero_is_certain(p: Fraction, q: Fraction) -> None:
    """What is zero is never called nonzero, and what is not zero is found so when it is not tiny."""
    point = {x: Rational(p.numerator, p.denominator), y: Rational(q.numerator, q.denominator)}
    assert not certainly_nonzero((x + y) * (x - y) - x**2 + y**2 + 0 * x, point)
    assert not certainly_nonzero(sqrt(2 + x**2) ** 2 - 2 - x**2 + sqrt(3) - sqrt(3), point)
    assert certainly_nonzero(sqrt(2 + x**2) * sqrt(2 + x**2) + Rational(1, 10**30) - (2 + x**2), point)


def test_choices_and_signs() -> None:
    """Max, Min, |x|, sign and the first step's own factor have their values."""
    at = {x: Fraction(-2), y: Fraction(3)}
    for expr, true in ((Max(x, y), 3), (Min(x, y), -2), (Abs(x), 2), (sign(x), -1), (sign(x) * 0 + sign(y), 1)):
        assert interval(expr, at) == true
    first = KroneckerDelta(t, 1)
    assert interval(first * x, at, 1) == -2
    assert interval(first * x, at, 2) == 0


@pytest.mark.parametrize(
    ("exponent", "step", "true"),
    [(t, 3, Fraction(1, 8)), (t - 1, 1, Fraction(1)), (-t, 2, Fraction(4)), (2 * t, 2, Fraction(1, 16))],
)
def test_powers_of_t(exponent: Expr, step: int, true: Fraction) -> None:
    """βᵗ is evaluated at the step, with any linear exponent."""
    assert interval(beta1**exponent, {beta1: Fraction(1, 2)}, step) == float(true)


@pytest.mark.parametrize("expr", [1 / x, sqrt(y), cos(y), y ** Rational(1, 3), g + 1, beta1**t], ids=str)
def test_fails_closed(expr: Expr) -> None:
    """Division by zero, roots of negative numbers, unknown functions and symbols without a value raise."""
    with pytest.raises(NotEvaluable):
        interval(expr, {x: Fraction(0), y: Fraction(-1)})


def test_shared_parts_are_computed_once() -> None:
    """√v, read twice, is one instruction."""
    operations = [each.operation for each in program(g / (sqrt(v) + 1) + sqrt(v) * Integer(3))]
    assert operations.count("power") == 1
