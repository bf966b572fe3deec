"""Tapes on which whatever a subject does can be seen: ordinary numbers, and hyperparameters that hide nothing."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.tape import Tape
from ..fuzzing.setting import Setting
from ..subjects.probes import RATE
from .context import Context

Shape = tuple[int, ...]

THREE: tuple[Shape, ...] = ((2,),) * 3
"""Parameters of one shape, so that state that is mixed up fits."""

STEPS = 6


def ordinary_tape(
    context: Context, shapes: Sequence[Shape] = THREE, steps: int = STEPS, dtype: str = "float64", salt: int = 0
) -> Tape:
    """A tape for parameters of these shapes, none of whose gradients is small beside another; `salt` makes it another."""
    initial, *rows = _drawn(context.seed, salt, tuple(shapes), steps, dtype)
    setting = context.setting
    return setting.taken(Tape(initial, tuple(rows), (_rate(setting),) * steps, {**setting.fixed, **setting.visible}))


def alike_tape(context: Context, shape: Shape, steps: int = STEPS) -> Tape:
    """A tape for as many parameters of this shape as one call takes: where a bias stands beside its weight, it is both."""
    return ordinary_tape(context, (shape,) * context.subject.shape.in_one_call, steps)


@lru_cache(maxsize=256)
def _drawn(
    seed: int, salt: int, shapes: tuple[Shape, ...], steps: int, dtype: str
) -> tuple[tuple[NDArray[Any], ...], ...]:
    """The parameters, and their gradients in each step."""
    generator = np.random.default_rng((seed, salt))
    return tuple(tuple(_numbers(generator, shape, dtype) for shape in shapes) for _ in range(1 + steps))


def _numbers(generator: np.random.Generator, shape: Shape, dtype: str) -> NDArray[Any]:
    sizes, signs = generator.uniform(0.5, 2.0, shape), generator.choice((-1.0, 1.0), shape)
    return np.asarray(sizes * signs, dtype)


def _rate(setting: Setting) -> float:
    return RATE if setting.lr is None else setting.lr


def only(tape: Tape, *places: int) -> Tape:
    """The tape of some of the parameters of `tape`."""
    rows = tuple(tuple(row[p] for p in places) for row in tape.gradients)
    return Tape(tuple(tape.initial[p] for p in places), rows, tape.lr, tape.hyperparameters)


def reshaped(tape: Tape, shapes: Sequence[Shape]) -> Tape:
    """The tape with each parameter, and its gradients, in another shape."""
    return Tape(
        tuple(each.reshape(shape) for each, shape in zip(tape.initial, shapes, strict=True)),
        tuple(
            tuple(None if each is None else each.reshape(shape) for each, shape in zip(row, shapes, strict=True))
            for row in tape.gradients
        ),
        tape.lr,
        tape.hyperparameters,
    )


def without(tape: Tape, absent: Sequence[tuple[int, int]]) -> Tape:
    """The tape in which parameter p has no gradient in step k, for each (k, p), counted from 0."""
    rows = tuple(
        tuple(None if (k, p) in absent else gradient for p, gradient in enumerate(row))
        for k, row in enumerate(tape.gradients)
    )
    return Tape(tape.initial, rows, tape.lr, tape.hyperparameters)


def rest(tape: Tape, taken: int, parameters: Sequence[NDArray[Any]]) -> Tape:
    """What is left of a tape after some steps, from the parameters as they were then."""
    return Tape(tuple(parameters), tape.gradients[taken:], tape.lr[taken:], tape.hyperparameters)


def changed_shapes(tape: Tape, found: Sequence[Sequence[NDArray[Any]]]) -> list[str]:
    """Of which shape a parameter was, and of which it is at the end of a run of the tape, as clauses."""
    return [
        f"a parameter of shape {old.shape} comes back with shape {new.shape}"
        for old, new in zip(tape.initial, found[-1], strict=True)
        if old.shape != new.shape
    ]
