"""A refuted target beside its rule, on the tape that refutes it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ....reference.library import find_form, find_rule
from ....reference.oracle import judge
from ....reference.tape import Tape
from ...symbolic.dtypes import dtype_of
from ...verdicts.verdict import Shown, Verdict
from ..figures import subscript, told_apart
from ..layout import cut
from ..report import chosen, distance

if TYPE_CHECKING:
    from .canvas import Axes, Canvas

SHOWN = 8
"""Gradients that are written under the axis; of longer tapes, none."""

LARGEST = 1e100
"""What is larger is told in numbers alone."""

WORDS = 76
"""Letters of the reason that find room above the panel."""


@dataclass(frozen=True, eq=False)
class Parting:
    """What a target and its rule make of one element of the tape.

    A counterexample ends where they part, so before that the code's value is drawn as the rule's.

    Attributes:
        steps: of the tape, from 0; the last alone where the target was held to another run and not to the rule.
        rule: the rule's value after each of them.
        code: the target's value after each of them.
    """

    title: str
    reason: str
    shown: Shown
    steps: NDArray[np.float64]
    rule: NDArray[np.float64]
    code: NDArray[np.float64]


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
    before = [shown.theta0, *path[:-1]] if path is not None and path[-1] == shown.expected else []
    rule, code = np.array([*before, shown.expected]), np.array([*before, shown.computed])
    steps = np.arange(shown.step - len(rule) + 1.0, shown.step + 1)
    reason = (verdict.mistakes[0].title if verdict.mistakes else verdict.reason).replace("`", "").rstrip(".")
    where, colon, name = verdict.target.rpartition(":")
    return Parting(f"{Path(where).name}{colon}{name}", reason, shown, steps, rule, code)


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
    shown, ink, wrong = data.shown, canvas.theme.ink, canvas.theme.accents[0]
    dashed: Any = {
        "linestyle": (0, (5, 2)),
        "linewidth": 2,
        "marker": "X",
        "markersize": 9,
        "markevery": [-1],
        "zorder": 3,
    }
    axes.plot(data.steps, _drawable(data.rule), "o-", color=ink, linewidth=2.2, markersize=6)
    axes.plot(data.steps[-2:], _drawable(data.code[-2:]), color=wrong, **dashed)
    axes.margins(x=0.04, y=0.2)
    code, rule = told_apart(shown.computed, shown.expected)
    up = 1 if shown.computed >= shown.expected else -1
    heights = [each for each in _drawable(np.array([shown.computed, shown.expected])) if math.isfinite(each)] or [0.0]
    for text, y, colour, side in (
        (f"the code: {code}", heights[0], wrong, up),
        (f"the rule: {rule}", heights[-1], ink, -up),
    ):
        axes.annotate(
            text.replace("-", "−"),
            xy=(float(data.steps[-1]), y),
            xytext=(10, 7 * side),
            textcoords="offset points",
            color=colour,
            fontsize=10,
            fontweight="bold",
            verticalalignment="center",
            annotation_clip=False,
        )
    canvas.labels(axes, f"REFUTED  {data.title}", y=cut(data.reason, WORDS))
    axes.set_xticks(data.steps, [_tick(shown, int(each)) for each in data.steps])
    axes.set_xlabel(f"{distance(shown)}\nin {shown.dtype}, {', '.join(chosen(shown))}")
    axes.set_ylabel("θ after each step" if shown.quantity == "θ" else "where the gradient is taken")
    for each in (axes.xaxis.label, axes.yaxis.label):
        each.set(color=canvas.theme.faint, fontsize=9.5)


def _drawable(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values, without those that no axis can show."""
    return np.where(np.abs(values) < LARGEST, values, np.nan)


def _tick(shown: Shown, step: int) -> str:
    if len(shown.gradients) > SHOWN:
        return str(step)
    if step == 0:
        return f"0\nθ₀ = {shown.theta0:.4g}"
    gradient = shown.gradients[step - 1]
    return f"{step}\ng{subscript(step)} " + ("absent" if gradient is None else f"= {gradient:.4g}")
