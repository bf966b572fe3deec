"""Adam with beta1 in both parts of lr_t.

Meant: the bias correction. Copied from the denominator, the root has beta1 in place of beta2, so
that m is corrected and v, in effect, is not.

A loss curve would show: steps 10 times too large at first and 3 times at t = 100; a restless
start, and nothing unusual after a thousand steps.
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
        fix = 1.0 - self.beta1**self.iter
        lr_t = self.lr * np.sqrt(fix) / fix  # WRONG: should be sqrt(1 - beta2**t) / fix

        for key in params.keys():
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            params[key] -= lr_t * self.m[key] / (np.sqrt(self.v[key]) + 1e-7)
