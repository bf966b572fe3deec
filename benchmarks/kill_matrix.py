"""Make docs/kill-matrix.md and docs/kill-matrix.json: `python benchmarks/kill_matrix.py [--jobs N] [--pairs N] [--all]`.

Exit status 1 where a mistake lives.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from optproof.verification.power.matrix import Case, Outcome, cases, outcomes
from optproof.verification.power.page import document, page
from optproof.verification.power.pairs import PAIRS, pairs
from optproof.verification.progress import Listener, bar

DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--all", action="store_true", help="every mistake in rules with parts too; takes an hour")
    given = parser.parse_args()
    begun = time.perf_counter()
    with ProcessPoolExecutor(given.jobs) as pool:
        matrix = _run([*cases(given.all)], pool, "kill matrix")
        both = _run([*pairs(given.pairs)], pool, "pairs")
    (DOCS / "kill-matrix.md").write_text(page(matrix, both), encoding="utf-8")
    (DOCS / "kill-matrix.json").write_text(document(matrix, both), encoding="utf-8")
    kills = [each for each in matrix if each.case.mistakes]
    print(
        f"{sum(each.killed for each in kills)} of {len(kills)} killed; {sum(each.killed for each in both)} of {len(both)} pairs"
    )
    print(f"{time.perf_counter() - begun:.0f} s, slowest kill {max(each.seconds for each in kills):.1f} s")
    sys.exit(any(not each.killed for each in kills))


def _run(found: Sequence[Case], pool: ProcessPoolExecutor, message: str) -> list[Outcome]:
    with bar(message) as listener:
        return [*_told(outcomes(found, pool), len(found), listener)]


def _told(done: Iterable[Outcome], total: int, listener: Listener) -> Iterable[Outcome]:
    for number, each in enumerate(done, 1):
        listener("", number, total)
        yield each


if __name__ == "__main__":
    main()
