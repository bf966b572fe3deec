"""Plain gradient descent whose lr is computed of sizes, places and names, where no branch asks for them; and right ones beside."""

import contextlib
import itertools

import numpy as np

TABLE = {"classifier.weight": 2.0}


class OfArrays:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, p, g):
        return p - self.lr * self.scale(p) * g

    def scale(self, p):
        return 1


class WrongSize(OfArrays):
    def scale(self, p):
        return 1 + p.size // 10**7


class WrongPower(OfArrays):
    def scale(self, p):
        return 0.5 ** (len(p.ravel()) // 10**7)


class WrongDimensions(OfArrays):
    def scale(self, p):
        return ((1,) * 40 + (2,))[p.ndim]


class WrongOnes(OfArrays):
    def scale(self, p):
        return 1 + np.ones_like(p).sum() // 10**7


class WrongElement(OfArrays):
    def scale(self, p):
        return 1 + (np.arange(p.size).reshape(p.shape) == 10**7)


class WrongSlice(OfArrays):
    def update(self, p, g):
        p, flat = p.copy(), g.ravel().copy()
        flat[10**7:] *= 2
        p -= self.lr * flat.reshape(p.shape)
        return p


class WrongLogarithm(OfArrays):
    def scale(self, p):
        return np.maximum(1.0, np.log10(max(1, p.size)) - 6)


class OfDicts:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * self.scale(key, params) * grads[key]

    def scale(self, key, params):
        return 1


class WrongLength(OfDicts):
    def scale(self, key, params):
        return 1 + len(key) // 1000


class WrongTable(OfDicts):
    def scale(self, key, params):
        return TABLE.get(key, 1.0)


class WrongText(OfDicts):
    def scale(self, key, params):
        return TABLE.get(f"{key}.weight", 1.0)


class WrongTruth(OfDicts):
    def scale(self, key, params):
        return 1 + ("downsample" in key)


class WrongOrder(OfDicts):
    def scale(self, key, params):
        return 1 + (sorted(params).index(key) == 9000)


class OfLists:
    def __init__(self, params, lr=0.01):
        self.params, self.lr = params, lr

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads)):
            p -= self.lr * self.scale(i) * g

    def scale(self, i):
        return 1


class WrongPlace(OfLists):
    def scale(self, i):
        return 1 + (i == 9000)


class WrongNumber(OfLists):
    def scale(self, i):
        return max(1, len(self.params) - 9000)


class WrongConstructor(OfLists):
    def __init__(self, params, lr=0.01):
        super().__init__(params, lr)
        self.scales = [1 + (i == 9000) for i, _ in enumerate(params)]

    def scale(self, i):
        return self.scales[i]


class WrongCounter(OfLists):
    def step(self, grads):
        i = 0
        for p, g in zip(self.params, grads):
            p -= self.lr * (1 + (i == 9000)) * g
            i += 1


class WrongCounting(OfLists):
    def step(self, grads):
        for i, p, g in zip(itertools.count(), self.params, grads):
            p -= self.lr * 2.0 ** (i // 9000) * g


class WrongEnd(OfLists):
    def step(self, grads):
        for p, g, lr in zip(self.params, grads, [self.lr] * 9000):
            p -= lr * g


class WrongSuppression(OfArrays):
    def scale(self, p):
        scale = 1
        with contextlib.suppress(IndexError):
            p.shape[40]
            scale = 2
        return scale


# Right ones.


class RightChunks(OfArrays):
    """Sizes say where to cut."""

    def update(self, p, g):
        flat, grad = p.ravel().copy(), g.ravel()
        width = max(1, len(flat) // 2)
        for begin in range(0, flat.size, width):
            flat[begin : begin + width] -= self.lr * grad[begin : begin + width]
        return flat.reshape(p.shape)


class RightElements(OfArrays):
    """Places say of which element."""

    def update(self, p, g):
        out = np.zeros(p.shape)
        for i in range(p.size):
            out.flat[i] = p.flat[i] - self.lr * g.flat[i]
        return out


class RightKeys:
    """Names and places say under which key state is kept, beside a count of steps."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.state = lr, momentum, {"t": 0}

    def update(self, params, grads):
        self.state["t"] += 1
        for number, key in enumerate(sorted(params), 1):
            kept = f"v{number}_{key}"
            v = self.momentum * self.state.get(kept, 0.0) - self.lr * grads[key]
            self.state[kept] = v
            params[key] += v


class RightLists:
    """State in lists beside the parameters, counted and found by their places."""

    def __init__(self, params, lr=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params, self.lr, self.beta1, self.beta2, self.eps = list(params), lr, beta1, beta2, eps
        self.t = [0] * len(self.params)
        self.m = [np.zeros(p.shape) for p in self.params]
        self.v = [np.zeros_like(p) for p in self.params]

    def step(self, grads):
        i = 0
        while i < len(self.params):
            self.t[i] += 1
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * grads[i]
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * grads[i] ** 2
            m = self.m[i] / (1 - self.beta1 ** self.t[i])
            v = self.v[i] / (1 - self.beta2 ** self.t[i])
            self.params[i] -= self.lr * m / (np.sqrt(v) + self.eps)
            i += 1
