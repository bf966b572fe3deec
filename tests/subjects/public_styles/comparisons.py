"""Right optimizers that take a sign, a maximum or a magnitude by comparing."""
import numpy as np


class LionWhere:
    def __init__(self, lr=1e-4, beta1=0.9, beta2=0.99, wd=0.0):
        self.lr, self.beta1, self.beta2, self.wd, self.m = lr, beta1, beta2, wd, None

    def step(self, w, g):
        if self.m is None:
            self.m = np.zeros_like(w)
        c = self.beta1 * self.m + (1 - self.beta1) * g
        w = w - self.lr * (np.where(c > 0, 1, np.where(c < 0, -1, 0)) + self.wd * w)  # twin: w = w - self.lr * (np.where(c > 0, 1, -1) + self.wd * w)
        self.m = self.beta2 * self.m + (1 - self.beta2) * g
        return w


class SignumAsTypes:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.m = lr, momentum, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.m[key] = self.momentum * self.m.get(key, 0.0) + (1 - self.momentum) * g
            up = (self.m[key] > 0).astype(float)
            down = (self.m[key] < 0).astype(float)
            params[key] -= self.lr * (up - down)  # twin: params[key] -= self.lr * (2 * up - 1)


class SignSGDTimesOne:
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, params, grads):
        return [p - self.lr * ((g > 0) - 1.0 * (g < 0)) for p, g in zip(params, grads)]  # twin: return [p - self.lr * ((g > 0) - 1.0 * (g <= 0)) for p, g in zip(params, grads)]


class LionMasks:
    """Boolean masks, in a direction that begins with zeros."""
    def __init__(self, lr=1e-4, betas=(0.9, 0.99)):
        self.lr, self.betas, self.m = lr, betas, {}

    def update(self, params, grads):
        b1, b2 = self.betas
        for name in params:
            m = self.m.setdefault(name, np.zeros_like(params[name]))
            c = b1 * m + (1 - b1) * grads[name]
            direction = np.zeros_like(c)
            direction[c > 0] = 1.0
            direction[c < 0] = -1.0  # twin: direction[m < 0] = -1.0
            params[name] -= self.lr * direction
            m[...] = b2 * m + (1 - b2) * grads[name]


class SignSGDSelect:
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, w, grad):
        return w - self.lr * np.select([grad > 0, grad < 0], [1.0, -1.0], default=0.0)  # twin: return w - self.lr * np.select([grad > 0, grad < 0], [1.0, -1.0], default=-1.0)


class SignumHeaviside:
    def __init__(self, lr=0.01, beta=0.9):
        self.lr, self.beta, self.m = lr, beta, 0.0

    def step(self, w, grad):
        self.m = self.beta * self.m + (1 - self.beta) * grad
        return w - self.lr * (np.heaviside(self.m, 0.5) * 2 - 1)  # twin: return w - self.lr * (np.heaviside(self.m, 1.0) * 2 - 1)


class LionDivided:
    """The sign as c/|c|, but for zeros."""
    def __init__(self, lr=1e-4, beta1=0.9, beta2=0.99):
        self.lr, self.beta1, self.beta2, self.m = lr, beta1, beta2, None

    def step(self, w, g):
        if self.m is None:
            self.m = np.zeros_like(w)
        c = self.beta1 * self.m + (1 - self.beta1) * g
        w = w - self.lr * np.where(c == 0, 0.0, c / np.abs(c))  # twin: w = w - self.lr * c / np.abs(c)
        self.m = self.beta2 * self.m + (1 - self.beta2) * g
        return w


class SignSGDNegated:
    """~, & and | of masks, and one that is written over."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, w, g):
        up, still = g > 0, (g >= 0) & ~(g > 0)
        return w - self.lr * (up * 1.0 - ~(up | still))  # twin: return w - self.lr * (up * 1.0 - ~up)


class AdamaxWhere:
    """The larger of two, by comparing them."""
    def __init__(self, lr=0.002, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m = self.u = 0.0

    def step(self, w, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        decayed, size = self.beta2 * self.u, np.where(g < 0, -g, g)
        self.u = np.where(decayed > size, decayed, size)  # twin: self.u = np.where(decayed < size, decayed, size)
        return w - self.lr / (1 - self.beta1 ** self.t) * self.m / (self.u + self.eps)


class AdamaxUntilNow:
    def __init__(self, lr=0.002, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps, self.t, self.m, self.u = lr, betas, eps, 0, {}, {}

    def update(self, params, grads):
        self.t += 1
        b1, b2 = self.betas
        for k in params:
            if k not in self.m:
                self.m[k], self.u[k] = np.zeros_like(params[k]), np.zeros_like(params[k])
            self.m[k] = b1 * self.m[k] + (1 - b1) * grads[k]
            old, new = b2 * self.u[k], np.abs(grads[k])
            larger = new >= old
            self.u[k] = larger * new + (1 - larger) * old  # twin: self.u[k] = larger * new + (1 - larger) * self.u[k]
            params[k] -= self.lr / (1 - b1 ** self.t) * self.m[k] / (self.u[k] + self.eps)
