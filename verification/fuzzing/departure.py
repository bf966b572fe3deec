"""Where a subject leaves its rule: many tapes are run one by one, and judged as one."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.formats import FLUSHED, format_of
from ...reference.oracle import Expected, judge
from ...reference.rule import Form
from ...reference.tape import Tape
from ..subjects.object_graph import Path, leaves
from ..subjects.subject import Subject
from .batch import bundled, columns_of, flat, parts_of
from .driving import RaisedError, Session, StoppedEarlyError, play
from .loud_guards import extents, largest_part, part_of, tamed
from .rounded_hyperparameters import Reading, readings
from .tally import Tally


@dataclass(frozen=True)
class Departure:
    """Where a subject left the rule: the first step and the element that is furthest from it, in units of the bound.

    `course` has that element, as computed and as expected, after each step up to this one.
    """

    step: int
    parameter: int
    index: int
    computed: float
    expected: float
    bound: float
    excess: float
    what: str = "theta"
    course: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Counterexample:
    """A tape on which the subject leaves the rule, replayed on its real code."""

    tape: Tape
    departure: Departure


@dataclass(frozen=True)
class Outcome:
    """What became of one tape.

    Attributes:
        left: where the subject left the form.
        raised: what it raised.
        beyond: where its state left the range of the dtype, though the rule does not.
        refused: what it raised on extreme gradients alone: a loud guard, and no wrong rule.
    """

    left: Counterexample | None = None
    raised: RaisedError | None = None
    beyond: Counterexample | None = None
    refused: RaisedError | None = None


def departure(
    subject: Subject, form: Form, tape: Tape, lr_paths: Sequence[Path], judged: np.dtype[Any] | None = None
) -> Departure | None:
    """The first step in which the subject is further from the form than the bound of `judged` allows.

    `judged` is the tape's own dtype where None.  Raises `RaisedError`.
    """
    (found,) = departures(subject, form, [tape], lr_paths, Tally(), judged)
    if found.raised is not None:
        raise found.raised
    example = found.left or found.beyond
    return None if example is None else example.departure


def departures(
    subject: Subject,
    form: Form,
    tapes: Sequence[Tape],
    lr_paths: Sequence[Path],
    tally: Tally,
    judged: np.dtype[Any] | None = None,
) -> list[Outcome]:
    """What becomes of each tape; the tapes are of one dtype.

    What a subject does where the rule itself may overflow is its own affair: where it raises, it is asked again without.
    So it is where gradients are extreme, unless it raises on tame ones as well.
    """
    dtype = judged or tapes[0].dtype
    foretell = _foretold if len(tapes) > 1 else _foretold.__wrapped__  # a tape alone is hardly asked for twice
    whole, others, expected = foretell(form, tuple(tapes), dtype, FLUSHED.get())
    runs = [_run(subject, form, tape, lr_paths, each) for tape, each in zip(tapes, expected, strict=True)]
    for reading in others:
        left = [_left(run, each) is not None for run, each in zip(runs, expected, strict=True)]
        if not any(left):
            break
        read_so = parts_of(reading(form, whole, dtype), tapes)
        fits = [it and _left(run, each) is None for it, run, each in zip(left, runs, read_so, strict=True)]
        expected = [two if it else one for it, one, two in zip(fits, expected, read_so, strict=True)]
    return [_outcome(subject, lr_paths, run, each, tally, dtype) for run, each in zip(runs, expected, strict=True)]


@lru_cache(maxsize=64)
def _foretold(
    form: Form, tapes: tuple[Tape, ...], dtype: np.dtype[Any], _flushed: frozenset[str]
) -> tuple[Tape, Sequence[Reading], list[Expected]]:
    """The tapes as one, what is expected on each, and in which other ways they may be read: the same for every subject."""
    whole = bundled(tapes)
    first, *others = readings(whole, dtype)
    return whole, others, parts_of(first(form, whole, dtype), tapes)


def _outcome(
    subject: Subject,
    lr_paths: Sequence[Path],
    run: "_Run | RaisedError",
    expected: Expected,
    tally: Tally,
    dtype: np.dtype[Any],
) -> Outcome:
    if isinstance(run, RaisedError):
        tally.add(Tally(tapes=1))
        return Outcome(raised=run)
    found, beyond = _left(run, expected), None
    while found is not None and _beyond_range(subject, found, lr_paths, dtype):
        beyond = beyond or found
        run = run.without(found.departure)
        found = _left(run, expected)
    tally.add(_counted(run, expected))
    return Outcome(left=found, beyond=beyond, refused=run.refused)


def _beyond_range(subject: Subject, example: Counterexample, lr_paths: Sequence[Path], dtype: np.dtype[Any]) -> bool:
    """Whether the subject's state overflows or underflows, and does not where all gradients are zero."""
    tape = alone(example)
    try:
        rare = _out_of_range(subject, tape, lr_paths, dtype)
        quiet = _out_of_range(subject, _with_gradients(tape, np.zeros_like), lr_paths, dtype)
        return bool(rare - quiet) or _vanishes(subject, tape, lr_paths, dtype)
    except RaisedError:
        return False


