"""Checks that what becomes of a parameter does not depend on the others."""

from ...reference.tape import Tape
from .check import Check, Finding
from .stage import Stage, same


def _parameters_apart(stage: Stage) -> Finding | None:
    whole = stage.run(stage.tape)
    for p in range(len(stage.tape.initial)):
        alone = stage.run(only(stage.tape, p))
        if not same([[step[p]] for step in whole], alone):
            return Finding(
                "a parameter moves otherwise when another is updated beside it: state or the step counter is shared"
            )
    return None


def only(tape: Tape, p: int) -> Tape:
    """The tape of one parameter of `tape`."""
    return Tape((tape.initial[p],), tuple((row[p],) for row in tape.gradients), tape.lr, tape.hyperparameters)


NEIGHBOURS = (
    Check(
        "parameters-apart",
        "conduct",
        "What becomes of a parameter does not depend on the others.",
        "A step counter that runs once per parameter, or a buffer of two, changes the rule with the model's size.",
        "https://github.com/geoopt/geoopt/issues/164",
        _parameters_apart,
    ),
)
