"""Optimizers with good manners: ranges that they check by raising, loud guards, and switches with a default of their own."""

import numpy as np


class SGD:
    """Right: 0 < lr < 1."""

    def __init__(self, lr=0.01):
        if not 0 < lr < 1:
            raise ValueError(f"lr must lie between 0 and 1: {lr}")
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class SmallSGD:
    """Right: lr is at most a thousandth, so that not even the lr of the probes is taken."""

    def __init__(self, lr=1e-4):
        if lr > 1e-3:
            raise ValueError(f"lr is too large: {lr}")
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class AscendingSGD(SmallSGD):
    """Wrong: it climbs, at every lr that it takes."""

    def update(self, params, grads):
        for key in params:
            params[key] += self.lr * grads[key]


class Adam:
    """Right: β₁ < β₂ ≤ 0.9995 and ε < 0.01."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        if not (0 < beta1 < beta2 <= 0.9995 and 0 < eps < 0.01 and lr * 10 < 1):
            raise ValueError("hyperparameters out of range")
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            m = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            v = self.beta2 * self.v.get(key, np.zeros_like(g)) + (1 - self.beta2) * g * g
            self.m[key], self.v[key] = m, v
            params[key] -= self.lr * (m / (1 - self.beta1**self.t)) / (np.sqrt(v / (1 - self.beta2**self.t)) + self.eps)


class UncorrectedAdam(Adam):
    """Wrong: no bias correction, in the same ranges."""

    def update(self, params, grads):
        for key, g in grads.items():
            m = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            v = self.beta2 * self.v.get(key, np.zeros_like(g)) + (1 - self.beta2) * g * g
            self.m[key], self.v[key] = m, v
            params[key] -= self.lr * m / (np.sqrt(v) + self.eps)


class GuardedMomentum:
    """Right: it raises where the norm of the gradients is over 1e6, or a step is no number."""

    def __init__(self, lr=0.01, momentum=0.9):
        if not 0 <= momentum <= 0.99:
            raise ValueError(f"momentum: {momentum}")
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        norm = np.sqrt(sum(float(np.sum(np.asarray(g, np.float64) ** 2)) for g in grads.values()))
        if not norm <= 1e6:
            raise FloatingPointError(f"the gradients diverge: {norm}")
        for key, g in grads.items():
            self.v[key] = self.momentum * self.v.get(key, np.zeros_like(g)) + g
            params[key] -= self.lr * self.v[key]


class TiresOut:
    """Wrong: it raises in its sixth step, whatever the gradients are."""

    def __init__(self, lr=0.01):
        self.lr, self.t = lr, 0

    def update(self, params, grads):
        self.t += 1
        if self.t > 5:
            raise RuntimeError("too many steps")
        for key in params:
            params[key] -= self.lr * grads[key]


class RMSpropOverflows:
    """Right: what overflows raises."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, {}

    def update(self, params, grads):
        with np.errstate(over="raise"):
            for key, g in grads.items():
                self.v[key] = self.rho * self.v.get(key, np.zeros_like(g)) + (1 - self.rho) * g**2
                params[key] -= self.lr * g / (np.sqrt(self.v[key]) + self.eps)


class RMSpropBand:
    """Wrong: for some ρ alone the decay is another; elsewhere it is the inside form, and ε before the root is no fault."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho / 2 if 0.93 < rho < 0.97 else rho, eps, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.v[key] = self.rho * self.v.get(key, np.zeros_like(g)) + (1 - self.rho) * g**2
            params[key] -= self.lr * g / np.sqrt(self.v[key] + self.eps)


class ClimbingSGD:
    """Another rule at its own defaults: it climbs."""

    def __init__(self, lr=0.01, maximize=True):
        self.lr, self.maximize = lr, maximize

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * (-grads[key] if self.maximize else grads[key])
