"""FedAdagrad, FedYogi and FedAdam as people write them in NumPy, right and wrong."""

import numpy as np

# RIGHT


class FedadamOfThePaper:
    def __init__(self, lr=0.1, betas=(0.9, 0.99), tau=1e-3):
        self.lr, self.betas, self.tau = lr, betas, tau
        self.m, self.v = {}, {}

    def start(self, g):
        return np.full_like(g, self.tau**2)

    def square(self, v, g):
        return self.betas[1] * v + (1 - self.betas[1]) * g * g

    def update(self, params, grads):
        for key, g in grads.items():
            self.m[key] = self.betas[0] * self.m.get(key, np.zeros_like(g)) + (1 - self.betas[0]) * g
            self.v[key] = self.square(self.v.get(key, self.start(g)), g)
            params[key] -= self.lr * self.m[key] / (np.sqrt(self.v[key]) + self.tau)


class FedadamFromZero(FedadamOfThePaper):
    def start(self, g):
        return np.zeros_like(g)


class FedadamOfLists:
    """What a server keeps is lists, and what its clients changed is added."""

    def __init__(self, eta=0.1, beta_1=0.9, beta_2=0.99, tau=1e-3):
        self.eta, self.beta_1, self.beta_2, self.tau = eta, beta_1, beta_2, tau
        self.m_t, self.v_t = None, None

    def update(self, weights, delta_t):
        if not self.m_t:
            self.m_t = [np.zeros_like(x) for x in delta_t]
        self.m_t = [np.multiply(self.beta_1, x) + (1 - self.beta_1) * y for x, y in zip(self.m_t, delta_t)]
        if not self.v_t:
            self.v_t = [np.zeros_like(x) for x in delta_t]
        self.v_t = [self.beta_2 * x + (1 - self.beta_2) * np.multiply(y, y) for x, y in zip(self.v_t, delta_t)]
        return [x + self.eta * y / (np.sqrt(z) + self.tau) for x, y, z in zip(weights, self.m_t, self.v_t)]


class FedyogiOfThePaper(FedadamOfThePaper):
    def square(self, v, g):
        return v - (1 - self.betas[1]) * g**2 * np.sign(v - g**2)


class FedyogiFromZero(FedadamFromZero):
    def square(self, v, g):
        return v + (1 - self.betas[1]) * np.sign(g**2 - v) * g**2


def fedadagrad_step(theta, g, m, v, t, lr=0.1, beta1=0.0, tau=1e-3):
    t = t + 1
    if t == 1:
        v = v + tau**2
    m = beta1 * m + (1 - beta1) * g
    v = v + g**2
    return theta - lr * m / (np.sqrt(v) + tau), m, v, t


class FedadagradFromZero:
    def __init__(self, lr=0.1, beta1=0.0, tau=1e-3):
        self.lr, self.beta1, self.tau = lr, beta1, tau
        self.m, self.v = {}, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            self.v[key] = self.v.get(key, np.zeros_like(g)) + g**2
            params[key] -= self.lr * self.m[key] / (np.sqrt(self.v[key]) + self.tau)


# WRONG


class FedadamFromTau(FedadamOfThePaper):
    def start(self, g):
        return np.full_like(g, self.tau)


class FedyogiIsAdam(FedyogiOfThePaper):
    def square(self, v, g):
        return self.betas[1] * v + (1 - self.betas[1]) * g**2


class FedadamCorrected(FedadamOfThePaper):
    """Adam's bias corrections, which the paper leaves out."""

    t = 0

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.betas[0] * self.m.get(key, np.zeros_like(g)) + (1 - self.betas[0]) * g
            self.v[key] = self.square(self.v.get(key, self.start(g)), g)
            m_hat = self.m[key] / (1 - self.betas[0] ** self.t)
            v_hat = self.v[key] / (1 - self.betas[1] ** self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.tau)


class FedadamOfFlower(FedadamOfLists):
    """Adam's lr_t, a round ahead: the rounds are counted from 1, and 1 is added."""

    server_round = 0

    def update(self, weights, delta_t):
        self.server_round += 1
        if not self.m_t:
            self.m_t, self.v_t = ([np.zeros_like(x) for x in delta_t] for _ in range(2))
        self.m_t = [self.beta_1 * x + (1 - self.beta_1) * y for x, y in zip(self.m_t, delta_t)]
        self.v_t = [self.beta_2 * x + (1 - self.beta_2) * y * y for x, y in zip(self.v_t, delta_t)]
        beyond = self.server_round + 1.0
        eta = self.eta * np.sqrt(1 - self.beta_2**beyond) / (1 - self.beta_1**beyond)
        return [x + eta * y / (np.sqrt(z) + self.tau) for x, y, z in zip(weights, self.m_t, self.v_t)]
