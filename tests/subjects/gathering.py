"""Optimizers that do not move at each call: some gather gradients, and some are wrong."""

import numpy as np


class SGDGathers:
    """It averages two gradients for each step."""

    def __init__(self, lr=0.01, accumulate=2):
        self.lr, self.accumulate, self.n, self.total = lr, accumulate, 0, {}

    def update(self, params, grads):
        self.n += 1
        for key, g in grads.items():
            self.total[key] = self.total.get(key, 0.0) + g / self.accumulate
            if self.n % self.accumulate == 0:
                params[key] -= self.lr * self.total[key]
                self.total[key] = np.zeros_like(g)


class AdamGathersThree:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m = self.v = 0.0
        self.waiting = []

    def step(self, w, g):
        self.waiting.append(np.array(g))
        if len(self.waiting) < 3:
            return w
        g = sum(self.waiting) / 3
        self.waiting = []
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        return w - self.lr * self.m / (1 - self.beta1**self.t) / (np.sqrt(self.v / (1 - self.beta2**self.t)) + self.eps)


class SGDEveryOther:
    """WRONG: it leaves every other gradient out."""

    def __init__(self, lr=0.01):
        self.lr, self.n = lr, 0

    def update(self, params, grads):
        self.n += 1
        if self.n % 2 == 0:
            for key, g in grads.items():
                params[key] -= self.lr * g


class MomentumEveryOther:
    """WRONG: it moves at every other call, by a velocity that goes on at each."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.n, self.v = lr, momentum, 0, {}

    def update(self, params, grads):
        self.n += 1
        for key, g in grads.items():
            self.v[key] = self.momentum * self.v.get(key, 0.0) + g
            if self.n % 2 == 0:
                params[key] -= self.lr * self.v[key]
