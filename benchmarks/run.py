"""Measure what a check costs and how fast the oracle is: `python benchmarks/run.py [--repeats N] [--only GROUP] [--json]`."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import convergence
import growth
import kill_speed
import processes
import scalars
import stages
import verdicts


@dataclass(frozen=True)
class Row:
    """One ratio, and what it should be."""

    id: str
    what: str
    ratio: float
    aim: str
    reached: bool | None
    detail: str


def costs(repeats: int) -> Iterator[Row]:
    """What a check costs, in imports."""
    found = processes.measure(repeats)
    check, proof = found.check / found.imports, found.proof / found.imports
    yield Row("imports", "a process that imports NumPy, SymPy, Hypothesis", 1.0, "", None, f"{found.imports:.2f} s")
    yield Row("check", "a whole check of the book's Adam / imports", check, "< 3", check < 3, f"{found.check:.2f} s")
    yield Row("proof", "its trace and proof alone / imports", proof, "", None, f"{found.proof:.2f} s")


def oracle(repeats: int) -> Iterator[Row]:
    """How fast the oracle judges, in loops of mpmath."""
    for dtype in ("float32", "float64"):
        apart = scalars.disagreement(dtype)
        if apart > 1:
            raise SystemExit(f"The oracle and the mpmath loop disagree in {dtype}: {apart:.3g} of the bound.")
        judged, looped = scalars.judged_per_second(dtype, repeats), scalars.looped_per_second(dtype, repeats)
        ratio = judged / looped
        what = f"{dtype} trajectories judged a second / mpmath loop"
        yield Row(f"oracle-{dtype}", what, ratio, "> 1000", ratio > 1000, f"{judged:,.0f} / {looped:,.0f}")


def libraries(repeats: int) -> Iterator[Row]:
    """A verdict in tests of the kind that libraries have, for those that are installed."""
    for library in filter(find_spec, convergence.TARGETS):
        pair = convergence.measure(library, repeats)
        what = f"a verdict on {library}'s Adam / its convergence to 3e-2"
        detail = f"{pair.verdict:.2f} / {pair.convergence:.2f} s; import {pair.imports:.2f} s"
        yield Row(f"verdict-{library}", what, pair.verdict / pair.convergence, "", None, detail)


def mistakes(repeats: int) -> Iterator[Row]:
    """How fast mistakes are killed, in imports."""
    killed, imports = kill_speed.measure(), processes.measure(repeats).imports
    told = f"{killed.per_second:.2f} a second; slowest {killed.slowest:.2f} s, {killed.which}"
    mean = killed.seconds / killed.count / imports
    yield Row("kills", "a mistake refuted and named / imports", mean, "", None, told)


def commands(repeats: int) -> Iterator[Row]:
    """What whole commands cost, in imports of NumPy, SymPy and Hypothesis, or of the library that they are about."""
    for each in verdicts.measure(repeats):
        library = each.command.of.removeprefix("import ")
        what = each.command.what if each.of == each.imports else f"{each.command.what} / import {library}"
        most = each.command.most
        aim = "" if most is None else f"≤ {most[0] + most[1] * each.imports / each.of:.2g}"
        detail = f"{each.seconds:.2f} / {each.of:.2f} s"
        yield Row(each.command.id, what, each.seconds / each.of, aim, each.reached, detail)


def profile(repeats: int) -> Iterator[Row]:
    """Where the time of a check of the book's Adam goes, in imports of NumPy, SymPy and Hypothesis."""
    found = stages.measure(repeats)
    imports = next(iter(found.values()))
    for stage, seconds in found.items():
        yield Row(f"stage-{stage}", stage, seconds / imports, "", None, f"{seconds:.3f} s")


def grown(repeats: int) -> Iterator[Row]:
    """How the time grows with what is checked."""
    for each in growth.measured(repeats):
        few, many = min(each.seconds), max(each.seconds)
        detail = f"{each.seconds[few]:.3f} s for {few:,}, {each.seconds[many]:.3f} s for {many:,}"
        yield Row(f"growth-{each.what}", f"{each.what}: power of n", each.power, "< 1.5", each.power < 1.5, detail)


def jobs(repeats: int) -> Iterator[Row]:
    """What two processes gain by the clock, on a machine that has nothing else to do; its load is told."""
    one, two = verdicts.by_the_clock(repeats)
    detail = f"{one:.1f} / {two:.1f} s at a load of {os.getloadavg()[0]:.1f}"
    yield Row("jobs", f"{verdicts.SEVERAL} targets: --jobs 1 / --jobs 2", one / two, "≥ 1.8", one / two >= 1.8, detail)


GROUPS = {
    "costs": costs,
    "oracle": oracle,
    "libraries": libraries,
    "mistakes": mistakes,
    "commands": commands,
    "profile": profile,
    "growth": grown,
    "jobs": jobs,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7, help="how often each is measured; the median counts")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--only", choices=GROUPS, action="append", help="a group of measurements; all if left out")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw growth, as PNG or SVG")
    chosen = parser.parse_args()
    for row in chain.from_iterable(GROUPS[each](chosen.repeats) for each in chosen.only or GROUPS):
        if chosen.json:
            print(json.dumps(row.__dict__), flush=True)
        else:
            mark = {True: "reached", False: "missed", None: ""}[row.reached]
            print(f"{row.what:<54} {row.ratio:>8.2f}  {row.aim:<7} {mark:<8} {row.detail}", flush=True)
    if chosen.plot is not None:
        growth.draw(growth.measured(chosen.repeats), chosen.plot)


if __name__ == "__main__":
    main()
