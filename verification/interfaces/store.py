"""Failures that are kept: each a test for pytest, as the report shows it, in a file of its own, which is run first the next time.

# optproof: {"target": "mine.py:Adam", "rule": "adam", "reason": "It is Adam without bias correction."}
from optproof import replay


def test_adam_adam():
    assert replay('mine.py:Adam', rule='adam', …)
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..process.isolation import LostError, isolated
from ..process.progress import Listener
from .settings import Effort

if TYPE_CHECKING:
    from ..verdicts.verdict import Verdict

MARK = "# optproof: "
"""With what the first line of such a file begins."""

Outcome = Literal["fails", "mended", "cannot be run"]


@dataclass(frozen=True)
class Failure:
    """A file, and what was found when it was written; its text is the file's name."""

    file: Path
    target: str
    rule: str
    reason: str

    def __str__(self) -> str:
        return self.file.name


@dataclass(frozen=True)
class Replayed:
    """What became of a failure, with the error where it cannot be run any more."""

    failure: Failure
    outcome: Outcome
    error: str = ""


def kept(folder: Path) -> list[Failure]:
    """All that is kept in a folder, by the names of the files."""
    return [found for file in sorted(folder.glob("test_*.py")) if (found := _read(file)) is not None]


def _read(file: Path) -> Failure | None:
    """What a file keeps; None where it is somebody's own."""
    with suppress(OSError, ValueError, TypeError):
        first, _, _ = file.read_text(encoding="utf-8").partition("\n")
        if first.startswith(MARK):
            return Failure(file, **json.loads(first.removeprefix(MARK)))
    return None


def keep(folder: Path, verdict: "Verdict") -> None:
    """Write the test of what is refuted, once.  Raises `OSError`."""
    if verdict.verdict != "refuted" or not verdict.reproduce:
        return
    name = re.sub(r"\W+", "_", f"{verdict.target.rpartition(':')[2]}_{verdict.rule}").lower()
    told = sha256(f"{verdict.target}\n{verdict.reproduce}".encode()).hexdigest()[:8]
    file = folder / f"test_{name}_{told}.py"
    if not file.exists():
        found = {"target": verdict.target, "rule": verdict.rule, "reason": verdict.reason}
        file.write_text(f"{MARK}{json.dumps(found, ensure_ascii=False)}\n{verdict.reproduce}", encoding="utf-8")


def replayed(failure: Failure, effort: Effort, listener: Listener | None = None) -> Replayed:
    """Run its test, in a process of its own."""
    try:
        outcome, error = isolated(lambda: _run(failure.file), effort.time_limit, effort.memory_limit, listener)
    except LostError as lost:
        return Replayed(failure, "cannot be run", str(lost))
    return Replayed(failure, outcome, error)


def _run(file: Path) -> tuple[Outcome, str]:
    names: dict[str, Any] = {}
    try:
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)  # noqa: S102 - as pytest does
        for test in [each for name, each in names.items() if name.startswith("test_")]:
            test()
    except AssertionError:
        return "fails", ""
    except Exception as error:  # noqa: BLE001 - whatever somebody's code raises
        return "cannot be run", str(error) or type(error).__name__
    return "mended", ""


def first_of(found: Sequence[Replayed], verdict: "Verdict") -> "Verdict":
    """The verdict, in view of what was run first: what fails still is refuted, whatever was found now."""
    failing = next((each.failure for each in found if each.outcome == "fails"), None)
    if failing is None or verdict.verdict == "refuted":
        return verdict
    reason = f"It fails still on what is kept in {failing.file}. {failing.reason}"
    return replace(verdict, verdict="refuted", reason=reason, reproduce=_test(failing.file))


def _test(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[2]
