"""The catalogue of mistakes, as pages for people: the list, and one mistake; and one in Markdown."""

from collections.abc import Sequence

from rich.text import Text

from ...reference.library import RULES
from ...reference.mistakes import COMBINED, GRADIENT_AT, MISTAKES, OPTIONS, Mistake, find_mistake
from ...reference.mistakes.usual import USUAL
from ...reference.mistakes.visibility import STEPS, Visibility, measurements
from ...reference.notation import latex, lines
from ...reference.rule import Assignment, Form, Rule
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
    measured = measurements()[mistake.id]
    rule, form = measured.home
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
        _visible(measured, width),
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


def section_of(mistake: Mistake) -> str:
    """Where its section stands, from the folder of the documents: a page for each kind."""
    return f"mistakes/{mistake.kind.replace(' ', '-')}.md#{mistake.id}"


def section(mistake: Mistake) -> str:
    """The entry of one mistake, in Markdown."""
    found = measurements()[mistake.id]
    rule, form = found.home
    wrong, right = mistake.difference(rule, form)
    noticed = ", ".join(way.id for way in USUAL if found.noticed[way.id]) or "none"
    facts = [
        f"*Symptom.* {mistake.symptom}",
        f"*Fix.* {mistake.fix}",
        f"*Where.* {', '.join(homes(mistake))}.",
        f"*Visible.* {errors_text(found)}. Noticed by: {noticed}.",
        *([f"*It happened.* {' · '.join(f'<{each}>' for each in mistake.links)}"] if mistake.links else []),
    ]
    shown = "".join(f"- {each}\n" for each in facts)
    formulas = f"Wrong ({rule.name}, {form.name}):\n\n{_formulas(wrong)}\n\nRight:\n\n{_formulas(right)}"
    return f"## {mistake.id}\n\n**{mistake.title}.**\n\n{formulas}\n\n{shown}"


def _formulas(lines: Sequence[Assignment]) -> str:
    if not lines:
        return "(nothing)"
    body = " \\\\ ".join(latex_line(each) for each in lines)
    return f"$$\\begin{{gathered}} {body} \\end{{gathered}}$$"


def latex_line(line: Assignment) -> str:
    """One line of pseudo-code in LaTeX."""
    if line.symbol == GRADIENT_AT:
        return rf"g \text{{ at }} {latex(line.value)}"
    return rf"{latex(line.symbol)} \leftarrow {latex(line.value)}"
