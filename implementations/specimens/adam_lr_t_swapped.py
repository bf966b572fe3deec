"""Adam with beta1 and beta2 swapped in lr_t.

Meant: the bias correction. The root belongs to the second moment, whose decay is beta2.

A loss curve would show: a first step 1000 times too large, still 34 times at t = 100; the loss
leaps, then trains from there as if the initial weights had been bad.
"""

import numpy as np


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.iter = 0
        self.m = None
        self.v = None

    def update(self, params, grads):
        if self.m is None or self.v is None:
            self.m, self.v = {}, {}
            for key in params.keys():
                self.m[key] = np.zeros_like(params[key])
                self.v[key] = np.zeros_like(params[key])

        self.iter += 1
        fix_m = 1.0 - self.beta1**self.iter
        fix_v = 1.0 - self.beta2**self.iter
        lr_t = self.lr * np.sqrt(fix_m) / fix_v  # WRONG: should be sqrt(fix_v) / fix_m

        for key in params.keys():
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            params[key] -= lr_t * self.m[key] / (np.sqrt(self.v[key]) + 1e-7)
