"""The tracer: both halves agree, branches are recorded, and what it does not know stops it."""

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sympy import Rational, symbols

from optproof.reference.circle import CosPi
from optproof.verification.symbolic.array import Mask, SymbolicArray, concrete, decided, plain, symbolic
from optproof.verification.symbolic.decimals import read
from optproof.verification.symbolic.numpy_functions import PREDICATES, UFUNCS
from optproof.verification.symbolic.patches import tracing
from optproof.verification.symbolic.record import Condition, OpaqueError, recording
from optproof.verification.symbolic.scalar import Scalar, lift

x, y = symbols("x y", real=True)


@pytest.fixture(autouse=True)
def conditions() -> Iterator[list[Condition]]:
    with recording() as record:
        yield record.conditions


def array(*values: float, letters: str = "x") -> SymbolicArray:
    """Each element a symbol with that value."""
    made = np.empty(len(values), object)
    for i, each in enumerate(values):
        made[i] = Scalar(symbols(f"{letters}{i}", real=True), each)
    return made.view(SymbolicArray)


def halves_agree(made: SymbolicArray, **letters: tuple[float, ...]) -> bool:
    """Whether the symbolic half, at the values of the letters, is the concrete half, to the last bits that rounding leaves."""
    at = {
        symbols(f"{stem}{i}", real=True): Rational(each)
        for stem, values in letters.items()
        for i, each in enumerate(values)
    }
    return all(
        abs(float(lift(each).expr.subs(at)) - lift(each).value) <= 8 * np.spacing(abs(lift(each).value) + 1e-300)
        for each in np.ravel(plain(made))
    )


LEFT, RIGHT = (0.75, 2.0, 1.5), (0.5, 3.0, 1.5)


@pytest.mark.parametrize("ufunc", [each for each in UFUNCS if each is not np.cos], ids=lambda each: each.__name__)
def test_each_ufunc(ufunc: np.ufunc) -> None:
    """The concrete half is what NumPy computes, and the symbolic half says the same."""
    operands = [LEFT, RIGHT][: ufunc.nin]
    made = ufunc(*(array(*values, letters=stem) for values, stem in zip(operands, "xy", strict=False)))
    assert isinstance(made, SymbolicArray)
    expected = ufunc(*(np.array(values) for values in operands))
    assert np.all(np.abs(concrete(made) - expected) <= 2 * np.spacing(np.abs(expected)))
    assert halves_agree(made, **dict(zip("xy", operands, strict=False)))
    assert all(lift(each).expr.free_symbols for each in plain(made)) or ufunc is np.sign


def test_the_cosine_of_a_part_of_pi() -> None:
    """Its concrete half is NumPy's; of anything else it is not known."""
    made = np.cos(np.pi * array(*LEFT))
    assert np.all(concrete(made) == np.cos(np.pi * np.array(LEFT)))
    assert {lift(each).expr.func for each in plain(made)} == {CosPi}
    with pytest.raises(OpaqueError, match="no part of π"):
        np.cos(array(*LEFT))


@pytest.mark.parametrize("ufunc", PREDICATES, ids=lambda each: each.__name__)
def test_each_predicate(ufunc: np.ufunc) -> None:
    """The outcome is NumPy's as soon as it is asked, and until then it is a number in letters, one or zero."""
    operands = [LEFT, RIGHT][: ufunc.nin]
    with recording():
        made = ufunc(*(array(*values, letters=stem) for values, stem in zip(operands, "xy", strict=False)))
        expected = ufunc(*(np.array(values) for values in operands))
        assert made.dtype == bool
        assert decided(made).tolist() == expected.tolist()
    assert (concrete(made) == expected).all()
    if isinstance(made, Mask):
        assert halves_agree(made.astype(float), **dict(zip("xy", operands, strict=False)))


