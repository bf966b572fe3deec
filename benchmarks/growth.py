"""How the time of a check grows with what is checked: measured where each alone grows, and drawn.

A power of n: 1 is as long for each that is added, and 2 a loop within a loop.
"""

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import processes
import verdicts

from optproof.reference.library import find_form, find_rule
from optproof.reference.tape import Tape
from optproof.verification.fuzzing.departure import departures
from optproof.verification.fuzzing.tally import Tally
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load

RULE = find_rule("adam")
FORM = find_form(RULE, "algorithm-1")
GIVEN = {"beta1": 0.875, "beta2": 0.96875, "epsilon": 2.0**-10}

PARTS = ("adam", "adam+l2", "adam+l2+maximize", "adam+l2+maximize+amsgrad")

OF_PARTS = """
import sys
from optproof.reference.library import find_rule
from optproof.reference.lowering import lowered
from optproof.verification.diagnosis.evidence import question
from optproof.verification.questions.check import examine

rule = find_rule(sys.argv[1])
verdict = examine(lowered(rule.forms[0]), question(rule, None, {}, None, 0))
assert verdict.verdict == "proved", verdict
"""
"""A check of a rule's own class, the rule with so many parts."""


@dataclass(frozen=True)
class Growth:
    """Seconds of the processor for each number of something."""

    what: str
    seconds: dict[int, float]

    @property
    def power(self) -> float:
        """Of n, as the time grows at the end, where what it takes in any case weighs least."""
        (few, before), (many, after) = [*self.seconds.items()][-2:]
        return math.log(after / before) / math.log(many / few)


@cache
def measured(repeats: int) -> tuple[Growth, ...]:
    """Each in its turn, once; what is small in this process, and whole commands in processes of their own."""
    return tuple(_measured(repeats))


def _measured(repeats: int) -> Iterator[Growth]:
    yield Growth("steps", {n: _held(_tape(n, 1, 4), repeats) for n in (64, 256, 1024, 4096)})
    yield Growth("elements", {n: _held(_tape(16, 1, n), repeats) for n in (256, 4096, 65536, 262144)})
    yield Growth("parameters", {n: _held(_tape(16, n, 4), repeats) for n in (4, 16, 64, 256)})
    yield Growth("parts", {n: _process(["-c", OF_PARTS, name], repeats) for n, name in enumerate(PARTS, 1)})
    yield Growth("targets", {n: _process(_command(n), repeats) for n in (2, 4, 8, 16)})


def _tape(steps: int, parameters: int, elements: int) -> Tape:
    generator = np.random.default_rng(0)
    shapes = [(elements,)] * parameters
    initial, *rows = (tuple(generator.standard_normal(each) for each in shapes) for _ in range(steps + 1))
    return Tape(initial, tuple(rows), (0.125,) * steps, GIVEN)


def _held(tape: Tape, repeats: int) -> float:
    """How long it takes to run an Adam on a tape, and to hold it to the bound."""
    subject = recognise(load("implementations/adam.py:Adam"), RULE, None, {})
    paths = lr_paths(subject)

    def act() -> None:
        (outcome,) = departures(subject, FORM, [tape], paths, Tally())
        assert outcome.left is None and outcome.raised is None, outcome

    return statistics.median(_spent(act) for _ in range(repeats))


def _spent(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _command(targets: int) -> list[str]:
    return ["-m", "optproof", "check", *[processes.BOOK_FORM] * targets, "--rule", "adam", "--jobs", "1"]


def _process(arguments: Sequence[str], repeats: int) -> float:
    return statistics.median(verdicts.seconds([sys.executable, *arguments]) for _ in range(repeats))


def draw(found: Sequence[Growth], file: Path) -> None:
    """Time over number, each on a scale of powers: a straight line of slope 1 is what is hoped for."""
    from matplotlib.figure import Figure

    figure = Figure((2.4 * len(found), 2.4), layout="constrained")
    for axes, each in zip(np.atleast_1d(figure.subplots(1, len(found))), found, strict=True):
        numbers = [*each.seconds]
        axes.loglog(numbers, [*each.seconds.values()], "o-")
        linear = [each.seconds[numbers[-1]] * n / numbers[-1] for n in numbers]
        axes.loglog(numbers, linear, "--", color="0.6", linewidth=1)
        axes.set(title=f"{each.what}: n^{each.power:.1f}", xlabel=each.what, ylabel="seconds")
        axes.set_xticks(numbers, [f"{n // 1000}k" if n >= 10_000 else str(n) for n in numbers])
        axes.minorticks_off()
    figure.savefig(file)
