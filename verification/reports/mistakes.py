"""The catalogue of mistakes, as pages for people: the list, and one mistake."""

from rich.text import Text

from ...reference.library import RULES
from ...reference.mistakes import COMBINED, MISTAKES, OPTIONS, Mistake, find_mistake
from ...reference.mistakes.usual import USUAL
from ...reference.mistakes.visibility import STEPS, Visibility, home_of, measurements
from ...reference.notation import lines
from ...reference.rule import Form, Rule
from ..english import listed
from .layout import Page, cut, entry, pad, paragraph, sections

NAME = "bold cyan"

HEADING = "bold"


def every_mistake(width: int) -> Page:
    """Every mistake, a line each."""
    first = max(len(each.id) for each in MISTAKES) + 2
    second = max(len(each.kind) for each in MISTAKES) + 2
    return [
        Text(pad(each.id, first), NAME)
        + Text(pad(each.kind, second), "dim")
        + Text(cut(each.title, width - first - second))
        for each in MISTAKES
    ]


def about_mistake(name: str, width: int) -> Page:
    """Everything that is known of a mistake.  Raises `UnknownNameError`, naming the closest."""
    mistake = find_mistake(name)
    rule, form = home_of(mistake)
    wrong, right = mistake.difference(rule, form)
    happened = [Text(f"    {link}", "dim") for link in mistake.links]
    return sections(
        [Text(mistake.id, NAME) + Text(f"  {mistake.kind}", "dim"), Text(), *paragraph(f"{mistake.title}.", width)],
        [
            *entry("symptom", mistake.symptom, width, room=7, style=HEADING),
            *entry("fix", mistake.fix, width, room=7, style=HEADING),
        ],
        [Text(f"  Wrong ({rule.name} {form.name})"), *(Text(f"    {each}", "red") for each in lines(wrong))],
        [Text("  Right"), *(Text(f"    {each}", "green") for each in lines(right) or ["(nothing)"])],
        _visible(measurements()[mistake.id], width),
        [Text("  It happened:"), *happened] if happened else [],
        paragraph(f"It can be made in {listed(homes(mistake))}.", width),
    )


def homes(mistake: Mistake) -> list[str]:
    """The rules in which the mistake can be made, and in which of their forms, if not in all."""
    of_options = mistake in OPTIONS
    made: list[tuple[Rule, list[Form]]] = [
        (rule, [form for form in rule.forms if mistake.applies(rule, form)])
        for rule in (COMBINED if of_options else RULES)
    ]
    return [
        rule.name if len(forms) == len(rule.forms) else f"{rule.name} ({', '.join(each.name for each in forms)})"
        for rule, forms in made
        if forms
    ]


def _visible(found: Visibility, width: int) -> Page:
    """How visible it is: how far its steps are off, and which of the usual tests fail."""
    by = {seen: "; ".join(way.title for way in USUAL if found.noticed[way.id] == seen) for seen in (True, False)}
    return [
        *paragraph(f"{errors_text(found)}. Of the usual tests:", width),
        *(entry("noticed by", by[True], width, room=10, style="") if by[True] else []),
        *(entry("missed by", by[False], width, room=10, style="") if by[False] else []),
    ]


def errors_text(found: Visibility) -> str:
    """How far its steps are off, as a clause."""
    errors = [f"{error_text(error)} at t = {step}" for step, error in zip(STEPS, found.errors, strict=True)]
    return f"Its steps are off, in lengths of the right step, by {listed(errors)}"


def error_text(error: float | None) -> str:
    """A relative error as people write it."""
    if error is None:
        return "no number"
    return f"{error:.2g}" if error == 0 or 1e-3 <= error < 1e4 else f"{error:.0e}"
