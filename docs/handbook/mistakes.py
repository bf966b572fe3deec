"""The page of the documentation that lists every mistake: `python docs/handbook/mistakes.py > docs/mistakes.md`."""

import sys

from optproof.reference.mistakes import MISTAKES
from optproof.reference.mistakes.mechanisms import Mechanism, mechanisms
from optproof.reference.mistakes.usual import USUAL
from optproof.reference.mistakes.visibility import measurements
from optproof.verification.reports.mistakes import section

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


def _mechanism(each: Mechanism) -> str:
    happened = ", ".join(f"[{one.project}]({one.link})" if one.link else one.project for one in each.incidents)
    mistakes = ", ".join(f"[`{one}`](#{one})" for one in each.mistakes)
    checks = ", ".join(f"[`{one}`](checks.md#{one})" for one in each.checks)
    return f"| {each.name} | {happened} | {mistakes} | {checks} | {each.reason} |\n"


if __name__ == "__main__":
    sys.stdout.write(document())
