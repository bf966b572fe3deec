"""Rules that step by a sign, the right way and otherwise where a number is exactly zero, or nearly."""

import numpy as np


class Lion:
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.99):
        self.lr, self.beta1, self.beta2, self.m = lr, beta1, beta2, {}

    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.get(key, np.zeros_like(g))
            params[key] -= self.lr * self.direction(m, g)
            self.m[key] = self.average(m, g)

    def direction(self, m, g):
        return np.sign(self.beta1 * m + (1 - self.beta1) * g)

    def average(self, m, g):
        return self.beta2 * m + (1 - self.beta2) * g


class LionStops(Lion):
    def direction(self, m, g):
        return super().direction(m, g) * (g != 0)


class LionStopsBySign(Lion):
    def direction(self, m, g):
        return super().direction(m, g) * np.abs(np.sign(g))


class LionStaysAsItWas(Lion):
    def average(self, m, g):
        return np.where(g == 0, m, super().average(m, g))


class LionStaysBySign(Lion):
    def average(self, m, g):
        return (1 - np.sign(g) ** 2 * (1 - self.beta2)) * m + (1 - self.beta2) * g


class LionGoesDownAtZero(Lion):
    def direction(self, m, g):
        return np.where(self.beta1 * m + (1 - self.beta1) * g >= 0, 1.0, -1.0)


class Signum:
    def __init__(self, lr=1e-3, momentum=0.9):
        self.lr, self.momentum, self.m = lr, momentum, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.m[key] = self.momentum * self.m.get(key, 0) + (1 - self.momentum) * g
            params[key] -= self.lr * np.sign(self.m[key] + self.bias)

    bias = 0.0


class SignumBiased(Signum):
    bias = 1e-8


class SignumHardlyBiased(Signum):
    bias = 1e-300
