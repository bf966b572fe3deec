"""Subjects for the tests live in files of their own, as anybody's do."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from optproof.verification.evidence import gather, question
from optproof.verification.examination import examine
from optproof.verification.proof.prover import Proof
from optproof.verification.subjects.recognition import lr_paths, recognise
from optproof.verification.target import load
from optproof.verification.verdict import Verdict

FEW = 2
"""Tapes that Hypothesis draws for each dtype: fewer than users get, for there are hundreds of subjects here."""

SUBJECTS = Path(__file__).parents[1] / "subjects"


def subjects(name: str) -> ModuleType:
    """The module `tests/subjects/name.py`."""
    full = f"optproof_test_subjects_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, SUBJECTS / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[full] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


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
    return next(
        rule for rule in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam") if name.lower().startswith(rule)
    )


def ask(target: Any, rule: str, form: str | None = None, examples: int = FEW, **settings: Any) -> Verdict:
    """The verdict on a target, in this process."""
    return examine(target, question(rule, form, settings, None, 0, examples))


def proved(target: Any, rule: str, form: str) -> Proof | None:
    """What the algebra alone makes of a target that is held to a form: the proof, if it is that form."""
    asked = question(rule, form, {}, None, 0)
    subject = recognise(load(target), asked.rule, None, {})
    return gather(subject, asked, lr_paths(subject)).match


@cache
def about(file: str, name: str, form: str | None = None, examples: int = FEW, **settings: Any) -> Verdict:
    """The verdict on a subject of one of the files, by the rule that its own name begins with."""
    return ask(f"{SUBJECTS / file}.py:{name}", rule_of(name), form, examples, **settings)
