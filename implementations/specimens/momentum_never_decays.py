"""Momentum whose velocity has no friction.

Meant: to sum up the steps, as a rolling ball gathers speed. The factor that lets old steps fade
was left out, so `momentum` is stored and never used.

A loss curve would show: a fast fall, then swings about the minimum that do not die down; they
look like a learning rate that is too high, and with a smaller one they only become slower.
"""

import numpy as np


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = {}
            for key in params.keys():
                self.v[key] = np.zeros_like(params[key])

        for key in params.keys():
            self.v[key] -= self.lr * grads[key]  # WRONG: should be v = momentum * v - lr * g
            params[key] += self.v[key]
