"""Nesterov's momentum that reads the velocity it has just updated.

Meant: Bengio's form of Nesterov, whose step is written with the velocity from before. Here the
velocity is updated first, so each gradient counts momentum**2 too much at once, and too little in
the steps that follow.

A loss curve would show: almost the right curve. The first step is 43 % too large, but in the long
run each gradient contributes the right sum, so that the curves meet.
"""

import numpy as np


class Nesterov:
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
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key] += self.momentum**2 * self.v[key]  # WRONG: should read the old v
            params[key] -= (1 + self.momentum) * self.lr * grads[key]
