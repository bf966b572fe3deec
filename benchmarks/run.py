"""Measure what a check costs and how fast the oracle is: `python benchmarks/run.py [--repeats N] [--json]`."""

import argparse
import json
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import convergence
import kills
import processes
import scalars


@dataclass(frozen=True)
class Row:
    """One ratio, and what it should be."""

    id: str
    what: str
    ratio: float
    aim: str
    reached: bool | None
    detail: str


def rows(repeats: int) -> list[Row]:
    """Every measurement."""
    costs = processes.measure(repeats)
    check, proof = costs.check / costs.imports, costs.proof / costs.imports
    found = [
        Row("check", "a whole check of the book's Adam / imports", check, "< 3", check < 3, f"{costs.check:.2f} s"),
        Row("proof", "its trace and proof alone / imports", proof, "", None, f"{costs.proof:.2f} s"),
    ]
    for dtype in ("float32", "float64"):
        apart = scalars.disagreement(dtype)
        if apart > 1:
            raise SystemExit(f"The oracle and the mpmath loop disagree in {dtype}: {apart:.3g} of the bound.")
        judged, looped = scalars.judged_per_second(dtype, repeats), scalars.looped_per_second(dtype, repeats)
        ratio = judged / looped
        what = f"{dtype} trajectories judged a second / mpmath loop"
        found.append(Row(f"oracle-{dtype}", what, ratio, "> 1000", ratio > 1000, f"{judged:,.0f} / {looped:,.0f}"))
    for library in filter(find_spec, convergence.TARGETS):
        pair = convergence.measure(library, repeats)
        what = f"a verdict on {library}'s Adam / its convergence to 3e-2"
        detail = f"{pair.verdict:.2f} / {pair.convergence:.2f} s; import {pair.imports:.2f} s"
        found.append(Row(f"verdict-{library}", what, pair.verdict / pair.convergence, "", None, detail))
    killed = kills.measure()
    told = f"{killed.per_second:.2f} a second; slowest {killed.slowest:.2f} s, {killed.which}"
    mean = killed.seconds / killed.count / costs.imports
    found.append(Row("kills", "a mistake refuted and named / imports", mean, "", None, told))
    imports = f"{costs.imports:.2f} s"
    return [Row("imports", "a process that imports NumPy, SymPy, Hypothesis", 1.0, "", None, imports), *found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7, help="how often each is measured; the median counts")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args()
    for row in rows(chosen.repeats):
        if chosen.json:
            print(json.dumps(row.__dict__), flush=True)
        else:
            mark = {True: "reached", False: "missed", None: ""}[row.reached]
            print(f"{row.what:<54} {row.ratio:>8.2f}  {row.aim:<7} {mark:<8} {row.detail}", flush=True)


if __name__ == "__main__":
    main()
