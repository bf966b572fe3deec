"""RAdam as people write it in NumPy, right and wrong."""

import math

import numpy as np

# RIGHT


class RadamOfTheAuthors:
    """The length is compared before anything is divided by it, and the step is put together from its parts."""

    threshold = 5

    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps = lr, betas, eps
        self.step, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        self.step += 1
        beta1, beta2 = self.betas
        for key, g in grads.items():
            self.m[key] = self.m.get(key, np.zeros_like(g)) * beta1 + (1 - beta1) * g
            self.v[key] = self.v.get(key, np.zeros_like(g)) * beta2 + (1 - beta2) * g * g
            beta2_t = beta2**self.step
            longest = 2 / (1 - beta2) - 1
            length = longest - 2 * self.step * beta2_t / (1 - beta2_t)
            if length >= self.threshold:
                size = math.sqrt(1 - beta2_t) * self.rectifier(length, longest) / (1 - beta1**self.step)
                params[key] -= self.lr * size * self.m[key] / (np.sqrt(self.v[key]) + self.eps)
            else:
                params[key] -= self.lr / (1 - beta1**self.step) * self.m[key]

    def rectifier(self, length, longest):
        return math.sqrt(
            (length - 4) / (longest - 4) * (length - 2) / length * longest / (longest - 2)
        )


def radam_step(theta, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999):
    """The paper's, by `np.where` with both sides computed."""
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
    with np.errstate(all="ignore"):
        r = np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
        divided = r / np.sqrt(v / (1 - beta2**t))
    return theta - lr * m / (1 - beta1**t) * np.where(rho > 4, divided, 1.0), m, v, t


# WRONG


class RadamUnrectified(RadamOfTheAuthors):
    def rectifier(self, length, longest):
        return 1.0


class RadamEarlier(RadamOfTheAuthors):
    threshold = 4


class RadamSkips(RadamOfTheAuthors):
    """Makes no step before it divides."""

    def update(self, params, grads):
        self.step += 1
        beta1, beta2 = self.betas
        for key, g in grads.items():
            self.m[key] = self.m.get(key, np.zeros_like(g)) * beta1 + (1 - beta1) * g
            self.v[key] = self.v.get(key, np.zeros_like(g)) * beta2 + (1 - beta2) * g * g
            beta2_t = beta2**self.step
            longest = 2 / (1 - beta2) - 1
            length = longest - 2 * self.step * beta2_t / (1 - beta2_t)
            if length > 5:
                size = math.sqrt(1 - beta2_t) * self.rectifier(length, longest) / (1 - beta1**self.step)
                params[key] -= self.lr * size * self.m[key] / (np.sqrt(self.v[key]) + self.eps)
