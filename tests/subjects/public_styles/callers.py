"""Right optimizers whose callers hand them θ and its gradient under other names, in other orders and containers."""
from collections import OrderedDict

import numpy as np


class SGDOld:
    def __init__(self, learning_rate=0.01):
        self.learning_rate = learning_rate

    def update(self, old_params, gradient):
        return {name: old_params[name] - self.learning_rate * gradient[name] for name in old_params}


class MomentumPlain:
    """The gradient first, and θ by letters."""
    def __init__(self, eta=0.01, gamma=0.9):
        self.eta, self.gamma, self.last = eta, gamma, 0

    def move(self, dL_dtheta, theta):
        self.last = self.gamma * self.last + self.eta * dL_dtheta
        return theta - self.last


def sgd(w, dw, config=None):
    """As in the exercises of cs231n."""
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    w -= config["learning_rate"] * dw
    return w, config


def sgd_momentum(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    next_w = w + v
    config["velocity"] = v
    return next_w, config


def rmsprop(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("cache", np.zeros_like(w))
    config["cache"] = config["decay_rate"] * config["cache"] + (1 - config["decay_rate"]) * dw ** 2
    next_w = w - config["learning_rate"] * dw / (np.sqrt(config["cache"]) + config["epsilon"])  # twin: next_w = w - config["learning_rate"] * dw / (config["cache"] + config["epsilon"])
    return next_w, config


def adam(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1  # twin: config["t"] = 1
    config["m"] = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    config["v"] = config["beta2"] * config["v"] + (1 - config["beta2"]) * (dw ** 2)
    mt = config["m"] / (1 - config["beta1"] ** config["t"])
    vt = config["v"] / (1 - config["beta2"] ** config["t"])
    next_w = w - config["learning_rate"] * mt / (np.sqrt(vt) + config["epsilon"])
    return next_w, config


class AdagradFeature:
    """θ under a name of the field where it is used."""
    def __init__(self, lr=0.05, eps=1e-8):
        self.lr, self.eps, self.h = lr, eps, None

    def update(self, embeddings, d_embeddings):
        if self.h is None:
            self.h = np.zeros_like(embeddings)
        self.h += d_embeddings * d_embeddings
        embeddings -= self.lr * d_embeddings / (np.sqrt(self.h) + self.eps)


class AdamJacobian:
    def __init__(self, step_size=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.step_size, self.b1, self.b2, self.eps = step_size, b1, b2, eps
        self.m = self.v = self.k = 0

    def __call__(self, position, jacobian):
        self.k += 1
        self.m = self.b1 * self.m + (1 - self.b1) * jacobian
        self.v = self.b2 * self.v + (1 - self.b2) * jacobian ** 2
        return position - self.step_size * (self.m / (1 - self.b1 ** self.k)) / (np.sqrt(self.v / (1 - self.b2 ** self.k)) + self.eps)


class SGDOrdered:
    """Ordered dicts, which it makes anew."""
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params: OrderedDict, grads: OrderedDict) -> OrderedDict:
        new_params = OrderedDict()
        for name, value in params.items():
            new_params[name] = value - self.lr * grads[name]
        return new_params


class RMSpropNames:
    """The names are handed over beside the dicts."""
    def __init__(self, lr=0.01, decay=0.9, epsilon=1e-8):
        self.lr, self.decay, self.epsilon, self.r = lr, decay, epsilon, {}

    def update(self, params, grads, names=None):
        for name in names or params:
            self.r.setdefault(name, np.zeros_like(params[name]))
            self.r[name] = self.decay * self.r[name] + (1 - self.decay) * grads[name] ** 2
            params[name] -= self.lr * grads[name] / (np.sqrt(self.r[name]) + self.epsilon)


class MomentumVars:
    """Gradients and variables, zipped, as TensorFlow takes them."""
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate, self.momentum, self.slots = learning_rate, momentum, {}

    def apply_gradients(self, grads_and_vars):
        for i, (grad, var) in enumerate(grads_and_vars):
            slot = self.slots.get(i, np.zeros_like(var))
            slot = self.momentum * slot + grad
            self.slots[i] = slot
            var -= self.learning_rate * slot


class NesterovPhi:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.buf = lr, momentum, None

    def update(self, phi, gphi):
        if self.buf is None:
            self.buf = np.zeros_like(phi)
        self.buf = self.momentum * self.buf + gphi
        return phi - self.lr * (gphi + self.momentum * self.buf)


class AdamDelta:
    """It turns gradients into steps, in their place."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = [], [], 0

    def get_updates(self, gradients):
        self.t += 1
        if not self.m:
            self.m = [0] * len(gradients)
            self.v = [0] * len(gradients)
        deltas = []
        for i, g in enumerate(gradients):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g ** 2
            mh = self.m[i] / (1 - self.beta1 ** self.t)
            vh = self.v[i] / (1 - self.beta2 ** self.t)
            deltas.append(-self.lr * mh / (np.sqrt(vh) + self.eps))
        return deltas


class SGDBatchMean:
    """Parameters as tuples, which cannot be written."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        return tuple(p - self.lr * g for p, g in zip(params, grads))
