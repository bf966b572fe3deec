"""The page of the documentation that lists every check: `python docs/handbook/checks.py > docs/checks.md`."""

import sys
from typing import Literal

from optproof.verification.checks.description import section
from optproof.verification.checks.table import CHECKS

START = """\
# The checks

**Checking code runs it.** optproof imports the file that you name, constructs what is in it and calls it, many times, in
a process of its own whose time is limited. That keeps a crash or an endless loop from stopping anything else. It is no
sandbox: the code may do whatever you may do. Check only what you would run.

A check is one claim about an optimizer. What comes of it is one of these:

- *passed*: nothing speaks against the claim, on all that was tried; the report counts it.
- *failed*: the claim does not hold, or a run breaks off that the check needs, and the optimizer is REFUTED: somebody gets
  wrong numbers, or loses data.
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


if __name__ == "__main__":
    sys.stdout.write(document())
