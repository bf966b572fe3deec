"""Adam as it stalls: `+=` before the average, the decay lost, and the correction missing, beside the right one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .curve import Curve
from .training import form_of, train

if TYPE_CHECKING:
    from .canvas import Canvas

STEPS = 2000
LR = 0.005

WAYS = (
    ("Adam", ""),
    ("v += β₂·v + …", "v-plus-equals"),
    ("decay of v lost", "v-decay-lost"),
    ("correction\nmissing", "correction-missing"),
)
"""What a way is called, and the mistake that it is."""


@dataclass(frozen=True, eq=False)
class Stall:
    """For each way the loss and the norms of the first layer's m and v; the right way first."""

    losses: tuple[Curve, ...]
    m: tuple[Curve, ...]
    v: tuple[Curve, ...]


def stall(seed: int = 0) -> Stall:
    """Train the small network in each way, from the same weights and on the same batches."""
    runs = [(label, train(form_of("adam", "epsilon-hat", mistake), seed, STEPS, LR)) for label, mistake in WAYS]
    return Stall(
        tuple(Curve(label, run.steps, run.loss, right=n == 0) for n, (label, run) in enumerate(runs)),
        tuple(Curve(label, run.steps, run.norms["m"], right=n == 0) for n, (label, run) in enumerate(runs)),
        tuple(Curve(label, run.steps, run.norms["v"], right=n == 0) for n, (label, run) in enumerate(runs)),
    )


def draw_losses(data: Stall, canvas: "Canvas") -> None:
    (panel,) = canvas.panels(1, height=3.2)
    canvas.steps(panel, STEPS)
    panel.set_yscale("log")
    panel.minorticks_off()
    canvas.curves(panel, data.losses)
    canvas.labels(panel, "One += left over, and Adam stalls", "step t", "loss of a small network")


def draw_moments(data: Stall, canvas: "Canvas") -> None:
    first, second = canvas.panels(2, height=2.6)
    for each in (first, second):
        canvas.steps(each, STEPS)
        each.set_yscale("log")
        each.minorticks_off()
    canvas.curves(first, data.m)
    canvas.labels(first, "The first moment tells little", y="‖m‖ of the first layer's weights")
    second.set_ylim(*_window(data))
    canvas.curves(second, data.v)
    canvas.labels(second, "The second tells: it should forget", "step t", "‖v‖ of the first layer's weights")


def _window(data: Stall) -> tuple[float, float]:
    """What is shown of ‖v‖: the range of those that do not grow without end, and as much again above it."""
    others = [each for each in data.v if each.y[-1] < 1e6 * data.v[0].y.max()]
    low, high = min(each.y.min() for each in others), max(each.y.max() for each in others)
    return low / 2, high * 1e3
