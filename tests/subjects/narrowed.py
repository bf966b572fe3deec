"""Hyperparameters and state that pass through float32 where all else is float64."""

import numpy as np


class MomentumRoundsMu:
    """WRONG: 0.9 is 2.4e-8 off."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        mu = float(np.float32(self.momentum))
        for key in params:
            self.v[key] = mu * self.v.get(key, 0) + grads[key]
            params[key] -= self.lr * self.v[key]


class SgdRoundsItsRate:
    """WRONG: so is its lr."""

    def __init__(self, lr=0.01):
        self.lr = np.float32(lr)

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class MomentumKeepsSingles:
    """RIGHT within the bound of float32, in which its velocity is: a caution, and its lr is not rounded by itself."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for key in params:
            v = self.v.setdefault(key, np.zeros(params[key].shape, np.float32))
            v[...] = self.momentum * v + grads[key]
            params[key] -= self.lr * v


class AdamKeepsSingles:
    """RIGHT within the bound of float32."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        self.t += 1
        for key in params:
            m = self.m.setdefault(key, np.zeros(params[key].shape, np.float32))
            v = self.v.setdefault(key, np.zeros(params[key].shape, np.float32))
            m[...] = self.beta1 * m + (1 - self.beta1) * grads[key]
            v[...] = self.beta2 * v + (1 - self.beta2) * grads[key] ** 2
            corrected = m / (1 - self.beta1**self.t)
            params[key] -= self.lr * corrected / (np.sqrt(v / (1 - self.beta2**self.t)) + self.eps)
