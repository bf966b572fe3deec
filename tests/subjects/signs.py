"""Lion, Signum and signSGD as people write them in NumPy, right and wrong."""

import numpy as np

# RIGHT


class LionByComparisons:
    def __init__(self, lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=0.0):
        self.lr, self.beta1, self.beta2, self.weight_decay = lr, beta1, beta2, weight_decay
        self.m = {}

    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.setdefault(key, np.zeros_like(g))
            c = self.beta1 * m + (1 - self.beta1) * g
            direction = (c > 0).astype(g.dtype) - (c < 0).astype(g.dtype)
            params[key] *= 1 - self.lr * self.weight_decay
            params[key] -= self.lr * direction
            self.m[key] = self.beta2 * m + (1 - self.beta2) * g


class LionByWhere:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99)):
        self.lr, self.betas = lr, betas
        self.m = None

    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
        b1, b2 = self.betas
        for p, g, m in zip(params, grads, self.m):
            c = m + (1 - b1) * (g - m)
            p -= self.lr * np.where(c > 0, 1.0, np.where(c < 0, -1.0, 0.0))
            m += (1 - b2) * (g - m)


def lion_step(theta, g, m, lr=1e-4, beta1=0.9, beta2=0.99, wd=0.0):
    theta = theta - lr * (np.sign(beta1 * m + (1 - beta1) * g) + wd * theta)
    return theta, beta2 * m + (1 - beta2) * g


class SignumOfASum:
    def __init__(self, lr=1e-4, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.buffers = {}

    def update(self, params, grads):
        for name, g in grads.items():
            self.buffers[name] = self.momentum * self.buffers.get(name, 0.0) + g
            params[name] -= self.lr * np.sign(self.buffers[name])


def signum_loop(grad, theta, lr=0.01, beta=0.9, steps=50):
    theta = np.array(theta, dtype=float)
    m = np.zeros_like(theta)
    for _ in range(steps):
        m = beta * m + (1 - beta) * grad(theta)
        theta = theta - lr * np.sign(m)
    return theta


def signsgd_step(params, grads, lr=1e-3):
    return [p - lr * np.sign(g) for p, g in zip(params, grads)]


class LionUnseen(LionByComparisons):
    # The tracer does not know np.tanh, so that runs alone judge it.
    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.setdefault(key, np.zeros_like(g))
            c = self.beta1 * m + (1 - self.beta1) * (g + 0.0 * np.tanh(g))
            params[key] -= self.lr * (np.sign(c) + self.weight_decay * params[key])
            self.m[key] = self.beta2 * m + (1 - self.beta2) * g


# WRONG


class LionNewM(LionByWhere):
    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
        b1, b2 = self.betas
        for p, g, m in zip(params, grads, self.m):
            m += (1 - b2) * (g - m)
            p -= self.lr * np.sign(b1 * m + (1 - b1) * g)


class LionSignOfNewM(LionByWhere):
    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
        b1, b2 = self.betas
        for p, g, m in zip(params, grads, self.m):
            m *= b2
            m += (1 - b2) * g
            p -= self.lr * np.sign(m) + 0 * b1


class LionCoupled:
    def __init__(self, lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=0.0):
        self.lr, self.beta1, self.beta2, self.weight_decay = lr, beta1, beta2, weight_decay
        self.m = {}

    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.setdefault(key, np.zeros_like(g))
            g = g + self.weight_decay * params[key]
            params[key] -= self.lr * np.sign(self.beta1 * m + (1 - self.beta1) * g)
            self.m[key] = self.beta2 * m + (1 - self.beta2) * g


class LionPositiveAtZero(LionByWhere):
    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
        b1, b2 = self.betas
        for p, g, m in zip(params, grads, self.m):
            c = m + (1 - b1) * (g - m)
            p -= self.lr * np.where(c >= 0, 1.0, -1.0)
            m += (1 - b2) * (g - m)


class LionByWhereSwapped(LionByWhere):
    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
        b1, b2 = self.betas
        for p, g, m in zip(params, grads, self.m):
            c = m + (1 - b2) * (g - m)
            p -= self.lr * np.where(c > 0, 1.0, np.where(c < 0, -1.0, 0.0))
            m += (1 - b1) * (g - m)


class LionByComparisonsUphill(LionByComparisons):
    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.setdefault(key, np.zeros_like(g))
            c = self.beta1 * m + (1 - self.beta1) * g
            params[key] += self.lr * ((c > 0) - 1.0 * (c < 0) + self.weight_decay * params[key])
            self.m[key] = self.beta2 * m + (1 - self.beta2) * g


class LionDivided(LionByComparisons):
    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.setdefault(key, np.zeros_like(g))
            c = self.beta1 * m + (1 - self.beta1) * g
            params[key] -= self.lr * (c / np.abs(c) + self.weight_decay * params[key])
            self.m[key] = self.beta2 * m + (1 - self.beta2) * g


def lion_one_beta(theta, g, m, lr=1e-4, beta1=0.9, beta2=0.99, wd=0.0):
    theta = theta - lr * (np.sign(beta1 * m + (1 - beta1) * g) + wd * theta)
    return theta, beta1 * m + (1 - beta1) * g


class SignumOfSigns(SignumOfASum):
    def update(self, params, grads):
        for name, g in grads.items():
            before = self.buffers.get(name, np.zeros_like(g))
            self.buffers[name] = self.momentum * before + (1 - self.momentum) * np.sign(g)
            params[name] -= self.lr * np.sign(self.buffers[name])


class SignumWithoutSign(SignumOfASum):
    def update(self, params, grads):
        for name, g in grads.items():
            before = self.buffers.get(name, np.zeros_like(g))
            self.buffers[name] = self.momentum * before + (1 - self.momentum) * g
            params[name] -= self.lr * self.buffers[name]


class SignumReset(SignumOfASum):
    def update(self, params, grads):
        self.buffers = {}
        super().update(params, grads)


def signsgd_uphill(params, grads, lr=1e-3):
    return [p + lr * np.sign(g) for p, g in zip(params, grads)]


def signsgd_of_theta(params, grads, lr=1e-3):
    return [p - lr * np.sign(p) * np.abs(g) for p, g in zip(params, grads)]


class LionUnseenSwapped(LionByComparisons):
    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.setdefault(key, np.zeros_like(g))
            c = self.beta2 * m + (1 - self.beta2) * (g + 0.0 * np.tanh(g))
            params[key] -= self.lr * (np.sign(c) + self.weight_decay * params[key])
            self.m[key] = self.beta1 * m + (1 - self.beta1) * g
