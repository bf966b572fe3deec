"""Adam without the bias correction.

Meant: to leave out a detail that only matters in the first steps. But both averages start from
zero, and v, the slower one, stays too small for a thousand steps.

A loss curve would show: a rough start, with steps 3 times too large at first and 6.6 times at
t = 12, and nothing unusual later; a warm-up of the learning rate seems to help.
"""

import numpy as np


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.m = None
        self.v = None

    def update(self, params, grads):
        if self.m is None or self.v is None:
            self.m, self.v = {}, {}
            for key in params.keys():
                self.m[key] = np.zeros_like(params[key])
                self.v[key] = np.zeros_like(params[key])

        for key in params.keys():
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            step = self.m[key] / (np.sqrt(self.v[key]) + 1e-7)
            params[key] -= self.lr * step  # WRONG: needs lr * sqrt(1-beta2**t) / (1-beta1**t)
