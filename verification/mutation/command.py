"""`optproof mutate`, from its arguments to its page."""

import os
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ..process.child import end_with, has_threads_of_jax
from ..process.progress import bar
from ..reports.layout import Page
from ..subjects.target import load
from .campaign import Finding, Kept, campaign
from .judging import Asked, what_it_is
from .mutants import mutants_of
from .report import as_json, report
from .suite import arguments_of


@dataclass(frozen=True)
class Outcome:
    """What came of it; `survivors` is how many changes no test noticed."""

    target: str
    asked: Asked | None
    why: str
    findings: list[Finding]

    @property
    def survivors(self) -> int:
        return sum(each.survives for each in self.findings)

    def page(self, width: int) -> Page:
        return report(self.target, self.asked, self.why, self.findings, width)

    def json(self) -> str:
        return as_json(self.target, self.asked, self.findings)


def processes(jobs: int) -> ProcessPoolExecutor:
    """Processes of this machine, which end when this one does, however it comes to its end."""
    context = get_context("spawn") if has_threads_of_jax() else None
    return ProcessPoolExecutor(jobs, context, initializer=end_with, initargs=(os.getpid(),))


def mutate(
    target: str,
    *,
    test: str | None = None,
    rule: str | None = None,
    settings: dict[str, Any] | None = None,
    shape: str | None = None,
    seed: int = 0,
    jobs: int = 1,
    kept: Path | None = None,
    executor: Callable[[], AbstractContextManager[Executor]] | None = None,
) -> Outcome:
    """Change the target in small ways, and see which changes the tests do not notice.

    Args:
        target: `"path/to/file.py:Name"` or `"package.module:Name"`.
        test: a pytest command; where None, every change is checked as anybody's optimizer is.
        rule: what the target computes; found out where None.
        settings: hyperparameters to fix, and other arguments, by the rule's names or the target's.
        shape: how the target is called, where that cannot be recognised.
        seed: of the check that says what a change is.
        jobs: processes that share the work.
        kept: a JSON lines file for results; those that are there are not made again.
        executor: makes what the work is handed to, and is left when it is done; `jobs` processes of this machine where None.

    Raises:
        TargetError: the target cannot be found.
        SuiteError: the tests cannot be run, or fail as they are.
        UnknownNameError: there is no such rule.
        InputError: there is no such cluster.

    The target's code, its changes and the tests are run, with your rights.
    """
    if test is not None:
        arguments_of(test)  # what cannot be asked is told before anything is looked into
    with bar(f"mutate {target}") as listener:
        listener("finding out what it is", 0, 0)
        asked, why = what_it_is(target, rule, settings or {}, shape, seed)
        mutants = mutants_of(load(target))
        if test is None and asked is None:
            return Outcome(target, asked, why, [])
        with (executor or partial(processes, jobs))() as pool:
            return Outcome(target, asked, why, campaign(test, asked, mutants, pool, Kept(kept), listener))
