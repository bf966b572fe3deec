"""The steps of a trace on plain numbers: an ordinary run of the same tape, to which the trace is compared line by line.

Code that tells symbols from numbers, by their type or by what they refuse, takes another way here than there.
"""

import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..subjects.object_graph import Path, leaves, pattern
from ..subjects.subject import Subject
from ..subjects.surroundings import surroundings_of
from ..subjects.target import Target
from ..symbolic.record import Record
from .session import SHAPES, Session, concrete_values
from .watch import Watch, owned


@dataclass(frozen=True)
class Rehearsal:
    """What an ordinary run does: its constructor, and its steps."""

    making: Watch
    steps: Watch

    def outside(self, target: Target) -> dict[str, Any]:
        """What its steps read that is not the subject's own, and may change."""
        return surroundings_of(target.object, self.steps.entered, owned(target))

    def compared(self, session: Session, record: Record) -> None:
        """Let a trace be opaque that went another way than this run, or whose steps ask the world outside."""
        for plain, symbolic in ((self.making, session.making), (self.steps, session.watch)):
            difference = plain.differs_from(symbolic) if isinstance(symbolic, Watch) else ""
            for reason in (*self.steps.asked, *filter(None, [difference])):
                record.leak(reason)


def rehearsed(subject: Subject, given: Mapping[str, Any], rates: Sequence[float], paths: Sequence[Path]) -> Rehearsal:
    """An ordinary run of the tape of a trace, at these lr."""
    making, watch = Watch(subject.target), Watch(subject.target)
    subject.target.rewind()
    # What it raises on numbers, it raises everywhere, or a line is missing here.
    with suppress(Exception), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with making:
            run = subject.start(given, _arrays(0))
        for k, lr in enumerate(rates, 1):
            for leaf in [*leaves(run.roots, run.apart())]:
                if leaf.put is not None and pattern(leaf.path) in paths:
                    leaf.put(lr)
            if run.lookahead is not None:
                run.lookahead()
            with watch:
                run.step(_arrays(k), lr)
    return Rehearsal(making, watch)


def _arrays(k: int) -> list[Any]:
    return [np.array(concrete_values(k, p)).reshape(shape) for p, shape in enumerate(SHAPES)]