def _with_gradients(tape: Tape, made: Callable[[NDArray[Any]], NDArray[Any]]) -> Tape:
    rows = (tuple(None if each is None else made(each) for each in row) for row in tape.gradients)
    return replace(tape, gradients=tuple(rows))


def _vanishes(subject: Subject, tape: Tape, lr_paths: Sequence[Path], dtype: np.dtype[Any]) -> bool:
    """Whether the squares of all its gradients underflow, and some of its state is zero for that alone: `where(v > 0, …)`."""
    given = [float(each) for row in tape.gradients for array in row if array is not None for each in array.flat if each]
    if not given or max(map(abs, given)) >= math.sqrt(format_of(dtype).smallest_normal):
        return False
    still, moved = (
        {path for path, value in _kept(subject, each, lr_paths)[-1] if not np.any(value)}
        for each in (tape, _with_gradients(tape, np.sign))
    )
    return bool(still - moved)


def _kept(subject: Subject, tape: Tape, lr_paths: Sequence[Path]) -> list[list[tuple[Path, NDArray[np.float64]]]]:
    """What the subject keeps after each step."""
    session = Session.of(subject, tape, lr_paths)
    found: list[list[tuple[Path, NDArray[np.float64]]]] = []
    for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
        session.step(gradients, lr)
        kept = leaves(session.run.roots, session.run.apart())
        found.append([(each.path, np.array(each.value, np.float64)) for each in kept])
    return found


def _out_of_range(subject: Subject, tape: Tape, lr_paths: Sequence[Path], dtype: np.dtype[Any]) -> set[Path]:
    """The places in the state that hold an infinite or a subnormal number after one of the steps."""
    least = format_of(dtype).smallest_normal
    sizes = ((path, np.abs(value)) for kept in _kept(subject, tape, lr_paths) for path, value in kept)
    return {path for path, size in sizes if np.any(np.isinf(size) | ((size > 0) & (size < least)))}


def of_underflow(form: Form, example: Counterexample, dtype: np.dtype[Any] | None = None) -> float:
    """How much of the bound that was left is there for underflow, from 0 to 1."""
    of, tape = example.departure, example.tape
    rule = list(judge(form, tape, dtype, underflow=False))[of.step - 1][of.parameter]
    bound = rule.bound if of.what == "theta" else rule.gradient_bound
    return 1 - float(bound.flat[of.index]) / of.bound if of.bound > 0 else 0.0


@dataclass(frozen=True)
class _Run:
    """What a subject made of a tape, as arrays of steps × elements.

    Attributes:
        kept: the elements that were expected and took part, by their places.
        judged: which of these are still to be judged.
        refused: what the subject raised where the elements that are left out took part as well.
    """

    tape: Tape
    found: NDArray[np.float64]
    points: NDArray[np.float64]
    kept: NDArray[np.intp]
    judged: NDArray[np.bool_]
    refused: RaisedError | None = None

    def without(self, of: Departure) -> "_Run":
        """The run, with an element left out of judgement."""
        column = sum(each.size for each in self.tape.initial[: of.parameter]) + of.index
        return replace(self, judged=self.judged & (np.arange(self.judged.size) != column))


