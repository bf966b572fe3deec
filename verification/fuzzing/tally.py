"""How much was really tried."""

from dataclasses import dataclass


@dataclass
class Tally:
    """How much was really tried, and how near to the bound the worst case came.

    Attributes:
        scalars: parameters' elements that were held to a finite bound, once for each step.
        overflowed: those that were not, because the rule itself may overflow there.
        worst: the largest distance from the exact value, in units of the bound.
    """

    tapes: int = 0
    steps: int = 0
    scalars: int = 0
    overflowed: int = 0
    worst: float = 0.0
    dtypes: tuple[str, ...] = ()

    def add(self, other: "Tally") -> None:
        """Count in what another tally counted."""
        self.tapes += other.tapes
        self.steps += other.steps
        self.scalars += other.scalars
        self.overflowed += other.overflowed
        self.worst = max(self.worst, other.worst)
        self.dtypes = tuple(dict.fromkeys((*self.dtypes, *other.dtypes)))
