"""AdaBelief and Yogi as people write them in NumPy, right and wrong."""

import numpy as np

# RIGHT


class AdaBeliefPlain:
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.s = 0, {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            if key not in self.m:
                self.m[key], self.s[key] = np.zeros_like(g), np.zeros_like(g)
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * g
            self.s[key] = self.beta2 * self.s[key] + (1 - self.beta2) * (g - self.m[key]) ** 2 + self.eps
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            s_hat = self.s[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(s_hat) + self.eps)


class AdaBeliefInPlace(AdaBeliefPlain):
    """The ε is gathered by an addition in place, as in the authors' code."""

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            m = self.m.setdefault(key, np.zeros_like(g))
            s = self.s.setdefault(key, np.zeros_like(g))
            m += (1 - self.beta1) * (g - m)
            s *= self.beta2
            s += (1 - self.beta2) * np.square(g - m)
            s += self.eps
            denominator = np.sqrt(s) / np.sqrt(1 - self.beta2**self.t) + self.eps
            params[key] -= self.lr / (1 - self.beta1**self.t) * m / denominator


def adabelief_step(theta, g, m, s, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    t = t + 1
    before = m
    m = m + (1 - b1) * (g - m)
    s = b2 * s + (1 - b2) * b1**2 * (g - before) ** 2 + eps  # g − m is β₁ times g less the m before
    return theta - lr * (m / (1 - b1**t)) / ((s / (1 - b2**t)) ** 0.5 + eps), m, s, t


# WRONG


class AdaBeliefOfOldM(AdaBeliefPlain):
    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            if key not in self.m:
                self.m[key], self.s[key] = np.zeros_like(g), np.zeros_like(g)
            self.s[key] = self.beta2 * self.s[key] + (1 - self.beta2) * (g - self.m[key]) ** 2 + self.eps
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * g
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            s_hat = self.s[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(s_hat) + self.eps)


def adabelief_of_squares(theta, g, m, s, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    s = b2 * s + (1 - b2) * g**2 + eps
    return theta - lr * (m / (1 - b1**t)) / (np.sqrt(s / (1 - b2**t)) + eps), m, s, t


def adabelief_epsilon_once(theta, g, m, s, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    s = b2 * s + (1 - b2) * (g - m) ** 2
    return theta - lr * (m / (1 - b1**t)) / (np.sqrt(s / (1 - b2**t)) + eps), m, s, t


class AdaBeliefOutOfPlace(AdaBeliefPlain):
    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            m = self.m.setdefault(key, np.zeros_like(g))
            s = self.s.setdefault(key, np.zeros_like(g))
            m += (1 - self.beta1) * (g - m)
            s *= self.beta2
            s += (1 - self.beta2) * np.square(g - m)
            denominator = np.sqrt(s + self.eps) / np.sqrt(1 - self.beta2**self.t) + self.eps
            params[key] -= self.lr / (1 - self.beta1**self.t) * m / denominator


def adabelief_uncorrected(theta, g, m, s, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    s = b2 * s + (1 - b2) * (g - m) ** 2 + eps
    return theta - lr * m / (np.sqrt(s) + eps), m, s, t


# RIGHT


class YogiPlain:
    def __init__(self, lr=1e-2, beta1=0.9, beta2=0.999, eps=1e-3, v0=1e-6):
        self.lr, self.beta1, self.beta2, self.eps, self.v0 = lr, beta1, beta2, eps, v0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.m:
                self.m[key], self.v[key] = np.zeros_like(g), np.full_like(g, self.v0)
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * g
            self.v[key] = self.v[key] - (1 - self.beta2) * np.sign(self.v[key] - g * g) * g * g
            params[key] -= self.lr * self.m[key] / (np.sqrt(self.v[key]) + self.eps)


def yogi_step(theta, g, m, v, t, lr=1e-2, b1=0.9, b2=0.999, eps=1e-3):
    """v is 0 at first, and both are corrected."""
    t = t + 1
    m = b1 * m + (1 - b1) * g
    v = v + (1 - b2) * np.sign(g**2 - v) * g**2
    return theta - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v, t


# WRONG


class YogiTurned(YogiPlain):
    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.m:
                self.m[key], self.v[key] = np.zeros_like(g), np.full_like(g, self.v0)
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * g
            self.v[key] = self.v[key] + (1 - self.beta2) * np.sign(self.v[key] - g * g) * g * g
            params[key] -= self.lr * self.m[key] / (np.sqrt(self.v[key]) + self.eps)


class YogiIsAdam(YogiPlain):
    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.m:
                self.m[key], self.v[key] = np.zeros_like(g), np.full_like(g, self.v0)
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * g
            self.v[key] = self.v[key] - (1 - self.beta2) * (self.v[key] - g * g)
            params[key] -= self.lr * self.m[key] / (np.sqrt(self.v[key]) + self.eps)


def yogi_gathers_signs(theta, g, m, v, t, lr=1e-2, b1=0.9, b2=0.999, eps=1e-3):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * (np.sign(v - g**2) * g**2) ** 2
    return theta - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v, t


def yogi_uncorrected_v(theta, g, m, v, t, lr=1e-2, b1=0.9, b2=0.999, eps=1e-3):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    v = v - (1 - b2) * np.sign(v - g**2) * g**2
    return theta - lr * (m / (1 - b1**t)) / (np.sqrt(v) + eps), m, v, t
