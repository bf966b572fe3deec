"""QHM, QHAdam and AdEMAMix as people write them in NumPy, right and wrong."""

import numpy as np

# RIGHT


class QhmPlain:
    def __init__(self, lr=1.0, momentum=0.999, nu=0.7):
        self.lr, self.momentum, self.nu = lr, momentum, nu
        self.v = {}

    def update(self, params, grads):
        for key, g in grads.items():
            v = self.v.get(key, np.zeros_like(g))
            self.v[key] = v + (1 - self.momentum) * (g - v)
            params[key] -= self.lr * (self.nu * self.v[key] + (1 - self.nu) * g)


def qhm_step(theta, g, v, lr=1.0, beta=0.999, nu=0.7):
    v = beta * v + (1 - beta) * g
    return theta - lr * (g + nu * (v - g)), v


class QhadamKeepsCorrected:
    """The averages are kept corrected, by weights that are summed up, as in the authors' code."""

    def __init__(self, lr=1e-3, betas=(0.995, 0.999), nus=(0.7, 1.0), eps=1e-8):
        self.lr, self.betas, self.nus, self.eps = lr, betas, nus, eps
        self.weights, self.m, self.v = [0.0, 0.0], {}, {}

    def update(self, params, grads):
        (beta1, beta2), (nu1, nu2) = self.betas, self.nus
        self.weights = [1 + beta * weight for beta, weight in zip(self.betas, self.weights)]
        for key, g in grads.items():
            share1, share2 = 1 / self.weights[0], 1 / self.weights[1]
            self.m[key] = (1 - share1) * self.m.get(key, np.zeros_like(g)) + share1 * g
            self.v[key] = (1 - share2) * self.v.get(key, np.zeros_like(g)) + share2 * g * g
            above = nu1 * self.m[key] + (1 - nu1) * g
            params[key] -= self.lr * above / (np.sqrt(nu2 * self.v[key] + (1 - nu2) * g * g) + self.eps)


def qhadam_step(theta, g, m, v, t, lr=1e-3, beta1=0.995, beta2=0.999, nu1=0.7, nu2=1.0, eps=1e-8):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * ((1 - nu1) * g + nu1 * m_hat) / (np.sqrt((1 - nu2) * g**2 + nu2 * v_hat) + eps), m, v, t


class AdemamixPlain:
    def __init__(self, lr=1e-3, betas=(0.9, 0.999, 0.9999), alpha=5.0, eps=1e-8):
        self.lr, self.betas, self.alpha, self.eps = lr, betas, alpha, eps
        self.t, self.fast, self.slow, self.v = 0, {}, {}, {}

    def update(self, params, grads):
        self.t += 1
        beta1, beta2, beta3 = self.betas
        for key, g in grads.items():
            for kept in (self.fast, self.slow, self.v):
                kept.setdefault(key, np.zeros_like(g))
            self.fast[key] = beta1 * self.fast[key] + (1 - beta1) * g
            self.slow[key] = beta3 * self.slow[key] + (1 - beta3) * g
            self.v[key] = beta2 * self.v[key] + (1 - beta2) * g * g
            denominator = np.sqrt(self.v[key] / (1 - beta2**self.t)) + self.eps
            params[key] -= self.lr * self.direction(self.fast[key] / (1 - beta1**self.t), self.slow[key]) / denominator

    def direction(self, fast, slow):
        return fast + self.alpha * slow


# WRONG


def qhm_exchanged(theta, g, v, lr=1.0, beta=0.999, nu=0.7):
    v = beta * v + (1 - beta) * g
    return theta - lr * (nu * g + (1 - nu) * v), v


def qhm_sum(theta, g, v, lr=1.0, beta=0.999, nu=0.7):
    v = beta * v + (1 - beta) * g
    return theta - lr * (g + nu * v), v


def qhadam_exchanged(theta, g, m, v, t, lr=1e-3, beta1=0.995, beta2=0.999, nu1=0.7, nu2=1.0, eps=1e-8):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * (nu1 * g + (1 - nu1) * m_hat) / (np.sqrt((1 - nu2) * g**2 + nu2 * v_hat) + eps), m, v, t


class AdemamixCorrectsBoth(AdemamixPlain):
    def direction(self, fast, slow):
        return fast + self.alpha * slow / (1 - self.betas[2] ** self.t)


class AdemamixWeighsFast(AdemamixPlain):
    def direction(self, fast, slow):
        return self.alpha * fast + slow
