"""What two optimizers are to each other, as a page that a person reads."""

from rich.text import Text

from ..english import listed
from ..verdicts.difference import LETTERS, Difference, Parting
from .figures import figure, in_steps, letter, rates, subscript, told_apart
from .layout import Page, entry, legible, paragraph, sections
from .report import HEADING, differences

COLOURS = {"same": "bold green", "alike": "green", "different": "bold red", "unknown": "bold yellow"}


def page(difference: Difference, width: int) -> Page:
    """Everything about two targets."""
    return sections(
        [Text(difference.answer.upper(), COLOURS[difference.answer]), *_targets(difference, width)],
        _sentence(difference, width),
        differences(difference.differences, width),
        *(_formula(which, lines) for which, lines in zip(LETTERS, difference.computed, strict=True) if lines),
        [] if difference.parting is None else _tape(difference.parting, width),
    )


def _targets(difference: Difference, width: int) -> Page:
    return [
        line
        for which, target in zip(LETTERS, difference.targets, strict=True)
        for line in entry(which, legible(target), width, room=1)
    ]


def _sentence(difference: Difference, width: int) -> Page:
    if difference.answer == "same":
        rate = "every lr, which may change" if difference.lr == "changing" else "a constant lr"
        told = f"The same for {difference.steps} and {rate}; by {listed(difference.provers)}."
    else:
        told = f"They are the same {' or '.join(difference.conditions)}." if difference.conditions else ""
    sentences = [each for each in (told, difference.reason) if each]
    return paragraph(" ".join(sentences), width) if sentences else []


def _formula(which: str, lines: tuple[str, ...]) -> Page:
    return [Text(f"  {which} computes", HEADING), *(Text(f"    {legible(each)}") for each in lines)]


def _tape(parting: Parting, width: int) -> Page:
    gradients = in_steps("g", parting.gradients)
    chosen = [
        *rates(parting.lr),
        *(f"{letter(name)} = {figure(value)}" for name, value in parting.hyperparameters.items()),
    ]
    rows = [("given", ",  ".join([f"θ₀ = {figure(parting.theta0)}", *gradients])), ("with", ",  ".join(chosen))]
    what = f"θ{subscript(parting.step)}" if parting.quantity == "θ" else parting.quantity
    ends = [
        (f"{which} has", f"{what} = {value}")
        for which, value in zip(LETTERS, told_apart(parting.one, parting.other), strict=True)
    ]
    head = f"They part in step {parting.step}, run on the code of both in float64"
    return [
        Text(f"  {head}", HEADING),
        *(line for row in (*rows, *ends) for line in entry(*row, width, room=6, indent=4)),
    ]
