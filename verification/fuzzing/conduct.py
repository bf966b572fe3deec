"""Checks on what a subject does besides computing: to the caller's arrays, to other parameters, to other instances."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...reference.tape import Tape
from ..subjects.graph import Path
from ..subjects.run import Subject
from .driving import RaisedError, play
from .setting import Setting
from .tapes import shaped_tape


@dataclass(frozen=True)
class Check:
    """One claim about a subject.

    Attributes:
        id: what it is called in reports.
        claim: the claim, in one sentence.
        why: what goes wrong where it does not hold.
        link: where it went wrong once.
        finds: the finding, a sentence, or an empty string.
    """

    id: str
    claim: str
    why: str
    link: str
    finds: Callable[["Stage"], str]


@dataclass(frozen=True)
class Stage:
    """What the checks may use: a subject, and a tape to run it on."""

    subject: Subject
    tape: Tape
    lr_paths: Sequence[Path]

    def run(self, tape: Tape | None = None) -> list[list[np.ndarray]]:
        return [each.parameters for each in play(self.subject, tape or self.tape, self.lr_paths)]


@dataclass(frozen=True)
class Conduct:
    """Which checks were made, and what they found."""

    checks: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]


def _gradients_untouched(stage: Stage) -> str:
    if all(each.gradients_kept for each in play(stage.subject, stage.tape, stage.lr_paths)):
        return ""
    return "it writes into the caller's gradients"


def _repeatable(stage: Stage) -> str:
    first, second = stage.run(), stage.run()
    if _same(first, second):
        return ""
    return "a second instance does not repeat the run of the first: state is shared between instances, or it is random"


def _parameters_apart(stage: Stage) -> str:
    whole = stage.run()
    for p in range(len(stage.tape.initial)):
        alone = stage.run(_only(stage.tape, p))
        if not _same([[step[p]] for step in whole], alone):
            return "a parameter moves otherwise when another is updated beside it: state or the step counter is shared"
    return ""


def _same(left: list[list[np.ndarray]], right: list[list[np.ndarray]]) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=True)
        for one, two in zip(left, right, strict=True)
        for a, b in zip(one, two, strict=True)
    )


def _only(tape: Tape, p: int) -> Tape:
    return Tape((tape.initial[p],), tuple((row[p],) for row in tape.gradients), tape.lr, tape.hyperparameters)


CHECKS = (
    Check(
        "gradients-untouched",
        "The caller's gradients are left as they are.",
        "Somebody clips, logs or accumulates the gradients after the step.",
        "https://github.com/pytorch/pytorch/issues/12218",
        _gradients_untouched,
    ),
    Check(
        "repeatable",
        "Two instances that are given the same tape make the same run.",
        "State in the class or in a default argument leaks from one model into the next.",
        "https://docs.python.org/3/faq/programming.html#why-are-default-values-shared-between-objects",
        _repeatable,
    ),
    Check(
        "parameters-apart",
        "What becomes of a parameter does not depend on the others.",
        "A step counter that runs once per parameter, or a buffer of two, changes the rule with the model's size.",
        "https://github.com/geoopt/geoopt/issues/164",
        _parameters_apart,
    ),
)  # fmt: skip


def examine(subject: Subject, setting: Setting, lr_paths: Sequence[Path], seed: int) -> Conduct:
    """Make every check on one tape of two parameters."""
    tape = shaped_tape(setting, np.dtype(np.float64), seed, ((2,), (2,), (3,)), steps=6)
    stage = Stage(subject, tape, lr_paths)
    findings: list[tuple[str, str]] = []
    for check in CHECKS:
        try:
            finding = check.finds(stage)
        except RaisedError as error:
            finding = str(error)
        if finding:
            findings.append((check.id, finding))
    return Conduct(tuple(check.id for check in CHECKS), tuple(findings))
