"""A small network and a task for it: what optimizers are tried on where a whole run is to be seen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Params = dict[str, Array]


@dataclass(frozen=True, eq=False)
class Task:
    """Inputs, a row each, and the number of the class to which each belongs."""

    inputs: Array
    classes: NDArray[np.intp]


def blots(seed: int, *, count: int = 512, pixels: int = 36, classes: int = 10, noise: float = 1.1) -> Task:
    """A task that is drawn: `classes` blots of `pixels` random brightness, and `count` noisy prints of them."""
    draw = np.random.default_rng(seed)
    blot = draw.standard_normal((classes, pixels))
    which = draw.integers(classes, size=count)
    return Task(blot[which] + noise * draw.standard_normal((count, pixels)), which)


def initial(sizes: tuple[int, int, int], seed: int, dtype: type[np.floating] = np.float64) -> Params:
    """Weights for inputs, hidden units and classes: normal with variance 2/inputs (He et al. 2015), biases zero."""
    draw = np.random.default_rng(seed)
    inputs, hidden, classes = sizes
    return {
        "W1": (draw.standard_normal((inputs, hidden)) * np.sqrt(2 / inputs)).astype(dtype),
        "b1": np.zeros(hidden, dtype),
        "W2": (draw.standard_normal((hidden, classes)) * np.sqrt(2 / hidden)).astype(dtype),
        "b2": np.zeros(classes, dtype),
    }


def loss_of(params: Mapping[str, Array], task: Task) -> float:
    """The mean cross-entropy of a network with one hidden layer of ReLUs."""
    return _loss(_forward(params, task.inputs)[1], task)


def accuracy_of(params: Mapping[str, Array], task: Task) -> float:
    """The part of the inputs whose class is found."""
    return float((_forward(params, task.inputs)[1].argmax(axis=1) == task.classes).mean())


def backward(params: Mapping[str, Array], task: Task) -> tuple[float, Params]:
    """The mean cross-entropy, and its gradient for each parameter."""
    hidden, log_chances = _forward(params, task.inputs)
    error = np.exp(log_chances)
    error[np.arange(len(task.classes)), task.classes] -= 1
    error /= len(task.classes)
    back = error @ params["W2"].T
    back *= hidden > 0
    return _loss(log_chances, task), {
        "W1": task.inputs.T @ back,
        "b1": back.sum(axis=0),
        "W2": hidden.T @ error,
        "b2": error.sum(axis=0),
    }


def _loss(log_chances: Array, task: Task) -> float:
    return float(-log_chances[np.arange(len(task.classes)), task.classes].mean())


def _forward(params: Mapping[str, Array], inputs: Array) -> tuple[Array, Array]:
    """The hidden layer, and the logarithms of the chances that the network gives each class."""
    hidden = inputs @ params["W1"]
    hidden += params["b1"]
    np.maximum(hidden, 0, out=hidden)
    scores = hidden @ params["W2"]
    scores += params["b2"]
    scores -= scores.max(axis=1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return hidden, scores
