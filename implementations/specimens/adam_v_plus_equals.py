"""Adam in which the += of AdaGrad survived.

Meant: to replace AdaGrad's sum of squares by a moving average. The right-hand side is the moving
average, but it is added to v, so that v about doubles in every step.

A loss curve would show: a good start and a plateau after some twenty steps. The step shrinks like
2 ** (-t / 2), so the plateau looks like a minimum.
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
            self.v[key] += (  # WRONG: should be v = beta2 * v + (1 - beta2) * g ** 2
                self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            )
            params[key] -= lr_t * self.m[key] / (np.sqrt(self.v[key]) + 1e-7)
