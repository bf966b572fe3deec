"""The pages of the documentation that list every mistake, one for each kind: `python docs/handbook/mistakes.py`."""

from itertools import groupby
from pathlib import Path

from optproof.reference.mistakes import MISTAKES, Mistake, find_mistake
from optproof.reference.mistakes.mechanisms import Mechanism, mechanisms
from optproof.reference.mistakes.usual import USUAL
from optproof.reference.mistakes.visibility import measurements
from optproof.verification.english import counted
from optproof.verification.reports.mistakes import section, section_of

DOCS = Path(__file__).parents[1]

START = """\
# The mistakes

What people really get wrong. A mistake is a transformation that is made in every form of every rule that has the parts for
it; a subject that computes the result is refuted, and the mistake is named. Formulas are those of the first form in which it
can be made, and so are the errors, measured at the form's defaults. `optproof mistakes ID` shows one entry in the terminal.

Of {count} mistakes, these would be noticed by a test that asks for
"""

KIND = """\
---
orphan: true
---

# Mistakes: {kind}

{number} of [{count}](../mistakes.md).
"""

MECHANISMS = """\
## What happened, and what catches it

Every way in which a real optimizer was found to go wrong, and the mistakes and checks that it is caught by; or the reason
why neither is there.

| mechanism | happened in | mistakes | checks | |
|---|---|---|---|---|
"""


def documents() -> dict[str, str]:
    """Each page in Markdown, by its place in the folder of the documents."""
    rows = "".join(_mechanism(each) for each in mechanisms())
    by_page = groupby(sorted(MISTAKES, key=_page), _page)
    kinds = {page: [*mistakes] for page, mistakes in by_page}
    contents = "".join(f"- [{mistakes[0].kind}]({page}): {len(mistakes)}\n" for page, mistakes in kinds.items())
    start = START.format(count=len(MISTAKES)) + _counts() + f"By what is wrong:\n\n{contents}\n{MECHANISMS}{rows}"
    return {"mistakes.md": start} | {page: _kind(mistakes) for page, mistakes in kinds.items()}


def _page(mistake: Mistake) -> str:
    return section_of(mistake).partition("#")[0]


def _kind(mistakes: list[Mistake]) -> str:
    """The page of the mistakes of one kind."""
    start = KIND.format(kind=mistakes[0].kind, number=counted(len(mistakes), "mistake"), count=len(MISTAKES))
    return "\n".join([start, *map(section, mistakes)])


def _counts() -> str:
    found = measurements()
    return (
        "".join(f"\n- {way.title}: {sum(found[each.id].noticed[way.id] for each in MISTAKES)}" for way in USUAL)
        + "\n\n"
    )


def _mechanism(each: Mechanism) -> str:
    happened = ", ".join(f"[{one.project}]({one.link})" if one.link else one.project for one in each.incidents)
    mistakes = ", ".join(f"[`{one}`]({section_of(find_mistake(one))})" for one in each.mistakes)
    checks = ", ".join(f"[`{one}`](checks.md#{one})" for one in each.checks)
    return f"| {each.name} | {happened} | {mistakes} | {checks} | {each.reason} |\n"


if __name__ == "__main__":
    (DOCS / "mistakes").mkdir(exist_ok=True)
    for page, text in documents().items():
        (DOCS / page).write_text(text, encoding="utf-8")
