"""Evaluate an expression in any arithmetic: rigorous intervals, or floats that carry their error bound."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol, TypeVar

from mpmath.ctx_iv import MPIntervalContext
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from .choices import Where
from .operations import Functions, after_first_step, operation_of
from .symbols import t

N = TypeVar("N")


class Arithmetic(Functions[N], Protocol[N]):
    """The operations that rules are made of."""

    def rational(self, value: Rational) -> N: ...
    def add(self, left: N, right: N) -> N: ...
    def multiply(self, left: N, right: N) -> N: ...
    def divide(self, left: N, right: N) -> N: ...
    def power(self, base: N, exponent: int) -> N: ...
    def raised(self, base: N, exponent: N) -> N: ...
    def sqrt(self, value: N) -> N: ...


class NotEvaluable(ValueError):
    """The expression holds something that this arithmetic does not know."""


class Instruction(NamedTuple):
    """One operation on earlier results, by their positions; `payload` is what is not a result."""

    operation: str
    operands: tuple[int, ...] = ()
    payload: Expr | None = None


def evaluate(expr: Expr, values: Mapping[Symbol, N], arithmetic: Arithmetic[N], step: int | None = None) -> N:
    """The value of `expr` where the symbols have the given values.

    t is worth `step`, unless it is given a value.  Raises `NotEvaluable`.
    """
    results: list[N] = []
    for operation, operands, payload in program(expr):
        if len(operands) == 2:  # most of them
            result = getattr(arithmetic, operation)(results[operands[0]], results[operands[1]])
        elif operation == "symbol":
            result = _value_of(payload, values, arithmetic, step)
        elif operation == "number":
            result = arithmetic.rational(_settled(payload, step))
        elif operation == "power":
            result = _power(results[operands[0]], _settled(payload, step), arithmetic)
        elif operation == "counted":
            result = _counted(payload, results[operands[0]], arithmetic, step)
        elif operation == "where":
            assert isinstance(payload, Where)
            then, otherwise = (partial(evaluate, side, values, arithmetic, step) for side in payload.sides)
            result = arithmetic.where(results[operands[0]], then, otherwise)
        else:
            result = getattr(arithmetic, operation)(*[results[place] for place in operands])
        results.append(result)
    return results[-1]


def _counted(payload: Any, total: N, arithmetic: Arithmetic[N], step: int | None) -> N:
    """A whole number made of t: t − 1 is nothing in the first step, and 1 − [t = 1] as well, which no rounding makes anything of."""
    return arithmetic.rational(Integer(0)) if step is not None and _at(payload, step) == 0 else total


def _value_of(symbol: Any, values: Mapping[Symbol, N], arithmetic: Arithmetic[N], step: int | None) -> N:
    try:
        return values[symbol]
    except KeyError:
        if step is not None and symbol == t:
            return arithmetic.rational(Integer(step))
        raise NotEvaluable(f"no value for {symbol}") from None


def _power(base: N, exponent: Rational, arithmetic: Arithmetic[N]) -> N:
    if exponent < 0:
        return arithmetic.divide(arithmetic.rational(Integer(1)), _power(base, -exponent, arithmetic))
    if exponent.q > 2:
        return arithmetic.raised(base, arithmetic.rational(exponent))
    root = arithmetic.sqrt(base) if exponent.q == 2 else base
    return root if exponent.p == 1 else arithmetic.power(root, int(exponent.p))


def _settled(number: Any, step: int | None) -> Rational:
    """A number or exponent at that step.  Raises `NotEvaluable` where it is none."""
    return number if isinstance(number, Rational) else _at(number, step)


@lru_cache(maxsize=65536)
def _at(number: Any, step: int | None) -> Rational:
    settled = number if step is None else number.subs(t, step)
    if not isinstance(settled, Rational):
        raise NotEvaluable(f"cannot evaluate {number}")
    return settled


@lru_cache(maxsize=8192)
def program(expr: Expr) -> tuple[Instruction, ...]:  # noqa: C901 - one small function for each kind of node
    """The operations that compute `expr`, shared parts once.  Raises `NotEvaluable` for what is no operation here."""
    instructions: list[Instruction] = []
    places: dict[Expr, int] = {}

    def emit(operation: str, *operands: int, payload: Expr | None = None) -> int:
        instructions.append(Instruction(operation, operands, payload))
        return len(instructions) - 1

    def place(node: Expr) -> int:
        if node not in places:
            places[node] = compute(node)
        return places[node]

    def folded(operation: str, operands: list[int]) -> int:
        result = operands[0]
        for each in operands[1:]:
            result = emit(operation, result, each)
        return result

    def power(base: Expr, exponent: Expr) -> int:
        if exponent.free_symbols <= {t}:
            return place(base) if exponent == 1 else emit("power", place(base), payload=exponent)
        return emit("raised", place(base), place(exponent))

    def product(node: Mul) -> int:
        above: list[int] = []
        below: list[int] = []
        for factor in node.args:
            if isinstance(factor, Pow) and factor.exp.could_extract_minus_sign():
                below.append(power(factor.base, -factor.exp))
            else:
                above.append(place(factor))
        numerator = folded("multiply", above) if above else emit("number", payload=Integer(1))
        return emit("divide", numerator, folded("multiply", below)) if below else numerator

    def compute(node: Expr) -> int:
        if isinstance(node, Symbol):
            return emit("symbol", payload=node)
        if isinstance(node, Rational):
            return emit("number", payload=node)
        if isinstance(node, Mul):
            return product(node)
        if isinstance(node, Pow):
            return power(node.base, node.exp)
        if isinstance(node, Add):
            total = folded("add", [place(each) for each in node.args])
            counted = node.free_symbols == {t} and after_first_step(node).is_integer
            return emit("counted", total, payload=node) if counted else total
        return function(node)

    def function(node: Expr) -> int:
        operation = operation_of(node)
        if operation is None:
            raise NotEvaluable(f"cannot evaluate {type(node).__name__}")
        if operation.of_step:
            return emit("number", payload=node)
        simpler = operation.written_out(node)
        if simpler is not None:
            return place(simpler)
        if isinstance(node, Where):
            return emit("where", place(node.difference), payload=node)
        operands = [place(each) for each in node.args]
        return folded(operation.method, operands) if operation.folded else emit(operation.method, *operands)

    place(expr)
    return tuple(instructions)


@lru_cache(maxsize=4)
def _context(digits: int) -> MPIntervalContext:
    """mpmath's intervals of so many digits: to make them costs more than most of what is asked of them."""
    context = MPIntervalContext()
    context.dps = digits
    return context


