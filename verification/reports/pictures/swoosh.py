"""lr_t of Adam over the steps: the swoosh, and the two corrections that it is made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sympy import lambdify

from ....reference.rule import Form
from ....reference.symbols import beta1, beta2, lr, lr_t, t
from .curve import Curve
from .training import form_of

if TYPE_CHECKING:
    from .canvas import Canvas

STEPS = 10_000

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Swoosh:
    """lr_t/lr at the default β's, in each step.

    Attributes:
        steps: 1, 2, …
        factor: lr_t/lr.
        falling: 1/(1 − β₁ᵗ), the correction of m.
        rising: √(1 − β₂ᵗ), the correction of v.
        lowest: the step in which lr_t is smallest.
    """

    steps: Array
    factor: Array
    falling: Array
    rising: Array
    lowest: int


def factor(form: Form, steps: Array) -> Array:
    """lr_t/lr of a form that has an lr_t, in these steps, at its default β's."""
    value = next(line.value for line in form.step if line.symbol == lr_t) / lr
    defaults = {each.symbol: float(each.default) for each in form.hyperparameters}
    found = lambdify((t, beta1, beta2), value, "numpy")(steps, defaults[beta1], defaults[beta2])
    return np.broadcast_to(np.asarray(found, float), steps.shape)


def swoosh(_seed: int = 0) -> Swoosh:
    """The numbers; there is no chance in them."""
    steps = np.arange(1.0, STEPS + 1)
    form = form_of("adam", "epsilon-hat")
    defaults = {each.symbol: float(each.default) for each in form.hyperparameters}
    whole = factor(form, steps)
    falling, rising = 1 / (1 - defaults[beta1] ** steps), np.sqrt(1 - defaults[beta2] ** steps)
    return Swoosh(steps, whole, falling, rising, int(steps[np.argmin(whole)]))


def draw(data: Swoosh, canvas: "Canvas") -> None:
    """lr_t above, what it is made of below."""
    whole, parts = canvas.panels(2)
    for each in (whole, parts):
        canvas.steps(each, STEPS)
    whole.set_ylim(0, 1.05)
    canvas.curves(whole, [Curve("lr_t/lr", data.steps, data.factor, right=True)])
    smallest = float(data.factor[data.lowest - 1])
    whole.plot([data.lowest], [smallest], "o", color=canvas.theme.ink, markersize=6, zorder=4)
    text = f"smallest in step {data.lowest}:\n{smallest:.3f} lr"
    canvas.note(whole, text, (data.lowest, smallest), (14, 42))
    canvas.labels(whole, "Adam's lr_t falls for eleven steps, then rises for thousands")
    parts.set_yscale("log")
    parts.set_yticks([0.03, 0.1, 0.3, 1, 3, 10], ["0.03", "0.1", "0.3", "1", "3", "10"])
    parts.minorticks_off()
    parts.axhline(1, color=canvas.theme.faint, linewidth=0.8)
    canvas.curves(
        parts,
        [
            Curve("1/(1 − β₁ᵗ)\nonly falls", data.steps, data.falling),
            Curve("√(1 − β₂ᵗ)\nonly rises", data.steps, data.rising),
        ],
    )
    canvas.labels(parts, "It is the product of two corrections", "step t")
