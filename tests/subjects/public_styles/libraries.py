"""Right optimizers that compute with the less usual functions of NumPy."""
import numpy as np


class SGDToList:
    """Parameters that are lists of plain numbers inside."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for k in params:
            flat = [p - self.lr * g for p, g in zip(params[k].ravel().tolist(), grads[k].ravel().tolist())]
            params[k] = np.array(flat).reshape(params[k].shape)
        return params


class MomentumStack:
    """State of all parameters in one array."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, w, g):
        both = np.stack([self.v.get("v", np.zeros_like(g)), g])
        self.v["v"] = self.momentum * both[0] - self.lr * both[1]
        return w + self.v["v"]


class RMSpropHypot:
    """ε inside the root."""
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, 0

    def update(self, w, g):
        self.s = self.rho * self.s + (1 - self.rho) * np.power(g, 2)
        return w - self.lr * g / np.sqrt(self.s + self.eps)


class AdagradDivide:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.s = lr, eps, None

    def update(self, w, g):
        if self.s is None:
            self.s = np.zeros(w.shape, w.dtype)
        np.add(self.s, np.square(g), out=self.s)
        np.subtract(w, np.divide(np.multiply(self.lr, g), np.add(np.sqrt(self.s), self.eps)), out=w)


class AdamVectorize:
    """A loop over single numbers."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m = self.v = None

    def update(self, w, g):
        if self.m is None:
            self.m, self.v = np.zeros_like(w), np.zeros_like(w)
        self.t += 1
        for i in np.ndindex(w.shape):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g[i]
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g[i] ** 2
            w[i] -= self.lr * (self.m[i] / (1 - self.beta1 ** self.t)) / (self.v[i] ** 0.5 / (1 - self.beta2 ** self.t) ** 0.5 + self.eps)


class MomentumEinsum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0

    def update(self, w, g):
        self.v = np.sum([self.momentum * self.v, -self.lr * g], axis=0) if np.ndim(self.v) else -self.lr * g
        return np.sum([w, self.v], axis=0)


class SGDMap:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        return list(map(lambda p, g: p - self.lr * g, params, grads))


class MomentumDeque:
    """The last velocity in a deque."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.hist = lr, momentum, [0.0]

    def update(self, w, g):
        self.hist = [self.momentum * self.hist[-1] - self.lr * g]
        return w + self.hist[-1]


class AdamReciprocal:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t, self.m, self.v = lr, beta1, beta2, eps, 0, 0, 0

    def update(self, w, g):
        self.t += 1
        self.m += (1 - self.beta1) * (g - self.m)
        self.v += (1 - self.beta2) * (np.square(g) - self.v)
        mh = np.true_divide(self.m, 1 - np.power(self.beta1, self.t))
        vh = np.true_divide(self.v, 1 - np.power(self.beta2, self.t))
        return w - self.lr * mh * np.reciprocal(np.sqrt(vh) + self.eps)


class SGDFlatten:
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, params, grads):
        flat = np.concatenate([p.ravel() for p in params]) - self.lr * np.concatenate([g.ravel() for g in grads])
        new, at = [], 0
        for p in params:
            new.append(flat[at:at + p.size].reshape(p.shape))
            at += p.size
        return new
