"""How much of the bound honest runs use, on tapes of every kind."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import ml_dtypes
import numpy as np

from optproof import implementations
from optproof.reference.formats import Format
from optproof.reference.oracle import judge
from optproof.reference.rule import Form, Hyperparameter
from optproof.reference.tape import Tape

from .honest import Walk, round_to, rounded_run

DTYPES = {name: np.dtype(getattr(ml_dtypes, name, name)) for name in ("float16", "bfloat16", "float32", "float64")}


# TAPES


def draw_tape(form: Form, rounded_to: Format, seed: int, elements: int, most_steps: int = 24) -> Tape:
    """A tape of one parameter, held in doubles that the format has: every element in a regime of its own."""
    generator = np.random.default_rng(seed)
    chooser = random.Random(seed)
    steps = chooser.choice((1, 2, 3, 5, 8, 13, most_steps))
    low, high = np.log2(rounded_to.smallest_subnormal), np.log2(rounded_to.largest)
    # Squares fit in the middle half of the exponents; some elements leave it.
    middle = generator.random(elements) < 0.75
    scale = np.where(middle, generator.uniform(low / 2, high / 2, elements), generator.uniform(low, high, elements))
    scale = np.where(generator.random(elements) < 0.3, generator.uniform(-10, 5, elements), scale)
    growth = generator.choice((0.0, 0.0, 0.0, -1.0, 0.5), elements)
    sparse = generator.random(elements) < 0.2
    rows: list[tuple[Any, ...]] = []
    for k in range(steps):
        row = generator.standard_normal(elements) * 2.0 ** np.clip(scale + growth * k, -1060, 1010)
        row[sparse & (generator.random(elements) < 0.6)] = 0.0
        row = np.clip(row, -rounded_to.largest, rounded_to.largest)
        rows.append((round_to(rounded_to, row),))
    rate = 2.0 ** chooser.uniform(-14, 2)
    rates = [chooser.choice((rate, 2.0 ** chooser.uniform(-14, 2), 1.0, 0.001)) for _ in range(steps)]
    start = generator.standard_normal(elements) * 2.0 ** generator.uniform(-8, 8, elements)
    given = {each.name: _hyperparameter(each, chooser) for each in form.hyperparameters if each.name != "lr"}
    initial = (round_to(rounded_to, start),)
    if chooser.random() < 0.3:
        rates = [rate] * steps
    return Tape(initial, tuple(rows), tuple(rates), given)


def _hyperparameter(of: Hyperparameter, chooser: random.Random) -> float:
    drawn = _number(of.name, chooser)
    return next(each for each in (drawn, 1 + drawn, (1 + drawn) / 2, 2.0) if each in of.domain)


def _number(name: str, chooser: random.Random) -> float:
    if name == "epsilon":
        return chooser.choice((0.0, 1.0, 1e-8, 1e-10, 1e-3, 2.0**-10, 2.0 ** chooser.uniform(-30, 0)))
    nearly_one = 1 - 2.0 ** -chooser.uniform(1, 12)
    return chooser.choice((0.0, 0.5, 0.9, 0.99, 0.999, 0.875, nearly_one, chooser.random()))


def as_rounded(tape: Tape, rounded_to: Format) -> Tape:
    """The tape with its hyperparameters as the format rounds them."""
    held = {name: float(round_to(rounded_to, value)) for name, value in tape.hyperparameters.items()}
    return replace(tape, hyperparameters=held, lr=tuple(float(round_to(rounded_to, each)) for each in tape.lr))


# RUNS


def class_run(name: str, tape: Tape, scalar: Callable[[float], Any] = float) -> Iterator[Any]:
    """θ after each step of one of optproof.implementations, its hyperparameters made by `scalar`."""
    given = {key: scalar(value) for key, value in tape.hyperparameters.items()}
    optimizer = getattr(implementations, name)(lr=scalar(tape.lr[0]), **given)
    params = {"W": tape.initial[0].copy()}
    for (gradient,), rate in zip(tape.gradients, tape.lr, strict=True):
        optimizer.lr = scalar(rate)
        with np.errstate(all="ignore"):
            optimizer.update(params, {"W": gradient})
        yield params["W"].copy()


# JUDGEMENT

READINGS = ("exact", "rounded", "mixed", "settled")
"""Hyperparameters exact, rounded to the dtype, or now this and now that; or all that is made of them in doubles."""


@dataclass
class Score:
    """What a run used of its bound."""

    trajectories: int = 0
    judged: int = 0
    unbounded: int = 0
    overflowing: int = 0
    worst: float = 0.0

    def add(self, other: "Score") -> None:
        self.trajectories += other.trajectories
        self.judged += other.judged
        self.unbounded += other.unbounded
        self.overflowing += other.overflowing
        self.worst = max(self.worst, other.worst)


def scored(form: Form, tape: Tape, found: Iterator[Any], dtype: Any, **reading: Any) -> Score:
    """Hold a run to the bound; a number that is no number where there is a bound is infinitely far away."""
    score = Score(trajectories=tape.initial[0].size)
    for (one,), value in zip(judge(form, tape, dtype, **reading), found, strict=True):
        bounded = np.isfinite(one.bound)
        score.judged += int(bounded.sum())
        score.unbounded += int((~bounded).sum())
        score.overflowing += int(one.overflow.sum())
        score.worst = max(score.worst, float(np.max(one.excess(value), initial=0.0)))
    return score


def rounding_score(form: Form, rounded_to: Format, seed: int, elements: int) -> Score:
    """One tape, computed in one honest way."""
    chooser = random.Random(seed)
    tape = draw_tape(form, rounded_to, seed, elements)
    dtype, doubles, wider = DTYPES[rounded_to.name], chooser.random() < 0.5, chooser.choice((0.0, 0.0, 0.3))
    reading = READINGS[seed % len(READINGS)]
    if reading == "mixed":
        names = tuple(each.name for each in form.hyperparameters)
        walk = Walk(rounded_to, chooser, doubles, wider, mixed=True)
        return scored(form, tape, rounded_run(form, tape, walk), dtype, mixed=names)
    if reading == "settled":
        walk = Walk(rounded_to, chooser, settled_in_doubles=True, wider=wider, settled_first=True)
        return scored(form, tape, rounded_run(form, tape, walk), dtype, settled=np.float64)
    tape = as_rounded(tape, rounded_to) if reading == "rounded" else tape
    return scored(form, tape, rounded_run(form, tape, Walk(rounded_to, chooser, doubles, wider)), dtype)


def class_score(name: str, form: Form, rounded_to: Format, seed: int, elements: int) -> Score:
    """One tape, computed by one of the classes."""
    dtype = DTYPES[rounded_to.name]
    held = draw_tape(form, rounded_to, seed, elements)
    rows = tuple((row[0].astype(dtype),) for row in held.gradients)
    tape = replace(held, initial=(held.initial[0].astype(dtype),), gradients=rows)
    if seed % 3:
        # Python floats until they meet data.
        return scored(form, tape, class_run(name, tape), dtype, settled=np.float64)
    return scored(form, as_rounded(tape, rounded_to), class_run(name, tape, dtype.type), dtype)
