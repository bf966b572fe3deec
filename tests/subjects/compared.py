"""ADOPT, SMORMS3 and ASGD as people write them in NumPy, right and wrong."""

import numpy as np

# RIGHT


class AdoptPlain:
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.9999, eps=1e-6):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, {}, {}

    def squares(self, key, g):
        self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * g**2

    def scaled(self, key, g):
        c = (self.t - 1) ** 0.25
        return np.clip(g / np.maximum(np.sqrt(self.v[key]), self.eps), -c, c)

    def moved(self, key, g):
        self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * self.scaled(key, g)
        return self.lr * self.m[key]

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            if self.t == 1:
                self.m[key], self.v[key] = np.zeros_like(g), g**2
            else:
                params[key] -= self.moved(key, g)
                self.squares(key, g)


class AdoptUnclipped(AdoptPlain):
    def scaled(self, key, g):
        return g / np.maximum(np.sqrt(self.v[key]), self.eps)


class Smorms3Plain:
    def __init__(self, lr=0.001, eps=1e-16):
        self.lr, self.eps = lr, eps
        self.mem, self.g1, self.g2 = {}, {}, {}

    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.mem:
                self.mem[key], self.g1[key], self.g2[key] = np.ones_like(g), np.zeros_like(g), np.zeros_like(g)
            r = 1 / (self.mem[key] + 1)
            self.g1[key] = (1 - r) * self.g1[key] + r * g
            self.g2[key] = (1 - r) * self.g2[key] + r * g**2
            x = self.g1[key] ** 2 / (self.g2[key] + self.eps)
            params[key] -= g * np.minimum(self.lr, x) / (np.sqrt(self.g2[key]) + self.eps)
            self.mem[key] = 1 + self.mem[key] * (1 - x)


class AsgdPlain:
    def __init__(self, lr=0.01, lambd=1e-4, alpha=0.75):
        self.lr, self.lambd, self.alpha = lr, lambd, alpha
        self.t, self.eta = 0, lr

    def fallen(self):
        return self.lr / (1 + self.lambd * self.lr * self.t) ** self.alpha

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            params[key] *= 1 - self.lambd * self.eta
            params[key] -= self.eta * g
        self.eta = self.fallen()


# WRONG


class AdoptOfNewV(AdoptPlain):
    def moved(self, key, g):
        self.squares(key, g)
        return super().moved(key, g)

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            if self.t == 1:
                self.m[key], self.v[key] = np.zeros_like(g), g**2
            else:
                params[key] -= self.moved(key, g)


class AsgdOfForeach(AsgdPlain):
    """The power is of t alone."""

    def fallen(self):
        return self.lr / (1 + self.lambd * self.lr * self.t**self.alpha)
