"""Adan as people write it in NumPy, right and wrong."""

import numpy as np

# RIGHT


class AdanPlain:
    def __init__(self, lr=1e-3, betas=(0.98, 0.92, 0.99), eps=1e-8):
        self.lr, self.betas, self.eps = lr, betas, eps
        self.t, self.m, self.v, self.n, self.last = 0, {}, {}, {}, {}

    def first(self, g):
        return g

    def weight(self):
        return self.betas[1]

    def corrected(self, average):
        return average / (1 - self.betas[1] ** self.t)

    def update(self, params, grads):
        self.t += 1
        b1, b2, b3 = self.betas
        for key, g in grads.items():
            for kept in (self.m, self.v, self.n):
                kept.setdefault(key, np.zeros_like(g))
            change = g - self.last.get(key, self.first(g))
            self.m[key] = b1 * self.m[key] + (1 - b1) * g
            self.v[key] = b2 * self.v[key] + (1 - b2) * change
            self.n[key] = b3 * self.n[key] + (1 - b3) * (g + self.weight() * change) ** 2
            ahead = self.m[key] / (1 - b1**self.t) + self.weight() * self.corrected(self.v[key])
            params[key] -= self.lr * ahead / (np.sqrt(self.n[key] / (1 - b3**self.t)) + self.eps)
            self.last[key] = g.copy()


class AdanKeepsNegative:
    """What is kept is minus the last gradient, as in its authors' code."""

    def __init__(self, lr=1e-3, betas=(0.98, 0.92, 0.99), eps=1e-8):
        self.lr, self.betas, self.eps = lr, betas, eps
        self.t, self.kept = 0, {}

    def update(self, params, grads):
        self.t += 1
        beta1, beta2, beta3 = self.betas
        for key, g in grads.items():
            if key not in self.kept:
                self.kept[key] = [np.zeros_like(g), np.zeros_like(g), np.zeros_like(g), -g]
            m, v, n, last = self.kept[key]
            last += g
            m += (1 - beta1) * (g - m)
            v *= beta2
            v += (1 - beta2) * last
            last *= beta2
            last += g
            n *= beta3
            n += (1 - beta3) * last * last
            root = np.sqrt(n) / np.sqrt(1 - beta3**self.t) + self.eps
            params[key] -= self.lr / (1 - beta1**self.t) * m / root
            params[key] -= self.lr * beta2 / (1 - beta2**self.t) * v / root
            last[...] = -g


# WRONG


class AdanOfOptax(AdanPlain):
    def weight(self):
        return 1 - self.betas[1]


class AdanFromNothing(AdanPlain):
    def first(self, g):
        return np.zeros_like(g)


class AdanUncorrectedChange(AdanPlain):
    def corrected(self, average):
        return average


class AdanUnweighted(AdanPlain):
    def weight(self):
        return 1.0
