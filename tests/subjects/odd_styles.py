"""Right optimizers in styles that nobody would choose for a textbook. None of them may be called refuted."""

import itertools
import math
from collections import namedtuple
from functools import lru_cache
from math import sqrt as root

import numpy as np
from numpy import sqrt, zeros

Moments = namedtuple("Moments", "m v t")

rng = np.random.default_rng(0)

registry = {"made": 0}
registry["self"] = registry


class MomentumByElement:
    """A Python loop over the elements."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, w in params.items():
            v = self.v.setdefault(key, [0.0] * w.size)
            for i in range(w.size):
                v[i] = self.mu * v[i] - self.lr * grads[key].flat[i]
                w.flat[i] += v[i]


class MomentumWithoutBranchAtZero:
    """With μ = 0 there is no velocity to keep."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key in params:
            if self.mu == 0:
                params[key] -= self.lr * grads[key]
                continue
            self.v[key] = self.mu * self.v.get(key, 0.0) - self.lr * grads[key]
            params[key] += self.v[key]


class MomentumNegated:
    """The velocity with its sign turned round."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.lr * grads[key] + self.mu * self.v.get(key, np.zeros_like(params[key]))
            params[key] = params[key] - self.v[key]


class MomentumWithSlots:
    """`__slots__`, and lr behind a property."""

    __slots__ = ("_lr", "mu", "velocity")

    def __init__(self, lr=0.01, mu=0.9):
        self._lr, self.mu, self.velocity = lr, mu, None

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr = value

    def update(self, params, grads):
        if self.velocity is None:
            self.velocity = {key: np.zeros(value.shape, dtype=value.dtype) for key, value in params.items()}
        for key in params:
            np.multiply(self.velocity[key], self.mu, out=self.velocity[key])
            np.subtract(self.velocity[key], self.lr * grads[key], out=self.velocity[key])
            np.add(params[key], self.velocity[key], out=params[key])


class SgdByWhere:
    """Both branches are the same step."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            g = grads[key]
            params[key] -= np.where(g > 0, self.lr * g, -self.lr * -g)


class SgdByMagnitude:
    """The gradient as its sign times its size."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * np.sign(grads[key]) * np.abs(grads[key])


class SgdByDot:
    """The step as a product of matrices."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            eye = np.eye(params[key].size)
            params[key] -= (eye * self.lr) @ grads[key]


class AdamRunningPowers:
    """β₁ᵗ and β₂ᵗ are kept as running products."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, beta1, beta2, eps
        self.p1, self.p2, self.m, self.v = 1.0, 1.0, {}, {}

    def update(self, params, grads):
        self.p1 *= self.b1
        self.p2 *= self.b2
        for key, g in grads.items():
            m, v = self.m.get(key, 0), self.v.get(key, 0)
            self.m[key] = m + (1 - self.b1) * (g - m)
            self.v[key] = v + (1 - self.b2) * (g * g - v)
            params[key] -= self.lr * self.m[key] / (1 - self.p1) / ((self.v[key] / (1 - self.p2)) ** 0.5 + self.eps)


class AdamUnscaled:
    """The moments are kept without their factors 1 − β."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon = lr, beta1, beta2, epsilon
        self.t, self.sums = 0, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            sums = self.sums.setdefault(key, [np.zeros_like(g), np.zeros_like(g)])
            sums[0] = self.beta1 * sums[0] + g
            sums[1] = self.beta2 * sums[1] + g**2
            m_hat = (1 - self.beta1) * sums[0] / (1 - self.beta1**self.t)
            v_hat = (1 - self.beta2) * sums[1] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


class AdamNamedTuple:
    """All state in a namedtuple for each parameter."""

    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps, self.state = lr, betas, eps, {}

    def update(self, params, grads):
        b1, b2 = self.betas
        for key, g in grads.items():
            old = self.state.get(key, Moments(np.zeros_like(g), np.zeros_like(g), 0))
            new = Moments(b1 * old.m + (1 - b1) * g, b2 * old.v + (1 - b2) * g**2, old.t + 1)
            self.state[key] = new
            params[key] -= self.lr * (new.m / (1 - b1**new.t)) / (np.sqrt(new.v / (1 - b2**new.t)) + self.eps)


class AdamCorrectsByMath:
    """The scalar part with `math`, and a cache of the corrections."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon, self.state = lr, beta1, beta2, epsilon, {}

    def update(self, params, grads):
        self.state["t"] = self.state.get("t", 0) + 1
        t = self.state["t"]
        scale = float(self.lr) * math.sqrt(1 - math.pow(self.beta2, t)) / (1 - math.pow(self.beta1, t))
        for key, g in grads.items():
            self.state[key, "m"] = self.beta1 * self.state.get((key, "m"), 0) + (1 - self.beta1) * g
            self.state[key, "v"] = self.beta2 * self.state.get((key, "v"), 0) + (1 - self.beta2) * np.square(g)
            params[key] -= scale * self.state[key, "m"] / (np.sqrt(self.state[key, "v"]) + self.epsilon)


@lru_cache
def power(base, exponent):
    return base**exponent


class AdamCachedPowers:
    """β₁ᵗ comes from a cache that the instances share."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon, self.t = lr, beta1, beta2, epsilon, 0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - power(self.beta1, self.t))
            v_hat = self.v[key] / (1 - power(self.beta2, self.t))
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


