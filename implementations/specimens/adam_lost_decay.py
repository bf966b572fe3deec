"""Adam whose second moment never decays.

Meant: to keep a moving average of the squares. Old squares are not faded out, so v is
1 - beta2 times AdaGrad's sum.

A loss curve would show: the right curve at first, for the lost factor is 0.999; after thousands
of steps a descent that becomes slower and slower, as AdaGrad's does.
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
        lr_t = self.lr * np.sqrt(fix_v) / fix_m

        for key in params.keys():
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] += (1 - self.beta2) * grads[key] ** 2  # WRONG: needs v *= beta2 first
            params[key] -= lr_t * self.m[key] / (np.sqrt(self.v[key]) + 1e-7)
