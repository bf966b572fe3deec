"""Long runs: a few elements for thousands of steps, held to the rule at little cost.

The oracle takes a millisecond a step, and most of it for its bound.  So the rule is followed in wide numbers alone, and the
oracle is asked only where a run is further from that than rounding θ itself, once a step, may have taken it.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.formats import format_of
from ...reference.lowering import lowered
from ...reference.rule import Form
from ...reference.tape import Tape
from ..subjects.object_graph import leaves
from ..subjects.subject import Subject
from .departure import Counterexample, alone, departures
from .driving import Session
from .tally import Tally

FAR = 2.0**20
"""How many times further than that a run must be, for the oracle to be asked no later than there."""


def long_tape(
    seed: int, steps: int, lr: float, hyperparameters: dict[str, float], dtype: np.dtype[Any], size: int = 3
) -> Tape:
    """Ordinary gradients for one small parameter."""
    return _drawn(seed, steps, lr, tuple(hyperparameters.items()), dtype, size)


@lru_cache(maxsize=16)
def _drawn(
    seed: int, steps: int, lr: float, hyperparameters: tuple[tuple[str, float], ...], dtype: np.dtype[Any], size: int
) -> Tape:
    generator = np.random.default_rng(seed)
    initial = generator.uniform(1, 2, size) * generator.choice((-1.0, 1.0), size)
    rows = generator.uniform(0.5, 2, (steps, size)) * generator.choice((-1.0, 1.0), (steps, size))
    gradients = tuple((row.astype(dtype),) for row in rows)
    return Tape((initial.astype(dtype),), gradients, (lr,) * steps, dict(hyperparameters))


@dataclass(frozen=True)
class LongRun:
    """What became of a long run.

    Attributes:
        left: where the subject left the form, if it did.
        overflows: after how many steps a counter that it keeps is full, if one is that narrow.
    """

    left: Counterexample | None
    overflows: int = 0


def long_run(subject: Subject, form: Form, tape: Tape, tally: Tally) -> LongRun:
    """Hold a subject that is left alone, even by whoever sets lr, to a form.  Raises `RaisedError`."""
    session = Session.of(subject, tape, ())
    found = session.through(tape)
    return LongRun(_left(subject, form, tape, found, tally), _overflows(session, tape.steps))


def _overflows(session: Session, steps: int) -> int:
    """After how many steps the narrowest whole number is full that the subject keeps, and that counts them; 0 where none is."""
    limits = [
        int(np.iinfo(kind).max) + 1
        for each in leaves(session.run.roots, session.run.apart())
        if (kind := np.asarray(each.value).dtype).kind in "iu" and kind.itemsize == 2 and _counts(each.value, steps)
    ]
    return min(limits, default=0)


def _counts(value: Any, steps: int) -> bool:
    return bool(np.any(np.abs(np.asarray(value, np.float64) - steps) <= 1))


def _left(subject: Subject, form: Form, tape: Tape, found: NDArray[np.float64], tally: Tally) -> Counterexample | None:
    with np.errstate(all="ignore"):
        value = followed(form, tape)[:, : found.shape[1]]
        off = np.abs(found - value)
        rounding = format_of(tape.dtype).roundoff * np.cumsum(np.abs(value), axis=0)
        astray = ~(off <= rounding).all(axis=1)
        far = ~(off <= FAR * rounding).all(axis=1)
    tally.add(Tally(tapes=1, steps=tape.steps, scalars=off.size, dtypes=(tape.dtype.name,)))
    if not astray.any():
        return None
    # After the last step that is astray, nothing is left to judge.
    last = int(np.flatnonzero(astray)[-1]) + 1
    for steps in dict.fromkeys((int(np.argmax(far)) + 1 if far.any() else last, last)):
        example = _judged(subject, form, begun(tape, steps))
        if example is not None:
            return _simplest(subject, form, example)
    return None


@lru_cache(maxsize=16)
def followed(form: Form, tape: Tape) -> NDArray[Any]:
    """What the form makes of a tape of one parameter, step by step, in the widest floats that NumPy has: θ, and the point of the step."""
    given = {name: np.longdouble(value) for name, value in tape.hyperparameters.items()}
    names = form.named
    made = lowered(form)(**{name: value for name, value in given.items() if name in names})
    held = {"theta": tape.initial[0].astype(np.longdouble)}
    course: list[NDArray[Any]] = []
    for (gradient,), rate in zip(tape.gradients, tape.lr, strict=True):
        assert gradient is not None
        made.lr = np.longdouble(rate)
        point = made.lookahead(held)["theta"] if hasattr(made, "lookahead") else held["theta"]
        made.update(held, {"theta": gradient.astype(np.longdouble)})
        course.append(np.concatenate([held["theta"].ravel(), point.ravel()]))
    return np.array(course)


def begun(tape: Tape, steps: int) -> Tape:
    """The first steps of a tape."""
    return replace(tape, gradients=tape.gradients[:steps], lr=tape.lr[:steps])


def _judged(subject: Subject, form: Form, tape: Tape) -> Counterexample | None:
    (outcome,) = departures(subject, form, [tape], (), Tally())
    if outcome.raised is not None:
        raise outcome.raised
    return outcome.left


def _simplest(subject: Subject, form: Form, example: Counterexample) -> Counterexample:
    """The same with gradients of 1 alone, or else of one element, where that leaves the form as well."""
    tape = alone(example)
    ones = tuple(tuple(None if each is None else np.ones_like(each) for each in row) for row in tape.gradients)
    for simpler in (replace(tape, initial=tuple(np.ones_like(each) for each in tape.initial), gradients=ones), tape):
        found = _judged(subject, form, simpler)
        if found is not None:
            return found
    return example
