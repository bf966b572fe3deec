"""Make docs/implementations-mutants.md and .json: `python benchmarks/kill_implementations.py [--jobs N] [--kept FILE] [--missing]`.

Every small change of the sources of optproof.implementations is held to our own check; exit status 1 where one lives.
"""

import argparse
import json
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kills.sources import document, enumerated, page, read, row, unnoticed

from optproof.verification.mutation.campaign import Finding, Kept, campaign, tested
from optproof.verification.mutation.command import processes
from optproof.verification.mutation.judging import Asked
from optproof.verification.mutation.mutants import Mutant
from optproof.verification.mutation.suite import run_each
from optproof.verification.process.progress import bar
from tests.shipped import RIGHT, SHIPPED, WITH_PARTS

DOCS = Path(__file__).parents[1] / "docs"
REASONS = Path(__file__).with_name("kill_reasons.json")
OWN_TESTS = "pytest -q tests/implementations/test_conduct.py"

FIRST = "AdaGradFalling"
"""Whose check judges the functions that all classes share: it has a state and t, and is quick."""


def asked() -> list[Asked]:
    """What each shipped class is held to."""
    classes = {**SHIPPED, **WITH_PARTS}
    names = sorted(classes, key=lambda name: name != FIRST)
    shipped = [Asked(f"optproof.implementations:{name}", *classes[name]) for name in names]
    right = [Asked(f"optproof.implementations.specimens.{each}", each.partition("_")[0], RIGHT[each]) for each in RIGHT]
    return shipped + right


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kept", type=Path, help="results are kept here, and those that are there are not made again")
    parser.add_argument("--missing", action="store_true", help="make only what docs/implementations-mutants.json lacks")
    given = parser.parse_args()
    there = read((DOCS / "implementations-mutants.json").read_text(encoding="utf-8")) if given.missing else []
    known = {each.change: each for each in there}
    kept, reasons = Kept(given.kept), json.loads(REASONS.read_text(encoding="utf-8"))
    begun = time.perf_counter()
    wanted: list[Mutant] = []
    findings: list[Finding] = []
    with processes(given.jobs) as pool:
        for held, mutants in enumerated(asked()):
            wanted += mutants
            missing = [each for each in mutants if unnoticed(each).change not in known]
            if missing:
                with bar(held.target) as listener:
                    findings += campaign(None, held, missing, pool, kept, listener)
        left = [each.mutant for each in findings if each.run.fate == "survived"]
        with bar(OWN_TESTS) as listener:
            told = tested(partial(run_each, OWN_TESTS), OWN_TESTS, left, pool, kept, listener)
    made = {each.mutant: row(each, told.get(each.mutant), reasons) for each in findings}
    rows = [known.get(unnoticed(each).change) or made[each] for each in wanted]
    (DOCS / "implementations-mutants.json").write_text(document(rows), encoding="utf-8")
    (DOCS / "implementations-mutants.md").write_text(page(rows), encoding="utf-8")
    counts = Counter(each.fate for each in rows)
    print(f"{len(rows)} changes in {time.perf_counter() - begun:.0f} s: {dict(counts)}")
    sys.exit(counts["survives"] > 0)


if __name__ == "__main__":
    main()
