"""Run a subject's real code on a tape."""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.tape import Tape
from ..subjects.graph import Path, leaves, set_leaves
from ..subjects.run import MisconductError, Subject, SubjectError
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
                set_leaves(run, lr_paths, lr)
                point = run.read() if run.lookahead is None else run.lookahead()
                points = [np.array(each) for each in point]
                given = [None if each is None else each.copy() for each in gradients]
                run.step(given, lr)
                kept = all(
                    (a is None and b is None) or np.array_equal(a, b, equal_nan=True)  # type: ignore[arg-type]
                    for a, b in zip(given, gradients, strict=True)
                )
                yield Played([_numbers(each) for each in run.read()], points, kept)
    except GeneratorExit:
        raise
    except BaseException as error:
        raise RaisedError(str(error) if isinstance(error, SubjectError) else f"it raised {describe(error)}") from error


def _numbers(parameter: Any) -> NDArray[Any]:
    array = np.array(parameter)
    if array.dtype.kind not in "fiu":
        raise MisconductError(f"it turns a parameter into {array.dtype} ({type(parameter).__name__})")
    return array


def computes_in_float32(subject: Subject, tape: Tape, lr_paths: Sequence[Path]) -> bool:
    """Whether a run in float64 shows float32 arrays in the subject's state, or parameters that are all float32 numbers."""
    with np.errstate(all="ignore"):
        run = subject.start({**tape.hyperparameters, "lr": tape.lr[0]}, list(tape.initial))
        for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
            set_leaves(run, lr_paths, lr)
            run.step([None if each is None else each.copy() for each in gradients], lr)
        kept = [leaf.value for leaf in leaves(run.roots, run.apart())]
        parameters = [np.array(each) for each in run.read()]
        if any(isinstance(each, np.ndarray | np.generic) and each.dtype == np.float32 for each in kept):
            return True
        return all(np.array_equal(each, each.astype(np.float32), equal_nan=True) for each in parameters)
