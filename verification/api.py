"""What Python code calls: `check` and `replay`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..reference.library import find_form, find_rule
from ..reference.oracle import judge
from ..reference.tape import Tape
from .evidence import Question, question
from .examination import examine
from .fuzzing.driving import play
from .isolation import TIME_LIMIT, LostError, isolated
from .subjects.recognition import lr_paths, recognise
from .target import load
from .verdict import Verdict


def check(
    target: Any,
    *,
    rule: str,
    form: str | None = None,
    hyperparameters: Mapping[str, Any] | None = None,
    shape: str | None = None,
    seed: int = 0,
    time_limit: float = TIME_LIMIT,
) -> Verdict:
    """Whether `target` computes `rule`, with evidence.

    Args:
        target: `"path/to/file.py:Name"`, `"package.module:Name"`, or the class or function itself.
        rule: a name that `optproof rules` lists.
        form: the form that it must be; any form of the rule where None.
        hyperparameters: values to fix, and other arguments to hand over, by the rule's names or the target's.
        shape: how it is called, where that cannot be recognised.
        seed: of the fuzzer; the same seed gives the same verdict.
        time_limit: seconds after which the verdict is UNKNOWN.

    Raises:
        UnknownNameError: there is no such rule or form; the message names the closest.

    The target's code is run, in a process of its own.
    """
    asked = question(rule, form, hyperparameters or {}, shape, seed)
    return check_question(target, asked, time_limit)


def check_question(target: Any, asked: Question, time_limit: float = TIME_LIMIT) -> Verdict:
    """`check` for names that were looked up already."""
    label = target if isinstance(target, str) else getattr(target, "__qualname__", repr(target))
    try:
        verdict: Verdict = isolated(lambda: examine(target, asked), time_limit)
    except LostError as error:
        return Verdict(label, asked.rule.name, "unknown", reason=str(error), seed=asked.seed)
    return replace(verdict, target=label)


def replay(
    target: Any,
    *,
    rule: str,
    form: str,
    theta0: Sequence[Sequence[float]],
    gradients: Sequence[Sequence[Sequence[float] | None]],
    lr: Sequence[float],
    hyperparameters: Mapping[str, float],
    dtype: str = "float64",
    settings: Mapping[str, Any] | None = None,
) -> bool:
    """Run `target` on a tape in this process, and print its parameters beside the rule's, step by step.

    Returns whether every step lies within the bound.
    """
    found = find_rule(rule)
    subject = recognise(load(target), found, None, settings or {})
    rows = tuple(tuple(None if each is None else np.array(each, dtype) for each in row) for row in gradients)
    tape = Tape(tuple(np.array(each, dtype) for each in theta0), rows, tuple(lr), dict(hyperparameters))
    within = True
    for step, (expected, played) in enumerate(
        zip(judge(find_form(found, form), tape), play(subject, tape, lr_paths(subject)), strict=True), 1
    ):
        for p, (rule_says, computed) in enumerate(zip(expected, played.parameters, strict=True)):
            good = bool(np.all(rule_says.excess(computed) <= 1))
            within &= good
            print(
                f"step {step}, parameter {p}: computed {computed.tolist()}, expected {rule_says.value.tolist()}{'' if good else '  <-- differs'}"
            )
    return within
