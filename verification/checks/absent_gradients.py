"""Checks on parameters that have no gradient in some steps."""

from collections.abc import Sequence

import numpy as np

from ...reference.symbols import t
from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from ..subjects.object_graph import leaves
from .check import Check, Finding, Skipped
from .context import Context, Opened, Parameters, same
from .ordinary_tapes import THREE, only, ordinary_tape, without

ABSENT = ((2, 1), (4, 1), (3, 2))
"""Who has no gradient, and when."""

OWN_COUNT = "A parameter's t counts the steps in which it has a gradient."
SHARED_COUNT = "Its t is that of all parameters: it moves on where one of them has no gradient."

ALWAYS_THERE = "a layer always has gradients"
ALL_WANTED = "it wants a gradient for every parameter in every step"


def _absent_gradients(context: Context) -> Finding | None:
    if context.subject.shape.zeros_for_absent:
        raise Skipped(ALWAYS_THERE)
    tape = without(ordinary_tape(context), ABSENT)
    try:
        whole = context.run(tape)
    except RaisedError as error:
        raise Skipped(ALL_WANTED, error) from error
    if not all(_regardless(context, tape, whole, p) for p in range(len(THREE))):
        return Finding("when one parameter has no gradient, another moves otherwise")
    return next((finding for p in (1, 2) if (finding := _left_alone(context, tape, whole, p)) is not None), None)


def _regardless(context: Context, tape: Tape, whole: Sequence[Parameters], p: int) -> bool:
    """Whether a parameter moves as it would alone, with the same gradients absent."""
    alone = only(tape, p)
    try:
        return context.agree(context.run(alone), _of(whole, p), alone)
    except RaisedError:
        return True  # a step without any gradient is not for everybody


def _left_alone(context: Context, tape: Tape, whole: Sequence[Parameters], p: int) -> Finding | None:
    """What speaks against a parameter and its state being left as they are in the steps in which it has no gradient."""
    alone = only(tape, p)
    found = _of(whole, p)
    if context.agree(_skipping(context, alone), found, alone):
        note_count(context, OWN_COUNT)
        return None
    if _rests(alone, found) and not _state_moves(context, tape, p):
        note_count(context, SHARED_COUNT)
        return None
    if same(context.run(_with_zeros(alone)), found):
        return Finding(
            "it takes a gradient that is absent for zero: the parameter and its state move on", refutes=False
        )
    return Finding("it changes a parameter that has no gradient, or its state")


def note_count(context: Context, sentence: str) -> None:
    """Note how t is counted, where the rule has one: libraries differ in it, and no paper says, so it is not judged."""
    if _counts(context) and sentence not in context.notes:
        context.notes.append(sentence)


def _counts(context: Context) -> bool:
    return context.form is not None and any(t in line.value.free_symbols for line in context.form.step)


def _of(whole: Sequence[Parameters], p: int) -> list[Parameters]:
    return [[step[p]] for step in whole]


def _skipping(context: Context, alone: Tape) -> list[Parameters]:
    """The parameter after each step of a tape of which only those steps are made that have a gradient."""
    opened = context.open(alone)
    run: list[Parameters] = []
    for row, lr in zip(alone.gradients, alone.lr, strict=True):
        if row[0] is not None:
            opened.step(row, lr)
        run.append(opened.parameters())
    return run


def _rests(alone: Tape, found: Sequence[Parameters]) -> bool:
    before = [list(alone.initial), *found]
    return all(
        row[0] is not None or same([old], [new]) for row, old, new in zip(alone.gradients, before, found, strict=False)
    )


def _state_moves(context: Context, tape: Tape, p: int) -> bool:
    """Whether a step in which nobody has a gradient changes an array that the subject keeps."""
    opened = context.open(only(tape, p))
    nothing = (None,)
    for row, lr in zip(tape.gradients[:2], tape.lr, strict=False):
        opened.step((row[p],), lr)
    before = _arrays(opened)
    try:
        opened.step(nothing, tape.lr[0])
    except RaisedError:
        return False
    after = _arrays(opened)
    return any(not np.array_equal(before[path], after[path]) for path in before.keys() & after.keys())


def _arrays(opened: Opened) -> dict[tuple[str, ...], np.ndarray]:
    run = opened.session.run
    found = leaves(run.roots, run.apart())
    return {leaf.path: leaf.value.copy() for leaf in found if isinstance(leaf.value, np.ndarray)}


def _with_zeros(alone: Tape) -> Tape:
    rows = tuple((np.zeros_like(alone.initial[0]) if row[0] is None else row[0],) for row in alone.gradients)
    return Tape(alone.initial, rows, alone.lr, alone.hyperparameters)


ABSENT_GRADIENTS = (
    Check(
        "absent-gradients",
        "conduct",
        "A parameter that has no gradient in a step is left as it is, and so is its state, and the others are not disturbed.",
        "In a partly frozen model, state that is found by its place in a list slips to the next parameter.",
        "https://github.com/sail-sg/Adan/issues/17",
        _absent_gradients,
        requires=("parameters-apart",),
        cautions=True,
        skips=(ALWAYS_THERE, ALL_WANTED),
    ),
)
