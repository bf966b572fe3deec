"""The four ways of putting β₁ and β₂ into lr_t, and what each does to the loss."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .curve import Curve
from .swoosh import factor
from .training import form_of, train

if TYPE_CHECKING:
    from .canvas import Canvas

STEPS = 1000
LR = 0.001

WAYS = (
    ("right: β₂ in the root", ""),
    ("β₁ in both", "beta1-in-both-corrections"),
    ("β₂ in both", "beta2-in-both-corrections"),
    ("exchanged", "betas-swapped-corrections"),
)
"""What a way is called, and the mistake that it is."""


@dataclass(frozen=True, eq=False)
class Corrections:
    """For each way, lr_t/lr and the loss over the steps; the right way first."""

    factors: tuple[Curve, ...]
    losses: tuple[Curve, ...]


def corrections(seed: int = 0) -> Corrections:
    """Train the small network in each way, from the same weights and on the same batches."""
    forms = [(label, form_of("adam", "epsilon-hat", mistake)) for label, mistake in WAYS]
    runs = [(label, train(form, seed, STEPS, LR)) for label, form in forms]
    steps = np.arange(1.0, STEPS + 1)
    return Corrections(
        tuple(Curve(label, steps, factor(form, steps), right=n == 0) for n, (label, form) in enumerate(forms)),
        tuple(Curve(label, run.steps, run.loss, right=n == 0) for n, (label, run) in enumerate(runs)),
    )


def draw(data: Corrections, canvas: "Canvas") -> None:
    """The factors above, the losses below."""
    factors, losses = canvas.panels(2, height=2.6)
    for each in (factors, losses):
        canvas.steps(each, STEPS)
        each.set_yscale("log")
        each.minorticks_off()
    canvas.curves(factors, data.factors)
    canvas.labels(factors, "Four ways to mix β₁ and β₂ in Adam's lr_t", y="lr_t/lr")
    canvas.curves(losses, data.losses)
    canvas.labels(losses, "The loss falls with all four", "step t", "loss of a small network")
