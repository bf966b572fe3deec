"""Every rule on its way down f(x, y) = x²/20 + y², as in the book, and how long its steps are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ....reference.lowering import lowered
from ....reference.symbols import theta
from .curve import Curve
from .training import form_of

if TYPE_CHECKING:
    from .canvas import Axes, Canvas

START = (-7.0, 2.0)
STEPS = 30
SLOPE = np.array([0.1, 2.0])
"""The gradient of f is this times (x, y)."""

RULES = (
    ("SGD", "sgd", "plain", 0.95),
    ("Momentum", "momentum", "classical", 0.1),
    ("Nesterov", "nesterov", "lookahead", 0.1),
    ("AdaGrad", "adagrad", "outside", 1.5),
    ("RMSprop", "rmsprop", "outside", 0.3),
    ("Adam", "adam", "epsilon-hat", 0.3),
)
"""The book's lr for each rule that it tries, and for the others one that suits the picture."""

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Path:
    """Where a rule goes.

    Attributes:
        points: the start and where each step ends, as rows (x, y).
    """

    rule: str
    lr: float
    points: Array

    @property
    def lengths(self) -> Array:
        """|Δx| and |Δy| of each step."""
        return np.abs(np.diff(self.points, axis=0))


def trajectories(_seed: int = 0) -> tuple[Path, ...]:
    """The paths; there is no chance in them."""
    return tuple(Path(title, lr, _descent(rule, form, lr)) for title, rule, form, lr in RULES)


def _descent(rule: str, name: str, lr: float) -> Array:
    form = form_of(rule, name)
    optimizer, params = lowered(form)(lr=lr), {"w": np.array(START)}
    points = [params["w"]]
    for _ in range(STEPS):
        here = params["w"] if form.gradient_at == theta else optimizer.lookahead(params)["w"]
        optimizer.update(params, {"w": SLOPE * here})
        points.append(params["w"])
    return np.array(points)


def draw_paths(data: tuple[Path, ...], canvas: "Canvas") -> None:
    """A panel for each rule, with the lines on which f is constant."""
    panels = canvas.panels(-(-len(data) // 2), 2, height=2.15, sharex=True, sharey=True)
    x, y = np.meshgrid(np.linspace(-10, 10, 120), np.linspace(-4, 4, 120))
    for axes, path in zip(panels, data, strict=True):
        axes.grid(visible=False)
        levels = np.array([0.5, 2, 4.5, 8, 12.5])
        axes.contour(x, y, x**2 / 20 + y**2, levels=levels, colors=canvas.theme.grid, linewidths=0.9)
        axes.plot(*path.points.T, "o-", color=canvas.theme.accents[1], markersize=3.2, linewidth=1.3)
        axes.plot(*START, "s", color=canvas.theme.ink, markersize=5.5)
        axes.plot(0, 0, "+", color=canvas.theme.ink, markersize=9, markeredgewidth=1.6)
        axes.set_xlim(-8.5, 5.5)
        axes.set_ylim(-3, 3)
        _entitle(axes, path, canvas)


def draw_steps(data: tuple[Path, ...], canvas: "Canvas") -> None:
    """A panel for each rule: the step along x and the step along y."""
    panels = canvas.panels(-(-len(data) // 2), 2, height=2.15, sharex=True, sharey=True)
    for axes, path in zip(panels, data, strict=True):
        axes.set_yscale("log")
        axes.set_ylim(1e-3, 10)
        axes.minorticks_off()
        steps = np.arange(1.0, STEPS + 1)
        canvas.curves(
            axes,
            [Curve(name, steps, lengths) for name, lengths in zip(("|Δx|", "|Δy|"), path.lengths.T, strict=True)],
        )
        _entitle(axes, path, canvas)
    for axes in panels[-2:]:
        axes.set_xlabel("step t", color=canvas.theme.faint, fontsize=9.5)


def _entitle(axes: "Axes", path: Path, canvas: "Canvas") -> None:
    canvas.labels(axes, path.rule)
    axes.set_title(f"lr = {path.lr:g}", loc="right", fontsize=9.5, fontweight="normal", color=canvas.theme.faint)
