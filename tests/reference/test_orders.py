"""The bound is that of the worst order of operations, and knows what is settled, mixed, exact or out of range."""

import numpy as np
import pytest
from sympy import Add, Integer, Mul, Symbol

from optproof.reference.bound import BoundedArithmetic
from optproof.reference.evaluation import evaluate

FIVE = [Symbol(name) for name in "abcde"]


def tree(chooser: np.random.Generator, leaves: list[int], numbers: list[np.ndarray], operation) -> np.ndarray:
    """A sum or product of the leaves in an order that is drawn, in float16."""
    parts = [numbers[each] for each in leaves]
    while len(parts) > 1:
        i, j = sorted(chooser.choice(len(parts), 2, replace=False))
        right, left = parts.pop(j), parts.pop(i)
        parts.append(operation(left, right))
    return parts[0]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("operation", [np.add, np.multiply], ids=["sum", "product"])
def test_whatever_the_order(operation, count: int) -> None:
    """Up to five numbers, from subnormals to overflow, summed or multiplied in any order: within one and the same bound."""
    arithmetic = BoundedArithmetic.of(np.float16)
    chooser = np.random.default_rng(count)
    for _ in range(60):
        scale = 2.0 ** chooser.uniform(-14, 8, (count, 400))
        with np.errstate(all="ignore"):
            numbers = [*(chooser.uniform(0.5, 1, (count, 400)) * scale).astype(np.float16)]
            expr = (Add if operation is np.add else Mul)(*FIVE[:count])
            values = {symbol: arithmetic.data(each) for symbol, each in zip(FIVE, numbers, strict=False)}
            carried = evaluate(expr, values, arithmetic)
            found = tree(chooser, list(range(count)), numbers, operation).astype(np.float64)
            off = np.abs(found - carried.value)
        assert np.all((off <= carried.error) | np.isinf(carried.error))
        assert np.mean(np.isfinite(carried.error)) > 0.5


def test_a_sum_multiplied_out() -> None:
    """a·(b + c + d) + e as a·b + a·c + a·d + e, in any order."""
    a, b, c, d, e = FIVE
    arithmetic = BoundedArithmetic.of(np.float16)
    chooser = np.random.default_rng(0)
    worst = 0.0
    for _ in range(200):
        numbers = [*chooser.uniform(0.5, 2, (5, 400)).astype(np.float16)]
        values = {symbol: arithmetic.data(each) for symbol, each in zip(FIVE, numbers, strict=True)}
        carried = evaluate(a * (b + c + d) + e, values, arithmetic)
        terms = [*(numbers[0] * each for each in numbers[1:4]), numbers[4]]
        found = tree(chooser, [0, 1, 2, 3], terms, np.add).astype(np.float64)
        worst = max(worst, float(np.max(np.abs(found - carried.value) / carried.error)))
    assert 0.5 < worst <= 1


def test_what_only_another_order_overflows_is_overflow() -> None:
    """a·b/c is an ordinary number in float16, but b/c is none: an honest evaluation may overflow."""
    a, b, c, *_ = FIVE
    arithmetic = BoundedArithmetic.of(np.float16)
    values = {a: arithmetic.data([2.0**-10, 1.0]), b: arithmetic.data([1.0, 1.0]), c: arithmetic.data([2.0**-17, 2.0])}
    carried = evaluate(a * b / c, values, arithmetic)
    assert (carried.overflow.tolist(), np.isinf(carried.error).tolist()) == ([True, False], [True, False])


def test_signs_are_exact() -> None:
    """±x has the error of x, settled or not."""
    arithmetic = BoundedArithmetic.of(np.float32)
    minus = arithmetic.rational(Integer(-1))
    for number in (
        arithmetic.data(np.ones(2)),
        arithmetic.hyperparameter(0.9),
        arithmetic.hyperparameter(0.9, mixed=True),
    ):
        changed = arithmetic.multiply(minus, number)
        assert np.all(changed.value == -number.value)
        assert (changed.error, changed.settled) == (number.error, number.settled)


def test_a_number_rounded_anew_at_every_use() -> None:
    """β − β is not zero in a mixed reading, and 1 − β inherits all of β's rounding."""
    arithmetic = BoundedArithmetic.of(np.float32, settled=np.float64)
    beta, one = arithmetic.hyperparameter(0.999, mixed=True), arithmetic.rational(Integer(1))
    rest = arithmetic.add(one, arithmetic.multiply(arithmetic.rational(Integer(-1)), beta))
    assert 0.999 * 2.0**-24 <= rest.error <= 1.001 * 2.0**-24
    power = arithmetic.power(beta, 10)
    assert 10 * 0.999**10 * 2.0**-24 <= power.error <= 10.01 * 2.0**-24


@pytest.mark.parametrize("name", ["float16", "float32"])
@pytest.mark.parametrize("exponent", [2, 5, 40, 700])
def test_powers_by_repeated_multiplication(name: str, exponent: int) -> None:
    """βᵗ in the dtype, one multiplication after the other, where tu is near one too."""
    dtype = np.dtype(name)
    arithmetic = BoundedArithmetic.of(dtype)
    for beta in (0.5, 0.9, 0.99, 0.999, 0.9995):
        held = dtype.type(beta)
        carried = arithmetic.power(arithmetic.hyperparameter(float(held)), exponent)
        found = held
        for _ in range(exponent - 1):
            found = dtype.type(found * held)
        assert abs(float(found) - float(carried.value)) <= carried.error


def test_the_sign_of_what_is_not_known() -> None:
    """The sign of a number beyond its error is exact; within it, off by up to two; of what overflowed, nothing is known."""
    arithmetic = BoundedArithmetic.of(np.float32)
    number = arithmetic.data(np.array([1.0, 1.0, 1.0, 0.0]))._replace(error=np.array([0.5, 2.0, np.inf, 0.0]))
    assert arithmetic.sign(number).error.tolist() == [0.0, 2.0, np.inf, 0.0]
