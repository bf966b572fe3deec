"""AdaGrad that sums up the squares of lr * g.

Meant: to sum up the squares of the steps, rather than of the gradients. Then lr in the numerator
and lr in the denominator cancel.

A loss curve would show: the same curve whatever the learning rate, with a first step of length 1
in every coordinate.
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
            self.h[key] += (self.lr * grads[key]) ** 2  # WRONG: should be h += g ** 2
            params[key] -= self.lr * grads[key] / (np.sqrt(self.h[key]) + 1e-7)
