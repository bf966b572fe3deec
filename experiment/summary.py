"""What came out, in one table: each contender over all seeds, beside the right one of its family."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from .contenders import contenders
from .runs import Record

MARKS = (100, 1000, 2000, 10_000)
"""Iterations at which the loss is told."""

Records = Mapping[str, Sequence[Record]]
"""The runs of each contender, a run for each seed."""


def rows(records: Records) -> list[dict[str, str]]:
    """A row for each contender: mean losses, their spread at the end, accuracy, and how often it ends below the right one."""
    return [_row(name, records) for name in contenders() if name in records]


def _row(name: str, records: Records) -> dict[str, str]:
    runs, contender = records[name], contenders()[name]
    right = records.get(f"{contender.family}_right")
    last = [each.loss[-1] for each in runs]
    marks = {
        f"loss_{mark}": f"{np.mean([each.loss[each.at(mark)] for each in runs]):.4g}"
        for mark in MARKS
        if mark <= runs[0].iteration[-1]
    }
    below = "" if contender.right or right is None else _below(last, [each.loss[-1] for each in right])
    return {
        "optimizer": name,
        "right": "yes" if contender.right else "no",
        "runs": str(len(runs)),
        **marks,
        "spread": f"{np.std(last):.2g}",
        "accuracy": f"{np.mean([each.accuracy[-1] for each in runs]):.3f}",
        "below_right": below,
    }


def _below(ours: Sequence[float], theirs: Sequence[float]) -> str:
    pairs = list(zip(ours, theirs, strict=False))
    return f"{sum(one < other for one, other in pairs)}/{len(pairs)}"


def write(records: Records, file: Path) -> None:
    """The table as CSV."""
    table = rows(records)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