UNKNOWN: list[Callable[[SymbolicArray], object]] = [
    np.sin, np.tanh, np.exp2, np.cbrt, np.floor, np.rint, np.trunc, np.arctan, np.log1p, np.spacing, np.nextafter.__call__ and (lambda a: np.nextafter(a, 1.0)),
    lambda a: np.mod(a, 2), lambda a: np.floor_divide(a, 2), np.sort, np.argsort,
    np.median, np.round, np.unique, lambda a: np.percentile(a, 50), np.fft.fft, np.gradient, np.cov, lambda a: np.allclose(a, a), lambda a: np.interp(a, [0, 1], [0, 1]),
    lambda a: a.astype(int), lambda a: a.astype(np.complex128), lambda a: a.view(np.int64), lambda a: a % 2, lambda a: a // 2, lambda a: divmod(a, 2),
    lambda a: float(a[0]), lambda a: int(a[0]), lambda a: math.sin(a[0]), lambda a: math.floor(a[0]), lambda a: round(a[0]), lambda a: range(a[0]),
    lambda a: [1, 2, 3][a[0]], lambda a: complex(a[0]), lambda a: np.float32(a[0]), lambda a: np.add.at(np.zeros(3), [0, 1, 2], a),
    lambda a: np.add(a, 1, out=np.zeros(3)), lambda a: np.zeros(3).__iadd__(a), lambda a: np.zeros(3).__setitem__(slice(None), a),
    lambda a: np.copyto(np.zeros(3), a), lambda a: a + "1", lambda a: a + 1j, lambda a: a * None, lambda a: a + np.inf, lambda a: a * np.nan,
    lambda a: np.sqrt(-a - 10) > 0, lambda a: np.log(a - 10), lambda a: a / (a - a), lambda a: np.linalg.norm(a, 1), lambda a: np.sqrt(a, where=[True, False, True]),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(UNKNOWN)))
def test_fails_closed(number: int) -> None:
    """What the tracer does not know raises; nothing loses a symbol in silence."""
    with (
        pytest.raises((OpaqueError, TypeError, ValueError, AttributeError, NotImplementedError)),
        np.errstate(all="ignore"),
    ):
        UNKNOWN[number](array(*LEFT))


KNOWN: list[Callable[..., object]] = [
    lambda a: a + 1, lambda a: 2.5 - a, lambda a: -a, lambda a: abs(a), lambda a: a**2, lambda a: a**0.5, lambda a: 1 / a, lambda a: a @ np.eye(3),
    lambda a: np.dot(np.eye(3), a), lambda a: a.sum(), lambda a: np.sum(a), lambda a: np.mean(a), lambda a: np.concatenate([a, np.ones(2)]), lambda a: a[::-1],
    lambda a: a[[0, 2]], lambda a: a.reshape(3, 1).T, lambda a: np.where([True, False, True], a, 0.0), lambda a: np.outer(a, a), lambda a: np.clip(a, 0, 1),
    lambda a: np.linalg.norm(a), lambda a: np.stack([a, a]), lambda a: np.add.reduce(a), lambda a: np.multiply.accumulate(a), lambda a: np.square(a, out=a.copy()),
    lambda a: np.einsum("i,i->i", a, a), lambda a: a.copy() * np.float32(0.5), lambda a: np.array([each for each in a[:1]], dtype=object), lambda a: a.astype(np.float64),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(KNOWN)))
def test_known_operations(number: int) -> None:
    """The usual operations give NumPy's values, and both halves agree."""
    made = KNOWN[number](array(*LEFT))
    expected = np.asarray(KNOWN[number](np.array(LEFT)), float)
    assert np.all(np.abs(concrete(made) - expected) <= 4 * np.spacing(np.abs(expected)))
    assert halves_agree(symbolic(made), x=LEFT)


def test_in_place_keeps_the_memory() -> None:
    """`+=`, item assignment, views and `out=` write into the same array."""
    a = array(1.0, 2.0, 3.0)
    view = a[1:]
    a += 1
    view *= 2
    np.subtract(a, 1, out=a)
    a[0] = 7
    assert concrete(a).tolist() == [7.0, 5.0, 7.0]
    assert lift(plain(a)[1]).expr == 2 * (symbols("x1", real=True) + 1) - 1


