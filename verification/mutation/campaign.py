"""Every mutant of a target against somebody's tests: work for an executor, kept as it comes, so that it can be resumed."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import asdict, dataclass, replace
from functools import partial
from os import SEEK_END
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from ..questions.set_option import InputError
from .judging import Asked, Judgement, judged
from .mutants import Mutant
from .suite import Run, SuiteError, run_each
from .tapes import run_tapes

BATCH = 16
"""Mutants for which the tests are collected once."""

LONGEST = 600.0
"""Seconds that the tests may take as they are."""

LEAST = 10.0

SLOWER = 10.0
"""How many times as long a mutant may take as the optimizer as it is."""

JUDGING = 120.0
"""Seconds that a check of one mutant may take."""

NOTICED = ("mistake", "wrong", "misconduct", "unlike")
"""What our own check says of a mutant that it tells from the original."""

Listener = Callable[[str, int, int], None]

Tests = Callable[[Sequence[Mutant | None], float], list[Run]]
"""Run the tests with each mutant in its place, for a limited time; None is the optimizer as it is."""


@dataclass(frozen=True)
class Finding:
    """A mutant, what the tests made of it, and what it is; None where nobody knows or asked."""

    mutant: Mutant
    run: Run
    judgement: Judgement | None

    @property
    def survives(self) -> bool:
        """Whether no test noticed it, though it is not known to be as good as the original."""
        return not self.changes_nothing and self.run.fate == "survived"

    @property
    def changes_nothing(self) -> bool:
        """Whether it cannot be run, or is known to be as good as the original."""
        unborn = self.run.fate == "stillborn"
        return unborn or (self.judgement is not None and self.judgement.sort in ("equivalent", "stillborn"))


class Kept:
    """Results in a JSON lines file, by a key; in memory alone where there is no file."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        lines = (
            path.read_text(encoding="utf-8", errors="replace").splitlines()
            if path is not None and path.exists()
            else []
        )
        self.rows: dict[str, dict[str, Any]] = {row["key"]: row["value"] for row in map(_row, lines) if row}
        if any(map(str.strip, lines[:-1] or lines)) and not self.rows:
            raise InputError(
                f"--kept {path} holds something else than results, and is left as it is. Choose another file."
            )

    def add(self, key: str, value: Mapping[str, Any]) -> None:
        """Keep a result, at once."""
        self.rows[key] = dict(value)
        if self.path is not None:
            with self.path.open("a+b") as file:
                line = json.dumps({"key": key, "value": value}, ensure_ascii=False).encode() + b"\n"
                file.write(line if _ends_a_line(file) else b"\n" + line)


def _ends_a_line(file: BinaryIO) -> bool:
    """Whether a file ends where a line does, or is empty: a command that was killed may have left half a line."""
    if file.seek(0, SEEK_END) == 0:
        return True
    file.seek(-1, SEEK_END)
    return file.read() == b"\n"


def _row(line: str) -> dict[str, Any] | None:
    """A line; the last one may be half a line, where somebody stopped the command."""
    try:
        return json.loads(line)
    except ValueError:
        return None


_LOCK = Lock()


def _alone(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do the work while no other thread of this process does any: workers of a cluster may have several."""
    with _LOCK:
        return work(*arguments)


def tested(
    tests: Tests, name: str, mutants: Sequence[Mutant], pool: Executor, kept: Kept, listener: Listener
) -> dict[Mutant, Run]:
    """What the tests make of each mutant.  Raises `SuiteError` where they cannot be run, or fail as they are."""
    keys = {each: f"{name} {each.id}" for each in mutants}
    left = [each for each in mutants if keys[each] not in kept.rows]
    if left:
        limit = _time_limit(tests, pool)
        batches = [left[start : start + BATCH] for start in range(0, len(left), BATCH)]
        futures = {pool.submit(_alone, tests, batch, limit): batch for batch in batches}
        for future, batch in _completed(futures):
            for mutant, run in zip(batch, future.result(), strict=True):
                kept.add(keys[mutant], asdict(run))
            listener("testing", sum(key in kept.rows for key in keys.values()), len(mutants))
    return {each: Run(**kept.rows[key]) for each, key in keys.items()}


def _time_limit(tests: Tests, pool: Executor) -> float:
    """Seconds that the tests may take with a mutant, by how long they take without."""
    begun = time.monotonic()
    (run,) = pool.submit(_alone, tests, [None], LONGEST).result()
    if run.fate != "survived":
        raise SuiteError(f"The tests fail as they are, without any change: {run.by}. Mend that first.")
    return max(LEAST, SLOWER * (time.monotonic() - begun))


def _completed(futures: Mapping[Future[Any], Any]) -> Iterator[tuple[Future[Any], Any]]:
    try:
        for each in as_completed(futures):
            yield each, futures[each]
    finally:
        for each in futures:
            each.cancel()


def judged_all(
    asked: Asked, mutants: Sequence[Mutant], pool: Executor, kept: Kept, listener: Listener
) -> dict[Mutant, Judgement]:
    """What each mutant is."""
    keys = {each: f"judge {asked} {each.id}" for each in mutants}
    futures = {
        pool.submit(_alone, judged, asked, each, JUDGING): each for each in mutants if keys[each] not in kept.rows
    }
    for future, mutant in _completed(futures):
        kept.add(keys[mutant], asdict(future.result()))
        listener("judging what survives", sum(key in kept.rows for key in keys.values()), len(mutants))
    return {each: _judgement(kept.rows[key]) for each, key in keys.items()}


def _judgement(row: dict[str, Any]) -> Judgement:
    return Judgement(row["sort"], tuple(row["names"]), row["reason"])


def campaign(
    command: str | None,
    asked: Asked | None,
    mutants: Sequence[Mutant],
    pool: Executor,
    kept: Kept,
    listener: Listener,
) -> list[Finding]:
    """Run the tests on every mutant, and say what those are that survive; with no tests, our own check takes their place.

    Raises `SuiteError`.
    """
    if command is not None:
        runs = tested(partial(run_each, command), f"test {command}", mutants, pool, kept, listener)
    elif asked is not None:
        runs = tested(partial(run_tapes, asked), f"tapes {asked}", mutants, pool, kept, listener)
    else:
        raise ValueError("There is nothing to hold the mutants to: give a command, or what is asked.")
    lived = [each for each in mutants if runs[each].fate == "survived"]
    sorts = {} if asked is None else judged_all(asked, lived, pool, kept, listener)
    found = [Finding(each, runs[each], sorts.get(each)) for each in mutants]
    return found if command is not None else [_by_the_check(each) for each in found]


def _by_the_check(finding: Finding) -> Finding:
    """What our own check tells apart is noticed, where it takes the place of the tests."""
    if finding.judgement is None or finding.judgement.sort not in NOTICED:
        return finding
    by = ", ".join(finding.judgement.names) or finding.judgement.reason
    return replace(finding, run=Run("killed", by))
