"""The page of the documentation that lists every check: `python -m optproof.verification.checks.facts`."""

import sys
from typing import Literal

from ..english import listed
from .check import ALGEBRA, Check
from .outcomes import outcomes_of
from .table import CHECKS

START = """\
# The checks

**Checking code runs it.** optproof imports the file that you name, constructs what is in it and calls it, many times, in
a process of its own whose time is limited. That keeps a crash or an endless loop from stopping anything else. It is no
sandbox: the code may do whatever you may do. Check only what you would run.

A check is one claim about an optimizer. What comes of it is one of these:

- *passed*: nothing speaks against the claim, on all that was tried; the report counts it.
- *failed*: the claim does not hold, and the optimizer is REFUTED: somebody gets wrong numbers, or loses data.
- *caution*: something that its users should know, but that does not make it wrong.
- *skipped*: it cannot take part, or a check that this one requires did not pass, so that one cause gives one failure.
- *vacuous*: the check saw nothing, which is never taken for passed.

`optproof explain ID` shows one of these entries in the terminal.
"""

PARTS: tuple[tuple[Literal["arithmetic", "conduct"], str], ...] = (
    ("arithmetic", "What floating point makes of the formula. No tolerance is written anywhere: the bound is derived."),
    ("conduct", "What the optimizer does to the world, and what of the world it depends on."),
)


def document() -> str:
    """The page, in Markdown."""
    parts = [START]
    for part, about in PARTS:
        parts.append(f"## {part.capitalize()}\n\n{about}\n")
        parts += [section(each) for each in CHECKS if each.part == part]
    return "\n".join(parts)


def section(check: Check) -> str:
    """The entry of one check, in Markdown."""
    facts = "\n".join(f"- {each}" for each in facts_of(check, code="`"))
    return f"### {check.id}\n\n**{check.claim}**\n\n{check.why}\nIt happened: <{check.link}>\n\n{facts}\n"


def facts_of(check: Check, code: str = "") -> list[str]:
    """What a finding means, what the check requires, and when it is skipped, as sentences."""
    outcomes = outcomes_of(check)
    meaning = {
        (True, False): "A finding refutes the optimizer.",
        (False, True): "A finding is a caution.",
        (True, True): "A finding refutes the optimizer, or is a caution where it is no damage.",
        (False, False): "It finds nothing against an optimizer; it only notes what it sees.",
    }[outcomes.refutes, outcomes.cautions]
    required = [f"{code}{each}{code}" for each in check.requires if each != ALGEBRA]
    form = ["that the optimizer is known to be a form of the rule"] if ALGEBRA in check.requires else []
    requires = [f"Requires {listed([*form, *required])}."] if check.requires else []
    reasons = [each.rstrip("…: ") for each in outcomes.skipped]
    skipped = [f"Skipped where {'; or '.join(reasons)}."] if reasons else []
    return [meaning, *requires, *skipped]


if __name__ == "__main__":
    sys.stdout.write(document())
