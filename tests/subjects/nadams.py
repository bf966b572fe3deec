"""NAdam in the ways in which it is published, and one in which it is not."""

import numpy as np


class AdamLookingAhead:
    """RIGHT: Dozat's, with one μ, as in optax."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.m, self.v, self.t = lr, beta1, beta2, eps, {}, {}, 0

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * g**2
            first, second = self.corrected(self.m[key], g), self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * first / (np.sqrt(self.scaled(second)) + self.eps)

    def corrected(self, m, g):
        return self.beta1 * m / (1 - self.beta1 ** (self.t + 1)) + (1 - self.beta1) * g / (1 - self.beta1**self.t)

    def scaled(self, second):
        return second


class AdamOfRuder(AdamLookingAhead):
    """RIGHT: one correction for both."""

    def corrected(self, m, g):
        return (self.beta1 * m + (1 - self.beta1) * g) / (1 - self.beta1**self.t)


class AdamAsPrinted(AdamLookingAhead):
    """RIGHT: Dozat's Algorithm 2 to the letter, with ν before the second moment."""

    def scaled(self, second):
        return self.beta2 * second


class AdamHalfCorrected(AdamLookingAhead):
    """WRONG: the gradient is not corrected."""

    def corrected(self, m, g):
        return self.beta1 * m / (1 - self.beta1 ** (self.t + 1)) + (1 - self.beta1) * g
