"""The ways through a step that runs took, and those that none took."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """A side of a branch that no run took.

    Attributes:
        file: relative to the working directory where it lies below it; as Python calls it where the code stands in no file.
        line: where its condition stands.
        text: what never happened, as "`g.ndim > 3` never held".
        open: what its condition reads that may change between steps, or between users of one configuration.
        explained: where it reads nothing of that kind, by what it is decided.
    """

    file: str
    line: int
    text: str
    open: tuple[str, ...] = ()
    explained: str = ""


@dataclass(frozen=True)
class Paths:
    """Every branch that the steps of the runs came to.

    Attributes:
        steps: how many steps were measured.
        ran: how many sides of branches ran in some of them.
        explained: the sides that never ran, and cannot while the target is used as it was claimed to be.
        open: the sides that never ran, and may.
    """

    steps: int = 0
    ran: int = 0
    explained: tuple[Side, ...] = ()
    open: tuple[Side, ...] = ()
