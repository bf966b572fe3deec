"""Right optimizers that compute with the less usual functions of NumPy, and of plain Python."""
import copy
import math
from functools import reduce

import numpy as np
import numpy.linalg as la


class SGDNormLogged:
    """The norm of the gradient is only told."""
    def __init__(self, lr=0.01):
        self.lr = lr
        self.grad_norm = 0.0

    def step(self, params, grads):
        self.grad_norm = np.sqrt(sum(np.linalg.norm(g) ** 2 for g in grads))
        for p, g in zip(params, grads):
            p -= self.lr * g


class AdamNormLogged:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m = self.v = 0
        self.norms = []

    def update(self, x, grad):
        self.norms.append(la.norm(grad))
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad ** 2
        return x - self.lr * self.m / (1 - self.beta1 ** self.t) / (np.sqrt(self.v / (1 - self.beta2 ** self.t)) + self.eps)


class MomentumClipOff:
    """Clipping by norm, which is off as long as nobody asks."""
    def __init__(self, lr=0.01, momentum=0.9, clip_norm=None):
        self.lr, self.momentum, self.clip_norm, self.v = lr, momentum, clip_norm, {}

    def update(self, params, grads):
        for k, g in grads.items():
            if self.clip_norm is not None:
                n = np.linalg.norm(g)
                if n > self.clip_norm:
                    g = g * self.clip_norm / n
            self.v[k] = self.momentum * self.v.get(k, 0) - self.lr * g
            params[k] += self.v[k]


class SGDPlainLists:
    """Lists of plain numbers."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, w, grad):
        w, grad = np.asarray(w).tolist(), np.asarray(grad).tolist()

        def walk(a, b):
            return [walk(x, y) for x, y in zip(a, b)] if isinstance(a, list) else a - self.lr * b

        return np.array(walk(w, grad))


class RMSpropToList:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, None

    def update(self, w, g):
        shape = w.shape
        w, g = w.flatten().tolist(), g.flatten().tolist()
        if self.s is None:
            self.s = [0.0] * len(w)
        for i in range(len(w)):
            self.s[i] = self.rho * self.s[i] + (1 - self.rho) * g[i] * g[i]
            w[i] -= self.lr * g[i] / (math.sqrt(self.s[i]) + self.eps)
        return np.array(w).reshape(shape)


class AdamStacked:
    """Both moments in one array."""
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps, self.t, self.moments = lr, betas, eps, 0, None

    def update(self, w, g):
        if self.moments is None:
            self.moments = np.stack([np.zeros_like(w), np.zeros_like(w)])
        self.t += 1
        b1, b2 = self.betas
        self.moments = np.stack([b1 * self.moments[0] + (1 - b1) * g, b2 * self.moments[1] + (1 - b2) * g ** 2])
        m, v = self.moments
        return w - self.lr * (m / (1 - b1 ** self.t)) / (np.sqrt(v / (1 - b2 ** self.t)) + self.eps)


class AdagradStackedHistory:
    """The last sum, of a stack of sums."""
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.h = lr, eps, None

    def step(self, w, g):
        self.h = g ** 2 if self.h is None else np.vstack([self.h[None], (g ** 2)[None]]).sum(axis=0)
        return w - self.lr * g / (np.sqrt(self.h) + self.eps)


class MomentumAverage:
    """`np.average` with weights."""
    def __init__(self, lr=0.01, beta=0.9):
        self.lr, self.beta, self.m = lr, beta, None

    def step(self, w, g):
        if self.m is None:
            self.m = np.zeros_like(g)
        self.m = self.beta * self.m + (1.0 - self.beta) * g
        return np.subtract(w, np.multiply(self.lr, self.m))


class RMSpropCopy:
    """It copies deeply before it touches anything."""
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, {}

    def step(self, params, grads):
        new_params = copy.deepcopy(params)
        for k in params:
            self.s[k] = self.rho * self.s.get(k, 0) + (1 - self.rho) * np.power(grads[k], 2)
            new_params[k] = params[k] - self.lr * grads[k] / (np.power(self.s[k], 0.5) + self.eps)
        return new_params


class AdamPure:
    """Plain numbers and math."""
    def __init__(self, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps
        self.m, self.v, self.t = {}, {}, 0

    def update(self, w, g):
        self.t += 1
        out = np.empty_like(w)
        for idx in np.ndindex(w.shape):
            self.m[idx] = self.b1 * self.m.get(idx, 0.0) + (1 - self.b1) * g[idx]
            self.v[idx] = self.b2 * self.v.get(idx, 0.0) + (1 - self.b2) * g[idx] ** 2
            m = self.m[idx] / (1 - math.pow(self.b1, self.t))
            v = self.v[idx] / (1 - math.pow(self.b2, self.t))
            out[idx] = w[idx] - self.lr * m / (math.sqrt(v) + self.eps)
        return out


class SGDReduce:
    """It averages gradients of a list of batches, of which there is one."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, w, *grads):
        total = reduce(np.add, grads)
        return w - self.lr * total / len(grads)


class NesterovAstype:
    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, None

    def step(self, w, g):
        g = np.asarray(g, dtype=w.dtype)
        if self.v is None:
            self.v = np.zeros(w.shape, dtype=w.dtype)
        self.v = self.mu * self.v + g
        return (w - self.lr * (g + self.mu * self.v)).astype(w.dtype)


class AdamWhere:
    """It guards against what is no number."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m = self.v = 0

    def update(self, w, g):
        assert np.all(np.isfinite(g)), "the gradient is not finite"
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * np.abs(g) ** 2
        mh = self.m / (1 - self.beta1 ** self.t)
        vh = self.v / (1 - self.beta2 ** self.t)
        return w - self.lr * mh / (np.sqrt(np.maximum(vh, 0)) + self.eps)


class AdagradOut:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.state = lr, eps, {}

    def step(self, params, grads):
        for i, (p, g) in enumerate(zip(params, grads)):
            if i not in self.state:
                self.state[i] = np.full_like(p, 0.0)
            acc = self.state[i]
            np.add(acc, g * g, out=acc)
            denom = np.sqrt(acc)
            denom += self.eps
            np.subtract(p, self.lr * g / denom, out=p)


class MomentumSlices:
    """One long vector with views of each parameter."""
    def __init__(self, params, lr=0.01, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        sizes = [p.size for p in params]
        self.ends = np.cumsum(sizes)
        self.v = np.zeros(sum(sizes))

    def step(self, grads):
        flat = np.concatenate([np.ravel(g) for g in grads])
        self.v = self.momentum * self.v - self.lr * flat
        start = 0
        for p, end in zip(self.params, self.ends):
            p += self.v[start:end].reshape(p.shape)
            start = end


class AdamMean:
    """A norm through np.mean for its log, and a weighted sum through np.dot."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m = self.v = None
        self.rms = None

    def step(self, theta, g):
        if self.m is None:
            self.m, self.v = np.zeros_like(theta), np.zeros_like(theta)
        self.t += 1
        self.rms = np.sqrt(np.mean(np.square(g)))
        self.m = np.tensordot(np.array([self.beta1, 1 - self.beta1]), np.array([self.m, g]), axes=1)
        self.v = np.tensordot(np.array([self.beta2, 1 - self.beta2]), np.array([self.v, g ** 2]), axes=1)
        return theta - self.lr * (self.m / (1 - self.beta1 ** self.t)) / (np.sqrt(self.v / (1 - self.beta2 ** self.t)) + self.eps)
