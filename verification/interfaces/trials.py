"""Verdicts inside a test suite: `check_optimizer`, and `parametrize_with_checks` with a test for each claim."""

from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from ...reference.rule import Rule
from ..api import check_question
from ..checks.expected import compared, complaint, missing, reason_for, uncounted, validated
from ..checks.ledger import CLAIMS, ledger, speaks_against
from ..diagnosis.evidence import EXAMPLES, Question, question
from ..process.isolation import MEMORY_LIMIT, TIME_LIMIT
from ..questions.briefly import BRIEFLY
from ..reports.excerpt import excerpt, gist
from ..reports.layout import plain
from ..reports.report import report
from ..symbolic.patches import meanwhile
from ..verdicts.verdict import Checked, Verdict
from .asides import CAUTION, SECTION, aside
from .settings import Counted, nearest

PLAIN = (str, int, float, bool, type(None))
"""Values that look the same in every process, and so may stand in the id of a test."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A target, and what it is held to.

    Attributes:
        expected: check or mistake → the reason for which it is accepted.
        ignored: the checks whose findings count for nothing.
        folder: to which paths are relative.
    """

    target: Any
    rule: str | Rule
    form: str | None = None
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)
    shape: str | None = None
    seed: int = 0
    examples: int = EXAMPLES
    time_limit: float = TIME_LIMIT
    memory_limit: int = MEMORY_LIMIT
    expected: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    folder: Path = field(default_factory=Path.cwd)

    @property
    def question(self) -> Question:
        """What is asked.  Raises `UnknownNameError`."""
        return question(self.rule, self.form, self.hyperparameters, self.shape, self.seed, self.examples)

    @property
    def name(self) -> str:
        """What its tests are called: the target, the rule, and what is special about them."""
        target = self.target.rpartition(":")[2] if isinstance(self.target, str) else _name_of(self.target)
        given = [f"{name}={each}" if isinstance(each, PLAIN) else name for name, each in self.hyperparameters.items()]
        rule = self.rule if isinstance(self.rule, str) else self.rule.name
        return "-".join([target, rule, *filter(None, (self.form, self.shape)), *given])

    @property
    def key(self) -> tuple[Any, ...]:
        """What its verdict depends on."""
        given = tuple((name, _told_apart(each)) for name, each in self.hyperparameters.items())
        effort = (self.seed, self.examples, self.time_limit, self.memory_limit)
        return (_told_apart(self.target), self.rule, self.form, given, self.shape, *effort, self.folder)

    @property
    def verdict(self) -> Verdict:
        """Found once in a process, however many tests ask for it."""
        if self.key not in FOUND:
            # Whoever expects a mistake has to be told which it is.
            with chdir(self.folder), meanwhile(BRIEFLY, BRIEFLY.get() and not self.expected):
                found = check_question(self.target, self.question, self.time_limit, self.memory_limit)
            FOUND[self.key] = (self, found)
        return compared(FOUND[self.key][1], self.expected, self.ignored)


# In this process alone: nothing is kept for others or for later runs, for who knows what has changed by then.
FOUND: dict[tuple[Any, ...], tuple[Trial, Verdict]] = {}
"""Key → a trial that has it, whose objects live on so that no other takes their place, and its verdict."""


def _told_apart(value: Any) -> str | int:
    """What tells a value from others: 1 from True, and a class from another of its name."""
    return repr(value) if isinstance(value, PLAIN) else id(value)


def _name_of(target: Any) -> str:
    return getattr(target, "__qualname__", type(target).__qualname__).replace("<locals>.", "")


def trial_of(target: Any, rule: str | Rule, **options: Any) -> Trial:
    """A trial with the options of `check`, and `expected`, `select` and `ignore`, over what pyproject.toml says.

    Raises `UnknownNameError`, `SettingsError`, `ValueError` for a reason that is missing, and `TypeError`.
    """
    settings = nearest()
    entries = {**settings.expected_of(target), **(options.pop("expected", None) or {})}
    counted = Counted(options.pop("select", None), options.pop("ignore", None)).over(settings.counted)
    ignored = uncounted(counted.select, counted.ignore)
    given = {name: each for name, each in options.items() if each is not None}
    trial = Trial(target, rule, **{**settings.effort, **given}, expected=validated(entries), ignored=ignored)
    trial.question  # noqa: B018 - names are looked up before anything runs
    return trial