def test_makers_make_symbolic_arrays_only_in_a_trace() -> None:
    """`np.zeros` and its kin are symbolic in a trace, keep integers as they are, and are NumPy's own afterwards."""
    own = np.zeros, np.array, math.sqrt
    with tracing(()):
        made = [
            np.zeros(2),
            np.ones((2, 1)),
            np.full(2, 0.5),
            np.empty(1),
            np.array([0.1, 0.2]),
            np.zeros_like(array(1.0)),
        ]
        assert all(isinstance(each, SymbolicArray) for each in made)
        assert not isinstance(np.zeros(2, int), SymbolicArray) and not isinstance(np.array([1, 2]), SymbolicArray)
        root: Any = math.sqrt(Scalar(x, 4.0))  # pyright: ignore[reportArgumentType] - patched for the time of a trace
        assert root.value == 2.0  # type: ignore[attr-defined]
    assert (np.zeros, np.array, math.sqrt) == own
    with pytest.raises(RuntimeError), tracing(()):
        raise RuntimeError
    assert (np.zeros, np.array, math.sqrt) == own


# BRANCHES


def test_conditions_are_recorded(conditions: list[Condition]) -> None:
    """Every comparison of symbols follows the numbers, and is recorded with its outcome."""
    one, two = Scalar(x, 1.0), Scalar(y, 2.0)
    assert one < two and not one >= two and one != 0 and bool(one)
    assert max(one, two) is two
    assert Condition(x - y, "<", True) in conditions
    assert Condition(x - y, ">=", False) in conditions
    assert Condition(x, "!=", True) in conditions
    assert len(conditions) == 5


def test_no_branch_is_passed_over() -> None:
    """In a thread that the subject has started, nobody records its branches: it ends, and is not proved without them."""
    with ThreadPoolExecutor(1) as pool, pytest.raises(OpaqueError, match="thread"):
        pool.submit(lambda: Scalar(x, 1.0) < 2).result()


def test_masks_are_recorded(conditions: list[Condition]) -> None:
    """Elementwise comparisons record a condition for each element."""
    mask = array(1.0, -1.0) > 0
    assert mask.tolist() == [True, False]
    assert [each.outcome for each in conditions] == [True, False]
    assert np.where(mask, 1, 2).tolist() == [1, 2]


def test_what_is_settled_is_not_recorded(conditions: list[Condition]) -> None:
    """Numbers, and signs that the letters alone settle, are no branches."""
    positive = symbols("p", positive=True)
    assert lift(1.0) < lift(2.0)
    assert Scalar(positive, 3.0) > 0 and Scalar(positive**2 + 1, 10.0) != 0
    assert Scalar(x, 1.0) < float("inf")
    assert not conditions


# READING


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (0.1, "1/10"), (1 - 0.9, "1/10"), (1 - 0.999, "1/1000"), (0.1 + 0.2, "3/10"), (1e-8, "1/100000000"), (1e-7, "1/10000000"), (1 / 3, "1/3"),
        (1e-16, "1/10000000000000000"), (2.0**-52, None), (1e-300, None), (0.9999999, "9999999/10000000"), (0.999999999999, None), (0.0, "0"), (-0.1, "-1/10"),
        (1e22, "10000000000000000000000"), (0.9 + 1e-9, None), (1e-4 + 1e-12, None), (123456.789, "123456789/1000"), (5e-324, None),
    ],
)  # fmt: skip
def test_a_float_is_read_as_it_was_meant(value: float, meant: str | None) -> None:
    """Short decimals and simple fractions are themselves; others are their shortest decimal; none becomes 0 or 1."""
    assert read(value) == Rational(meant if meant is not None else repr(value))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_reading_is_one_rounding_at_most(value: float) -> None:
    """Whatever is read is within 2⁻⁵² of the float, or within its last digit; only 0 is read as 0, and signs are kept."""
    found = read(value)
    assert abs(found - Rational(value)) <= max(Rational(1, 2**52), abs(Rational(value)) / 2**53)
    assert (found == 0) == (value == 0)
    assert found == 0 or (found > 0) == (value > 0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_not_a_number_is_not_read(value: float) -> None:
    """NaN and infinities are no numbers."""
    with pytest.raises(ValueError, match="real number"):
        read(value)
