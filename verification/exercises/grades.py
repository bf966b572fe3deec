"""The attempts of many, each with its verdict: as a table to read, and as one for a spreadsheet."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from rich.text import Text

from ..reports.layout import Page, cut, legible, pad
from ..reports.three_claims import COLOURS
from ..verdicts.verdict import Verdict
from .words import is_unwritten

COLUMNS = ("who", "verdict", "form", "mistakes", "line", "reason")


@dataclass(frozen=True)
class Grade:
    """One attempt: whose file it is, and the verdict on it."""

    who: str
    verdict: Verdict

    @property
    def mistakes(self) -> str:
        """What is wrong with it, by the names of mistakes and checks."""
        named = [each.id for each in self.verdict.mistakes]
        return ", ".join(named or [each.id for each in self.verdict.conduct.checks if each.outcome == "failed"])

    @property
    def reason(self) -> str:
        """Why there is no other verdict."""
        return "not written yet" if is_unwritten(self.verdict.reason) else self.verdict.reason

    @property
    def line(self) -> str:
        return "" if self.verdict.line is None else str(self.verdict.line.number)


def handed_in(folder: Path) -> list[Path]:
    """The files of a folder, and of the folders in it, that may hold an attempt."""
    found = (each for kind in ("*.py", "*.ipynb") for each in folder.rglob(kind))
    return sorted(
        each for each in found if not any(part.startswith((".", "__")) for part in each.relative_to(folder).parts)
    )


def as_line(grade: Grade, room: int, width: int) -> Page:
    """Who, the verdict, and what is wrong, on one line; `room` is what names may take, up to a third of it."""
    room = min(room, width // 3)
    word = grade.verdict.verdict.upper()
    wrong = "" if grade.verdict.verdict in ("proved", "passed") else grade.mistakes or grade.reason
    at = f"line {grade.line}: " if wrong and grade.line else ""
    told = cut(legible(f"{at}{wrong or grade.verdict.form or ''}"), width - room - 13)
    who = pad(cut(legible(grade.who), room), room)
    return [Text(who) + Text(f"  {pad(word, 9)}", COLOURS[grade.verdict.verdict]) + Text(f"  {told}")]


def as_csv(grades: Sequence[Grade]) -> str:
    """The same with all of it, comma-separated, with a line of headings (RFC 4180)."""
    text = StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for each in grades:
        verdict = each.verdict
        rows.writerow((each.who, verdict.verdict, verdict.form or "", each.mistakes, each.line, _harmless(each.reason)))
    return text.getvalue()


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: what somebody's code says stands in it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
