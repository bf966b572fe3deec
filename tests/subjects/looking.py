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
