"""Numbers as people read them: exactly, with their letters, and those of many steps in a line."""

from collections.abc import Sequence

from ...reference.letters import UNICODE
from ..verdicts.cycle import WORTH, cycle_of

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

ENDS = 3
"""How many numbers are shown at each end of a long run."""


def letter(name: str) -> str:
    return UNICODE.get(name, name)


def subscript(number: int) -> str:
    return str(number).translate(SUBSCRIPTS)


def figure(value: float | str) -> str:
    """A number, exactly, without a needless `.0`."""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def told_apart(*values: float) -> list[str]:
    """Numbers with as many digits as tell them apart, and no fewer than eight."""
    for digits in range(8, 18):
        written = [f"{each:.{digits}g}" for each in values]
        if len(set(written)) == len(values):
            return written
    return [repr(each) for each in values]


def rates(values: Sequence[float]) -> list[str]:
    """The learning rate of all steps, or of each."""
    return [f"lr = {figure(values[0])}"] if len(set(values)) == 1 else in_steps("lr", values)


def in_steps(name: str, values: Sequence[float | None]) -> list[str]:
    """A number of each step; of many steps what comes again, or the first and the last of them."""
    count = len(values)
    if count <= WORTH:
        return [_in_step(name, step, value) for step, value in enumerate(values, 1)]
    cycle = cycle_of(values)
    until = count - len(cycle.rest)
    if cycle.times > 1 and len(cycle.first) + len(cycle.rest) <= WORTH:
        first = [_in_step(name, step, value) for step, value in enumerate(cycle.first, 1)]
        rest = [_in_step(name, step, value) for step, value in enumerate(cycle.rest, until + 1)]
        return [*first, f"and so on until {name}{subscript(until)}", *rest]
    ends = [*range(1, ENDS + 1), *range(count - ENDS + 1, count + 1)]
    shown = [_in_step(name, step, values[step - 1]) for step in ends]
    return [*shown[:ENDS], "…", *shown[ENDS:]]


def _in_step(name: str, step: int, value: float | None) -> str:
    return f"{name}{subscript(step)} absent" if value is None else f"{name}{subscript(step)} = {figure(value)}"
