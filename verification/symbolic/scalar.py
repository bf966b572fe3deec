"""One number of a trace: what it is in letters, and what it is in this run."""

import math
import numbers
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any, Self

import numpy as np
from sympy import Abs, Expr, Integer, Mod, Rational, exp, floor, log, nan, oo, sign as sympy_sign, sqrt, zoo

from ...reference.algebra import FRACTIONS, Atoms, NotRational
from ...reference.circle import CosPi
from ...reference.extremes import Max, Min
from ...reference.symbols import LEAST, t
from .asked import note
from .decimals import ROUNDING, SIMPLE, read
from .messages import readers
from .record import RECORD, Condition, OpaqueError, leak

RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


INFINITE = frozenset((nan, zoo, oo, -oo))

LARGEST = 10_000
"""How many terms a formula of a trace may have; those of an optimizer's first steps have some hundred."""

LONG = 500
"""Terms of a formula that is long: what it is made of is no longer simplified."""

LOOKED_UP = "it looks a number up in a set or a dict that the trace keeps symbolic"
WRITTEN = "it writes a number down as text that the trace keeps symbolic"


class Scalar:
    """A pair (expr, value) that behaves like a NumPy float: arithmetic acts on both halves.

    A comparison follows the value and records the condition.  Everything that would lose the symbol raises.
    """

    __array_priority__ = 1000.0

    def __init__(self, expr: Expr, value: float) -> None:
        _insist_on_a_formula(expr)
        self.expr, self.value = expr, value

    # Arithmetic.
    def __add__(self, other: Any) -> Any:
        return binary(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return binary(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return binary(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return binary(operator.sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return binary(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Any:
        return binary(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Any:
        return binary(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return binary(operator.truediv, other, self)

    def __pow__(self, other: Any, modulo: None = None) -> Any:
        return binary(operator.pow, self, other)

    def __rpow__(self, other: Any) -> Any:
        return binary(operator.pow, other, self)

    def __neg__(self) -> "Scalar":
        return type(self)(-self.expr, -self.value)

    def __pos__(self) -> "Scalar":
        return self

    def __abs__(self) -> "Scalar":
        # SymPy multiplies out what it takes the magnitude of, which takes for ever where that is long.
        return type(self)(Abs(self.expr, evaluate=_extent(self.expr)[0] < LONG), abs(self.value))

    # Comparison.
    def __lt__(self, other: Any) -> Any:
        return compare("<", self, other)

    def __le__(self, other: Any) -> Any:
        return compare("<=", self, other)

    def __gt__(self, other: Any) -> Any:
        return compare(">", self, other)

    def __ge__(self, other: Any) -> Any:
        return compare(">=", self, other)

    def __eq__(self, other: object) -> Any:
        return compare("==", self, other)

    def __ne__(self, other: object) -> Any:
        return compare("!=", self, other)

    def __bool__(self) -> bool:
        return bool(compare("!=", self, 0))

    def __hash__(self) -> int:
        if self.expr.is_number:
            return hash(self.value)
        # A look-up that misses compares nothing, so that no condition would be recorded.
        raise OpaqueError(LOOKED_UP)

    # What would lose the symbol.
    def __float__(self) -> float:
        if self.expr.is_number:
            return float(self.value)
        raise OpaqueError("it turns a number into a plain float, as float(), math and .astype() do")

    def __int__(self) -> int:
        if self.expr.is_number:
            return int(self.value)
        raise OpaqueError("it turns a number into a plain int")

    def __complex__(self) -> complex:
        return complex(float(self))

    def __index__(self) -> int:
        if self.expr.is_Integer:
            return int(self.value)
        raise OpaqueError("it counts or indexes with a number that the trace keeps symbolic")

    def __trunc__(self) -> Any:
        return self.rounded(math.trunc)

    def __floor__(self) -> Any:
        return self.rounded(math.floor)

    def __ceil__(self) -> Any:
        return self.rounded(math.ceil)

    def __round__(self, digits: int | None = None) -> Any:
        return self.rounded(lambda value: round(value, digits))

    def rounded(self, rounding: Callable[[float], Any]) -> Any:
        """A whole number is its own rounding, in letters too."""
        if self.is_whole:
            return self
        if self.expr.is_number:
            return lift(rounding(self.value))
        raise OpaqueError("it rounds a number that the trace keeps symbolic")

    def is_integer(self) -> bool:
        return self.is_whole or float(self).is_integer()

    def as_integer_ratio(self) -> tuple[int, int]:
        return float(self).as_integer_ratio()

    def hex(self) -> str:
        return float(self).hex()

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise OpaqueError("it pickles a number that the trace keeps symbolic")

    def __getnewargs__(self) -> Any:
        raise OpaqueError("it pickles a number that the trace keeps symbolic")

    def __repr__(self) -> str:
        return repr(self.written())

    def __format__(self, spec: str) -> str:
        return format(self.written(), spec)

    def written(self) -> float:
        """The number for whoever writes it down as text, which only people may read."""
        read_by = "nobody" if self.expr.is_number else readers()
        if read_by == "code":
            raise OpaqueError(WRITTEN)
        if read_by == "whoever catches it":
            leak(WRITTEN)
        return self.value

    def __floordiv__(self, other: Any) -> Any:
        return whole(operator.floordiv, self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return whole(operator.floordiv, other, self)

    def __mod__(self, other: Any) -> Any:
        return whole(operator.mod, self, other)

    def __rmod__(self, other: Any) -> Any:
        return whole(operator.mod, other, self)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    @property
    def is_whole(self) -> bool:
        """Whether it stands for an int, as a counter does."""
        return isinstance(self.value, int) and self.expr.is_integer is True

    # What a NumPy float offers.
    shape: tuple[int, ...] = ()
    ndim = 0
    size = 1
    dtype = np.dtype(np.float64)

    @property
    def real(self) -> "Scalar":
        return self

    @property
    def imag(self) -> float:
        return 0.0

    @property
    def T(self) -> "Scalar":  # noqa: N802 - NumPy's name
        return self

    def item(self) -> "Scalar":
        return self

    def copy(self) -> "Scalar":
        return self

    __copy__ = copy

    def __deepcopy__(self, memo: Any) -> "Scalar":
        return self

    def astype(self, dtype: Any, **_: Any) -> "Scalar":
        if np.dtype(dtype).kind != "f":
            raise OpaqueError(f"it casts to {np.dtype(dtype)}")
        return self

    def sum(self, *_: Any, **__: Any) -> "Scalar":
        return self

    mean = max = min = squeeze = ravel = flatten = conjugate = sum

    def sqrt(self) -> "Scalar":
        return square_root(self)


numbers.Real.register(Scalar)


class SymbolicFloat(Scalar, float):  # type: ignore[misc]
    """A `Scalar` for libraries whose C code lets only floats through, and hands on the object that it was given.

    Whoever reads the float itself, and so loses the symbol, reads NaN.
    """

    def __new__(cls, expr: Expr, value: float) -> Self:
        return float.__new__(cls, math.nan)

    __hash__ = Scalar.__hash__


def lift(value: Any) -> Scalar:
    """Any plain number as a `Scalar`.  Raises `OpaqueError` for what is not a real number."""
    lifted = lifted_or_none(value)
    if lifted is None:
        raise OpaqueError(f"it mixes numbers with a {type(value).__name__}")
    return lifted


def lifted_or_none(value: Any) -> Scalar | None:
    """The same, None for what is no number.  Raises `OpaqueError` for one that is not finite."""
    if isinstance(value, Scalar):
        return value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return lifted_or_none(value.item())
    if isinstance(value, bool | np.bool_ | numbers.Integral):
        # Whole numbers have no end here: a guard against the overflow of a counter is never met.
        return Scalar(Integer(int(value)), int(value))
    if isinstance(value, Fraction):
        return Scalar(Rational(value.numerator, value.denominator), float(value))
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            raise OpaqueError(f"it computes with {value}")
        return Scalar(read(float(value)), float(value))
    return None


def _insist_on_a_formula(expr: Expr) -> None:
    """Raises `OpaqueError` where it is infinite somewhere, or grows without end, as in an inner search of many rounds."""
    size, is_infinite = _extent(expr)
    if is_infinite:
        raise OpaqueError("the trace divides by zero")
    if size >= LARGEST:
        raise OpaqueError("its formulas grow without end")


# A formula is made of those that were made before it: to go through all of them anew takes longer than to compute it.
@lru_cache(maxsize=16384)
def _extent(expr: Any) -> tuple[int, bool]:
    """How many terms stand in an expression, each counted as often as it stands there; and whether one is infinite."""
    size, is_infinite = 1, expr in INFINITE
    for each in expr.args:
        more, other = _extent(each)
        size, is_infinite = size + more, is_infinite or other
    return size, is_infinite


def binary(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """One arithmetic operation on both halves."""
    left, right = lifted_or_none(left), lifted_or_none(right)
    if left is None or right is None:
        return NotImplemented
    try:
        value = operation(left.value, right.value)
    except (ZeroDivisionError, OverflowError) as error:
        raise OpaqueError(f"the trace meets {error}") from None
    if isinstance(value, complex):
        raise OpaqueError("a power of a negative number is not real")
    return _kind(left, right)(operation(left.expr, right.expr), value)


def _kind(*numbers: Scalar) -> type[Scalar]:
    """What an operation on numbers gives: a float wherever one of them is one."""
    return next((type(each) for each in numbers if isinstance(each, SymbolicFloat)), Scalar)


def whole(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """A quotient or rest of whole numbers, as in counting round: of known ones, or of a counter by a known one."""
    left, right = lift(left), lift(right)
    if left.expr.is_Integer and right.expr.is_Integer and not right.expr.is_zero:
        return lift(int(operation(int(left.expr), int(right.expr))))
    if not (left.expr.is_integer and right.expr.is_Integer and right.expr.is_positive):
        raise OpaqueError("it divides with // or %")
    in_letters: Any = floor(left.expr / right.expr) if operation is operator.floordiv else Mod(left.expr, right.expr)
    return Scalar(in_letters, operation(left.value, right.value))


def compare(relation: str, left: Any, right: Any) -> Any:
    """Follow the concrete values; record the condition unless it holds for every input."""
    found = posed(relation, left, right)
    return taken(found) if isinstance(found, Condition) else found


def posed(relation: str, left: Any, right: Any) -> Any:
    """A comparison as the branch that it is, which is not taken yet; its outcome where that is the same for every input."""
    note()
    for each in (left, right):
        if isinstance(each, float) and math.isinf(each):
            return bool(RELATIONS[relation](_value(left), _value(right)))
    left, right = lifted_or_none(left), lifted_or_none(right)
    if left is None or right is None:
        return NotImplemented
    if left.value != left.value or right.value != right.value:
        raise OpaqueError("it compares what is no number, as the root of a negative number")
    outcome = bool(RELATIONS[relation](left.value, right.value))
    if (_never_negative(left) and right.expr.is_negative) or (_never_negative(right) and left.expr.is_negative):
        return outcome
    difference = left.expr - right.expr
    return outcome if decided(difference, relation) else Condition(difference, relation, outcome)


def taken(condition: Condition) -> bool:
    """Record that the run takes a branch; its outcome."""
    record = RECORD.get()
    if record is None:
        # A thread that the subject has started: a branch that nobody records is none that a proof may pass over.
        raise OpaqueError("it compares where the trace cannot follow, as in a thread of its own")
    record.conditions.append(condition)
    return condition.outcome


def _never_negative(number: Scalar) -> bool:
    """Whether it is a root or a magnitude: a norm is never below a threshold that is negative."""
    return isinstance(number.expr, Abs) or (number.expr.is_Pow and number.expr.exp == Rational(1, 2))  # type: ignore[attr-defined]


def _value(number: Any) -> float:
    return number.value if isinstance(number, Scalar) else number


def decided(difference: Expr, relation: str) -> bool:
    """Whether the letters alone settle the comparison."""
    if difference.is_number:
        return True
    if difference.free_symbols <= LEAST.keys() | FRACTIONS:
        return settled(difference, relation) is not None
    if relation in ("<", ">="):
        return difference.is_negative is not None
    if relation in (">", "<="):
        return difference.is_positive is not None
    return difference.is_zero is not None


def settled(number: Expr, relation: str) -> bool | None:
    """How a number made of hyperparameters stands to zero, whatever they are in their domains; None where that depends on them."""
    atoms = Atoms()
    try:
        way = atoms.sign_of(atoms.replace(number))
    except NotRational:
        return None
    return bool(RELATIONS[relation](way, 0)) if isinstance(way, Integer) else None


def square_root(value: Any) -> Scalar:
    value = lift(value)
    # Who computes both sides of a choice has no number on one of them.
    return type(value)(sqrt(value.expr), math.sqrt(value.value) if value.value >= 0 else math.nan)


def exponential(value: Any) -> Scalar:
    value = lift(value)
    return type(value)(exp(value.expr), math.exp(value.value))


def logarithm(value: Any) -> Scalar:
    value = lift(value)
    if value.value <= 0:
        raise OpaqueError("it takes the logarithm of what is not positive")
    return type(value)(log(value.expr), math.log(value.value))


def cosine(value: Any) -> Scalar:
    """Of a part of π, as `math.pi * step / steps`: π is a float there, and what is cosine's is its share of the circle."""
    value = lift(value)
    turn = (value.expr / PI).expand()
    shares = {each: of_circle(each) for each in turn.atoms(Rational)}
    if None in shares.values():
        raise OpaqueError("it takes the cosine of what is no part of π")
    return type(value)(CosPi(turn.xreplace(shares)), math.cos(value.value))


PI = read(math.pi)


def of_circle(share: Rational) -> Rational | None:
    """A share of π that somebody means, where π was a float; None where it is none."""
    exact = Fraction(int(share.p), int(share.q))
    simple = exact.limit_denominator(SIMPLE)
    near = abs(simple - exact) <= 4 * ROUNDING * abs(exact)
    return Rational(simple.numerator, simple.denominator) if near else None


def sign(value: Any) -> Scalar:
    value = lift(value)
    return type(value)(sympy_sign(value.expr), float(np.sign(value.value)))


def maximum(left: Any, right: Any) -> Scalar:
    left, right = lift(left), lift(right)
    if _are_shared(left, right):
        return max(left, right)
    return _kind(left, right)(Max(left.expr, right.expr), max(left.value, right.value))


def minimum(left: Any, right: Any) -> Scalar:
    left, right = lift(left), lift(right)
    if _are_shared(left, right):
        return min(left, right)
    return _kind(left, right)(Min(left.expr, right.expr), min(left.value, right.value))


def _are_shared(left: Scalar, right: Scalar) -> bool:
    """Whether both are made of hyperparameters and t alone, none of which is ever negative: the larger one is a branch then.

    Between two hyperparameters it is none, for such are the bounds of a state that begins as one, as Rprop's step sizes do.
    """
    letters = left.expr.free_symbols | right.expr.free_symbols
    counted = t in letters or left.expr.is_number or right.expr.is_number
    return counted and all(each.is_nonnegative for each in letters)
