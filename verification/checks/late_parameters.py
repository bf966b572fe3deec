"""Checks on parameters that take part only after some steps."""

import numpy as np

from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from .absent_gradients import note_count
from .check import Check, Finding, Skipped
from .context import Context, Parameters, same
from .ordinary_tapes import only, ordinary_tape, rest

LATE = 2
"""How many steps are made before another parameter takes part."""

OWN_COUNT = "A parameter that joins later begins with t = 1."
SHARED_COUNT = "A parameter that joins later begins with the t of the others."

NONE_JOINS = "all parameters must be there at the start"
ALL_WANTED = "it wants all parameters in its first step"


def _late_parameters(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    if context.open(tape).session.run.add is None:
        raise Skipped(NONE_JOINS)
    try:
        whole = _joined(context, tape)
    except RaisedError as error:
        raise Skipped(ALL_WANTED, error) from error
    early, late = [run[:2] for run in whole], [run[2:] for run in whole[LATE:]]
    if not same(early, [run[:2] for run in context.run(only(tape, 0, 1))]):
        return Finding("a parameter moves otherwise once another has joined it")
    if same(late[-1:], [[tape.initial[2]]]):
        return Finding("a parameter that joins after the first step is never updated", refutes=False)
    own = rest(only(tape, 2), LATE, [tape.initial[2]])
    if context.agree(context.run(own), late, own):
        note_count(context, OWN_COUNT)
        return None
    other = ordinary_tape(context, salt=1)
    elsewhere = Tape((*other.initial[:2], tape.initial[2]), _rows(other, tape), tape.lr, tape.hyperparameters)
    if same([run[2:] for run in _joined(context, elsewhere)[LATE:]], late):
        note_count(context, SHARED_COUNT)
        return None
    return Finding("a parameter that joins later takes over the state of another")


def _joined(context: Context, tape: Tape) -> list[Parameters]:
    """A run in which the last parameter joins after `LATE` steps."""
    opened = context.open(only(tape, 0, 1))
    run: list[Parameters] = []
    for k, (row, lr) in enumerate(zip(tape.gradients, tape.lr, strict=True)):
        if k == LATE:
            opened.session.join(tape.initial[2])
        run.append(opened.step(row[: 2 if k < LATE else 3], lr).parameters)
    return run


def _rows(others: Tape, tape: Tape) -> tuple[tuple[np.ndarray | None, ...], ...]:
    return tuple((*row[:2], own[2]) for row, own in zip(others.gradients, tape.gradients, strict=True))


LATE_PARAMETERS = (
    Check(
        "late-parameters",
        "conduct",
        "A parameter that joins after some steps begins with fresh state, and the others are not disturbed.",
        "Layers that are unfrozen or added while training get the state of others, or none at all.",
        "https://github.com/kozistr/pytorch_optimizer/issues/462",
        _late_parameters,
        requires=("setters-followed", "parameters-apart"),
        cautions=True,
        skips=(NONE_JOINS, ALL_WANTED),
    ),
)
