"""What two optimizers were found to be to each other, as plain data: the page, JSON and Python all read this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .answered import Answered

LETTERS = ("A", "B")
"""What the two are called."""


@dataclass(frozen=True)
class Parting:
    """The smallest tape on which two optimizers part, run on the code of both in float64.

    Attributes:
        step: the step in which they part.
        quantity: what differs: "θ" after that step, or "the point at which the gradient is taken" in it.
        one, other: what that is for the first and for the second.
        bound: how far rounding alone may take them apart.
    """

    theta0: float
    gradients: tuple[float, ...]
    lr: tuple[float, ...]
    hyperparameters: Mapping[str, float]
    step: int
    quantity: str
    one: float
    other: float
    bound: float


@dataclass(frozen=True)
class Difference(Answered):
    """Everything that `diff` says of two targets.  `to_json` is one line; see `difference.schema.json` for the keys.

    Attributes:
        answer: "same" for every input; "alike" on every tape that was tried, where one could not be traced, or not for every
            step and value; "different" on `parting`; or "unknown", and then `reason` says why.
        conditions: under which conditions two that differ are the same, as "while lr is constant" or "at ε = 0".
        steps: for which steps they are the same: "every step", or empty where that is not known.
        lr: "changing" where that holds for an lr that changes from step to step, else "constant".
        computed: the step of each, as lines of pseudo-code.
        differences: what differs, term by term, where few words tell it; the two are A and B.
    """

    targets: tuple[str, str]
    answer: Literal["same", "alike", "different", "unknown"]
    conditions: tuple[str, ...] = ()
    steps: str = ""
    lr: str = ""
    provers: tuple[str, ...] = ()
    computed: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    differences: tuple[str, ...] = ()
    parting: Parting | None = None
    reason: str = ""
    seed: int = 0

    @property
    def exit_status(self) -> int:
        """0 the same or alike, 1 different, 2 unknown."""
        return {"same": 0, "alike": 0, "different": 1, "unknown": 2}[self.answer]
