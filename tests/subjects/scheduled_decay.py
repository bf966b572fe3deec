"""Decoupled weight decay that follows the schedule, by lr over the lr of the start: however that is kept, and what is none."""

import numpy as np


class _Scheduled:
    def __init__(self, lr=0.01, weight_decay=0.01):
        self.lr, self.start, self.weight_decay = lr, lr, weight_decay

    def update(self, params, grads):
        for key in params:
            params[key] = params[key] - self.lr * grads[key] - self.share() * params[key]

    def share(self):
        return self.weight_decay * self.lr / self.start


class SgdByMultiplier(_Scheduled):
    """RIGHT: the lr of the start is that of its construction, under a name that says nothing."""


class SgdByInitialLr(_Scheduled):
    """RIGHT: it is called as lr is called, too."""

    def __init__(self, lr=0.01, weight_decay=0.01):
        self.lr, self.initial_lr, self.weight_decay = lr, lr, weight_decay

    def share(self):
        return self.lr / self.initial_lr * self.weight_decay


class SgdByFirstLr(_Scheduled):
    """RIGHT, with a caution: the lr of the start is that of the first step, which a warm-up has changed by then."""

    def update(self, params, grads):
        if not hasattr(self, "first"):
            self.first = self.start = self.lr
        super().update(params, grads)


class SgdByMultiplierOnce(_Scheduled):
    """WRONG: the first step is made at the lr of the construction, whatever lr is then."""

    def update(self, params, grads):
        changed, self.lr = self.lr, self.lr if hasattr(self, "begun") else self.start
        self.begun = True
        super().update(params, grads)
        self.lr = changed


class SgdByInverse(_Scheduled):
    """WRONG: the multiplier stands upside down."""

    def share(self):
        return self.start / self.lr * self.weight_decay


class SgdByTheStart(_Scheduled):
    """WRONG: by the lr of the start alone."""

    def share(self):
        return self.start * self.weight_decay


class AdamByTheMultiplier:
    """RIGHT: Algorithm 2 as it is printed, a multiplier beside α."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        self.lr, self.alpha, self.betas, self.eps, self.weight_decay = lr, lr, (beta1, beta2), eps, weight_decay
        self.m, self.v, self.t = {}, {}, 0

    def update(self, params, grads):
        self.t += 1
        eta, (beta1, beta2) = self.lr / self.alpha, self.betas
        for key, g in grads.items():
            m = self.m[key] = beta1 * self.m.get(key, 0.0) + (1 - beta1) * g
            v = self.v[key] = beta2 * self.v.get(key, 0.0) + (1 - beta2) * g**2
            m_hat, v_hat = m / (1 - beta1**self.t), v / (1 - beta2**self.t)
            params[key] -= eta * (self.alpha * m_hat / (np.sqrt(v_hat) + self.eps) + self.weight_decay * params[key])