@lru_cache(maxsize=8192)
def _quotient(context: MPIntervalContext, value: Rational) -> Any:
    return context.mpf(int(value.p)) / context.mpf(int(value.q))


class Intervals:
    """Rigorous interval arithmetic: the true value lies in the result."""

    def __init__(self, digits: int = 60) -> None:
        self.context = _context(digits)

    def rational(self, value: Rational) -> Any:
        return _quotient(self.context, value)

    def add(self, left: Any, right: Any) -> Any:
        return left + right

    def multiply(self, left: Any, right: Any) -> Any:
        return left * right

    def divide(self, left: Any, right: Any) -> Any:
        if 0 in right:
            raise NotEvaluable("division by zero")
        return left / right

    def power(self, base: Any, exponent: int) -> Any:
        return base**exponent

    def raised(self, base: Any, exponent: Any) -> Any:
        if base.a == base.b == 0 < exponent.a:
            return base
        if base.a <= 0:
            raise NotEvaluable("a real power of what may not be positive")
        return self.context.exp(exponent * self.context.log(base))

    def sqrt(self, value: Any) -> Any:
        if value.a < 0:
            raise NotEvaluable("root of a negative number")
        return self.context.sqrt(value)

    def absolute(self, value: Any) -> Any:
        return abs(value)

    def sign(self, value: Any) -> Any:
        if value.a == value.b == 0:
            return self.context.mpf(0)
        if 0 in value:
            raise NotEvaluable("the sign of this value is not certain")
        return self.context.mpf(1 if value.a > 0 else -1)

    def by_sign(self, value: Any, positive: Any, zero: Any, negative: Any) -> Any:
        return (zero, positive, negative)[int(self.sign(value).a)]

    def cospi(self, value: Any) -> Any:
        context: Any = self.context  # mpmath gives it its functions as it is made
        return context.cos(context.pi * value)

    def where(self, difference: Any, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
        if 0 not in difference:
            return then() if difference.a > 0 else otherwise()
        if difference.a != difference.b:
            raise NotEvaluable("it is not certain which side is taken")
        first, second = then(), otherwise()  # it may be either
        return self.context.mpf([min(first.a, second.a), max(first.b, second.b)])

    def maximum(self, left: Any, right: Any) -> Any:
        return self.context.mpf([max(left.a, right.a), max(left.b, right.b)])

    def minimum(self, left: Any, right: Any) -> Any:
        return self.context.mpf([min(left.a, right.a), min(left.b, right.b)])


def certainly_nonzero(expr: Expr, point: Mapping[Symbol, Rational], step: int | None = None) -> bool:
    """Whether `expr` is different from zero at `point`, beyond any rounding."""
    intervals = Intervals()
    values = {symbol: intervals.rational(value) for symbol, value in point.items()}
    return 0 not in evaluate(expr, values, intervals, step)
