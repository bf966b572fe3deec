"""The three claims of a verdict, algebra, arithmetic and conduct, with how much was really tried."""

from collections.abc import Sequence

from ..english import counted, sentence
from ..verdicts.amounts import tried
from ..verdicts.links import address
from ..verdicts.verdict import Algebra, Checked, Verdict
from .layout import Page, entry, linked

COLOURS = {
    "proved": "bold green",
    "passed": "green",
    "refuted": "bold red",
    "unknown": "bold yellow",
    "caution": "yellow",
    "note": "dim",
    "skipped": "dim",
}


def claims(verdict: Verdict, width: int) -> Page:
    """Algebra, arithmetic and conduct, a paragraph each; nothing where none was reached."""
    parts = (("algebra", verdict.algebra), ("arithmetic", verdict.arithmetic), ("conduct", verdict.conduct))
    if not any(part.reached for _, part in parts):
        return []
    page: Page = []
    for name, part in parts:
        skipped = "" if isinstance(part, Algebra) else part.skipped
        detail = "" if part.detail == verdict.reason else part.detail
        text = skipped or " ".join(each for each in (sentence(detail), tried(part)) if each)
        page += _claim(name, "skipped" if skipped else part.verdict, text, width)
        if not isinstance(part, Algebra):
            page += _remarks(part.checks, width)
    return page


def _claim(label: str, word: str, text: str, width: int) -> Page:
    first, *others = entry(f"{label:<10}  {word:<7}", text, width, room=19)
    first.stylize(COLOURS[word], 14, 21)
    return [first, *others]


def _remarks(checks: Sequence[Checked], width: int) -> Page:
    """What the checks say beside their verdict: cautions, notes, and why some could not be made."""
    page: Page = []
    for each in checks:
        if each.outcome == "caution":
            page += linked(_claim("", "caution", f"{each.detail} ({each.id})", width), each.id, address(each.docs))
        page += [line for note in each.notes for line in _claim("", "note", note, width)]
    skipped = [each for each in checks if each.outcome == "skipped"]
    return page + (_claim("", "skipped", _why_skipped(skipped), width) if skipped else [])


def _why_skipped(checks: Sequence[Checked]) -> str:
    """The checks that the target could not take part in, with the reasons; those that only wait for others are counted."""
    waiting = [each for each in checks if each.awaits]
    reasons = [f"{each.id} ({each.lacks})" for each in checks if each not in waiting]
    if waiting:
        verb = "requires" if len(waiting) == 1 else "require"
        reasons.append(f"{counted(len(waiting), 'check')} that {verb} what failed")
    return f"{', '.join(reasons)}."
