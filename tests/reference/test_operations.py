"""One record for each operation: every table of the house follows from it, and they agree with one another."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Abs, Expr, Function, Integer, Rational, Symbol, sign, sqrt, symbols

from optproof.reference.algebra import Atoms, is_zero
from optproof.reference.bound import BoundedArithmetic
from optproof.reference.evaluation import Intervals, evaluate
from optproof.reference.extremes import Max, Min
from optproof.reference.lowering import source
from optproof.reference.notation import latex, text
from optproof.reference.operations import OPERATIONS, Operation, after_first_step, operation_of
from optproof.reference.reading import read
from optproof.reference.symbols import beta1, g, m, t, v
from optproof.verification.diagnosis.distance import Floats
from optproof.verification.proof import z3prover
from optproof.verification.proof.equality import decide

x, y = symbols("x y", real=True)

POINTS = (-2, Fraction(-1, 4), 0, Fraction(1, 8), 3)

OF_NUMBERS = [each for each in OPERATIONS.items() if not each[1].of_step]


class Clip(Function):
    """x, held between two numbers."""

    operation = Operation("clip", "clip", definition=lambda value, least, most: Min(Max(value, least), most))


def applied(kind: Any, operation: Operation) -> Expr:
    """The operation of letters."""
    return kind(x, y) if operation.folded else kind(x)


def rational(value: Any) -> Rational:
    return Rational(Fraction(value).numerator, Fraction(value).denominator)


@pytest.mark.parametrize(("kind", "operation"), OF_NUMBERS, ids=lambda each: getattr(each, "name", ""))
def test_every_arithmetic(kind: Any, operation: Operation) -> None:
    """The intervals, the bound, plain floats and the array library's own function have one value for it, at zero too."""
    expr = applied(kind, operation)
    for one in POINTS:
        for other in POINTS:
            point: dict[Symbol, Any] = {x: rational(one), y: rational(other)}
            true = float(
                getattr(np, operation.numpy)(*([float(one), float(other)] if operation.folded else [float(one)]))
            )
            assert float(expr.xreplace(point)) == true
            intervals = Intervals()
            inside = evaluate(expr, {each: intervals.rational(value) for each, value in point.items()}, intervals)
            assert true in inside
            bounded = BoundedArithmetic.of(np.float64)
            found = evaluate(expr, {each: bounded.data(float(value)) for each, value in point.items()}, bounded)
            assert bounded.enclosure(found)[0] == true
            floats = {each: float(value) for each, value in point.items()}
            assert evaluate(expr, floats, Floats()) == true
            assert eval(source(expr), {"np": np, **{each.name: value for each, value in floats.items()}}) == true


@pytest.mark.parametrize(("kind", "operation"), OF_NUMBERS, ids=lambda each: getattr(each, "name", ""))
def test_both_provers_and_both_notations(kind: Any, operation: Operation) -> None:
    """Each has a law in the normal form and a meaning in z3; what is written of it is read back."""
    expr = applied(kind, operation)
    assert is_zero(expr - kind(*expr.args)) and z3prover.compare(expr, expr + 0 * x) == "equal"
    assert z3prover.compare(expr, expr + 1) == "different"
    assert read(text(expr)) and latex(expr)


SIGNS = [
    Abs(x) * sign(x) - x, sign(x) ** 3 - sign(x), x * sign(x) - Abs(x), sign(x) ** 2 * x - x, sign(x * y) - sign(x) * sign(y),
    sign(2 * x - 2 * y) + sign(y - x), sign(v) * sqrt(v) - sqrt(v), sign(sqrt(v)) - sign(v), Abs(sign(x)) - sign(x) ** 2,
    sign(1 - beta1) - 1, sign(beta1 * m + (1 - beta1) * g) - sign(g + beta1 * (m - g)), sign(x**2) - sign(x) ** 2,
    sign(Abs(x)) - sign(x) ** 2, sign(x**2 * y) * y - sign(x) ** 2 * Abs(y),
]  # fmt: skip
NO_SIGNS = [
    sign(x) ** 2 - 1, sign(x) - 1, sign(v) - 1, x * sign(y) - y * sign(x), sign(x) ** 2 * y - y, sign(sqrt(v)) - 1,
    sign(beta1 * m + (1 - beta1) * g) - sign(m + g), sign(x + y) - sign(x) - sign(y),
]  # fmt: skip
NO_NUMBER_AT_ZERO = [
    x / Abs(x) - sign(x), Abs(x) / x - sign(x), sqrt(x**2) / x - sign(x), v / sqrt(v) ** 3 * sqrt(v) - sign(v),
    x**2 / (Abs(x) + x**2) * sign(x) - x / (1 + Abs(x)), y * x / Abs(x) - y * sign(x), 1 / sign(x) - sign(x),
]  # fmt: skip


@pytest.mark.parametrize("expr", SIGNS, ids=str)
def test_the_laws_of_signs(expr: Expr) -> None:
    """|x|·sign(x) is x, sign³ is sign, and sign(0) is 0: what follows from that is proved."""
    assert is_zero(expr)


@pytest.mark.parametrize("expr", NO_SIGNS, ids=str)
def test_no_false_law_of_signs(expr: Expr) -> None:
    """What is not so everywhere is not proved, and is refuted at a point unless only zero tells."""
    assert not is_zero(expr)
    assert decide(expr, Integer(0)).answer != "equal"


@pytest.mark.parametrize("expr", NO_NUMBER_AT_ZERO, ids=str)
def test_a_sign_is_zero_where_a_quotient_is_none(expr: Expr) -> None:
    """x/|x| is no number at 0, and sign(x) is 0 there: whoever divides is not proved to take the sign."""
    assert not is_zero(expr)
    assert decide(expr, Integer(0)).answer != "equal"


def test_signs_that_seldom_differ_are_told_apart() -> None:
    """Averages of different decays have one sign nearly everywhere: enough points are tried to see it."""
    other = Symbol("beta2", nonnegative=True)
    averages = [sign(each * m + (1 - each) * g) for each in (beta1, other)]
    assert decide(*averages).answer == "different"


def test_one_entry_is_enough() -> None:
    """An operation that has a definition needs nothing else, and no table: its class says what it is."""
    expr = Clip(x, Integer(-1), Integer(1))
    assert text(expr) == "clip(x, -1, 1)" and latex(expr) == r"\operatorname{clip}\left(x, -1, 1\right)"
    assert source(expr) == "np.clip(x, (-1), (1))"
    assert decide(expr, Max(Integer(-1), Min(x, Integer(1)))).answer != "different"
    assert decide(expr, Min(Max(x, Integer(-1)), Integer(1))).provers == ("normal form", "z3")
    assert decide(expr, x).answer == "different"
    assert evaluate(expr, {x: 2.5}, Floats()) == 1.0
    assert Atoms().replace(expr) == Atoms().replace(Min(Max(x, Integer(-1)), Integer(1)))


def test_the_first_step_is_over() -> None:
    """What belongs to the first step alone is a number once the step is known, and gone after it."""
    kind: Any
    kind, operation = next(each for each in OPERATIONS.items() if each[1].of_step)
    expr = kind(t, 1)
    assert operation_of(expr) is operation and after_first_step(expr * x) == 0
    assert [evaluate(expr, {}, Floats(), step) for step in (1, 2)] == [1.0, 0.0]
