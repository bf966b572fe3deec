"""Subjects for the tests live in files of their own, as anybody's do."""

from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from optproof.reference.library import RULES
from optproof.verification.diagnosis.evidence import Evidence, gather, question
from optproof.verification.diagnosis.mistakes import diagnose
from optproof.verification.proof.prover import Proof
from optproof.verification.questions.briefly import BRIEFLY
from optproof.verification.questions.check import examine
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
from optproof.verification.symbolic.patches import meanwhile
from optproof.verification.verdicts.verdict import Verdict

from ..modules import module_at

FEW = 2
"""Tapes that Hypothesis draws for each dtype: fewer than users get, for there are hundreds of subjects here."""

SUBJECTS = Path(__file__).parents[1] / "subjects"

SPECIMENS = Path(__file__).parents[2] / "implementations" / "specimens"


def subjects(name: str) -> ModuleType:
    """The module `tests/subjects/name.py`."""
    return module_at(SUBJECTS / f"{name}.py", f"optproof_test_subjects_{name}")


def names_in(name: str) -> list[str]:
    """The classes and functions that the file defines."""
    module = subjects(name)
    own = {each: value for each, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
    return [
        each
        for each, value in own.items()
        if callable(value) and not hasattr(value, "_fields") and not hasattr(value, "cache_info")
    ]


def rule_of(name: str) -> str:
    """The rule that a subject's name begins with."""
    return max((rule.name for rule in RULES if name.lower().startswith(rule.name)), key=len)


def ask(target: Any, rule: str, form: str | None = None, examples: int = FEW, **settings: Any) -> Verdict:
    """The verdict on a target, in this process."""
    return examine(target, question(rule, form, settings, None, 0, examples))


def asked_briefly(target: Any, rule: str, form: str | None = None, examples: int = FEW, **settings: Any) -> Verdict:
    """The same of one of which only that is asked, and not why it does not hold, nor where it is wrong."""
    with meanwhile(BRIEFLY, True):
        return ask(target, rule, form, examples, **settings)


def algebra(target: Any, rule: str, form: str | None = None, **settings: Any) -> Evidence:
    """What the algebra alone makes of a target: its trace held to the forms of the rule, and nothing run besides."""
    asked = question(rule, form, settings, None, 0)
    subject = recognise(load(target), asked.rule, None, settings)
    return gather(subject, asked, () if "lr" in asked.fixed else lr_paths(subject))


def proved(target: Any, rule: str, form: str) -> Proof | None:
    """The proof that a target is a form of a rule, if it is that form."""
    return algebra(target, rule, form).match


def equal_form(evidence: Evidence) -> str | None:
    """The form that the algebra finds a subject to be in every input; None where it finds none."""
    match = evidence.match
    return match.form.name if match is not None and match.outcome == "equal" and not match.excluded else None


def mistakes_in(evidence: Evidence) -> list[str]:
    """The ids of the mistakes that explain a subject which is no form of its rule."""
    asked = evidence.asked
    setting = evidence.find_setting(asked.forms[0])
    found = diagnose(evidence.subject, asked.rule, asked.forms, setting, evidence.paths, evidence.trace)
    return [] if found is None else [each.id for each in found.mistakes]


@cache
def judged(specimen: str) -> Verdict:
    """The verdict on a specimen such as `adam_right:Adam`, by the rule that its file begins with: made once for all tests."""
    stem, _, name = specimen.partition(":")
    return ask(f"{SPECIMENS / stem}.py:{name}", stem.partition("_")[0])


@cache
def about(file: str, name: str, form: str | None = None, examples: int = FEW, **settings: Any) -> Verdict:
    """The verdict on a subject of one of the files, by the rule that its own name begins with."""
    return ask(f"{SUBJECTS / file}.py:{name}", rule_of(name), form, examples, **settings)
