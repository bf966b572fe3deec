"""A form of a rule, right or wrong, lowered to NumPy and put to work on the small network."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ....reference.library import find_form, find_rule
from ....reference.lowering import lowered
from ....reference.mistakes import find_mistake
from ....reference.rule import Form
from .network import Task, backward, blots, initial, loss_of

HIDDEN = 20
BATCH = 32
LAYER = "W1"

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Run:
    """A run of the network, seen at some steps.

    Attributes:
        steps: counted from 1; evenly spread over the logarithm.
        loss: over the whole task, after each of them.
        norms: the Euclidean norm of each state of the first layer's weights, by the state's name.
    """

    steps: Array
    loss: Array
    norms: Mapping[str, Array]


def form_of(rule: str, form: str, mistake: str = "") -> Form:
    """A form by its names; with a mistake in it, if one is named.  Raises `UnknownNameError`, or `ValueError`."""
    found = find_rule(rule)
    right = find_form(found, form)
    return find_mistake(mistake).apply(found, right) if mistake else right


@lru_cache(maxsize=64)
def train(form: Form, seed: int, length: int, lr: float) -> Run:
    """Train the network for `length` steps; equal seeds give equal weights, tasks and batches."""
    task, watched = blots(seed), spaced(length)
    params = initial((task.inputs.shape[1], HIDDEN, int(task.classes.max()) + 1), seed + 1)
    optimizer = lowered(form)(lr=lr)
    states = [each.symbol.name for each in form.state]
    draw = np.random.default_rng(seed + 2)
    losses: list[float] = []
    norms: dict[str, list[float]] = {name: [] for name in states}
    with np.errstate(all="ignore"):
        for step in range(1, length + 1):
            rows = draw.integers(len(task.classes), size=BATCH)
            optimizer.update(params, backward(params, Task(task.inputs[rows], task.classes[rows]))[1])
            if step in watched:
                losses.append(loss_of(params, task))
                for name in states:
                    norms[name].append(float(np.linalg.norm(getattr(optimizer, name)[LAYER])))
    seen = np.array(sorted(watched), float)
    return Run(seen, np.array(losses), {name: np.array(each) for name, each in norms.items()})


def spaced(length: int, count: int = 70) -> frozenset[int]:
    """About `count` steps from 1 to `length`, evenly spread over the logarithm."""
    return frozenset(int(each) for each in np.unique(np.round(np.geomspace(1, length, count))))
