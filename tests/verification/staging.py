"""Make checks on a target, without a verdict around them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from optproof.reference.rule import Form
from optproof.verification.checks.check import Check, Result, carry_out
from optproof.verification.checks.context import Context
from optproof.verification.checks.table import CHECKS
from optproof.verification.diagnosis.evidence import Evidence, gather, question
from optproof.verification.fuzzing.arithmetic import fuzz
from optproof.verification.fuzzing.driving import RaisedError
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load


def staged(target: Any, rule: str, form: str | None = None, **settings: Any) -> Context:
    """A context for a target, with the form that it is found to be; None where it is none."""
    return replace(_staged(target, rule, form, **settings), notes=[])


@cache
def _staged(target: Any, rule: str, form: str | None, **settings: Any) -> Context:
    asked = question(rule, form, settings, None, 0)
    subject = recognise(load(target), asked.rule, None, settings)
    paths = () if "lr" in asked.fixed else lr_paths(subject)
    evidence = gather(subject, asked, paths)
    found = _form(evidence)
    held_to = found or asked.forms[0]
    return Context(subject, evidence.find_setting(held_to), paths, found, evidence.letters(held_to))


def _form(evidence: Evidence) -> Form | None:
    match = evidence.match
    if match is not None and match.outcome == "equal":
        return match.form
    if evidence.differs:
        return None
    return next((form for form in evidence.asked.forms if _stands(evidence, form)), None)


def _stands(evidence: Evidence, form: Form) -> bool:
    try:
        found = fuzz(evidence.subject, form, evidence.find_setting(form), evidence.paths, 0, dtypes=("float64",))
    except RaisedError:
        return False
    return found.counterexample is None and not found.raised


def results(
    target: Any, rule: str, form: str | None = None, checks: Sequence[Check] = CHECKS, **settings: Any
) -> dict[str, Result]:
    """What becomes of each check, by its id."""
    return {each.id: each for each in carry_out(checks, staged(target, rule, form, **settings))}


def failed(found: dict[str, Result]) -> set[str]:
    """The ids of the checks that failed."""
    return {each.id for each in found.values() if each.outcome == "failed"}
