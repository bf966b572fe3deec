"""Somebody's own tests, collected once, and then run against one mutant after another, each in a fork."""

import contextlib
import io
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

import pytest

from ..process.isolation import MEMORY_LIMIT, LostError, isolated
from ..questions.briefly import BRIEFLY
from ..subjects.replaced_code import StillbornError
from ..symbolic.patches import meanwhile
from .mutants import Mutant, is_imported, planted

Fate = Literal["killed", "survived", "stillborn", "absent"]


class SuiteError(Exception):
    """The tests cannot be run, or fail as they are; the message says what to do."""


@dataclass(frozen=True)
class Run:
    """What the tests made of a mutant.

    Attributes:
        by: the first test that failed, or how the run ended otherwise.
    """

    fate: Fate
    by: str = ""


def arguments_of(command: str) -> list[str]:
    """What is handed to pytest by a command like `pytest -q tests`.  Raises `SuiteError`."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise SuiteError(f"--test {command!r} cannot be read: {error}. Write it as you would type it.") from None
    for start in (["pytest"], ["py.test"], ["python", "-m", "pytest"], ["python3", "-m", "pytest"]):
        if words[: len(start)] == start:
            return words[len(start) :]
    raise SuiteError(f"--test {command!r} is no pytest command. Write it as you would type it: --test 'pytest tests'.")


def run_each(command: str, mutants: Sequence[Mutant | None], time_limit: float) -> list[Run]:
    """Collect the tests once, and run them with each mutant in its place; None is the optimizer as it is.

    Raises `SuiteError` where they cannot be collected.
    """
    plugin = _Plugin(mutants, time_limit)
    # What optproof has imported already is no news, though somebody may have made errors of warnings.
    quiet = ["-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    alone = ["-n0"] if find_spec("xdist") else []
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        pytest.main([*arguments_of(command), *quiet, *alone], plugins=[plugin])
    if plugin.runs is None:
        lines = [each for each in said.getvalue().splitlines() if each.strip()]
        raise SuiteError("pytest could not collect these tests:\n" + "\n".join(lines[-12:]))
    absent = next((each.by for each in plugin.runs if each.fate == "absent"), "")
    if absent:
        raise SuiteError(
            f"{absent}, so these tests cannot notice anything. Name the target as they import it: package.module:Name."
        )
    return plugin.runs


class _Plugin:
    """Takes the place of pytest's loop over the tests."""

    def __init__(self, mutants: Sequence[Mutant | None], time_limit: float) -> None:
        self.mutants, self.time_limit = mutants, time_limit
        self.runs: list[Run] | None = None
        self.failed: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Called once, after the collection."""
        if not session.testsfailed and session.items:
            for name in {each.module for each in self.mutants if each is not None}:
                with contextlib.suppress(ImportError):
                    import_module(name)  # for tests that import it when they run
            self.runs = [self._run(session, each) for each in self.mutants]
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what fails."""
        if report.failed:
            self.failed.append(report.nodeid)

    def _run(self, session: pytest.Session, mutant: Mutant | None) -> Run:
        if mutant is not None and not is_imported(mutant):
            return Run("absent", f"{mutant.path} is not imported here")
        try:
            found: Run = isolated(lambda: self._judged(session, mutant), self.time_limit, MEMORY_LIMIT)
        except LostError as error:
            return Run("killed", str(error))
        return found

    def _judged(self, session: pytest.Session, mutant: Mutant | None) -> Run:
        self.failed.clear()
        try:
            # Of tests that are ours, only whether they fail is asked.
            with contextlib.nullcontext() if mutant is None else planted(mutant), meanwhile(BRIEFLY, True):
                return self._tested(session.items)
        except StillbornError as error:
            return Run("stillborn", str(error))

    def _tested(self, items: Sequence[Any]) -> Run:
        """Run the tests up to the first that fails."""
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return Run("killed", self.failed[0])
        return Run("survived")
