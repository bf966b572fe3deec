"""AdaGrad, AdaGrad with lr in its accumulator, and RMSprop: what they add up, and what the loss makes of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .curve import Curve
from .training import Run, form_of, train

if TYPE_CHECKING:
    from .canvas import Canvas

STEPS = 1000

RUNS = (
    ("AdaGrad", "adagrad", "", 0.01, True),
    ("AdaGrad,\nv += lr·g²", "adagrad", "lr-in-v", 0.01, False),
    ("AdaGrad,\nv += (lr·g)²", "adagrad", "lr-squared-in-v", 0.01, False),
    ("RMSprop", "rmsprop", "", 0.01, False),
)
"""What a run is called, its rule, the mistake in it, its lr, and whether it is the one that the others stand beside."""


@dataclass(frozen=True, eq=False)
class Accumulators:
    """For each run the loss, and the norm of what the first layer's weights have accumulated."""

    losses: tuple[Curve, ...]
    norms: tuple[Curve, ...]


def accumulators(seed: int = 0) -> Accumulators:
    """Train the small network in each way, from the same weights and on the same batches."""
    runs: list[tuple[str, bool, Run]] = [
        (label, right, train(form_of(rule, "outside", mistake), seed, STEPS, lr))
        for label, rule, mistake, lr, right in RUNS
    ]
    return Accumulators(
        tuple(Curve(label, run.steps, run.loss, right) for label, right, run in runs),
        tuple(Curve(label, run.steps, run.norms["v"], right) for label, right, run in runs),
    )


def draw(data: Accumulators, canvas: "Canvas") -> None:
    """The losses above, the accumulators below."""
    losses, norms = canvas.panels(2, height=2.6)
    for each in (losses, norms):
        canvas.steps(each, STEPS)
        each.set_yscale("log")
        each.minorticks_off()
    canvas.curves(losses, data.losses)
    canvas.labels(
        losses, "lr in AdaGrad's accumulator: the loss falls all the same", y="loss of a small network, lr = 0.01"
    )
    canvas.curves(norms, data.norms)
    canvas.labels(norms, "What they divide by is not the same thing", "step t", "‖v‖ of the first layer's weights")
