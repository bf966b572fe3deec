"""The page of the documentation that lists every mistake: `python -m handbook.mistakes > docs/mistakes.md`."""

import sys
from collections.abc import Sequence

from optproof.reference.mistakes import GRADIENT_AT, MISTAKES, Mistake
from optproof.reference.mistakes.mechanisms import Mechanism, mechanisms
from optproof.reference.mistakes.usual import USUAL
from optproof.reference.mistakes.visibility import home_of, measurements
from optproof.reference.notation import latex
from optproof.reference.rule import Assignment
from optproof.verification.reports.mistakes import errors_text, homes

START = """\
# The mistakes

What people really get wrong. A mistake is a transformation that is made in every form of every rule that has the parts for
it; a subject that computes the result is refuted, and the mistake is named. Formulas are those of the first form in which it
can be made, and so are the errors, measured at the form's defaults. `optproof mistakes ID` shows one entry in the terminal.

Of {count} mistakes, these would be noticed by a test that asks for
"""

MECHANISMS = """\
## What happened, and what catches it

Every way in which a real optimizer was found to go wrong, and the mistakes and checks that it is caught by; or the reason
why neither is there.

| mechanism | happened in | mistakes | checks | |
|---|---|---|---|---|
"""


def document() -> str:
    """The page, in Markdown."""
    rows = "".join(_mechanism(each) for each in mechanisms())
    return START.format(count=len(MISTAKES)) + _counts() + "\n".join(map(section, MISTAKES)) + f"\n{MECHANISMS}{rows}"


def _counts() -> str:
    found = measurements()
    return (
        "".join(f"\n- {way.title}: {sum(found[each.id].noticed[way.id] for each in MISTAKES)}" for way in USUAL)
        + "\n\n"
    )


def section(mistake: Mistake) -> str:
    """The entry of one mistake, in Markdown."""
    rule, form = home_of(mistake)
    wrong, right = mistake.difference(rule, form)
    found = measurements()[mistake.id]
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
    return f"## {mistake.id}\n\n**{mistake.title}.** ({mistake.kind})\n\n{formulas}\n\n{shown}"


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


def _mechanism(each: Mechanism) -> str:
    happened = ", ".join(f"[{one.project}]({one.link})" if one.link else one.project for one in each.incidents)
    mistakes = ", ".join(f"[`{one}`](#{one})" for one in each.mistakes)
    checks = ", ".join(f"[`{one}`](checks.md#{one})" for one in each.checks)
    return f"| {each.name} | {happened} | {mistakes} | {checks} | {each.reason} |\n"


if __name__ == "__main__":
    sys.stdout.write(document())
