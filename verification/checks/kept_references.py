"""Checks that a subject keeps no reference to what the caller may change."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.tape import Tape
from ..fuzzing.driving import Caller, Gradients
from ..subjects.subject import Run
from .check import Check, Finding, Skipped
from .context import Context, Parameters
from .ordinary_tapes import ordinary_tape


class _OneBuffer(Caller):
    """He has one buffer for the gradients of a parameter, and spoils it after each step."""

    def __init__(self) -> None:
        self.buffers: dict[int, NDArray[Any]] = {}

    def gradient(self, gradient: NDArray[Any], place: int) -> NDArray[Any]:
        buffer = self.buffers.setdefault(place, np.empty_like(gradient))
        buffer[...] = gradient
        return buffer

    def after_step(self, run: Run, given: Gradients) -> None:
        for each in given:
            if each is not None:
                each[...] = np.nan


class _Replacing(Caller):
    """He puts an equal array in the place of every parameter after each step."""

    def after_step(self, run: Run, given: Gradients) -> None:
        assert run.replace is not None
        for place, each in enumerate(run.read()):
            run.replace(place, np.array(each))


class _Turning(Caller):
    """He turns the sign of every parameter after the step `when`, in place."""

    def __init__(self, when: int) -> None:
        self.left = when

    def after_step(self, run: Run, given: Gradients) -> None:
        self.left -= 1
        if self.left == 0:
            for each in run.read():
                np.negative(each, out=each)


NOT_THE_CALLERS = "the parameters are not the caller's to replace"
HANDED_OUT = "it owns the parameters and hands them out"


def _gradients_let_go(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    if _alike(context, tape, _OneBuffer()):
        return None
    return Finding("it keeps the caller's gradient without copying it, and goes wrong when that array is used again")


def _parameters_let_go(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    if context.open(tape).session.run.replace is None:
        raise Skipped(NOT_THE_CALLERS)
    if _alike(context, tape, _Replacing()):
        return None
    return Finding("it loses its state, or the parameter, when an equal array takes the place of a parameter")


def _alike(context: Context, tape: Tape, caller: Caller) -> bool:
    return context.agree(context.run(tape), context.run(tape, caller), tape)


def _parameters_followed(context: Context) -> Finding | None:
    if not context.subject.shape.parameters_are_the_callers:
        raise Skipped(HANDED_OUT)
    tape = ordinary_tape(context)
    moved = 2
    ordinary, turned = context.run(tape), context.run(tape, _Turning(moved))
    if not any(_meet(one, two) for one, two in zip(ordinary[moved:], turned[moved:], strict=True)):
        return None
    return Finding("it overwrites what the caller has made of a parameter between two steps")


def _meet(one: Parameters, two: Parameters) -> bool:
    """Whether an element is the same in both, though the caller had made another number of it."""
    return any(bool(np.any(a == b)) for a, b in zip(one, two, strict=True))


KEPT_REFERENCES = (
    Check(
        "gradients-let-go",
        "conduct",
        "No reference to a gradient is kept: the caller may use its array again.",
        "Whoever computes gradients into one buffer overwrites the momentum that was never copied out of it.",
        "https://github.com/pytorch/pytorch/pull/194664",
        _gradients_let_go,
        requires=("repeatable", "gradients-untouched"),
    ),
    Check(
        "parameters-let-go",
        "conduct",
        "An equal array may take the place of a parameter between two steps, and nothing else changes.",
        "State that is found by the array's identity is lost when the model stores a new one, or found by another.",
        "https://github.com/DrChainsaw/NaiveNASflux.jl/issues/18",
        _parameters_let_go,
        requires=("repeatable",),
        skips=(NOT_THE_CALLERS,),
    ),
    Check(
        "parameters-followed",
        "conduct",
        "A parameter that the caller changes between two steps is updated from where it then is.",
        "Clipped, projected or freshly loaded weights are undone by the next step, which writes back a copy of its own.",
        "https://github.com/NovaSky-AI/SkyRL/pull/2149",
        _parameters_followed,
        requires=("repeatable",),
        skips=(HANDED_OUT,),
    ),
)
