import numpy as np
from framework_of_nobody.registry import OPTIMIZERS
from framework_of_nobody import export, typechecked


@OPTIMIZERS.register_module()
class MomentumRegistered:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for k in params:
            self.v[k] = self.momentum * self.v.get(k, 0) - self.lr * grads[k]
            params[k] += self.v[k]  # twin: params[k] += self.momentum * self.v[k]


@export
def adagrad_exported(w, g, h, lr=0.1, eps=1e-8):
    h = h + g ** 2
    return w - lr * g / (np.sqrt(h) + eps), h  # twin: return w - lr * g / np.sqrt(h + 1), h
