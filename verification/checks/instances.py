"""Checks that nothing but a subject's own history decides what it does."""

import random
from collections.abc import Generator
from contextlib import contextmanager

import numpy as np

from ...reference.tape import Tape
from .check import Check, Finding
from .context import Context, Parameters, same
from .ordinary_tapes import ordinary_tape


@contextmanager
def _seeded(seed: int) -> Generator[None]:
    """Set the random states that all code in a process shares, and put them back."""
    ours, numpys = random.getstate(), np.random.get_state()  # noqa: NPY002 - the state that everybody shares
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(ours)
        np.random.set_state(numpys)  # noqa: NPY002


def _deterministic(context: Context) -> Finding | None:
    tape = ordinary_tape(context)

    def run(seed: int) -> list[Parameters]:
        with _seeded(seed):
            return context.run(tape)

    first, other, again = run(1), run(2), run(1)
    if same(first, other) or not same(first, again):
        return None
    return Finding("it depends on the global random state: another seed gives another run")


MANY = 16
"""Instances that are made and left alone: models are trained by the dozen in one process."""


def _repeatable(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    first = context.run(tape)
    if not same(first, context.run(tape)):
        return Finding(
            "a second instance does not repeat the run of the first: state is shared between instances, or it is random"
        )
    for _ in range(MANY):
        context.open(tape)
    if not same(first, context.run(tape)):
        return Finding(f"an instance that is made after {MANY} others does not repeat the run of the first")
    return None


def _instances_apart(context: Context) -> Finding | None:
    tape, other = ordinary_tape(context), _other(context)
    alone = context.run(tape)
    one, two = context.open(tape), None
    beside: list[Parameters] = []
    for k, (gradients, lr) in enumerate(zip(tape.gradients, tape.lr, strict=True)):
        beside.append(one.step(gradients, lr).parameters)
        two = two or context.open(other)
        two.step(other.gradients[k], other.lr[k])
    if same(alone, beside):
        return None
    return Finding("an instance moves otherwise while another is used beside it: they share state")


def _other(context: Context) -> Tape:
    """Another tape, with other hyperparameters."""
    tape = ordinary_tape(context, salt=1)
    chosen = (*context.setting.free, *(("lr",) if context.setting.lr is None else ()))
    halved = {name: value / 2 if name in chosen else value for name, value in tape.hyperparameters.items()}
    rates = tuple(each / 2 if "lr" in chosen else each for each in tape.lr)
    return context.setting.taken(Tape(tape.initial, tape.gradients, rates, halved))


INSTANCES = (
    Check(
        "deterministic",
        "conduct",
        "What it does does not depend on the global random state.",
        "A run that cannot be repeated cannot be debugged.",
        "https://github.com/PaddlePaddle/Paddle/pull/62251",
        _deterministic,
        requires=("parameters-updated",),
    ),
    Check(
        "repeatable",
        "conduct",
        "Two instances that are given the same tape make the same run.",
        "State in the class or in a default argument leaks from one model into the next.",
        "https://docs.python.org/3/faq/programming.html#why-are-default-values-shared-between-objects",
        _repeatable,
        requires=("deterministic",),
    ),
    Check(
        "instances-apart",
        "conduct",
        "Two instances that are used by turns do not know of each other.",
        "Generator and critic are trained by turns: state that belongs to the class is that of both.",
        "https://github.com/pytorch/pytorch/issues/51794",
        _instances_apart,
        requires=("repeatable",),
    ),
)
