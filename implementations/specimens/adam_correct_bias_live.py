"""Adam with a bias correction that was found commented out, and brought to life.

Meant: to correct the moments themselves, in place of lr_t. But what the revived lines compute is
no correction: they move each moment towards the gradient a second time. And the last one adds the
step.

A loss curve would show: a loss that rises from the first step on. With the sign turned round it
falls, and the moments are still wrong.
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
            self.m[key] += (1 - self.beta1) * (grads[key] - self.m[key])
            self.v[key] += (1 - self.beta2) * (grads[key] ** 2 - self.v[key])

            # WRONG: should be m / (1 - beta1**t), v / (1 - beta2**t), and -= instead of +=
            unbias_m = self.m[key] + (1 - self.beta1) * (grads[key] - self.m[key])
            unbias_v = self.v[key] + (1 - self.beta2) * (grads[key] ** 2 - self.v[key])
            params[key] += self.lr * unbias_m / (np.sqrt(unbias_v) + 1e-7)
