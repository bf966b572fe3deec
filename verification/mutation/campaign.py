"""Every mutant of a target against somebody's tests: work for an executor, kept as it comes, so that it can be resumed."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .judging import Asked, Judgement, judged
from .mutants import Mutant
from .suite import Run, SuiteError, run_each

BATCH = 16
"""Mutants for which the tests are collected once."""

LONGEST = 600.0
"""Seconds that the tests may take as they are."""

LEAST = 10.0

SLOWER = 10.0
"""How many times as long a mutant may take as the optimizer as it is."""

JUDGING = 120.0
"""Seconds that a check of one mutant may take."""

Listener = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Finding:
    """A mutant, what the tests made of it, and what it is; None where nobody asked."""

    mutant: Mutant
    run: Run | None
    judgement: Judgement | None

    @property
    def survives(self) -> bool:
        """Whether no test noticed it, though it is not known to be as good as the original."""
        return not self.notices_nothing_to_notice and (self.run is None or self.run.fate == "survived")

    @property
    def notices_nothing_to_notice(self) -> bool:
        stillborn = self.run is not None and self.run.fate == "stillborn"
        return stillborn or (self.judgement is not None and self.judgement.sort in ("equivalent", "stillborn"))


class Kept:
    """Results in a JSON lines file, by a key; in memory alone where there is no file."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path is not None and path.exists() else []
        self.rows: dict[str, dict[str, Any]] = {row["key"]: row["value"] for row in map(_row, lines) if row}

    def add(self, key: str, value: Mapping[str, Any]) -> None:
        """Keep a result, at once."""
        self.rows[key] = dict(value)
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, "value": value}, ensure_ascii=False) + "\n")


def _row(line: str) -> dict[str, Any] | None:
    """A line; the last one may be half a line, where somebody stopped the command."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def tested(
    command: str, mutants: Sequence[Mutant], pool: Executor, kept: Kept, listener: Listener
) -> dict[Mutant, Run]:
    """What the tests make of each mutant.  Raises `SuiteError` where they cannot be run, or fail as they are."""
    keys = {each: f"test {command} {each.id}" for each in mutants}
    left = [each for each in mutants if keys[each] not in kept.rows]
    if left:
        limit = _time_limit(command, pool)
        batches = [left[start : start + BATCH] for start in range(0, len(left), BATCH)]
        futures = {pool.submit(run_each, command, batch, limit): batch for batch in batches}
        for future, batch in _completed(futures):
            for mutant, run in zip(batch, future.result(), strict=True):
                kept.add(keys[mutant], asdict(run))
            listener("testing", sum(key in kept.rows for key in keys.values()), len(mutants))
    return {each: Run(**kept.rows[key]) for each, key in keys.items()}


def _time_limit(command: str, pool: Executor) -> float:
    """Seconds that the tests may take with a mutant, by how long they take without."""
    begun = time.monotonic()
    (run,) = pool.submit(run_each, command, [None], LONGEST).result()
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
    futures = {pool.submit(judged, asked, each, JUDGING): each for each in mutants if keys[each] not in kept.rows}
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
    """Run the tests on every mutant, and say what those are that survive; with no tests, say it of all.

    Raises `SuiteError`.
    """
    runs = {} if command is None else tested(command, mutants, pool, kept, listener)
    lived = [each for each in mutants if each not in runs or runs[each].fate == "survived"]
    sorts = {} if asked is None else judged_all(asked, lived, pool, kept, listener)
    return [Finding(each, runs.get(each), sorts.get(each)) for each in mutants]
