import numpy as np

from .base import Base


class SGDInPackage(Base):
    """A package that holds a module of its own name."""
    def update(self, params, grads):
        for p, g in zip(params, grads):
            p -= self.lr * g


class MomentumInPackage(Base):
    def __init__(self, lr=0.01, momentum=0.9):
        super().__init__(lr)
        self.momentum, self.v = momentum, None

    def update(self, params, grads):
        if self.v is None:
            self.v = [np.zeros_like(p) for p in params]
        for i, g in enumerate(grads):
            self.v[i] = self.momentum * self.v[i] - self.lr * g
            params[i] += self.v[i]
