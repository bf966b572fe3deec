"""Checks on what a subject does with the arrays that it is handed."""

from .check import Check, Finding
from .stage import Stage


def _gradients_untouched(stage: Stage) -> Finding | None:
    if all(each.gradients_kept for each in stage.play(stage.tape)):
        return None
    return Finding("it writes into the caller's gradients")


ARRAYS = (
    Check(
        "gradients-untouched",
        "conduct",
        "The caller's gradients are left as they are.",
        "Somebody clips, logs or accumulates the gradients after the step.",
        "https://github.com/pytorch/pytorch/issues/12218",
        _gradients_untouched,
    ),
)
