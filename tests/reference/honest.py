"""Honest evaluations of a rule: every operation exact and then rounded, in an order that is drawn.

Nothing here is shared with the bound: expressions are walked in their own way, and numbers are rounded by hand.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sympy import Abs, Add, Expr, KroneckerDelta, Max, Min, Mul, Pow, Rational, Symbol, sign

from optproof.reference.choices import BySign, Where
from optproof.reference.formats import Format
from optproof.reference.rule import Form
from optproof.reference.symbols import SHARED, g, lr, theta
from optproof.reference.tape import Tape

FOLDED = {Add: np.add, Max: np.maximum, Min: np.minimum}

# NUMBERS


def round_to(form: Format, values: Any) -> Any:
    """Doubles rounded to the nearest number of the format, ties to even, with subnormals and overflow."""
    if form.precision == 53:
        return values
    with np.errstate(all="ignore"):
        # The last digit of x is worth 2^(e − p + 1), but never less than the smallest subnormal.
        exponent = np.frexp(values)[1] - 1
        last = np.maximum(exponent, form.emin) - form.precision + 1
        rounded = np.ldexp(np.rint(np.ldexp(values, -last)), last)
    return np.where(
        np.abs(rounded) > form.largest, np.copysign(np.inf, rounded), np.where(values == 0, values, rounded)
    )


# WRITINGS


@lru_cache(maxsize=256)
def writings(form: Form) -> tuple[tuple[tuple[Symbol, tuple[Expr, ...]], ...], ...]:
    """Ways to write the step: as it is, and with what is local to it written into the lines below.

    Each line comes in all its writings, the products of sums multiplied out in some.  What reads a state that is assigned
    later has to be computed before.
    """
    kept = {theta, *(each.symbol for each in form.state)}
    plain = tuple((line.symbol, _variants(form.writings(line))) for line in form.step)
    inlined: list[tuple[Symbol, tuple[Expr, ...]]] = []
    local: dict[Symbol, Expr] = {}
    for place, line in enumerate(form.step):
        later = {each.symbol for each in form.step[place + 1 :]}
        if line.symbol in kept or not line.value.free_symbols.isdisjoint(later):
            inlined.append((line.symbol, _variants(tuple(each.xreplace(local) for each in form.writings(line)))))
        else:
            local[line.symbol] = line.value.xreplace(local)
    return (plain, tuple(inlined)) if local else (plain,)


def _variants(exprs: tuple[Expr, ...]) -> tuple[Expr, ...]:
    return tuple(dict.fromkeys(each for expr in exprs for each in (expr, multiplied_out(expr))))


def multiplied_out(expr: Expr) -> Expr:
    """x·(a + b) as x·a + x·b; but 1 − β is one number."""
    if not expr.args:
        return expr
    parts = [multiplied_out(each) for each in expr.args]
    if isinstance(expr, Mul):
        for place, each in enumerate(parts):
            if isinstance(each, Add) and not any(
                term.could_extract_minus_sign() for term in each.args if _numeric(each)
            ):
                others = [*parts[:place], *parts[place + 1 :]]
                return Add(*(multiplied_out(Mul(*others, term)) for term in each.args))
    return expr.func(*parts)


def _numeric(expr: Expr) -> bool:
    """Made of hyperparameters alone."""
    return expr.free_symbols <= SHARED


# EVALUATION


@dataclass(frozen=True)
class Number:
    """A number on its way; settled where it is made of hyperparameters alone."""

    value: Any
    settled: bool


@dataclass(frozen=True)
class Walk:
    """One way to compute: how numbers are rounded, and what is drawn.

    Attributes:
        rounded_to: the format.
        chooser: draws the order of operations.
        settled_in_doubles: settled numbers are Python floats until they meet data.
        wider: the share of operations whose result stays a double.
        mixed: whether a hyperparameter may be rounded in one place and not in another.
        settled_first: whether what is settled in a product is one number before it meets data.
    """

    rounded_to: Format
    chooser: random.Random
    settled_in_doubles: bool
    wider: float = 0.0
    mixed: bool = False
    settled_first: bool = False

    def value(self, expr: Expr, values: dict[Symbol, Number], t: int) -> Number:
        """The value of an expression."""
        if isinstance(expr, Symbol):
            return Number(float(t), settled=True) if expr.name == "t" else self._symbol(values[expr])
        if isinstance(expr, Rational):
            return Number(float(expr), settled=True)
        if isinstance(expr, Pow):
            base = self.value(expr.base, values, t)
            if any(each in values for each in expr.exp.free_symbols):
                return self._done(np.power, base, self.value(expr.exp, values, t))
            exponent = expr.exp.subs(dict.fromkeys(expr.exp.free_symbols, t))
            power = self._power(base, abs(exponent))
            return power if exponent > 0 else self._done(np.divide, Number(1.0, settled=True), power)
        if isinstance(expr, Where):
            left, right = (self.value(each, values, t).value for each in expr.args[:2])
            return self.value(expr.sides[0 if left > right else 1], values, t)
        if isinstance(expr, BySign):
            return self._by_sign(*(self.value(each, values, t) for each in expr.args))
        if isinstance(expr, KroneckerDelta):
            return Number(float(expr.subs(dict.fromkeys(expr.free_symbols, t))), settled=True)
        for kind, operation in FOLDED.items():
            if isinstance(expr, kind):
                return self._folded([self.value(each, values, t) for each in expr.args], operation)
        if isinstance(expr, Abs | sign):
            return self._done(np.abs if isinstance(expr, Abs) else np.sign, self.value(expr.args[0], values, t))
        assert isinstance(expr, Mul), expr
        return self._product(expr, values, t)

    def _by_sign(self, x: Number, *sides: Number) -> Number:
        positive, zero, negative = (
            round_to(self.rounded_to, each.value) if each.settled else each.value for each in sides
        )
        return Number(np.where(x.value > 0, positive, np.where(x.value < 0, negative, zero)), settled=False)

    def _symbol(self, number: Number) -> Number:
        if number.settled and self.mixed and self.chooser.random() < 0.5:
            return Number(float(round_to(self.rounded_to, number.value)), settled=True)
        return number

    def _product(self, expr: Mul, values: dict[Symbol, Number], t: int) -> Number:
        above: list[Number] = []
        below: list[Number] = []
        for factor in expr.args:
            if isinstance(factor, Pow) and factor.exp.could_extract_minus_sign():
                below.append(self.value(Pow(factor.base, -factor.exp), values, t))
            else:
                above.append(self.value(factor, values, t))
        if self.settled_first:
            above, below = ([*_apart(each, self._folded)] for each in (above, below))
        while len(above) + len(below) > 1:
            draw = self.chooser.random()
            if below and above and draw < 0.5:
                quotient = self._done(np.divide, self._taken(above), self._taken(below))
                above.append(quotient)
            elif below and (draw < 0.6 or not above):
                above.append(self._done(np.divide, Number(1.0, settled=True), self._taken(below)))
            elif len(above) > 1:
                above.append(self._done(np.multiply, self._taken(above), self._taken(above)))
            elif len(below) > 1:
                below.append(self._done(np.multiply, self._taken(below), self._taken(below)))
        return above[0] if above else self._done(np.divide, Number(1.0, settled=True), below[0])

    def _folded(self, numbers: list[Number], operation: Callable[..., Any]) -> Number:
        while len(numbers) > 1:
            numbers.append(self._done(operation, self._taken(numbers), self._taken(numbers)))
        return numbers[0]

    def _taken(self, numbers: list[Number]) -> Number:
        return numbers.pop(self.chooser.randrange(len(numbers)))

    def _power(self, base: Number, exponent: Expr) -> Number:
        if exponent == Rational(1, 2):
            return self._done(np.sqrt, base)
        if not exponent.is_Integer or (exponent != 2 and base.settled and self.chooser.random() < 0.5):
            return self._done(lambda x: np.power(x, float(exponent)), base)
        result = base
        for _ in range(int(exponent) - 1):
            result = self._done(np.multiply, result, base)
        return result

    def _done(self, operation: Callable[..., Any], *operands: Number) -> Number:
        settled = all(each.settled for each in operands)
        if settled:
            value = operation(*(np.float64(each.value) for each in operands))
            return Number(value if self.settled_in_doubles else round_to(self.rounded_to, value), settled=True)
        met = [round_to(self.rounded_to, each.value) if each.settled else each.value for each in operands]
        value = operation(*met)
        if self.chooser.random() >= self.wider:
            value = round_to(self.rounded_to, value)
        return Number(value, settled=False)


def _apart(numbers: list[Number], folded: Callable[..., Number]) -> Iterator[Number]:
    """What is settled as one number, and the others."""
    settled = [each for each in numbers if each.settled]
    if settled:
        yield folded(settled, np.multiply)
    yield from (each for each in numbers if not each.settled)


def rounded_run(form: Form, tape: Tape, walk: Walk) -> Iterator[Any]:
    """θ of the tape's parameter after each step."""
    names = {each.name: each.symbol for each in form.hyperparameters}
    values = {names[name]: Number(value, settled=True) for name, value in tape.hyperparameters.items()}
    values |= {theta: Number(tape.initial[0], settled=False), lr: Number(tape.lr[0], settled=True)}
    for each in form.state:
        start = walk.value(each.initial, values, 1).value
        array = Number(round_to(walk.rounded_to, np.full_like(tape.initial[0], start)), settled=False)
        values[each.symbol] = Number(start, settled=True) if each.symbol in form.shared else array
    for t, (gradients, rate) in enumerate(zip(tape.gradients, tape.lr, strict=True), 1):
        values |= {g: Number(gradients[0], settled=False), lr: Number(rate, settled=True)}
        with np.errstate(all="ignore"):
            for symbol, exprs in walk.chooser.choice(writings(form)):
                found = walk.value(walk.chooser.choice(exprs), values, t)
                stored = symbol == theta or any(each.symbol == symbol for each in form.state if not found.settled)
                values[symbol] = Number(round_to(walk.rounded_to, found.value), settled=False) if stored else found
        yield values[theta].value
