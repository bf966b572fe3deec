"""Optimizers that cannot be checked, each in a way of its own."""

import sys

import numpy as np


class Needs:
    def __init__(self, depth, lr=0.1):
        self.depth, self.lr = depth, lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class Raises:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        raise RuntimeError("no \x1b[31mluck\x1b[0m today")


class Prints:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        print("a step of length", self.lr)
        for key in params:
            params[key] -= self.lr * grads[key]


class Exits:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        sys.exit(3)


class Hangs:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        while True:
            np.zeros(1)


class Halved:
    """SGD at half the lr, which is no mistake of the catalogue."""

    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key] / 2
