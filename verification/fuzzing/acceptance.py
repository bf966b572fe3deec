"""Which hyperparameters a subject takes, and which it refuses by raising: a range that is checked is good manners."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import numpy as np

from ...reference.tape import Tape
from ..subjects.nearest import nearest, towards
from ..subjects.object_graph import Path
from ..subjects.subject import Subject
from ..symbolic.jax_functions import compiling
from .driving import RaisedError, Session


def takes(subject: Subject, hyperparameters: Mapping[str, float], lr_paths: Sequence[Path]) -> bool:
    """Whether the subject makes a step at these values, lr among them, and does not raise."""
    # A range is checked by values, which no program has: what may be compiled, once for all of them, raises all the same.
    at_once = compiling() if subject.target.compiles else nullcontext()
    try:
        with at_once:
            session = Session(subject, hyperparameters, [np.ones(2)], lr_paths)
            session.step([np.ones(2)], hyperparameters["lr"])
    except RaisedError:
        return False
    return True


@dataclass(frozen=True, eq=False)
class Acceptance:
    """What a subject takes, found by asking it once for each combination.

    Attributes:
        base: a combination that it takes, lr among them.
    """

    subject: Subject
    lr_paths: Sequence[Path]
    base: Mapping[str, float]
    _known: dict[tuple[tuple[str, float], ...], bool] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, subject: Subject, lr_paths: Sequence[Path], fixed: Mapping[str, float]) -> "Acceptance | None":
        """By what the subject is tried at, and what is fixed; None where it does not take even that."""
        found = cls(subject, lr_paths, {**subject.visible, **fixed})
        return found if found.takes(found.base) else None

    def takes(self, values: Mapping[str, float]) -> bool:
        """Whether the subject takes a combination."""
        key = tuple(sorted(values.items()))
        if key not in self._known:
            self._known[key] = takes(self.subject, values, self.lr_paths)
        return self._known[key]

    def towards(self, name: str, value: float) -> float:
        """How far one value can be taken from the base to another."""
        return towards(self.takes, self.base, name, value)

    def of_tape(self, tape: Tape) -> Tape:
        """The tape as it is where the subject takes its hyperparameters and rates, else with the nearest that it takes."""
        given = {**tape.hyperparameters, "lr": tape.lr[0]}
        base = {name: self.base.get(name, value) for name, value in given.items()}
        found = nearest(self.takes, base, given)
        nearest_rate = {each: towards(self.takes, found, "lr", each) for each in dict.fromkeys(tape.lr)}
        rates = tuple(nearest_rate[each] for each in tape.lr)
        if found == given and rates == tape.lr:
            return tape
        return replace(tape, lr=rates, hyperparameters={name: found[name] for name in tape.hyperparameters})
