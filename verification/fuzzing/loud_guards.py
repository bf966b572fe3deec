"""Tapes that a subject does not finish: whoever raises where gradients are huge, loudly, has a guard, and no wrong rule."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...reference.oracle import Expected, judge
from ...reference.rule import Form
from ...reference.tape import Tape
from .batch import flat
from .driving import RaisedError

T = TypeVar("T")

TAME = 2.0**10
"""Nobody's guard against what diverges stops θ below that."""


def tamed(form: Form, tape: Tape) -> Tape | None:
    """The tape with each element's gradients scaled so that the largest is between 1 and 2; None where θ leaves what is tame."""
    rows = np.array([flat(row) for row in tape.gradients])
    largest = np.abs(rows).max(axis=0)
    with np.errstate(all="ignore"):
        scaled = np.where(largest > 0, rows / 2.0 ** np.floor(np.log2(np.where(largest > 0, largest, 1.0))), 0.0)
    initial = np.clip(flat(tape.initial), -TAME, TAME).astype(tape.dtype)
    tame = Tape((initial,), tuple((row.astype(tape.dtype),) for row in scaled), tape.lr, tape.hyperparameters)
    value = np.array([np.ravel(each.value) for (each,) in judge(form, tame)])
    kept = np.flatnonzero((np.abs(value) <= TAME).all(axis=0))
    return part_of(tame, kept) if kept.size else None


def extents(tape: Tape, expected: Expected) -> NDArray[np.float64]:
    """How far from 1 the gradients of each element are, or where they take θ, as powers of two."""
    rows = np.abs([flat(row) for row in tape.gradients])
    with np.errstate(all="ignore"):
        of_gradients = np.where(rows > 0, np.abs(np.log2(rows)), 0.0).max(axis=0)
        of_theta = np.maximum(np.log2(np.abs(expected.value)), 0.0).max(axis=0)
    return np.maximum(of_gradients, of_theta)


def largest_part(order: NDArray[np.intp], run: Callable[[NDArray[np.intp]], T]) -> T | None:
    """What becomes of the largest part of the elements, the first in `order` first, with which `run` does not raise."""
    found: T | None = None
    least, most, size = 0, order.size + 1, order.size
    while most - least > 1:
        part = np.sort(order[:size])
        try:
            found, least = run(part), size
        except RaisedError:
            most = size
        size = (least + most) // 2
    return found


def part_of(tape: Tape, kept: NDArray[np.intp], steps: int | None = None) -> Tape:
    """The tape of some of its elements, as one parameter."""

    def part(arrays: Sequence[Any]) -> tuple[Any]:
        return (np.concatenate([np.ravel(each) for each in arrays])[kept],)

    rows = tuple(part(row) for row in tape.gradients[:steps])
    return Tape(part(tape.initial), rows, tape.lr[:steps], tape.hyperparameters)
