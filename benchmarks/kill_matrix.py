"""Make docs/kill-matrix.md and .json: `python benchmarks/kill_matrix.py [--jobs N] [--pairs N] [--more MINUTES] [--missing]`.

Exit status 1 where a mistake lives.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from math import inf
from pathlib import Path

from kills.matrix import Case, Outcome, cases, others, outcomes
from kills.page import document, line, page, parsed, read
from kills.pairs import PAIRS, pairs

from optproof.verification.mutation.command import processes
from optproof.verification.process.progress import bar

DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument(
        "--more", type=float, default=0, metavar="MINUTES", help="then go on in rules with parts, so long"
    )
    parser.add_argument("--kept", type=Path, help="outcomes are kept here, and those that are there are not made again")
    parser.add_argument("--missing", action="store_true", help="make only what docs/kill-matrix.json lacks")
    given = parser.parse_args()
    there = read((DOCS / "kill-matrix.json").read_text(encoding="utf-8")) if given.missing else {}
    known = {each.case: each for part in there.values() for each in part}
    begun = time.perf_counter()
    with processes(given.jobs) as pool:
        matrix = _run([*cases()], pool, known, given.kept, "kill matrix")
        both = _run([*pairs(given.pairs)], pool, known, given.kept, "pairs")
        more = _run(others(), pool, known, given.kept, "rules with parts", 60 * given.more)
        pool.shutdown(cancel_futures=True)
    (DOCS / "kill-matrix.md").write_text(page(matrix, both, more), encoding="utf-8")
    (DOCS / "kill-matrix.json").write_text(document(matrix, both, more), encoding="utf-8")
    kills = [each for each in matrix if each.case.mistakes]
    print(
        f"{sum(each.killed for each in kills)} of {len(kills)} killed; {sum(each.killed for each in both)} of {len(both)} pairs"
    )
    print(f"{time.perf_counter() - begun:.0f} s, slowest kill {max(each.seconds for each in kills):.1f} s")
    sys.exit(any(not each.killed for each in kills))


def _run(
    wanted: Sequence[Case],
    pool: Executor,
    known: Mapping[Case, Outcome],
    kept: Path | None,
    message: str,
    seconds: float = inf,
) -> list[Outcome]:
    """The outcome of each case, in order; those that come in time.  Each is kept as soon as it is there."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept is not None and kept.exists() else []
    found = dict(known) | {each.case: each for each in map(parsed, lines)}
    missing = [each for each in wanted if each not in found] if seconds > 0 else []
    latest = time.perf_counter() + seconds
    with bar(message) as listener:
        for number, each in enumerate(outcomes(missing, pool), len(wanted) - len(missing) + 1):
            found[each.case] = each
            listener("", number, len(wanted))
            if kept is not None:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(line(each) + "\n")
            if time.perf_counter() > latest:
                break
    return [found[each] for each in wanted if each in found]


if __name__ == "__main__":
    main()