def _run(subject: Subject, form: Form, tape: Tape, lr_paths: Sequence[Path], expected: Expected) -> _Run | RaisedError:
    everything = np.arange(expected.value.shape[1])
    try:
        return _played(subject, tape, lr_paths, everything)
    except RaisedError as error:
        raised = error
    if any(gradient is None for row in tape.gradients for gradient in row):
        return raised
    bounded = np.flatnonzero(np.isfinite(expected.bound).all(axis=0))
    if not bounded.size:
        return _idle(tape)
    try:
        return _played(subject, part_of(tape, bounded), lr_paths, bounded)
    except RaisedError as error:
        raised = error
    tame = None if isinstance(raised, StoppedEarlyError) else tamed(form, tape)
    if isinstance(raised, StoppedEarlyError) or (tame is not None and _raises(subject, tame, lr_paths)):
        return raised
    order = bounded[np.argsort(extents(tape, expected)[bounded], kind="stable")]
    found = largest_part(order, lambda part: _played(subject, part_of(tape, part), lr_paths, part))
    return replace(found or _idle(tape), refused=raised)


def _raises(subject: Subject, tape: Tape, lr_paths: Sequence[Path]) -> bool:
    try:
        list(play(subject, tape, lr_paths))
    except RaisedError:
        return True
    return False


def _idle(tape: Tape) -> _Run:
    """A run of which nothing can be judged."""
    none = np.zeros((tape.steps, 0))
    return _Run(tape, none, none, np.arange(0), np.ones(0, bool))


def _played(subject: Subject, tape: Tape, lr_paths: Sequence[Path], kept: NDArray[np.intp]) -> _Run:
    steps = list(play(subject, tape, lr_paths))
    found = [flat(each.parameters) for each in steps]
    points = [flat(each.gradient_at) for each in steps]
    if any(each.size != kept.size for each in (*found, *points)):
        raise RaisedError("it changes the shape of a parameter")
    return _Run(tape, np.array(found), np.array(points), kept, np.ones(kept.size, bool))


def _excess(run: _Run, expected: Expected) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many times the bound the parameters, and the points at which the gradient is taken, are off."""
    of = columns_of(expected, run.kept)
    return np.where(run.judged, of.excess(run.found), 0), np.where(run.judged, _of_point(of).excess(run.points), 0)


def _of_point(of: Expected) -> Expected:
    """What is expected of the point at which the gradient is taken, as if it were the parameter."""
    return replace(of, value=of.gradient_at, bound=of.gradient_bound)


def _left(run: _Run | RaisedError, expected: Expected) -> Counterexample | None:
    """The first step in which an element leaves its bound, and the element that is furthest from it there."""
    if isinstance(run, RaisedError):
        return None
    off, astray = _excess(run, expected)
    worst = np.maximum(off, astray)
    wrong = (worst > 1).any(axis=1)
    if not wrong.any():
        return None
    k = int(np.argmax(wrong))
    column = int(np.argmax(worst[k]))
    theta = off[k, column] == worst[k, column]
    of, found = (expected, run.found) if theta else (_of_point(expected), run.points)
    at = (k, run.kept[column])
    p, i = _place(run.tape, column)
    value, bound, excess = float(of.value[at]), float(of.bound[at]), float(worst[k, column])
    what = "theta" if theta else "gradient at"
    course = tuple(zip(found[: k + 1, column].tolist(), of.value[: k + 1, at[1]].tolist(), strict=True))
    return Counterexample(run.tape, Departure(k + 1, p, i, float(found[k, column]), value, bound, excess, what, course))


def _place(tape: Tape, column: int) -> tuple[int, int]:
    """The parameter, and the place in it, of an element of the flattened tape."""
    for p, each in enumerate(tape.initial):
        if column < each.size:
            return p, column
        column -= each.size
    raise IndexError(column)


def _counted(run: _Run, expected: Expected) -> Tally:
    off, astray = _excess(run, expected)
    return Tally(
        tapes=1,
        steps=run.tape.steps,
        scalars=int(np.isfinite(expected.bound[:, run.kept[run.judged]]).sum()),
        overflowed=int(expected.overflow.sum()),
        worst=float(np.maximum(off, astray).max(initial=0.0)),
        dtypes=(run.tape.dtype.name,),
    )


def alone(example: Counterexample) -> Tape:
    """The tape of the one element that departs, up to the step in which it does; as it is where a gradient is absent."""
    of, tape = example.departure, example.tape
    if any(gradient is None for row in tape.gradients for gradient in row):
        return tape
    place = sum(each.size for each in tape.initial[: of.parameter]) + of.index
    return part_of(tape, np.array([place]), of.step)
