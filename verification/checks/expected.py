"""Findings that the users of a target know of and accept, each with its reason.

An entry names a check, `algebra`, or a mistake of the catalogue.  It changes the exit status and never the verdict.  It accepts
what refutes, never what is UNKNOWN, for then nothing was looked at; and it is strict: one that nothing was found for is as
wrong as a finding that nobody expected.

Checks may be ignored, too: they are made, and what they find is told, and counts for nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Literal

from ...reference.library import UnknownNameError
from ...reference.mistakes import MISTAKES
from ..verdicts.verdict import Checked, Expected, Verdict
from .ledger import ALGEBRA, CLAIMS, ledger, speaks_against
from .table import CHECKS

WITHOUT_TRACE = "bound-float64"
"""The check that the mistakes explain where the algebra could not be looked into."""

IGNORED = "what this check finds counts for nothing here, as the project says"
"""Why a finding stays that is ignored."""

NAMES = (*CLAIMS, *(each.id for each in MISTAKES))


def validated(entries: Mapping[str, Any]) -> dict[str, str]:
    """The entries, check or mistake → reason.

    Raises:
        UnknownNameError: there is no such check or mistake; the message names the closest.
        ValueError: a reason is missing.
    """
    for name, reason in entries.items():
        if name not in NAMES:
            raise UnknownNameError("check or mistake", name, list(NAMES))
        if not isinstance(reason, str) or not reason.strip():
            raise ValueError(
                f"Expecting {name!r} needs a reason, a sentence that says why it stays; {reason!r} is none."
            )
    return dict(entries)


def uncounted(select: Collection[str] | None, ignore: Collection[str] | None) -> frozenset[str]:
    """The checks whose findings count for nothing: those that are not selected, where some are, and those that are ignored.

    Raises `UnknownNameError` where there is no such check; the message names the closest.  The algebra is no check: it is what
    is asked.
    """
    known = [each.id for each in CHECKS]
    for name in (*(select or ()), *(ignore or ())):
        if name not in known:
            raise UnknownNameError("check", name, known)
    left = () if select is None else (each for each in known if each not in select)
    return frozenset((*left, *(ignore or ())))


def compared(verdict: Verdict, entries: Mapping[str, str], ignored: Collection[str] = ()) -> Verdict:
    """The verdict, with what became of the findings that were expected, and what was found that is ignored."""
    claims = ledger(verdict)
    expected = [Expected(name, why, _became(verdict, claims, name)) for name, why in entries.items()]
    passed_by = [
        Expected(each, IGNORED, "ignored")
        for each in claims
        if each in ignored and each not in entries and claims[each].outcome in ("failed", "caution")
    ]
    told = replace(verdict, expected=(*expected, *passed_by))
    failed = [each for each in claims.values() if speaks_against(each)]
    known = verdict.verdict == "refuted" and all(reason_for(told, each) for each in failed)
    return replace(told, as_expected=known)


def reason_for(verdict: Verdict, claim: Checked) -> str:
    """Why a claim that failed was expected to fail; empty where it was not."""
    if claim.outcome != "failed":
        return ""
    reasons = {each.id: each.reason for each in verdict.expected}
    if claim.id in reasons:
        return reasons[claim.id]
    mistakes = [each.id for each in verdict.mistakes] if claim.id == explained(ledger(verdict)) else []
    if mistakes and all(each in reasons for each in mistakes):
        return " ".join(reasons[each] for each in mistakes)
    return ""


def missing(verdict: Verdict, claim: Checked) -> list[Expected]:
    """The entries that nothing was found for, and that belong to a claim: its own, and those of mistakes that it would show."""
    shows_mistakes = claim.id == explained(ledger(verdict))
    return [
        each
        for each in verdict.expected
        if each.outcome == "missing" and (each.id == claim.id or (shows_mistakes and each.id not in CLAIMS))
    ]


def complaint(entry: Expected) -> str:
    """What to do about an entry that nothing was found for."""
    return f"{entry.id} was expected ({entry.reason}) and not found. Remove the entry, if it is mended for good."


def explained(claims: Mapping[str, Checked]) -> str:
    """The claim that fails where the target makes a mistake of the catalogue."""
    return WITHOUT_TRACE if claims[ALGEBRA].outcome == "skipped" else ALGEBRA


def _became(verdict: Verdict, claims: Mapping[str, Checked], name: str) -> Literal["found", "missing", "skipped"]:
    if name in claims:
        outcome = claims[name].outcome
        if outcome in ("failed", "caution"):
            return "found"
        return "missing" if outcome == "passed" else "skipped"
    if any(each.id == name for each in verdict.mistakes):
        return "found"
    looked = verdict.verdict != "unknown" and claims[explained(claims)].outcome != "skipped"
    return "missing" if looked else "skipped"
