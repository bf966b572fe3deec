"""AdaGrad that sums up lr * g * g.

Meant: to put the learning rate where the gradient is. It comes out of the root again as sqrt(lr),
so this is AdaGrad with the learning rate sqrt(lr).

A loss curve would show: with lr = 0.01, steps ten times too large, which often train well. But a
learning rate that was tuned elsewhere is off, and a change of it has only half its effect.
"""

import numpy as np


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr = lr
        self.h = None

    def update(self, params, grads):
        if self.h is None:
            self.h = {}
            for key in params.keys():
                self.h[key] = np.zeros_like(params[key])

        for key in params.keys():
            self.h[key] += self.lr * grads[key] * grads[key]  # WRONG: should be h += g * g
            params[key] -= self.lr * grads[key] / (np.sqrt(self.h[key]) + 1e-7)
