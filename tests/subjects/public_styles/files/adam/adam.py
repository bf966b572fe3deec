import numpy as np

from adam.moments import moving


class Adam:
    """The package imports itself by its own name."""
    def __init__(self, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps, self.m, self.v, self.t = lr, b1, b2, eps, 0, 0, 0

    def update(self, w, g):
        self.t += 1
        self.m = moving(self.m, g, self.b1)
        self.v = moving(self.v, g ** 2, self.b2)
        return w - self.lr * (self.m / (1 - self.b1 ** self.t)) / (np.sqrt(self.v / (1 - self.b2 ** self.t)) + self.eps)