class AdamCountsByIterator:
    """Its t comes out of an endless counter."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.steps = {}, {}, itertools.count(1)

    def update(self, params, grads):
        t = next(self.steps)
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * g * g
            m_hat, v_hat = self.m[key] / (1 - self.beta1**t), self.v[key] / (1 - self.beta2**t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamOfImportedNames:
    """NumPy's functions by their bare names, and the root of `math` for the scalars."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon, self.t = lr, beta1, beta2, epsilon, 0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, zeros(g.shape, g.dtype)) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, zeros(g.shape, g.dtype)) + (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            params[key] -= self.lr * m_hat / (sqrt(self.v[key]) / root(1 - self.beta2**self.t) + self.epsilon)


class AdamOfLists:
    """As one would write it in C: n numbers in lists, and a loop."""

    def __init__(self, n, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.n, self.lr, self.beta1, self.beta2, self.eps = n, lr, beta1, beta2, eps
        self.m, self.v, self.t = [0.0] * n, [0.0] * n, 0

    def step(self, w, g):
        self.t += 1
        for i in range(self.n):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g[i]
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g[i] * g[i]
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            w[i] = w[i] - self.lr * m_hat / (math.sqrt(v_hat) + self.eps)


class SgdRegistered:
    """Counts its instances in a registry that holds itself."""

    def __init__(self, lr=0.01):
        self.lr = lr
        registry["self"]["made"] += 1

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class SgdWithNoNoise:
    """Noise from a generator of the module, switched off."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key] + 0 * rng.normal(size=params[key].shape).astype(params[key].dtype)


class RmspropGuarded:
    """The average is held above zero, where it is anyway."""

    def __init__(self, lr=0.01, rho=0.9, epsilon=1e-8):
        self.lr, self.rho, self.epsilon, self.v = lr, rho, epsilon, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.v[key] = self.rho * self.v.get(key, np.zeros_like(g)) + (1 - self.rho) * g**2
            params[key] -= self.lr * g / (np.sqrt(np.maximum(self.v[key], 0)) + self.epsilon)


class RmspropOfRoots:
    """The root of the average is what is kept."""

    def __init__(self, lr=0.01, rho=0.9, epsilon=1e-8):
        self.lr, self.rho, self.epsilon, self.root = lr, rho, epsilon, {}

    def update(self, params, grads):
        for key, g in grads.items():
            old = self.root.get(key, np.zeros_like(g))
            self.root[key] = np.sqrt(self.rho * old**2 + (1 - self.rho) * g**2)
            params[key] -= self.lr * g / (self.root[key] + self.epsilon)


class AdagradHistory:
    """All gradients are kept, and summed anew."""

    def __init__(self, lr=0.01, epsilon=1e-10):
        self.lr, self.epsilon, self.seen = lr, epsilon, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.seen.setdefault(key, []).append(g**2)
            params[key] -= self.lr * g / (np.sqrt(sum(self.seen[key])) + self.epsilon)


class RmspropOfGamma:
    """γ means lr to others; here it decays, and lr is written in the code."""

    def __init__(self, gamma):
        self.gamma, self.eta = gamma, 0.01
        self.s = {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.s[key] = self.gamma * self.s.get(key, 0.0) + (1 - self.gamma) * g**2
            params[key] -= self.eta * g / (np.sqrt(self.s[key]) + 1e-8)


class MomentumOfAlpha:
    """The same of α, which its default tells."""

    def __init__(self, alpha=0.9):
        self.alpha = alpha
        self.v = {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.v[key] = self.alpha * self.v.get(key, 0.0) - 0.01 * g
            params[key] += self.v[key]


def sgd_function(w, dw, lr=0.01):
    """Returns the new parameter."""
    return w - lr * dw


def signsgd_by_element(w, g, lr=0.01):
    """A list of numbers, each of which goes one way or the other."""
    moved = []
    for i in range(len(w)):
        if g[i] > 0:
            moved.append(w[i] - lr)
        elif g[i] < 0:
            moved.append(w[i] + lr)
        else:
            moved.append(w[i])
    return moved


def sgd_step(grad, lr=0.01):
    """Returns the step."""
    return -lr * grad


def momentum_config(w, dw, config=None):
    """State in a dict that goes in and comes out."""
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config["momentum"] * config.get("velocity", np.zeros_like(w)) - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


def momentum_trajectory(theta0, grads, lr=0.01, mu=0.9):
    """The whole run at once."""
    theta, v, path = theta0, np.zeros_like(theta0), []
    for g in grads:
        v = mu * v - lr * g
        theta = theta + v
        path.append(theta)
    return path


class AdamByKeyword:
    """Every operand is named, and what is applied to each parameter is a function without a name in a list."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = {}, {}, 0
        self.made = [lambda like: np.full(shape=like.shape, fill_value=0.0, dtype=like.dtype)]

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            g = np.squeeze(a=np.expand_dims(a=np.asarray(a=g), axis=0), axis=0)
            m, v = (self.__dict__[name].get(key) for name in "mv")
            m = self.made[0](g) if m is None else m
            v = np.full_like(a=g, fill_value=0.0) if v is None else v
            self.m[key] = m + np.full_like(a=g, fill_value=1 - self.beta1) * (g - m)
            self.v[key] = v + (1 - self.beta2) * (np.square(g) - v)
            m_hat = np.reshape(np.ravel(a=self.m[key]), shape=g.shape) / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class SgdRaisesForNames:
    """What it does not have raises as a missing key does."""

    def __init__(self, lr=0.1):
        self.lr = lr

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise KeyError(name)

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
