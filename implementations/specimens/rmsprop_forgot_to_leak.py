"""RMSprop whose average of squares does not leak.

Meant: to turn AdaGrad into RMSprop. The new square got its weight 1 - decay_rate, but the line
that lets the old ones fade is missing: this is AdaGrad with lr / sqrt(1 - decay_rate).

A loss curve would show: a good start, then a descent that becomes slower and slower, because h
only grows and the step shrinks like 1 / sqrt(t).
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = None

    def update(self, params, grads):
        if self.h is None:
            self.h = {}
            for key in params.keys():
                self.h[key] = np.zeros_like(params[key])

        for key in params.keys():
            self.h[key] += (1 - self.decay_rate) * grads[key] ** 2  # WRONG: first h *= decay_rate
            params[key] -= self.lr * grads[key] / (np.sqrt(self.h[key]) + 1e-7)
