"""AggMo as people write it in NumPy, right and wrong."""

import numpy as np

# RIGHT


class AggmoPlain:
    def __init__(self, lr=0.1, betas=(0.0, 0.9, 0.99)):
        self.lr, self.betas, self.v = lr, betas, {}

    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.v:
                self.v[key] = [np.zeros_like(g) for _ in self.betas]
            for k, beta in enumerate(self.betas):
                self.v[key][k] = beta * self.v[key][k] - g
            params[key] += self.lr * sum(self.v[key]) / len(self.betas)


class AggmoKeepsByDecay:
    """A buffer for each decay, found by it, and a part of the step for each, as in the authors' code."""

    def __init__(self, lr=0.1, betas=(0.0, 0.9, 0.99)):
        self.lr, self.betas, self.buffers = lr, betas, {}

    def update(self, params, grads):
        for key, g in grads.items():
            kept = self.buffers.setdefault(key, {beta: np.zeros_like(g) for beta in self.betas})
            for beta in self.betas:
                buffer = kept[beta]
                buffer *= beta
                buffer += g
                params[key] -= self.lr / len(self.betas) * buffer


class AggmoStacked:
    """The velocities lie in one array."""

    def __init__(self, lr=0.1, betas=(0.0, 0.9, 0.99)):
        self.lr, self.betas, self.v = lr, np.array(betas), {}

    def update(self, params, grads):
        for key, g in grads.items():
            decays = self.betas.reshape(-1, *[1] * g.ndim)
            self.v[key] = decays * self.v.get(key, np.zeros((len(self.betas), *g.shape))) + g
            params[key] -= self.lr * self.v[key].mean(axis=0)


def aggmo_step(theta, g, v1, v2, v3, lr=0.1, beta1=0.0, beta2=0.9, beta3=0.99):
    v1 = beta1 * v1 - g
    v2 = beta2 * v2 - g
    v3 = beta3 * v3 - g
    return theta + lr / 3 * (v1 + v2 + v3), v1, v2, v3


# WRONG


class AggmoSummed(AggmoPlain):
    def update(self, params, grads):
        for key, g in grads.items():
            kept = self.v.setdefault(key, [np.zeros_like(g) for _ in self.betas])
            for k, beta in enumerate(self.betas):
                kept[k] = beta * kept[k] + g
            params[key] -= self.lr * sum(kept)


class AggmoOneBuffer(AggmoPlain):
    """`[zeros] * 3` is one array under three names."""

    def update(self, params, grads):
        for key, g in grads.items():
            kept = self.v.setdefault(key, [np.zeros_like(g)] * len(self.betas))
            for v, beta in zip(kept, self.betas):
                v *= beta
                v += g
            params[key] -= self.lr / len(self.betas) * sum(kept)


class AggmoSkipsTheFirst(AggmoPlain):
    def update(self, params, grads):
        for key, g in grads.items():
            kept = self.v.setdefault(key, [np.zeros_like(g) for _ in self.betas])
            for k, beta in enumerate(self.betas):
                kept[k] = beta * kept[k] + g
            params[key] -= self.lr / len(self.betas) * sum(kept[1:])


class AggmoPlusEquals(AggmoPlain):
    def update(self, params, grads):
        for key, g in grads.items():
            kept = self.v.setdefault(key, [np.zeros_like(g) for _ in self.betas])
            for k, beta in enumerate(self.betas):
                kept[k] += beta * kept[k] + g
            params[key] -= self.lr / len(self.betas) * sum(kept)


class AggmoFromOnes(AggmoPlain):
    def update(self, params, grads):
        for key, g in grads.items():
            kept = self.v.setdefault(key, [np.ones_like(g) for _ in self.betas])
            for k, beta in enumerate(self.betas):
                kept[k] = beta * kept[k] + g
            params[key] -= self.lr / len(self.betas) * sum(kept)


def aggmo_averages(theta, g, v1, v2, v3, lr=0.1, beta1=0.0, beta2=0.9, beta3=0.99):
    v1 = beta1 * v1 + (1 - beta1) * g
    v2 = beta2 * v2 + (1 - beta2) * g
    v3 = beta3 * v3 + (1 - beta3) * g
    return theta - lr * (v1 + v2 + v3) / 3, v1, v2, v3
