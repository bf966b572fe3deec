"""Checks that nothing but a subject's own history decides what it does."""

from .check import Check, Finding
from .stage import Stage, same


def _repeatable(stage: Stage) -> Finding | None:
    if same(stage.run(stage.tape), stage.run(stage.tape)):
        return None
    return Finding(
        "a second instance does not repeat the run of the first: state is shared between instances, or it is random"
    )


INSTANCES = (
    Check(
        "repeatable",
        "conduct",
        "Two instances that are given the same tape make the same run.",
        "State in the class or in a default argument leaks from one model into the next.",
        "https://docs.python.org/3/faq/programming.html#why-are-default-values-shared-between-objects",
        _repeatable,
    ),
)
