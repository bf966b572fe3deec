"""Optimizers without a hyperparameter that could be set, and without what the rule would have there."""

import numpy as np


class MomentumWithoutVelocity:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class AdagradWithoutEpsilon:
    def __init__(self, lr=0.1):
        self.lr, self.h = lr, None

    def update(self, params, grads):
        if self.h is None:
            self.h = {key: np.zeros_like(value) for key, value in params.items()}
        for key in params:
            self.h[key] += grads[key] ** 2
            params[key] -= self.lr * grads[key] / np.sqrt(self.h[key])


class AdamWithoutEpsilon:
    def __init__(self):
        self.m, self.v, self.t = None, None, 0

    def update(self, params, grads):
        if self.m is None:
            self.m = {key: np.zeros_like(value) for key, value in params.items()}
            self.v = {key: np.zeros_like(value) for key, value in params.items()}
        self.t += 1
        for key in params:
            self.m[key] = 0.9 * self.m[key] + 0.1 * grads[key]
            self.v[key] = 0.999 * self.v[key] + 0.001 * grads[key] ** 2
            params[key] -= 0.001 * self.m[key] / (1 - 0.9**self.t) / np.sqrt(self.v[key] / (1 - 0.999**self.t))
