"""A refuted target beside its rule, on the tape that refutes it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...reference.library import find_form, find_rule
from ...reference.oracle import judge
from ...reference.tape import Tape
from ..fuzzing.dtypes import dtype_of
from ..report import distance, figure, subscript, told_apart
from ..verdict import Shown, Verdict

if TYPE_CHECKING:
    from .canvas import Axes, Canvas

SHOWN = 8
"""Gradients that are written under the axis; of longer tapes, none."""


@dataclass(frozen=True, eq=False)
class Parting:
    """What a target and its rule make of one element of the tape.

    Up to the last step they agree within rounding, for a counterexample ends where they part.

    Attributes:
        steps: of the tape, the first of them 0 where the start is known to the picture.
        rule: the rule's value after each of them.
        computed: the target's value after the last one.
    """

    title: str
    reason: str
    shown: Shown
    steps: NDArray[np.float64]
    rule: NDArray[np.float64]

    @property
    def computed(self) -> float:
        return self.shown.computed


def partings(verdicts: Sequence[Verdict]) -> tuple[Parting, ...]:
    """One for each verdict that has a counterexample in numbers."""
    return tuple(_parting(each, shown) for each in verdicts if (shown := _shown(each)) is not None)


def _shown(verdict: Verdict) -> Shown | None:
    """The counterexample of a refuted target: the verdict's own, or that of a check that failed."""
    if verdict.verdict != "refuted":
        return None
    checks = (*verdict.arithmetic.checks, *verdict.conduct.checks)
    failed = [each.counterexample for each in checks if each.outcome == "failed"]
    return next((each for each in (verdict.counterexample, *failed) if each is not None), None)


def _parting(verdict: Verdict, shown: Shown) -> Parting:
    path = _path(verdict, shown)
    alone = path is None or path[-1] != shown.expected  # it was not held to the rule, but to another run
    rule = np.array([shown.expected] if alone else [shown.theta0, *path[:-1], shown.expected], float)
    steps = np.arange(shown.step - len(rule) + 1.0, shown.step + 1)
    reason = verdict.mistakes[0].title.rstrip(".") if verdict.mistakes else verdict.reason
    where, colon, name = verdict.target.rpartition(":")
    return Parting(f"{Path(where).name}{colon}{name}", reason, shown, steps, rule)


def _path(verdict: Verdict, shown: Shown) -> list[float] | None:
    """The rule's value after each step of the tape; None where the verdict names no form."""
    name, dtype = verdict.closest or verdict.form, dtype_of(shown.dtype)
    if name is None or dtype is None:
        return None
    rows = tuple((None if each is None else np.array([each], dtype),) for each in shown.gradients)
    tape = Tape((np.array([shown.theta0], dtype),), rows, shown.lr, dict(shown.hyperparameters))
    judged = [each for (each,) in judge(find_form(find_rule(verdict.rule), name), tape)]
    return [float((each.value if shown.quantity == "θ" else each.gradient_at)[0]) for each in judged]


def draw(data: Sequence[Parting], canvas: "Canvas") -> None:
    """A panel for each."""
    for axes, each in zip(canvas.panels(len(data), height=2.9), data, strict=True):
        _draw(each, axes, canvas)


def _draw(data: Parting, axes: "Axes", canvas: "Canvas") -> None:
    shown, wrong = data.shown, canvas.theme.accents[0]
    last, end = float(data.steps[-1]), float(data.rule[-1])
    axes.plot(data.steps, data.rule, "o-", color=canvas.theme.ink, linewidth=2.2, markersize=6, zorder=2.5)
    values = dict(zip(("rule", "code"), told_apart(end, data.computed), strict=True))
    heights = {"rule": end, "code": data.computed if math.isfinite(data.computed) else end}
    if math.isfinite(data.computed):
        before = float(data.rule[-2]) if len(data.rule) > 1 else data.computed
        axes.plot([last - 1, last] if len(data.rule) > 1 else [last], [before, data.computed][-len(data.rule[-2:]) :],
                  "X", linestyle=(0, (5, 2)), color=wrong, linewidth=2, markersize=9, markevery=[-1], zorder=3)  # fmt: skip
    axes.margins(x=0.04, y=0.2)
    above = heights["code"] >= heights["rule"]
    for who, sign in (("code", 1 if above else -1), ("rule", -1 if above else 1)):
        axes.annotate(
            f"the {who}: {values[who]}",
            xy=(last, heights[who]),
            xytext=(10, 7 * sign),
            textcoords="offset points",
            color=wrong if who == "code" else canvas.theme.ink,
            fontsize=10,
            fontweight="bold",
            verticalalignment="center",
            annotation_clip=False,
        )
    quantity = "θ after each step" if shown.quantity == "θ" else f"{shown.quantity}, in each step"
    canvas.labels(axes, data.title, y=f"{quantity}, {shown.dtype}")
    axes.set_xticks(data.steps, [_tick(shown, int(each)) for each in data.steps])
    chosen = [f"lr = {figure(shown.lr[-1])}", *(f"{name} = {figure(x)}" for name, x in shown.hyperparameters.items())]
    axes.set_xlabel(f"{distance(shown)}\n{', '.join(chosen)}", color=canvas.theme.faint, fontsize=9.5)


def _tick(shown: Shown, step: int) -> str:
    if step == 0 or len(shown.gradients) > SHOWN:
        return str(step)
    gradient = shown.gradients[step - 1]
    return f"{step}\ng{subscript(step)} " + ("absent" if gradient is None else f"= {gradient:.4g}")
