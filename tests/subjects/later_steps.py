"""Optimizers whose first steps are something else than those that follow: what these are is no answer."""

import numpy as np


class _Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, None, None

    def update(self, params, grads):
        if self.m is None:
            self.m = {key: np.zeros_like(value) for key, value in params.items()}
            self.v = {key: np.zeros_like(value) for key, value in params.items()}
        self.t += 1
        for key in params:
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            params[key] -= self.lr * self.direction(key)

    def direction(self, key):
        return self.first(key) / (np.sqrt(self.second(key)) + self.eps)

    def first(self, key):
        return self.m[key] / (1 - self.beta1**self.t)

    def second(self, key):
        return self.v[key] / (1 - self.beta2**self.t)


class AdamRectified(_Adam):
    """RAdam: the average alone while ρ ≤ 5."""

    def direction(self, key):
        longest = 2 / (1 - self.beta2) - 1
        power = self.beta2**self.t
        length = longest - 2 * self.t * power / (1 - power)
        if length <= 5:
            return self.first(key)
        shorter = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        return np.sqrt(shorter) * super().direction(key)


class AdamDividesLate(_Adam):
    """The root from the twentieth step on."""

    def direction(self, key):
        return super().direction(key) if self.t >= 20 else self.first(key)


class AdamCorrectsLate(_Adam):
    """No correction while it warms up, of ten steps."""

    def first(self, key):
        return self.m[key] if self.t <= 10 else super().first(key)


class AdamFloorsLate(_Adam):
    """A floor under the second moment from the eighth step on, which no one sees before."""

    def second(self, key):
        found = super().second(key)
        if self.t >= 8:
            self.v[key] = np.maximum(self.v[key], 0.5)
        return found


class AdamNeverDivides(_Adam):
    """WRONG in every step, and so it is told."""

    def direction(self, key):
        return self.first(key)
