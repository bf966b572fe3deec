"""What a form makes of a tape, exactly but for a bound that it states."""

from collections.abc import Collection, Iterator, Mapping, Sequence
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

    All are arrays of the parameter's shape; a bound is infinite where an honest evaluation in the dtype may overflow, and
    then `overflow` is True, or where the rule divides by what may be zero.  `gradient_at` is where the rule takes the
    gradient of the step, with a bound of its own.
    """

    value: NDArray[np.float64]
    bound: NDArray[np.float64]
    gradient_at: NDArray[np.float64]
    gradient_bound: NDArray[np.float64]
    overflow: NDArray[np.bool_]

    def excess(self, found: NDArray[Any]) -> NDArray[np.float64]:
        """How many times the bound `found` is away from the value; above 1 it is wrong."""
        with np.errstate(all="ignore"):
            distance = np.abs(np.asarray(found, np.float64) - self.value)
            used = np.where(distance == 0, 0.0, distance / self.bound)
            lost = ~np.isfinite(np.asarray(found, np.float64))
            return np.where(np.isfinite(self.bound), np.where(lost, np.inf, used), 0.0)


def judge(
    form: Form,
    tape: Tape,
    dtype: np.dtype[Any] | None = None,
    *,
    mixed: Collection[str] = (),
    settled: Any = None,
    underflow: bool = True,
) -> Iterator[list[Expected]]:
    """What each parameter of the tape is after each step, by the rule, computed in `dtype` (the tape's where None).

    A parameter without a gradient in a step is left as it is, and its t does not move.

    Args:
        form: the form of the rule.
        tape: what it is run on.
        dtype: float16, bfloat16, float32 or float64.
        mixed: hyperparameters, lr among them, that may be rounded to the dtype in one place and not in another.
        settled: the dtype in which numbers made of hyperparameters alone are computed before they meet data; where None,
            they are computed in `dtype`, or in Python floats.
        underflow: False leaves out of the bound what underflow may do.  That is no bound, but the difference from the
            bound is how much of it is underflow's.

    Raises:
        TypeError: there is no bound for the dtype.
        ValueError: a name of `mixed` is no hyperparameter of the form.
    """
    names = {each.name for each in form.hyperparameters}
    if not set(mixed) <= names:
        raise ValueError(f"{form.name} has no hyperparameter {sorted(set(mixed) - names)}, but {sorted(names)}")
    arithmetic = BoundedArithmetic.of(dtype or tape.dtype, underflow=underflow, settled=settled)
    shared = {
        each.symbol: arithmetic.hyperparameter(tape.hyperparameters[each.name], mixed=each.name in mixed)
        for each in form.hyperparameters
        if each.symbol != lr
    }
    # Rules are elementwise, so parameters that always have gradients may be judged as one.
    whole = all(each is not None for row in tape.gradients for each in row)
    groups = [range(len(tape.initial))] if whole else [[p] for p in range(len(tape.initial))]
    if tape.lr:
        shared[lr] = arithmetic.hyperparameter(tape.lr[0], mixed=lr.name in mixed)
    runs = [_Blocks(form, arithmetic, shared, _joined([tape.initial[p] for p in group])) for group in groups]
    for gradients, rate in zip(tape.gradients, tape.lr, strict=True):
        given = arithmetic.hyperparameter(rate, mixed=lr.name in mixed)
        with np.errstate(all="ignore"):
            found = [
                run.step(_joined([gradients[p] for p in group]), given) for run, group in zip(runs, groups, strict=True)
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
    columns = [np.split(each, ends) for each in _columns(whole)]
    return [
        Expected(*(part.reshape(each.shape) for part in parts)) for *parts, each in zip(*columns, like, strict=True)
    ]


def _columns(each: Expected) -> tuple[NDArray[Any], ...]:
    return each.value, each.bound, each.gradient_at, each.gradient_bound, each.overflow


BLOCK = 16384
"""Elements that are judged together: their intermediates stay in the cache."""


class _Blocks:
    """Parameters on their way through a tape, a block of elements at a time."""

    def __init__(
        self, form: Form, arithmetic: BoundedArithmetic, shared: Mapping[Symbol, Bounded], initial: Any
    ) -> None:
        self.places = [slice(start, start + BLOCK) for start in range(0, max(np.size(initial), 1), BLOCK)]
        self.runs = [_Run(form, arithmetic, shared, initial[place]) for place in self.places]

    def step(self, gradient: Any, rate: Bounded) -> Expected:
        parts = [
            run.step(None if gradient is None else gradient[place], rate)
            for run, place in zip(self.runs, self.places, strict=True)
        ]
        if len(parts) == 1:
            return parts[0]
        return Expected(*(np.concatenate(column) for column in zip(*map(_columns, parts), strict=True)))


class _Run:
    """One block on its way through a tape."""

    def __init__(
        self, form: Form, arithmetic: BoundedArithmetic, shared: Mapping[Symbol, Bounded], initial: Any
    ) -> None:
        self.form, self.arithmetic, self.shared, self.taken = form, arithmetic, shared, 0
        zeros = np.zeros(np.shape(initial))
        self.values = {theta: arithmetic.data(initial)}
        for symbol, start in form.start().items():
            begun = evaluate(start, shared, arithmetic)
            self.values[symbol] = begun if symbol in form.shared else self._broadcast(begun, zeros)
        self.here = arithmetic.enclosure(self.values[theta])

    def _broadcast(self, value: Bounded, zeros: NDArray[np.float64]) -> Bounded:
        whole = self.arithmetic.add(self.arithmetic.data(zeros), value)
        # Zero is zero in every dtype; any other start is rounded to it.
        return whole.stored()._replace(error=np.where(whole.majorant == 0, 0.0, whole.error))

    def step(self, gradient: Any, rate: Bounded) -> Expected:
        before = point = self.values[theta]
        if gradient is not None:
            self.taken += 1
            values = {**self.shared, **self.values, g: self.arithmetic.data(gradient), lr: rate}
            point = evaluate(self.form.gradient_at, values, self.arithmetic, self.taken)
            for line in self.form.step:
                found = self._assigned(line, values)
                # What the state holds is one number; what is local to the step may be written into the lines below.
                values[line.symbol] = found.stored() if line.symbol in self.values else found
            self.values = {symbol: values[symbol] for symbol in self.values}
        there = self.here if point is before else self.arithmetic.enclosure(point)
        self.here = value, bound = self.arithmetic.enclosure(self.values[theta])
        return Expected(value, bound, *there, np.broadcast_to(self.values[theta].overflow, np.shape(value)))

    def _assigned(self, line: Assignment, values: Mapping[Symbol, Bounded]) -> Bounded:
        """The value of a line, with a bound that holds for each way of writing it.

        What the state's own error becomes is the same in each, since they are equal: only fresh rounding is added.
        """
        written, *also = self.form.writings(line)
        result = evaluate(written, values, self.arithmetic, self.taken)
        if not also:
            return result
        exact = {
            # A hyperparameter may be rounded anew in each.
            symbol: x if x.settled else x._replace(error=0.0, majorant=x.majorant + x.error)
            for symbol, x in values.items()
        }
        others = [evaluate(each, exact, self.arithmetic, self.taken) for each in also]
        overflow = result.overflow
        for each in others:
            if each.overflow is not False:
                overflow = overflow | (each.overflow & np.isfinite(result.error))
        error = result.error + np.maximum.reduce([each.error for each in others])
        return result._replace(error=error, overflow=overflow)
