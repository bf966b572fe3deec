"""What comes again and again in the numbers of a run: thousands of steps are read, and pasted, as a few."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Each = TypeVar("Each")

WORTH = 12
"""As many numbers are written one by one."""


@dataclass(frozen=True)
class Cycle(Generic[Each]):
    """A row of numbers: what comes first, how often it comes, and what follows."""

    first: Sequence[Each]
    times: int
    rest: Sequence[Each]


def cycle_of(values: Sequence[Each]) -> Cycle[Each]:
    """The shortest way to write them.

    >>> cycle_of([3, 1, 3, 1, 3])
    Cycle(first=[3, 1], times=2, rest=[3])
    >>> cycle_of([3, 1, 2])
    Cycle(first=[3, 1, 2], times=1, rest=[])
    """
    found = [Cycle(values, 1, values[:0])]
    for length in range(1, WORTH + 1):
        same = next((k for k in range(length, len(values)) if values[k] != values[k - length]), len(values))
        times = same // length
        if times > 1:
            found.append(Cycle(values[:length], times, values[times * length :]))
    return min(found, key=lambda cycle: len(cycle.first) + len(cycle.rest))


def as_code(values: Sequence[object]) -> str:
    """A list as Python has it: `[0.1] * 1000` for as many of the same.

    >>> as_code([0.1, 0.2])
    '[0.1, 0.2]'
    >>> as_code([1.0, 2.0] * 10 + [1.0])
    '[1.0, 2.0] * 10 + [1.0]'
    """
    values = list(values)
    cycle = cycle_of(values)
    if len(values) <= WORTH or cycle.times == 1:
        return repr(values)
    return f"{list(cycle.first)!r} * {cycle.times}" + (f" + {list(cycle.rest)!r}" if cycle.rest else "")
