"""The sheet that pictures are drawn on, light or dark.  The only module that imports matplotlib."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from .curve import Curve

WIDTH = 6.2
"""Inches: with letters of 10.5 points, these can still be read on a telephone."""

RESOLUTION = 160


@dataclass(frozen=True)
class Theme:
    """Colours: of the paper, of what is right, of what is said beside it, and of what is wrong in turn."""

    paper: str
    ink: str
    faint: str
    grid: str
    accents: tuple[str, ...]


LIGHT = Theme("#ffffff", "#1f2328", "#59636e", "#d8dee4", ("#b3261e", "#0b57b0", "#8a4b08", "#6b3fa0", "#0f6b52"))
DARK = Theme("#0d1117", "#f0f6fc", "#9198a1", "#30363d", ("#ff8a80", "#79b8ff", "#f2b366", "#cda6ff", "#6fd6b3"))

DASHES: tuple[Any, ...] = (
    (0, (5, 2)),
    (0, (1.2, 1.4)),
    (0, (7, 2, 1.2, 2)),
    (0, (3, 1.2)),
    (0, (9, 3)),
    (0, (9, 2, 1.2, 1.2, 1.2, 2)),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "svg.hashsalt": "optproof",
    "svg.fonttype": "path",
    "path.simplify": True,
}


class Canvas:
    """A sheet with panels one above the other, or in columns.

    Args:
        theme: LIGHT or DARK.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.figure = Figure(figsize=(WIDTH, WIDTH / 2), facecolor=theme.paper, layout="constrained")
        self._unnamed: list[tuple[Axes, Sequence[Curve], Sequence[Mapping[str, Any]]]] = []

    def panels(self, rows: int, columns: int = 1, *, height: float = 2.35, **shared: Any) -> list[Axes]:
        """`rows`×`columns` empty panels, row by row; `height` inches for a row."""
        self.figure.set_size_inches(WIDTH, height * rows)
        grid = self.figure.subplots(rows, columns, squeeze=False, **shared)
        panels: list[Axes] = list(grid.flat)
        for each in panels:
            self._prepare(each)
        return panels

    def _prepare(self, axes: Axes) -> None:
        axes.set_facecolor(self.theme.paper)
        axes.grid(color=self.theme.grid, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(colors=self.theme.faint, labelcolor=self.theme.faint, labelsize=9.5, width=0.8)
        for side in axes.spines.values():
            side.set_color(self.theme.faint)

    def style(self, curve: Curve, number: int) -> dict[str, Any]:
        """How a curve is drawn: what is right in a full dark line, what is wrong in colours, dashes and markers of its own."""
        if curve.right:
            return {"color": self.theme.ink, "linestyle": "-", "linewidth": 2.4, "zorder": 2.5}
        return {
            "color": self.theme.accents[number % len(self.theme.accents)],
            "linestyle": DASHES[number % len(DASHES)],
            "marker": MARKERS[number % len(MARKERS)],
            "markersize": 4.5,
            "markerfacecolor": self.theme.paper,
            "zorder": 3,
        }

    def curves(self, axes: Axes, curves: Sequence[Curve]) -> None:
        """Draw curves, each with its name at its right end."""
        wrong = 0
        styles: list[dict[str, Any]] = []
        for each in curves:
            style = self.style(each, wrong)
            wrong += not each.right
            apart: dict[str, Any] = {"markevery": _places(axes, each, wrong)} if "marker" in style else {}
            axes.plot(each.x, each.y, **style, **apart)
            styles.append(style)
            if each.low is not None and each.high is not None:
                axes.fill_between(each.x, each.low, each.high, color=style["color"], alpha=0.15, linewidth=0)
        axes.margins(x=0)
        self._unnamed.append((axes, curves, styles))

    def _name(self, axes: Axes, curves: Sequence[Curve], styles: Sequence[Mapping[str, Any]]) -> None:
        """Put the names where the curves end, as near as they find room.  Only a sheet that is laid out tells where."""
        scale = axes.transAxes.inverted()
        ends = [scale.transform(axes.transData.transform((each.x[-1], _last(each)))) for each in curves]
        lines = [each.label.count("\n") + 1 for each in curves]
        room = 13.5 / 72 / axes.get_position().height / float(self.figure.get_size_inches()[1])
        heights = spread([float(np.clip(end[1], 0, 1)) for end in ends], [room * each for each in lines])
        for each, end, height, style in zip(curves, ends, heights, styles, strict=True):
            inside = 0 <= end[1] <= 1
            line = {"arrowstyle": "-", "color": style["color"], "linewidth": 0.7, "relpos": (0, 0.5), "shrinkB": 0}
            axes.annotate(
                each.label if inside else f"{'↑' if end[1] > 1 else '↓'} {each.label}",
                xy=(1, float(np.clip(end[1], 0, 1))),
                xytext=(1.035, height),
                xycoords="axes fraction",
                textcoords="axes fraction",
                color=style["color"],
                fontsize=9.5,
                fontweight="bold" if each.right else "normal",
                verticalalignment="center",
                linespacing=1.05,
                annotation_clip=False,
                arrowprops=line if inside else None,
            )

    def note(self, axes: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **how: Any) -> None:
        """A remark in small letters, with a thin line to the point that it speaks of; `offset` is in points."""
        axes.annotate(
            text,
            xy=at,
            xytext=offset,
            textcoords="offset points",
            color=self.theme.ink,
            fontsize=9.5,
            linespacing=1.15,
            arrowprops={"arrowstyle": "-", "color": self.theme.faint, "linewidth": 0.8, "shrinkB": 4},
            **how,
        )

    def labels(self, axes: Axes, title: str, x: str = "", y: str = "") -> None:
        """What a panel shows, and what is measured along its axes; a vertical axis is named in the title's second line."""
        # Told where it stands: to find a title's place, matplotlib measures every axis each time, which is half of drawing.
        axes.set_title(title, y=1.0, pad=20 if y else 6, color=self.theme.ink)
        axes.set_xlabel(x, color=self.theme.faint, fontsize=9.5)
        if y:
            axes.text(0, 1.025, y, transform=axes.transAxes, color=self.theme.faint, fontsize=9.5, va="bottom")

    def steps(self, axes: Axes, last: int) -> None:
        """A logarithmic axis of steps, from 1 to `last`."""
        axes.set_xscale("log")
        axes.set_xlim(1, last)
        ticks = [10**k for k in range(8) if 10**k <= last]
        axes.set_xticks(ticks, [f"{each:,}" for each in ticks])
        axes.xaxis.set_minor_locator(NullLocator())

    def finish(self) -> None:
        """Lay the sheet out, with names where their curves end.  Nothing can be added afterwards."""
        layout = self.figure.get_layout_engine()
        assert layout is not None
        layout.execute(self.figure)
        for each in self._unnamed:
            self._name(*each)
        layout.execute(self.figure)
        self.figure.set_layout_engine("none")

    def save(self, file: Path, title: str, description: str) -> None:
        """Write PNG or SVG, by the file's name; the same sheet gives the same bytes."""
        kind = file.suffix.lower().removeprefix(".")
        words = {"Title": title, "Description": description}
        known = {**words, "Date": None} if kind == "svg" else {**words, "Software": None}
        self.figure.savefig(file, format=kind, dpi=RESOLUTION, metadata=known, facecolor=self.theme.paper)


@contextmanager
def styled() -> Generator[None]:
    """Where matplotlib draws as it does here, whatever the user's own settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def spread(wanted: Sequence[float], room: Sequence[float]) -> list[float]:
    """Heights near those wanted, between which there is room for labels of the heights `room`."""
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    heights = list(wanted)
    for _ in range(200):
        for below, above in pairwise(order):
            missing = (room[below] + room[above]) / 2 - (heights[above] - heights[below])
            if missing > 1e-9:
                heights[below] -= missing / 2
                heights[above] += missing / 2
    return heights


def _last(curve: Curve) -> float:
    known = curve.y[np.isfinite(curve.y)]
    return float(known[-1]) if known.size else float("nan")


def _places(axes: Axes, curve: Curve, turn: int) -> list[int]:
    """Where markers stand: a few, evenly along the axis, and not where those of the next curve stand."""
    x: NDArray[np.float64] = np.log(curve.x) if axes.get_xscale() == "log" else curve.x
    wanted = x[0] + (x[-1] - x[0]) * (np.arange(6) + 0.2 * turn) / 6
    return sorted({int(np.argmin(np.abs(x - each))) for each in wanted})
