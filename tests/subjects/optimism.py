"""Optimistic gradient descent as people write it, right and wrong."""

import numpy as np

# RIGHT


class OptimisticTwice:
    def __init__(self, lr=0.01):
        self.lr, self.before = lr, {}

    def update(self, params, grads):
        for key, g in grads.items():
            params[key] -= self.lr * (2 * g - self.before.get(key, g))
            self.before[key] = g.copy()


class OptimisticWeighed:
    def __init__(self, lr=0.01, alpha=1.0, beta=1.0):
        self.lr, self.alpha, self.beta, self.last = lr, alpha, beta, None

    def update(self, params, grads):
        last = grads if self.last is None else self.last
        for key, g in grads.items():
            params[key] -= self.lr * (self.alpha * g + self.beta * (g - last[key]))
        self.last = {key: g.copy() for key, g in grads.items()}


def optimistic_step(theta, g, prev_g, t, lr=0.01, alpha=1.0, beta=1.0):
    if t == 0:
        prev_g = g
    return theta - lr * ((alpha + beta) * g - beta * prev_g), g.copy(), t + 1


# WRONG


class OptimisticFromNothing(OptimisticTwice):
    def update(self, params, grads):
        for key, g in grads.items():
            params[key] -= self.lr * (2 * g - self.before.get(key, np.zeros_like(g)))
            self.before[key] = g.copy()


class OptimisticKeepsFirst(OptimisticTwice):
    def update(self, params, grads):
        for key, g in grads.items():
            params[key] -= self.lr * (2 * g - self.before.setdefault(key, g.copy()))


class OptimisticTooLate(OptimisticTwice):
    """The last gradient is overwritten before it is read."""

    def update(self, params, grads):
        for key, g in grads.items():
            self.before[key] = g.copy()
            params[key] -= self.lr * (2 * g - self.before[key])


class OptimisticPessimist(OptimisticWeighed):
    def update(self, params, grads):
        last = grads if self.last is None else self.last
        for key, g in grads.items():
            params[key] -= self.lr * (self.alpha * g - self.beta * (g - last[key]))
        self.last = {key: g.copy() for key, g in grads.items()}


class OptimisticOfOne(OptimisticWeighed):
    def update(self, params, grads):
        last = grads if self.last is None else self.last
        for key, g in grads.items():
            params[key] -= self.lr * (self.alpha * g - self.beta * last[key])
        self.last = {key: g.copy() for key, g in grads.items()}
