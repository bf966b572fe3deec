"""Optimizers that gather gradients over some calls, and move their parameters by all of them at once.

Their calls are no steps of a rule: the rule is that of what they gather for.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .subject import Arrays, Subject, SubjectError, copies

MOST = 8
"""The longest window that is looked for."""

ALIKE = 1e-3
"""Gradients gathered in another order are the same but for rounding; whatever else comes of the order is far more."""


class GatheringError(SubjectError):
    """The subject gathers gradients, and moves its parameters once for several of them."""

    def __init__(self, calls: int) -> None:
        every = "every other call" if calls == 2 else f"each {calls}th call" if calls > 3 else "each third call"
        super().__init__(
            f"it gathers gradients and moves the parameters at {every} alone, so no single call is a step of a rule; "
            "what it gathers for can be checked by itself, without the accumulation"
        )


def insist_on_steps(subject: Subject, initial: Arrays, gradient: Arrays) -> None:
    """Raises `GatheringError` where it moves in every k-th call alone, and the order of the k gradients is all the same to it."""
    rising = [[each * (1 + k) for each in gradient] for k in range(2 * MOST)]
    still = initial
    moved: list[int] = []
    for k, found in enumerate(_run(subject, initial, rising), start=1):
        if not _equal(still, found):
            moved.append(k)
        still = found
        if len(moved) == 2 or (k == MOST and not moved):
            break
    if len(moved) < 2 or moved[0] == 1 or moved[1] != 2 * moved[0]:
        return
    window = rising[: moved[0]]
    one, other = ([*_run(subject, initial, each)][-1] for each in (window, window[::-1]))
    if all(
        np.all(np.abs(two - a) <= ALIKE * np.abs(a - start)) for start, a, two in zip(initial, one, other, strict=True)
    ):
        raise GatheringError(moved[0])


def _run(subject: Subject, initial: Arrays, gradients: Sequence[Sequence[Any]]) -> Any:
    """The parameters after each call."""
    run = subject.start(subject.visible, copies(initial))
    for each in gradients:
        run.step(copies(each), subject.rate)
        yield [np.array(found, float) for found in run.read()]


def _equal(some: Sequence[Any], others: Sequence[Any]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))
