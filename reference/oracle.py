"""What a form makes of a tape, exactly but for a bound that it states."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from .bound import Bounded, BoundedArithmetic
from .evaluation import evaluate
from .rule import Assignment, Form
from .symbols import g, lr, theta
from .tape import Tape


@dataclass(frozen=True)
class Expected:
    """The exact value of one parameter after one step, and the bound on an honest evaluation of it.

    All are float64 arrays of the parameter's shape; a bound is infinite where the dtype overflows or the rule divides by
    what may be zero.  `gradient_at` is where the rule takes the gradient of the step, with a bound of its own.
    """

    value: NDArray[np.float64]
    bound: NDArray[np.float64]
    gradient_at: NDArray[np.float64]
    gradient_bound: NDArray[np.float64]

    def excess(self, found: NDArray[Any]) -> NDArray[np.float64]:
        """How many times the bound `found` is away from the value; above 1 it is wrong."""
        with np.errstate(all="ignore"):
            distance = np.abs(np.asarray(found, np.float64) - self.value)
            used = np.where(distance == 0, 0.0, distance / self.bound)
            lost = ~np.isfinite(np.asarray(found, np.float64))
            return np.where(np.isfinite(self.bound), np.where(lost, np.inf, used), 0.0)


def judge(form: Form, tape: Tape, dtype: np.dtype[Any] | None = None) -> Iterator[list[Expected]]:
    """What each parameter of the tape is after each step, by the rule, computed in `dtype` (the tape's where None).

    A parameter without a gradient in a step is left as it is, and its t does not move.
    """
    arithmetic = BoundedArithmetic.of(dtype or tape.dtype)
    shared = {
        each.symbol: arithmetic.hyperparameter(tape.hyperparameters[each.name])
        for each in form.hyperparameters
        if each.symbol != lr
    }
    # Rules are elementwise, so parameters that always have gradients may be judged as one.
    whole = all(each is not None for row in tape.gradients for each in row)
    groups = [range(len(tape.initial))] if whole else [[p] for p in range(len(tape.initial))]
    runs = [_Blocks(form, arithmetic, shared, _joined([tape.initial[p] for p in group])) for group in groups]
    for gradients, rate in zip(tape.gradients, tape.lr, strict=True):
        with np.errstate(all="ignore"):
            found = [
                run.step(_joined([gradients[p] for p in group]), rate) for run, group in zip(runs, groups, strict=True)
            ]
        yield [
            part
            for each, group in zip(found, groups, strict=True)
            for part in _parted(each, [tape.initial[p] for p in group])
        ]


def _joined(arrays: Sequence[NDArray[Any] | None]) -> NDArray[Any] | None:
    present = [np.ravel(each) for each in arrays if each is not None]
    return np.concatenate(present) if present else None


def _parted(whole: Expected, like: Sequence[NDArray[Any]]) -> list[Expected]:
    ends = np.cumsum([each.size for each in like])[:-1]
    columns = [np.split(each, ends) for each in (whole.value, whole.bound, whole.gradient_at, whole.gradient_bound)]
    return [
        Expected(*(part.reshape(each.shape) for part in parts)) for *parts, each in zip(*columns, like, strict=True)
    ]


BLOCK = 8192
"""Elements that are judged together: their intermediates stay in the cache."""


class _Blocks:
    """Parameters on their way through a tape, a block of elements at a time."""

    def __init__(
        self, form: Form, arithmetic: BoundedArithmetic, shared: Mapping[Symbol, Bounded], initial: Any
    ) -> None:
        self.places = [slice(start, start + BLOCK) for start in range(0, max(np.size(initial), 1), BLOCK)]
        self.runs = [_Run(form, arithmetic, shared, initial[place]) for place in self.places]

    def step(self, gradient: Any, rate: Any) -> Expected:
        parts = [
            run.step(None if gradient is None else gradient[place], rate)
            for run, place in zip(self.runs, self.places, strict=True)
        ]
        if len(parts) == 1:
            return parts[0]
        columns = zip(*((each.value, each.bound, each.gradient_at, each.gradient_bound) for each in parts), strict=True)
        return Expected(*(np.concatenate(column) for column in columns))


class _Run:
    """One block on its way through a tape."""

    def __init__(
        self, form: Form, arithmetic: BoundedArithmetic, shared: Mapping[Symbol, Bounded], initial: Any
    ) -> None:
        self.form, self.arithmetic, self.shared, self.taken = form, arithmetic, shared, 0
        zeros = np.zeros(np.shape(initial))
        self.values = {theta: arithmetic.data(initial)}
        for symbol, start in form.start().items():
            self.values[symbol] = self._broadcast(evaluate(start, shared, arithmetic), zeros)

    def _broadcast(self, value: Bounded, zeros: NDArray[np.float64]) -> Bounded:
        whole = self.arithmetic.add(self.arithmetic.data(zeros), value)
        return Bounded(whole.value, np.zeros_like(zeros), whole.majorant)

    def step(self, gradient: Any, rate: Any) -> Expected:
        if gradient is not None:
            self.taken += 1
            arithmetic = self.arithmetic
            values = {**self.shared, **self.values, g: arithmetic.data(gradient), lr: arithmetic.hyperparameter(rate)}
            point = evaluate(self.form.gradient_at, values, arithmetic, self.taken)
            for line in self.form.step:
                values[line.symbol] = self._assigned(line, values)
            self.values = {symbol: values[symbol] for symbol in self.values}
        else:
            point = self.values[theta]
        return Expected(*self._enclosure(self.values[theta]), *self._enclosure(point))

    def _assigned(self, line: Assignment, values: Mapping[Symbol, Bounded]) -> Bounded:
        """The value of a line, with a bound that holds for each way of writing it.

        What the state's own error becomes is the same in each, since they are equal: only fresh rounding is added.
        """
        result = evaluate(line.value, values, self.arithmetic, self.taken)
        if not line.also:
            return result
        exact = {
            symbol: Bounded(x.value, 0.0 * x.error, x.majorant + x.error, x.settled) for symbol, x in values.items()
        }
        fresh = [evaluate(each, exact, self.arithmetic, self.taken).error for each in line.also]
        return Bounded(result.value, result.error + np.maximum.reduce(fresh), result.majorant, result.settled)

    def _enclosure(self, number: Bounded) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        value = self.arithmetic.wide.to_double(number.value)
        return value, np.broadcast_to(number.error, np.shape(value))
