"""Averages that start elsewhere, are corrected, or are of gradients that are divided already, as LaProp's is."""

import numpy as np


class MomentumCorrected:
    """RIGHT: the average over 1 − βᵗ."""

    def __init__(self, lr=0.01, beta=0.9):
        self.lr, self.beta, self.m, self.t = lr, beta, {}, 0

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta * self.m.get(key, 0.0) + (1 - self.beta) * g
            params[key] -= self.lr * self.m[key] / (1 - self.beta ** self.exponent())

    def exponent(self):
        return self.t


class MomentumCorrectedWithPenalty(MomentumCorrected):
    """RIGHT: the same with a penalty."""

    def __init__(self, lr=0.01, beta=0.9, weight_decay=0.01):
        super().__init__(lr, beta)
        self.weight_decay = weight_decay

    def update(self, params, grads):
        super().update(params, {key: g + self.weight_decay * params[key] for key, g in grads.items()})


class MomentumOverCorrected(MomentumCorrected):
    """WRONG: t is one ahead."""

    def exponent(self):
        return self.t + 1


class AdamDividedFirst:
    """RIGHT: LaProp's Algorithm 1."""

    def __init__(self, lr=4e-4, beta1=0.9, beta2=0.999, eps=1e-15):
        self.lr, self.beta1, self.beta2, self.eps, self.n, self.m, self.t = lr, beta1, beta2, eps, {}, {}, 0

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.n[key] = self.beta2 * self.n.get(key, 0.0) + (1 - self.beta2) * g**2
            scaled = g / (np.sqrt(self.n[key] / (1 - self.beta2**self.t)) + self.eps)
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * scaled
            params[key] -= self.lr * self.corrected(self.m[key])

    def corrected(self, m):
        return m / (1 - self.beta1**self.t)


class AdamDividedFirstUncorrected(AdamDividedFirst):
    """WRONG: the average is not corrected."""

    def corrected(self, m):
        return m


class RmspropFromOne:
    """RIGHT: TensorFlow's old RMSprop, whose mean square starts at one."""

    def __init__(self, lr=0.001, decay=0.9, momentum=0.9, epsilon=1e-10):
        self.lr, self.decay, self.momentum, self.epsilon, self.ms, self.mom = lr, decay, momentum, epsilon, {}, {}

    def update(self, params, grads):
        for key, g in grads.items():
            ms = self.decay * self.ms.get(key, np.ones_like(g)) + (1 - self.decay) * g**2
            self.ms[key] = ms
            self.mom[key] = self.momentum * self.mom.get(key, 0.0) + self.lr * g / np.sqrt(ms + self.epsilon)
            params[key] -= self.mom[key]
