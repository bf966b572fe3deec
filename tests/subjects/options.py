"""Optimizers with every option that torch.optim's have, on dicts of NumPy arrays."""

from typing import Any

import numpy as np


class _Options:
    def update(self, params: dict[str, Any], grads: dict[str, Any]) -> None:
        for name, theta in params.items():
            if grads[name] is None:
                continue
            g = -grads[name] if self.maximize else grads[name]
            self.step(name, theta, self.decayed(g, theta))

    def decayed(self, g: Any, theta: Any) -> Any:
        return g + self.weight_decay * theta if self.weight_decay != 0 else g


class Adam(_Options):
    def __init__(
        self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False, maximize=False, decoupled=False
    ):
        self.lr, (self.beta1, self.beta2), self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.amsgrad, self.maximize, self.decoupled = amsgrad, maximize, decoupled
        self.state = {}

    def decayed(self, g, theta):
        if not self.decoupled:
            return super().decayed(g, theta)
        theta *= 1 - self.lr * self.weight_decay
        return g

    def step(self, name, theta, g):
        state = self.state.setdefault(name, {"t": 0, **{key: np.zeros_like(theta) for key in ("m", "v", "largest")}})
        state["t"] += 1
        state["m"] += (1 - self.beta1) * (g - state["m"])
        state["v"] *= self.beta2
        state["v"] += (1 - self.beta2) * g * g
        v = state["v"]
        if self.amsgrad:
            state["largest"] = v = np.maximum(state["largest"], v)
        root = np.sqrt(v) / np.sqrt(1 - self.beta2 ** state["t"]) + self.eps
        theta -= self.lr / (1 - self.beta1 ** state["t"]) * state["m"] / root


class RMSprop(_Options):
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0, centered=False, maximize=False):
        self.lr, self.alpha, self.eps, self.weight_decay = lr, alpha, eps, weight_decay
        self.momentum, self.centered, self.maximize = momentum, centered, maximize
        self.state = {}

    def step(self, name, theta, g):
        state = self.state.setdefault(name, {key: np.zeros_like(theta) for key in "vmb"})
        state["v"] *= self.alpha
        state["v"] += (1 - self.alpha) * g * g
        square = state["v"]
        if self.centered:
            state["m"] += (1 - self.alpha) * (g - state["m"])
            square = square - state["m"] * state["m"]
        root = np.sqrt(square) + self.eps
        if self.momentum > 0:
            state["b"] *= self.momentum
            state["b"] += g / root
            theta -= self.lr * state["b"]
        else:
            theta -= self.lr * g / root


class SGD(_Options):
    def __init__(self, lr=0.01, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False, maximize=False):
        self.lr, self.momentum, self.dampening, self.weight_decay = lr, momentum, dampening, weight_decay
        self.nesterov, self.maximize = nesterov, maximize
        self.buffers = {}

    def step(self, name, theta, g):
        if self.momentum != 0:
            if name not in self.buffers:
                self.buffers[name] = g.copy()
            else:
                self.buffers[name] *= self.momentum
                self.buffers[name] += (1 - self.dampening) * g
            g = g + self.momentum * self.buffers[name] if self.nesterov else self.buffers[name]
        theta -= self.lr * g


class Adagrad(_Options):
    def __init__(
        self, lr=0.01, lr_decay=0.0, weight_decay=0.0, initial_accumulator_value=0.0, eps=1e-10, maximize=False
    ):
        self.lr, self.lr_decay, self.weight_decay, self.eps = lr, lr_decay, weight_decay, eps
        self.initial_accumulator_value, self.maximize = initial_accumulator_value, maximize
        self.sums, self.counts = {}, {}

    def step(self, name, theta, g):
        if name not in self.sums:
            self.sums[name], self.counts[name] = np.full_like(theta, self.initial_accumulator_value), 0
        self.counts[name] += 1
        self.sums[name] += g * g
        rate = self.lr / (1 + (self.counts[name] - 1) * self.lr_decay)
        theta -= rate * g / (np.sqrt(self.sums[name]) + self.eps)


class Uphill:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for name in params:
            params[name] += self.lr * grads[name]
