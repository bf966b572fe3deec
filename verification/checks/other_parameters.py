"""Checks that what becomes of a parameter does not depend on the others."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from ..subjects.constants import constants_of
from .check import Check, Finding
from .context import Context, Parameters
from .ordinary_tapes import only, ordinary_tape

MANY = 120
"""Parameters of sixty layers: numbers of two digits occur in their names."""

FEWER = 24
"""Those of twelve, for a library that compiles: that takes as long for each as thousands of steps do elsewhere."""

FEW = 12


def _steps_counted_once(context: Context) -> Finding | None:
    tape = _beside_resting(context)
    alone = only(tape, 0)
    own = context.run(alone)
    try:
        beside = context.run(tape)
    except RaisedError:
        return None  # parameters of several shapes in one place; `parameters-apart` tells it
    if context.agree(own, [[step[0]] for step in beside], alone):
        return None
    return Finding(
        "its step counter, or something else that all share, moves on with each parameter or layer instead of each step"
    )


def _beside_resting(context: Context) -> Tape:
    """A parameter beside others of other shapes, whose gradients are zero."""
    tape = ordinary_tape(context, ((2,), (3,), (4,), (5,)))
    resting = [np.zeros_like(each) for each in tape.initial[1:]]
    rows = tuple((row[0], *resting) for row in tape.gradients)
    return Tape(tape.initial, rows, tape.lr, tape.hyperparameters)


def _parameters_apart(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    whole = context.run(tape)
    moved = [p for p in range(len(tape.initial)) if not _group_is_the_same(context, tape, whole, [p])]
    if not moved:
        return _beside_another_dtype(context, tape)
    if not any(_depends_on_neighbours(context, tape, whole, p) for p in moved):
        return Finding(
            "a parameter is updated by another formula than the one before it, as a bias may be that stands beside its weight"
        )
    return Finding(
        "a parameter moves otherwise when another of its shape is updated beside it: their state is shared or mixed up"
    )


def _beside_another_dtype(context: Context, tape: Tape) -> Finding | None:
    """How a parameter moves otherwise beside one of another dtype, as a library may have that is grouped by dtype."""
    if context.subject.target.compiles:
        return None  # each dtype is another program

    def cast(arrays: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(each.astype(np.float32) if place % 2 else each for place, each in enumerate(arrays))

    mixed = replace(tape, initial=cast(tape.initial), gradients=tuple(map(cast, tape.gradients)))
    try:
        whole = context.run(mixed)
    except RaisedError:
        return None  # one dtype is all that most models have
    if all(_group_is_the_same(context, mixed, whole, [p]) for p in range(len(tape.initial))):
        return None
    return Finding("a parameter moves otherwise when another beside it is of another dtype", refutes=False)


def _depends_on_neighbours(context: Context, tape: Tape, whole: Sequence[Parameters], place: int) -> bool:
    """Whether a parameter moves otherwise when all the others have other gradients."""
    rows = tuple(
        tuple(gradient if p == place or gradient is None else -2 * gradient for p, gradient in enumerate(row))
        for row in tape.gradients
    )
    found = context.run(Tape(tape.initial, rows, tape.lr, tape.hyperparameters))
    one, two = ([[step[place]] for step in run] for run in (found, whole))
    return not context.agree(one, two, only(tape, place))


def _many_parameters_apart(context: Context) -> Finding | None:
    many = FEWER if context.subject.target.compiles else MANY
    tape = ordinary_tape(context, ((2,),) * many, steps=3)
    try:
        whole = context.run(tape)
    except RaisedError as error:
        return Finding(f"with {many} parameters, {error}", refutes=False)
    # A smaller model has a dozen parameters, or no more than one call takes.
    groups = [range(context.subject.shape.in_one_call), *(range(first, first + FEW) for first in range(0, many, FEW))]
    if not all(_group_is_the_same(context, tape, whole, group) for group in groups):
        return Finding(f"of {many} parameters, some move otherwise than they would in a smaller model")
    return next((each for number in _spoken_of(context) if (each := _of_alike(context, number)) is not None), None)


MOST = 4_000
"""Parameters of which a model is made because its code has such a number."""


def _spoken_of(context: Context) -> list[int]:
    """How many parameters its code may think of: as many as a number that stands in it, and twice the largest of them."""
    most = FEWER if context.subject.target.compiles else MOST
    numbers = [each for each in constants_of(context.subject.target).numbers if each <= most]
    return [*numbers[-FEW:], *(2 * each + 2 for each in numbers[-1:])]


def _of_alike(context: Context, number: int) -> Finding | None:
    """How some of so many parameters, which all begin alike and have the same gradients, move otherwise than one by itself."""
    size = context.subject.shape.in_one_call
    few = ordinary_tape(context, ((2,),) * size, steps=2)
    times = -(-number // size)
    rows = tuple(row * times for row in few.gradients)
    shape = context.subject.shape
    if shape.in_dicts:
        named = replace(shape, keys=(*shape.keys, *(f"W{place}" for place in range(len(shape.keys), times * size))))
        context = replace(context, subject=replace(context.subject, shape=named))
    try:
        plain, whole = context.run(few), context.run(Tape(few.initial * times, rows, few.lr, few.hyperparameters))
    except RaisedError:
        return None
    for first in range(0, times * size, size):
        if not context.agree(plain, [step[first : first + size] for step in whole], few):
            return Finding(
                f"of {times * size:,} parameters, that of place {first + 1:,} moves otherwise than the first"
            )
    return None


def _group_is_the_same(context: Context, tape: Tape, whole: Sequence[Parameters], group: Sequence[int]) -> bool:
    alone = only(tape, *group)
    return context.agree(context.run(alone), [[step[p] for p in group] for step in whole], alone)


OTHER_PARAMETERS = (
    Check(
        "steps-counted-once",
        "conduct",
        "A step counts once, however many parameters it updates.",
        "A t that runs once for each parameter ends the bias correction the sooner, the larger the model.",
        "https://github.com/geoopt/geoopt/issues/164",
        _steps_counted_once,
        requires=("instances-apart",),
    ),
    Check(
        "parameters-apart",
        "conduct",
        "What becomes of a parameter does not depend on the others.",
        "State that is found by shape, place or memory address is that of two parameters at once.",
        "https://github.com/HomebrewML/HeavyBall/issues/11",
        _parameters_apart,
        requires=("steps-counted-once",),
        cautions=True,
    ),
    Check(
        "many-parameters-apart",
        "conduct",
        "Two dozen parameters move as they would in a smaller model.",
        "Names that are cut short, or sorted as words, meet only in a model with ten layers.",
        "https://github.com/PaddlePaddle/Paddle/pull/38518",
        _many_parameters_apart,
        requires=("parameters-apart",),
        cautions=True,
    ),
)
