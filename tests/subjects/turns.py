"""Rprop as people write it in NumPy, right and wrong."""

import numpy as np

# RIGHT


class RpropPlain:
    def __init__(self, lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-6, 50.0)):
        self.lr, self.etas, self.step_sizes = lr, etas, step_sizes
        self.sizes, self.last = {}, {}

    def compared(self, g, product):
        return np.where(product < 0, 0.0, g)

    def kept(self, g, compared):
        return compared

    def direction(self, g):
        return np.sign(g)

    def update(self, params, grads):
        (down, up), (least, most) = self.etas, self.step_sizes
        for key, g in grads.items():
            if key not in self.last:
                self.sizes[key], self.last[key] = np.full_like(g, self.lr), np.zeros_like(g)
            product, size = g * self.last[key], self.sizes[key]
            size = np.where(product > 0, np.minimum(size * up, most), size)
            size = np.where(product < 0, np.maximum(size * down, least), size)
            compared = self.compared(g, product)
            params[key] -= self.direction(compared) * size
            self.sizes[key], self.last[key] = size, self.kept(g, compared)


class RpropByMasks:
    """With a factor for each element, and every size held between its bounds."""

    def __init__(self, lr=0.01, eta_minus=0.5, eta_plus=1.2, min_step=1e-6, max_step=50.0):
        self.lr, self.eta_minus, self.eta_plus = lr, eta_minus, eta_plus
        self.min_step, self.max_step = min_step, max_step
        self.size = None

    def step(self, params, grads):
        if self.size is None:
            self.size = [np.full_like(p, self.lr) for p in params]
            self.last = [np.zeros_like(p) for p in params]
        for k, (p, g) in enumerate(zip(params, grads)):
            turn = np.sign(g * self.last[k])
            factor = np.ones_like(p)
            factor[turn > 0] = self.eta_plus
            factor[turn < 0] = self.eta_minus
            self.size[k] = np.clip(self.size[k] * factor, self.min_step, self.max_step)
            g = g.copy()
            g[turn < 0] = 0
            p -= np.sign(g) * self.size[k]
            self.last[k] = g


# WRONG


class RpropOfFann(RpropPlain):
    def direction(self, g):
        return np.where(g < 0, -1.0, 1.0)


class RpropOfTheOldDocs(RpropPlain):
    def compared(self, g, product):
        return g.copy()


class RpropKeepsTurned(RpropPlain):
    def kept(self, g, compared):
        return g.copy()
