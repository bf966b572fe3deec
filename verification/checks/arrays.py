"""Checks on what a subject does with the arrays that it is handed."""

import numpy as np

from ..subjects.shapes.calls import Calls
from .check import Check, Finding
from .context import Context, Opened
from .ordinary_tapes import ordinary_tape


def _parameters_updated(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    opened = context.open(tape)
    before = opened.session.run.read()
    for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
        opened.step(gradients, lr)
    still = [np.array_equal(old, new) for old, new in zip(tape.initial, opened.parameters(), strict=True)]
    if any(still):
        which = "the parameters" if all(still) else "some of the parameters"
        return Finding(f"it leaves {which}, where the caller sees them, as they are")
    if _handed_in_a_container(context) and _others_stand(opened, before):
        context.notes.append("It puts new arrays in the place of the parameters, and does not write into the old ones.")
    return None


def _handed_in_a_container(context: Context) -> bool:
    shape = context.subject.shape
    return isinstance(shape, Calls) and shape.result == "in place" and shape.kept is None


def _others_stand(opened: Opened, before: list[np.ndarray]) -> bool:
    return any(old is not new for old, new in zip(before, opened.session.run.read(), strict=True))


def _gradients_untouched(context: Context) -> Finding | None:
    steps = list(context.play(ordinary_tape(context)))
    if all(each.gradients_kept for each in steps):
        return None
    if context.subject.shape.gradients_carried and all(each.gradients_cleared for each in steps):
        return Finding("it sets the gradients to zero after its step, as zero_grad does", refutes=False)
    if context.subject.shape.gradients_handed_back:
        return Finding("it writes into the gradients that it is handed, and hands them back so", refutes=False)
    return Finding("it writes into the caller's gradients")


ARRAYS = (
    Check(
        "parameters-updated",
        "conduct",
        "Every parameter that has a gradient is updated, where the caller sees it.",
        "A new value that is bound to a local name, and not stored, is lost: the model never learns.",
        "https://github.com/Lightning-Universe/lightning-bolts/issues/154",
        _parameters_updated,
    ),
    Check(
        "gradients-untouched",
        "conduct",
        "The caller's gradients are left as they are.",
        "Somebody clips, logs or accumulates the gradients after the step.",
        "https://github.com/pytorch/pytorch/issues/12218",
        _gradients_untouched,
        requires=("parameters-updated",),
        cautions=True,
    ),
)
