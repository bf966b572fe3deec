"""One run: a contender trains the network, and what it did is kept, so that it is never done twice."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optproof.verification.reports.pictures.network import Params, Task, accuracy_of, backward, initial

from .contenders import contenders
from .digits import digits

HIDDEN = 50
EACH = 50
"""Iterations at the start that are kept one by one."""

COLUMNS = ("iteration", "loss", "accuracy")


@dataclass(frozen=True)
class Setting:
    """What all runs share.

    Attributes:
        data: the name of the digits.
        mnist: the folder of MNIST's IDX files, where they are not fetched.
        iterations: how many each run takes.
        batch: images in a batch.
    """

    data: str = "digits"
    mnist: Path | None = None
    iterations: int = 10_000
    batch: int = 256

    def __str__(self) -> str:
        return f"# {self.data}, {self.iterations} iterations, batch {self.batch}, {HIDDEN} hidden units, float32"


@dataclass(frozen=True, eq=False)
class Record:
    """What became of a run.

    Attributes:
        iteration: those at which it was looked at, counted from 1.
        loss: the mean loss of the batches since it was last looked at, each before its step.
        accuracy: the part of the test images that is recognised, after the step.
    """

    iteration: NDArray[np.float64]
    loss: NDArray[np.float64]
    accuracy: NDArray[np.float64]

    def at(self, iteration: int) -> int:
        """The row of the last look at or before an iteration."""
        return int(np.searchsorted(self.iteration, iteration, side="right")) - 1


def looks(iterations: int, count: int = 160) -> list[int]:
    """When a run is looked at: at first in each iteration, then ever more rarely, and at the round numbers."""
    spaced = np.geomspace(EACH, max(iterations, EACH), count).round()
    round_ones = [100, 1000, 2000, 10_000]
    return sorted({int(each) for each in (*range(1, EACH), *spaced, *round_ones, iterations) if each <= iterations})


@lru_cache(maxsize=4)
def start(setting: Setting, seed: int) -> Params:
    """The weights from which every run with this seed begins."""
    train = digits(setting.data, setting.mnist).train
    return initial((train.inputs.shape[1], HIDDEN, int(train.classes.max()) + 1), seed, np.float32)


def run(name: str, setting: Setting, seed: int) -> Record:
    """Train once: the weights and the batches follow from the seed alone, whoever the contender is."""
    data = digits(setting.data, setting.mnist)
    params = {key: value.copy() for key, value in start(setting, seed).items()}
    optimizer, draw = contenders()[name].make(), np.random.default_rng([seed, 1])
    watched = set(looks(setting.iterations))
    rows: list[tuple[int, float, float]] = []
    losses: list[float] = []
    with np.errstate(all="ignore"):
        for iteration in range(1, setting.iterations + 1):
            chosen = draw.integers(len(data.train.classes), size=setting.batch)
            loss, gradients = backward(params, Task(data.train.inputs[chosen], data.train.classes[chosen]))
            optimizer.update(params, gradients)
            losses.append(loss)
            if iteration in watched:
                rows.append((iteration, float(np.mean(losses)), accuracy_of(params, data.test)))
                losses.clear()
    return Record(*np.array(rows, float).T)


# Keeping.


def kept(folder: Path, name: str, setting: Setting, seed: int) -> Path:
    """Where a run is kept."""
    return folder / "runs" / f"{setting.data}-{name}-{seed}.csv"


def save(record: Record, file: Path, setting: Setting) -> None:
    """Write a run whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"{setting}\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for iteration, loss, accuracy in zip(record.iteration, record.loss, record.accuracy, strict=True):
            writer.writerow([int(iteration), f"{loss:.6g}", f"{accuracy:.4f}"])
    part.replace(file)


def load(file: Path, setting: Setting) -> Record | None:
    """A run that was kept; None where there is none, or one of another setting."""
    if not file.exists():
        return None
    head, columns, *rows = file.read_text(encoding="utf-8").splitlines()
    if head != str(setting) or tuple(columns.split(",")) != COLUMNS:
        return None
    return Record(*np.array([[float(each) for each in row.split(",")] for row in rows]).T)


def carry_out(folder: Path, name: str, setting: Setting, seed: int) -> None:
    """Run, and keep what came out."""
    save(run(name, setting, seed), kept(folder, name, setting, seed), setting)