def check_optimizer(target: Any, rule: str | Rule, **options: Any) -> Verdict:
    """Assert that `target` computes `rule`.

    Args:
        target: `"path/to/file.py:Name"`, `"package.module:Name"`, or the class or function itself.
        rule: a name that `optproof rules` lists, or a rule of your own.
        **options: those of `check`; `expected`: check or mistake → why that finding stays; `select` and `ignore`: the checks
            whose findings alone count, and those whose findings do not.  `[tool.optproof]` in pyproject.toml gives what is left
            out.

    Returns:
        The verdict: proved, passed, or refuted as expected.

    Raises:
        AssertionError: it is refuted or unknown, or something expected was not found; the message is the report.
        UnknownNameError: there is no such rule, form, check or mistake; the message names the closest.
        ValueError: a reason is missing, or pyproject.toml cannot be read.
    """
    __tracebackhide__ = True
    verdict = trial_of(target, rule, **options).verdict
    if verdict.exit_status != 0:
        raise AssertionError(f"\n{plain(report(verdict))}")
    return verdict


@dataclass(frozen=True, repr=False)
class SubjectCheck:
    """One claim, as a test.  Called with the subject, it passes, fails, is skipped, or fails as expected."""

    id: str
    trial: Trial

    def __repr__(self) -> str:
        return self.id

    def __call__(self, subject: Any) -> None:
        __tracebackhide__ = True
        trial = self.trial if subject is self.trial.target else replace(self.trial, target=subject)
        judge(trial.verdict, self.id)


def judge(verdict: Verdict, id: str) -> None:
    """End the test that runs now as a claim of the verdict has ended."""
    __tracebackhide__ = True
    claim = ledger(verdict)[id]
    if claim.outcome == "skipped":
        pytest.skip(f"{id}: {claim.detail}")
    lacking = [complaint(each) for each in missing(verdict, claim)]
    known = reason_for(verdict, claim)
    if known and not lacking:
        pytest.xfail(known)
    if lacking or speaks_against(claim):
        aside(SECTION, plain(gist(verdict)))
        pytest.fail("\n\n".join([*lacking, *_told(verdict, claim)]), pytrace=False)
    if claim.outcome == "caution" and id not in {each.id for each in verdict.expected}:
        # Not a warning, which many projects turn into errors.
        aside(CAUTION, claim.detail)


def _told(verdict: Verdict, claim: Checked) -> list[str]:
    return [plain(excerpt(verdict, claim))] if speaks_against(claim) else []


def parametrize_with_checks(subjects: Sequence[tuple[Any, ...]], **options: Any) -> pytest.MarkDecorator:
    """Parametrize a test with `subject` and `check`: a test for each subject and claim, called SUBJECT-RULE-CLAIM.

        @parametrize_with_checks([(MyAdam, "adam"), ("mine.py:Sgd", "sgd", {"form": "plain"})])
        def test_optimizers(subject, check):
            check(subject)

    Args:
        subjects: a target and a rule each, and where need be a dict with options of its own.
        **options: for all of them; those of `check_optimizer`.

    Raises:
        UnknownNameError: there is no such rule, form, check or mistake; the message names the closest.
        ValueError: a reason is missing, or pyproject.toml cannot be read.
    """
    trials = [trial_of(target, rule, **{**options, **dict(*own)}) for target, rule, *own in subjects]
    rows = [
        pytest.param(
            trial.target,
            SubjectCheck(each, trial),
            id=f"{trial.name}-{each}",
            marks=[pytest.mark.optproof, pytest.mark.xdist_group(trial.name)],
        )
        for trial in trials
        for each in CLAIMS
    ]
    return pytest.mark.parametrize(("subject", "check"), rows)
