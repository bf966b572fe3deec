"""Right optimizers that keep more than the rule does, or keep it in another way."""

import numpy as np


class AdamSwapsBuffers:
    """Two buffers for m take turns: one is written while the other is read."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.here = self.there = self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.here, self.there, self.v = ({k: np.zeros_like(p) for k, p in params.items()} for _ in range(3))
        self.t += 1
        for k, g in grads.items():
            self.there[k][...] = self.beta1 * self.here[k] + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * g**2
            m_hat = self.there[k] / (1 - self.beta1**self.t)
            params[k] -= self.lr * m_hat / (np.sqrt(self.v[k] / (1 - self.beta2**self.t)) + self.eps)
        self.here, self.there = self.there, self.here


class AdamSumsWeights:
    """The weights of each average are summed in a number beside it, and it is divided by their sum."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v = {}, {}
        self.w1 = self.w2 = 0.0

    def update(self, params, grads):
        self.w1 = self.beta1 * self.w1 + (1 - self.beta1)
        self.w2 = self.beta2 * self.w2 + (1 - self.beta2)
        for k, g in grads.items():
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * g**2
            params[k] -= self.lr * (self.m[k] / self.w1) / (np.sqrt(self.v[k] / self.w2) + self.eps)


class MomentumLogsNorms:
    """A norm of every gradient is appended to a list that nothing reads."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v, self.norms = lr, mu, {}, {"all": []}

    def update(self, params, grads):
        for k, g in grads.items():
            self.norms["all"].append(np.sum(g**2))
            self.v[k] = self.mu * self.v.get(k, 0) - self.lr * g
            params[k] += self.v[k]


class AdagradKeepsItsPath:
    """Every point is copied into a list, and so is every lr."""

    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.s, self.path, self.rates = lr, eps, {}, [], []

    def update(self, params, grads):
        for k, g in grads.items():
            self.s[k] = self.s.get(k, 0) + g * g
            params[k] -= self.lr * g / (np.sqrt(self.s[k]) + self.eps)
        self.path.append({k: p.copy() for k, p in params.items()})
        self.rates += [self.lr]


class RmspropStartsAtOnes:
    """The average starts where its caller says, by default at one."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8, initial_accumulator=1.0):
        self.lr, self.rho, self.eps, self.first, self.s = lr, rho, eps, initial_accumulator, None

    def update(self, params, grads):
        if self.s is None:
            self.s = {k: np.full_like(p, self.first) for k, p in params.items()}
        for k, g in grads.items():
            self.s[k] = self.rho * self.s[k] + (1 - self.rho) * g**2
            params[k] -= self.lr * g / (np.sqrt(self.s[k]) + self.eps)
