"""A right optimizer, for the tests that mutate it."""

import numpy as np


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = {}

    def update(self, params, grads):
        for key in params:
            if key not in self.v:
                self.v[key] = np.zeros_like(params[key])
            g = np.asarray(grads[key])
            self.v[key] = self.momentum * self.v[key] - self.lr * g
            params[key] += self.v[key]

    def slow_down(self):
        self.lr = self.lr / 2
