"""Adadelta and AdaMax as people write them in NumPy, right and wrong."""

import numpy as np

# RIGHT


class AdadeltaRms:
    def __init__(self, rho=0.95, eps=1e-6):
        self.rho, self.eps = rho, eps
        self.Eg, self.Ex = {}, {}

    def rms(self, mean):
        return np.sqrt(mean + self.eps)

    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.Eg:
                self.Eg[key], self.Ex[key] = np.zeros_like(g), np.zeros_like(g)
            self.Eg[key] = self.rho * self.Eg[key] + (1 - self.rho) * g * g
            dx = -self.rms(self.Ex[key]) / self.rms(self.Eg[key]) * g
            self.Ex[key] = self.rho * self.Ex[key] + (1 - self.rho) * dx * dx
            params[key] += dx


def adadelta(theta, g, v, u, lr=1.0, rho=0.9, eps=1e-6):
    v = v + (1 - rho) * (g**2 - v)
    step = g * np.sqrt((u + eps) / (v + eps))
    u = u + (1 - rho) * (step**2 - u)
    return theta - lr * step, v, u


class AdamaxPlain:
    def __init__(self, alpha=0.002, beta1=0.9, beta2=0.999, eps=1e-8):
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps
        self.t, self.m, self.u = 0, {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            self.u[key] = np.maximum(self.beta2 * self.u.get(key, np.zeros_like(g)), np.abs(g))
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            params[key] -= self.alpha * m_hat / (self.u[key] + self.eps)


def adamax_step(theta, g, m, u, t, lr=0.002, b1=0.9, b2=0.999, eps=1e-8):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    u = np.maximum(b2 * u, abs(g) + eps)
    return theta - lr / (1 - b1**t) * m / u, m, u, t


class AdamaxWithoutEpsilon:
    def __init__(self, lr=0.002, betas=(0.9, 0.999)):
        self.lr, self.betas, self.state = lr, betas, None

    def step(self, params, grads):
        if self.state is None:
            self.state = [(np.zeros_like(p), np.zeros_like(p)) for p in params]
            self.power = 1.0
        b1, b2 = self.betas
        self.power *= b1
        for p, g, (m, u) in zip(params, grads, self.state):
            m[...] = b1 * m + (1 - b1) * g
            u[...] = np.maximum(b2 * u, np.abs(g))
            p -= self.lr / (1 - self.power) * m / u


# WRONG


class AdadeltaUpdatesFirst(AdadeltaRms):
    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.Eg:
                self.Eg[key], self.Ex[key] = np.zeros_like(g), np.zeros_like(g)
            self.Eg[key] = self.rho * self.Eg[key] + (1 - self.rho) * g * g
            dx = self.rms(self.Ex[key]) / self.rms(self.Eg[key]) * g
            self.Ex[key] = self.rho * self.Ex[key] + (1 - self.rho) * dx * dx
            params[key] -= self.rms(self.Ex[key]) / self.rms(self.Eg[key]) * g


def adadelta_lr_in_steps(theta, g, v, u, lr=1.0, rho=0.9, eps=1e-6):
    v = rho * v + (1 - rho) * g**2
    step = lr * g * np.sqrt(u + eps) / np.sqrt(v + eps)
    u = rho * u + (1 - rho) * step**2
    return theta - step, v, u


def adadelta_without_epsilon(theta, g, v, u, lr=1.0, rho=0.9, eps=1e-6):
    v = rho * v + (1 - rho) * g**2
    step = g * np.sqrt(u) / np.sqrt(v + eps)
    u = rho * u + (1 - rho) * step**2
    return theta - lr * step, v, u


def adadelta_plus_equals(theta, g, v, u, lr=1.0, rho=0.9, eps=1e-6):
    v += rho * v + (1 - rho) * g**2
    step = g * np.sqrt(u + eps) / np.sqrt(v + eps)
    u = rho * u + (1 - rho) * step**2
    return theta - lr * step, v, u


class AdamaxAdamsStep(AdamaxPlain):
    def update(self, params, grads):
        self.t += 1
        lr_t = self.alpha * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            self.u[key] = np.maximum(self.beta2 * self.u.get(key, np.zeros_like(g)), np.abs(g))
            params[key] -= lr_t * self.m[key] / (self.u[key] + self.eps)


class AdamaxUncorrected(AdamaxPlain):
    def update(self, params, grads):
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            self.u[key] = np.maximum(self.beta2 * self.u.get(key, np.zeros_like(g)), np.abs(g))
            params[key] -= self.alpha * self.m[key] / (self.u[key] + self.eps)


def adamax_no_exponent(theta, g, m, u, t, lr=0.002, b1=0.9, b2=0.999, eps=1e-8):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    u = np.maximum(b2 * u, abs(g) + eps)
    return theta - lr / (1 - b1) * m / u, m, u, t


def adamax_average(theta, g, m, u, t, lr=0.002, b1=0.9, b2=0.999, eps=1e-8):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    u = b2 * u + (1 - b2) * abs(g)
    return theta - lr / (1 - b1**t) * m / (u + eps), m, u, t


def adamax_never_decays(theta, g, m, u, t, lr=0.002, b1=0.9, b2=0.999, eps=1e-8):
    t = t + 1
    m = b1 * m + (1 - b1) * g
    u = np.maximum(u, abs(g))
    return theta - lr / (1 - b1**t) * m / (u + eps), m, u, t
