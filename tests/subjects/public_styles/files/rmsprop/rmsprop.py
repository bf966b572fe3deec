import numpy as np


class RMSprop:
    """The package binds its class to the module's own name."""
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, 0

    def update(self, w, g):
        self.s = self.rho * self.s + (1 - self.rho) * g ** 2
        return w - self.lr * g / (np.sqrt(self.s) + self.eps)
