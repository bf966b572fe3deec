"""Verdicts as SARIF 2.1.0, the format in which code scanning takes findings.

Source: OASIS, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from ..checks.expected import complaint, explained, reason_for
from ..checks.ledger import ALGEBRA, ledger
from ..checks.table import CHECKS
from ..subjects.cells import IN_CELL
from ..verdicts.verdict import Checked, Verdict
from .statement import last_line, statement_at

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
NO_FORM = {"id": ALGEBRA, "shortDescription": {"text": "Over the reals, it computes a form of the rule."}}


def sarif_of(verdicts: Sequence[Verdict]) -> str:
    """A file with one run."""
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run_of(verdicts)]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def run_of(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """A result for each finding; what is UNKNOWN, or no longer found, is told as a notification."""
    results = [each for verdict in verdicts for each in _results(verdict)]
    used = {each["ruleId"] for each in results}
    rules = [each for each in _rules(verdicts) if each["id"] in used]
    notifications = [each for verdict in verdicts for each in _notifications(verdict)]
    driver = {"name": "optproof", "version": version("optproof"), "rules": rules}
    return {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }


# What can be found: mistakes, and claims.


def _rules(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    named = {each.id: each for verdict in verdicts for each in verdict.mistakes}
    mistakes = [_rule(each.id, each.title, f"{each.symptom} {each.fix}", each.links) for each in named.values()]
    return [*mistakes, NO_FORM, *(_rule(each.id, each.claim, each.why, (each.link,)) for each in CHECKS)]


def _rule(id: str, title: str, about: str, links: Sequence[str]) -> dict[str, Any]:
    rule = {"id": id, "shortDescription": {"text": title}, "fullDescription": {"text": about.strip() or title}}
    return {**rule, "helpUri": links[0]} if links else rule


# What was found.


def _results(verdict: Verdict) -> list[dict[str, Any]]:
    claims = ledger(verdict)
    found = [each for each in claims.values() if each.outcome in ("failed", "caution")]
    return [
        _result(verdict, each, rule)
        for each in found
        for rule in (_mistakes(verdict, each, explained(claims)) or [each.id])
    ]


def _mistakes(verdict: Verdict, claim: Checked, explained_claim: str) -> list[str]:
    return [each.id for each in verdict.mistakes] if claim.id == explained_claim and claim.outcome == "failed" else []


def _result(verdict: Verdict, claim: Checked, rule: str) -> dict[str, Any]:
    formula = " ".join(f"It computes {line}." for line in _wrong(verdict, rule))
    text = f"{verdict.target} ({verdict.rule}): {claim.detail or claim.claim} {formula}".strip()
    result = {
        "ruleId": rule,
        "level": "error" if claim.outcome == "failed" else "note",
        "message": {"text": text},
        "partialFingerprints": {"optproof/v1": f"{verdict.target}:{verdict.rule}:{rule}"},
        **_locations(verdict),
        **_fixes(verdict, rule),
    }
    reason = reason_for(verdict, claim)
    if reason:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _wrong(verdict: Verdict, rule: str) -> tuple[str, ...]:
    return next((each.wrong for each in verdict.mistakes if each.id == rule), ())


def _locations(verdict: Verdict) -> dict[str, Any]:
    """Where the wrong code stands; the file alone where the target has no lines to show."""
    place, _, name = verdict.target.rpartition(":")
    if verdict.place is None and not place.endswith((".py", ".ipynb")):
        return {}
    file, _, cell = (place if verdict.place is None else verdict.place.file).partition(IN_CELL)
    physical: dict[str, Any] = {"artifactLocation": _artifact(file)}
    physical["region"] = {"startLine": 1}
    if verdict.place is not None and not cell:  # a notebook's lines are those of its JSON
        physical["region"] = {"startLine": verdict.place.line, "endLine": verdict.place.end}
    return {"locations": [{"physicalLocation": physical, "logicalLocations": [{"name": name}]}]}


def _fixes(verdict: Verdict, rule: str) -> dict[str, Any]:
    """What the wrong statement is to be replaced by, where that is proved to make the target the rule."""
    mistake = next((each for each in verdict.mistakes if each.id == rule), None)
    if mistake is None or verdict.line is None or not verdict.line.fix:
        return {}
    statement = statement_at(verdict.line.path, verdict.line.number)
    if statement is None:
        return {}
    region = {
        "startLine": statement.lineno,
        "startColumn": statement.col_offset + 1,
        "endLine": statement.end_lineno,
        "endColumn": len(last_line(verdict.line.path, statement)) + 1,
    }
    change = {
        "artifactLocation": _artifact(verdict.line.path),
        "replacements": [{"deletedRegion": region, "insertedContent": {"text": verdict.line.fix}}],
    }
    return {"fixes": [{"description": {"text": mistake.fix}, "artifactChanges": [change]}]}


def _artifact(file: str) -> dict[str, str]:
    return {"uri": quote(file)} if file.startswith("/") else {"uri": quote(file), "uriBaseId": "%SRCROOT%"}


def _notifications(verdict: Verdict) -> list[dict[str, Any]]:
    texts = [verdict.reason] if verdict.verdict == "unknown" else []
    texts += [complaint(each) for each in verdict.expected if each.outcome == "missing"]
    about = f"{verdict.target} ({verdict.rule}): "
    return [{"level": "error", "message": {"text": f"{about}{text}"}, **_locations(verdict)} for text in texts]
