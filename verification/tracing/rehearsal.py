"""The steps of a trace on plain numbers: an ordinary run of the same tape, to which the trace is compared line by line.

Code that tells symbols from numbers, by their type or by what they refuse, takes another way here than there.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...reference.rule import numbered
from ...reference.symbols import g
from ..subjects.inherited import computed_with
from ..subjects.object_graph import Path
from ..subjects.subject import Run, Subject
from ..subjects.surroundings import attributes_of, surroundings_of
from ..subjects.target import Target
from ..symbolic.record import Record
from .instances import ALIKE, Apart, apart
from .point import LONG, STEPS, USUAL, Point
from .session import SHAPES, START, Session, concrete_values, element_symbol
from .watch import Watch, owned


@dataclass(frozen=True)
class Rehearsal:
    """What an ordinary run does: its constructor, and its steps; `make` and `step` begin the same run of another instance."""

    making: Watch
    steps: Watch
    make: Callable[[], Run]
    step: Callable[[Run], None]

    def outside(self, target: Target) -> dict[str, Any]:
        """What its steps read that is not the subject's own, and may change."""
        return surroundings_of(target.object, self.steps.entered, owned(target))

    def apart(self, target: Target, outside: Mapping[str, Any]) -> Apart:
        """What tells its instances apart, and its steps may read."""
        if self.steps.asked:
            return ALIKE  # its step in general is opaque, whatever its instances hold
        target.rewind()
        # What it raises on numbers, it raises everywhere.
        with suppress(Exception), np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return apart(self.make, self.step, outside).read_by(attributes_of(self.steps.entered))
        return ALIKE

    def compared(self, session: Session, record: Record) -> None:
        """Let a trace be opaque that went another way than this run, or whose steps ask the world outside."""
        for code in self.steps.entered:
            for name in computed_with(code):
                record.leak(f"its {name} is what the environment said when it was loaded")
        for plain, symbolic in ((self.making, session.making), (self.steps, session.watch)):
            difference = plain.differs_from(symbolic) if isinstance(symbolic, Watch) else ""
            for reason in (
                *self.making.environment,
                *self.steps.asked,
                *filter(None, [difference, self.steps.target.unrun]),
            ):
                record.leak(reason)


def rehearsed(
    subject: Subject, given: Mapping[str, Any], rates: Sequence[float], paths: Sequence[Path], point: Point = USUAL
) -> Rehearsal:
    """An ordinary run of the tape of a trace, at these lr; the last step is made until the point's comes, if it is near."""
    steps = point.step if point.step <= LONG else STEPS + 1
    making, watch = Watch(subject.target, asks=True), Watch(subject.target, asks=True)
    subject.target.rewind()
    # What it raises on numbers, it raises everywhere, or a line is missing here.
    with suppress(Exception), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with making:
            run = subject.start(given, _arrays(0, point))
        for k in range(1, max(steps, len(rates)) + 1):
            lr = rates[min(k, len(rates)) - 1]
            with watch:
                run.let_rate_be(paths, lr)
                if run.lookahead is not None:
                    run.lookahead()
                run.step(_arrays(min(k, STEPS + 1), point), lr)
    return Rehearsal(
        making,
        watch,
        lambda: subject.start(given, _arrays(0, point)),
        lambda run: run.step(_arrays(1, point), rates[0]),
    )


def _arrays(k: int, point: Point) -> list[Any]:
    symbol = START if k == 0 else g if k > STEPS else numbered(g, k)
    return [
        np.array(
            [point.of(element_symbol(symbol, (p, i)), each) for i, each in enumerate(concrete_values(k, p))]
        ).reshape(shape)
        for p, shape in enumerate(SHAPES)
    ]
