"""Pairs for `diff` that are alike at a glance, and are not."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Config:
    """Kept in a default argument, for all runs."""

    def __init__(self) -> None:
        self.momentum = 0.9


class Configured:
    """Momentum, whose hyperparameter is held by an object that all runs share."""

    times = 1.0

    def __init__(self, lr: float = 0.01, config: Config = Config()) -> None:  # noqa: B008
        self.lr, self.config, self.v = lr, config, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key, g in grads.items():
            held = self.config.momentum * self.v.get(key, np.zeros_like(g))
            self.v[key] = held + np.frombuffer(g.tobytes()).reshape(g.shape)
            params[key] -= self.times * self.lr * self.v[key]


class HundredTimes(Configured):
    """A hundred times as far."""

    times = 100.0


class Nothing:
    """It computes no number at all."""

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key, g in grads.items():
            params[key] -= self.lr * np.frombuffer(g.tobytes()).reshape(g.shape) * np.nan


class IgnoresDecay:
    """Takes an option, and does nothing with it."""

    def __init__(self, lr: float = 0.01, decay: float = 0.0) -> None:
        self.lr, self.decay, self.steps = lr, decay, 0

    def rate(self) -> float:
        return self.lr

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key, g in grads.items():
            params[key] -= self.rate() * g
        self.steps += 1


class UsesDecay(IgnoresDecay):
    """The same at decay = 0 alone."""

    def rate(self) -> float:
        return self.lr / (1 + self.decay * self.steps)


class Averaged:
    """Its lr has a name that no rule knows."""

    def __init__(self, server_lr: float = 1.0, beta: float = 0.9) -> None:
        self.server_lr, self.beta, self.v = server_lr, beta, dict[str, Array]()

    def weight(self) -> float:
        return 1 - self.beta

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key, g in grads.items():
            self.v[key] = self.beta * self.v.get(key, np.zeros_like(g)) + self.weight() * g
            params[key] -= self.server_lr * self.v[key]


class Summed(Averaged):
    """The sum, and not the average."""

    def weight(self) -> float:
        return 1.0


def from_one(w: Array, g: Array, m: Array, v: Array, iteration: int, lr: float = 0.001) -> tuple[Array, Array, Array]:
    """Adam for a caller who counts 1, 2, …"""
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    step = lr * np.sqrt(1 - 0.999**iteration) / (1 - 0.9**iteration)
    return w - step * m / (np.sqrt(v) + 1e-8), m, v


def from_zero(w: Array, g: Array, m: Array, v: Array, iteration: int, lr: float = 0.001) -> tuple[Array, Array, Array]:
    """Adam for a caller who counts 0, 1, …"""
    return from_one(w, g, m, v, iteration + 1, lr)
