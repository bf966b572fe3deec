"""The pictures, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from . import accumulators, corrections, stall, swoosh, trajectories

if TYPE_CHECKING:
    from .canvas import Canvas


@dataclass(frozen=True)
class Picture:
    """What can be drawn.

    Attributes:
        title: what it shows, in one line.
        description: the same for who does not see it.
        data: its numbers, which follow from a seed.
        draw: puts the numbers on a sheet.
    """

    name: str
    title: str
    description: str
    data: Callable[[int], Any]
    draw: Callable[[Any, "Canvas"], None]


PICTURES = (
    Picture(
        "swoosh",
        "lr_t of Adam over the steps, and the two corrections that it is made of",
        "Adam's step size lr_t, divided by lr, falls from 0.316 in step 1 to 0.152 in step 12 and then rises to 1. "
        "Of its two factors 1/(1 − β₁ᵗ) only falls, from 10 to 1, and √(1 − β₂ᵗ) only rises, from 0.03 to 1.",
        swoosh.swoosh,
        swoosh.draw,
    ),
    Picture(
        "corrections",
        "The four ways to mix β₁ and β₂ in lr_t, and what each does to the loss",
        "Right, β₁ in both corrections, β₂ in both, and exchanged: the factors begin between 0.3 and 316 and all end near 1. "
        "The loss of a small network falls with each of them.",
        corrections.corrections,
        corrections.draw,
    ),
    Picture(
        "accumulators",
        "AdaGrad right, with lr and with lr² in its accumulator, and RMSprop",
        "The loss of a small network falls with each of them. What is accumulated tells them apart: with lr it is a hundredth, "
        "with lr² a ten-thousandth, and RMSprop's forgets.",
        accumulators.accumulators,
        accumulators.draw,
    ),
    Picture(
        "stall",
        "Adam with += before the average, with the decay lost and with the correction missing",
        "The loss of a small network. The right Adam falls to the end; with += it falls for some twenty steps and then stays "
        "where it is; with the decay lost it becomes slower; without the correction it falls faster.",
        stall.stall,
        stall.draw_losses,
    ),
    Picture(
        "moments",
        "The norms of m and v of the first layer's weights in the same runs",
        "The norm of m falls in all runs that train. The norm of v falls with the right Adam, never falls where the decay is "
        "lost, and doubles in every step with +=.",
        stall.stall,
        stall.draw_moments,
    ),
    Picture(
        "trajectories",
        "Every rule on its way down x²/20 + y² from (−7, 2)",
        "SGD zigzags across the valley, momentum and Nesterov swing through it, AdaGrad, RMSprop and Adam turn towards the minimum.",
        trajectories.trajectories,
        trajectories.draw_paths,
    ),
    Picture(
        "steps",
        "How long the steps are along x and along y, on the same way",
        "SGD's first steps along y are more than five times as long as those along x. The first steps of AdaGrad, RMSprop and Adam "
        "are equally long along both.",
        trajectories.trajectories,
        trajectories.draw_steps,
    ),
)


def find_picture(name: str) -> Picture:
    """The picture of that name.  Raises `LookupError`, and names the closest."""
    for each in PICTURES:
        if each.name == name.lower():
            return each
    known = [each.name for each in PICTURES]
    close = get_close_matches(name.lower(), known, n=1, cutoff=0.4)
    hint = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(known)}."
    raise LookupError(f"There is no picture {name!r}. {hint}")
