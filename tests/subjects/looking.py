"""Nesterovs that say where they want their gradients, the right way and only for some parameters."""

import numpy as np


class NesterovDict:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.mu, self.v = lr, momentum, {}

    def looks(self, i, p):
        return True

    def look_ahead(self, params):
        return {
            k: p + self.mu * self.v.get(k, 0) if self.looks(i, p) else p for i, (k, p) in enumerate(params.items())
        }

    def update(self, params, grads):
        for k in params:
            self.v[k] = self.mu * self.v.get(k, 0) - self.lr * grads[k]
            params[k] += self.v[k]


class NesterovDictFirstTwo(NesterovDict):
    def looks(self, i, p):
        return i < 2


class NesterovDictSmall(NesterovDict):
    def looks(self, i, p):
        return p.size < 64


class NesterovDictBetween(NesterovDict):
    def looks(self, i, p):
        return not 40 < p.size < 60


class NesterovList:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.mu, self.v = lr, momentum, None

    def looks(self, i, p):
        return True

    def begin(self, params):
        if self.v is None:
            self.v = [np.zeros_like(p) for p in params]

    def look_ahead(self, params):
        self.begin(params)
        return [p + self.mu * v if self.looks(i, p) else p for i, (p, v) in enumerate(zip(params, self.v))]

    def update(self, params, grads):
        self.begin(params)
        for i in range(len(params)):
            self.v[i] = self.mu * self.v[i] - self.lr * grads[i]
            params[i] += self.v[i]


class NesterovListFirstTwo(NesterovList):
    def looks(self, i, p):
        return i < 2


class NesterovCallback:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.mu, self.v, self.t = lr, momentum, None, 0

    def looks(self, i, p):
        return True

    def step(self, params, grad_fn):
        self.t += 1
        if self.v is None:
            self.v = [np.zeros_like(p) for p in params]
        ahead = [p + self.mu * v if self.looks(i, p) else p for i, (p, v) in enumerate(zip(params, self.v))]
        for i, g in enumerate(grad_fn(ahead)):
            self.v[i] = self.mu * self.v[i] - self.lr * g
            params[i] += self.v[i]
        return params


class NesterovCallbackFirstTwo(NesterovCallback):
    def looks(self, i, p):
        return i < 2


class NesterovCallbackSmall(NesterovCallback):
    def looks(self, i, p):
        return p.size < 64


class NesterovCallbackFlat(NesterovCallback):
    def looks(self, i, p):
        return p.ndim < 3


class NesterovCallbackBetween(NesterovCallback):
    def looks(self, i, p):
        return not 40 < p.size < 60


class NesterovCallbackLate(NesterovCallback):
    def looks(self, i, p):
        return self.t < 90


class NesterovCallbackByNumber(NesterovCallback):
    """Without a branch."""

    def step(self, params, grad_fn):
        if self.v is None:
            self.v = [np.zeros_like(p) for p in params]
        ahead = [p + self.mu * v * (i < 2) for i, (p, v) in enumerate(zip(params, self.v))]
        for i, g in enumerate(grad_fn(ahead)):
            self.v[i] = self.mu * self.v[i] - self.lr * g
            params[i] += self.v[i]
        return params


class NesterovArray:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.mu, self.v = lr, momentum, 0

    def looks(self, theta):
        return True

    def step(self, theta, grad):
        g = grad(theta + self.mu * self.v if self.looks(theta) else theta)
        self.v = self.mu * self.v - self.lr * g
        return theta + self.v


class NesterovArrayFlat(NesterovArray):
    def looks(self, theta):
        return theta.ndim < 3
