"""Run a subject's real code on a tape."""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.tape import Tape
from ..subjects.graph import Path, leaves
from ..subjects.run import Run, Subject, SubjectError
from ..target import describe


class RaisedError(Exception):
    """The subject did not finish a tape; the message is a clause that says why."""


@dataclass(frozen=True)
class Played:
    """What a subject made of one step of a tape: its parameters, and where it wanted the gradient."""

    parameters: list[NDArray[Any]]
    gradient_at: list[NDArray[Any]]
    gradients_kept: bool


def play(subject: Subject, tape: Tape, lr_paths: Sequence[Path]) -> Iterator[Played]:
    """The subject's parameters after each step of the tape.  Raises `RaisedError`."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run = subject.start({**tape.hyperparameters, "lr": tape.lr[0]}, list(tape.initial))
            for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
                set_lr(run, lr_paths, lr)
                point = run.read() if run.lookahead is None else run.lookahead()
                points = [np.array(each) for each in point]
                given = [None if each is None else each.copy() for each in gradients]
                run.step(given, lr)
                kept = all(
                    (a is None and b is None) or np.array_equal(a, b, equal_nan=True)  # type: ignore[arg-type]
                    for a, b in zip(given, gradients, strict=True)
                )
                yield Played([np.array(each) for each in run.read()], points, kept)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        raise RaisedError(str(error) if isinstance(error, SubjectError) else f"it raised {describe(error)}") from error


def set_lr(run: Run, paths: Sequence[Path], lr: float) -> None:
    """Change lr where the subject keeps it."""
    if paths:
        for leaf in [*leaves(run.roots, run.apart())]:
            if leaf.path in paths and leaf.put is not None:
                leaf.put(lr)
