"""Classes on NumPy's arrays, and by hand on PyTorch's tensors, in one file."""

import numpy as np
import torch


class MomentumOfArrays:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for key in params:
            if key not in self.v:
                self.v[key] = np.zeros_like(params[key])
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key] += self.v[key]


class MomentumOfTensors:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for key in params:
            if key not in self.v:
                self.v[key] = torch.zeros_like(params[key])
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key] += self.v[key]


class MomentumOfTensorsBesideNumpy(MomentumOfTensors):
    """It speaks of NumPy, and of what tensors alone have."""

    longest = np.inf

    def update(self, params, grads):
        for key in params:
            if key not in self.v:
                self.v[key] = params[key].clone().zero_()
            assert self.longest == np.inf
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key].add_(self.v[key])
