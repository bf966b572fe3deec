"""The losses as pictures: for each family over 2,000 iterations and over all, and the stall with its repair."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from optproof.verification.reports.pictures.canvas import DARK, LIGHT, Canvas, styled
from optproof.verification.reports.pictures.curve import Curve

from .contenders import REPAIRED_AT, STALLED, contenders
from .runs import Record
from .summary import Records

SHORT = 2000

LARGEST = 20
"""Losses above this are not shown: nothing is learned there."""

RIDDLE = {
    "adam_right": "PROVED",
    "adam_lost_decay": "REFUTED: decay of v lost",
    "adam_no_correction": "REFUTED: no correction",
    "adam_lr_t_beta1_twice": "REFUTED: β₁ twice",
    "adam_lr_t_beta2_twice": "REFUTED: β₂ twice",
}
"""The Adams whose losses all look right, and what `optproof check` says of each."""

SMALLEST = 1e-6
"""Losses below this are drawn as this: a logarithmic axis has no zero."""


def draw(records: Records, folder: Path) -> list[Path]:
    """Every picture, on light and on dark paper."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn: list[Path] = []
    families = dict.fromkeys(each.family for each in contenders().values() if each.name in records)
    for family in families:
        drawn += _sheets(
            folder / family, f"Losses of {family}", lambda canvas, one=family: family_of(records, one, canvas)
        )
    if {STALLED, f"{STALLED}_repaired", "adam_right"} <= set(records):
        drawn += _sheets(folder / "stall", "An Adam that stalls, and its repair", lambda canvas: stall(records, canvas))
    if set(RIDDLE) <= set(records):
        title = "Five Adams learn to read digits; optproof proves one and refutes four"
        drawn += _sheets(folder / "riddle", title, lambda canvas: riddle(records, canvas))
    return drawn


def _sheets(stem: Path, title: str, fill: Callable[[Canvas], None]) -> list[Path]:
    files: list[Path] = []
    for theme, mark in ((LIGHT, ""), (DARK, "-dark")):
        with styled():
            canvas = Canvas(theme)
            fill(canvas)
            canvas.finish()
            files.append(stem.with_name(f"{stem.name}{mark}.svg"))
            canvas.save(files[-1], title, title)
    return files


def curve(label: str, runs: Sequence[Record], last: int, *, right: bool = False) -> Curve:
    """The mean loss over the seeds, in a band from the lowest to the highest."""
    upto = runs[0].at(last) + 1
    losses = np.maximum(np.array([each.loss[:upto] for each in runs]), SMALLEST)
    return Curve(label, runs[0].iteration[:upto], losses.mean(axis=0), right, losses.min(axis=0), losses.max(axis=0))


def family_of(records: Records, family: str, canvas: Canvas) -> None:
    """The right one and the wrong ones of a family, over 2,000 iterations and over all."""
    members = [each for each in contenders().values() if each.family == family and each.name in records]
    shown = [each for each in members if not each.name.endswith("_repaired")]
    length = int(records[shown[0].name][0].iteration[-1])
    lasts = [SHORT, length] if length > SHORT else [length]
    height = max(2.6, 0.36 * len(shown))
    for axes, last in zip(canvas.panels(len(lasts), height=height), lasts, strict=True):
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.set_xlim(1, last)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        labels = [(each.name.removeprefix(f"{family}_"), each) for each in shown]
        canvas.curves(axes, [curve(label, records[each.name], last, right=each.right) for label, each in labels])
        axes.set_ylim(top=LARGEST)
        canvas.labels(axes, f"{family}, {last:,} iterations", "iteration", "loss of a batch")


def stall(records: Records, canvas: Canvas) -> None:
    """The stalled Adam, the same repaired on its way, and the right one."""
    (axes,) = canvas.panels(1, height=3.2)
    length = int(records[STALLED][0].iteration[-1])
    canvas.steps(axes, length)
    axes.set_yscale("log")
    axes.minorticks_off()
    shown = (
        ("adam_right", "Adam"),
        (STALLED, "v += … stalls"),
        (f"{STALLED}_repaired", f"v += …, repaired\nafter {REPAIRED_AT:,}"),
    )
    canvas.curves(axes, [curve(label, records[name], length, right=name == "adam_right") for name, label in shown])
    canvas.labels(
        axes, "One += left over, and what its repair does", "iteration", "loss of a batch, handwritten digits"
    )


def riddle(records: Records, canvas: Canvas) -> None:
    """Five Adams whose losses all look right."""
    (axes,) = canvas.panels(1, height=3.3)
    last = min(SHORT, int(records["adam_right"][0].iteration[-1]))
    axes.set_yscale("log")
    axes.minorticks_off()
    axes.set_xlim(1, last)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    curves = [curve(label, records[name], last, right=name == "adam_right") for name, label in RIDDLE.items()]
    canvas.curves(axes, curves)
    canvas.labels(axes, "Five Adams learn to read digits. Four are wrong.", "iteration", "loss of a batch")
