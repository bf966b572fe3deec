"""Right optimizers whose hyperparameters come in a record, a dict, keyword arguments or the class itself."""
import argparse
from collections import namedtuple
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np


@dataclass
class TrainConfig:
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    batch_size: int = 32
    epochs: int = 10


class AdamConfigRequired:
    """A record of its own class, required."""
    def __init__(self, cfg: TrainConfig):
        self.cfg = cfg
        self.m, self.v, self.t = {}, {}, 0

    def step(self, params, grads):
        self.t += 1
        for k in params:
            self.m[k] = self.cfg.beta1 * self.m.get(k, 0) + (1 - self.cfg.beta1) * grads[k]
            self.v[k] = self.cfg.beta2 * self.v.get(k, 0) + (1 - self.cfg.beta2) * grads[k] ** 2
            mhat = self.m[k] / (1 - self.cfg.beta1 ** self.t)
            vhat = self.v[k] / (1 - self.cfg.beta2 ** self.t)
            params[k] -= self.cfg.lr * mhat / (np.sqrt(vhat) + self.cfg.eps)


class AdamConfigUnannotated:
    """A record by attributes, required, of no known class."""
    def __init__(self, config):
        self.lr = config.learning_rate
        self.b1 = config.beta1
        self.b2 = config.beta2
        self.eps = config.epsilon
        self.m, self.v, self.t = None, None, 0

    def update(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i, (p, g) in enumerate(zip(params, grads)):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g * g
            p -= self.lr * (self.m[i] / (1 - self.b1 ** self.t)) / (np.sqrt(self.v[i] / (1 - self.b2 ** self.t)) + self.eps)


class MomentumArgs:
    """What argparse makes."""
    def __init__(self, args):
        self.args = args
        self.v = {}

    def update(self, params, grads):
        for key in params:
            if key not in self.v:
                self.v[key] = np.zeros_like(params[key])
            self.v[key] = self.args.momentum * self.v[key] - self.args.lr * grads[key]
            params[key] += self.v[key]


class RMSpropOpt:
    """`opt` as the old training scripts have it."""
    def __init__(self, opt):
        self.lr, self.rho, self.eps = opt.lr, opt.decay_rate, opt.eps
        self.cache = {}

    def update(self, params, grads):
        for k, g in grads.items():
            self.cache[k] = self.rho * self.cache.get(k, np.zeros_like(g)) + (1 - self.rho) * g ** 2
            params[k] -= self.lr * g / (np.sqrt(self.cache[k]) + self.eps)


class MomentumConfigDict:
    """A dict by the usual keys."""
    def __init__(self, config):
        self.lr = config["lr"]
        self.mu = config["momentum"]
        self.v = {}

    def update(self, params, grads):
        for k in params:
            self.v[k] = self.mu * self.v.get(k, np.zeros_like(params[k])) - self.lr * grads[k]
            params[k] += self.v[k]


class MomentumConfigGet:
    """A dict with defaults in `get`."""
    def __init__(self, config):
        self.config = config
        self.v = {}

    def update(self, params, grads):
        lr = self.config.get("learning_rate", 0.01)
        mu = self.config.get("momentum", 0.9)
        for k in params:
            self.v[k] = mu * self.v.get(k, np.zeros_like(params[k])) - lr * grads[k]
            params[k] += self.v[k]


class AdamHyperparams:
    """A dict that may be left out."""
    def __init__(self, hyperparams=None):
        hp = hyperparams or {}
        self.lr = hp.get("lr", 1e-3)
        self.beta_1 = hp.get("beta_1", 0.9)
        self.beta_2 = hp.get("beta_2", 0.999)
        self.epsilon = hp.get("epsilon", 1e-8)
        self.m, self.v, self.t = {}, {}, 0

    def step(self, params, grads):
        self.t += 1
        for n in params:
            g = grads[n]
            self.m[n] = self.beta_1 * self.m.get(n, np.zeros_like(g)) + (1 - self.beta_1) * g
            self.v[n] = self.beta_2 * self.v.get(n, np.zeros_like(g)) + (1 - self.beta_2) * g ** 2
            a = self.lr * np.sqrt(1 - self.beta_2 ** self.t) / (1 - self.beta_1 ** self.t)
            params[n] = params[n] - a * self.m[n] / (np.sqrt(self.v[n]) + self.epsilon)


class AdagradKwargs:
    """Keyword arguments that become attributes."""
    def __init__(self, **kwargs):
        self.lr, self.eps = 0.01, 1e-8
        self.__dict__.update(kwargs)
        self.G = {}

    def update(self, params, grads):
        for k in grads:
            self.G[k] = self.G.get(k, np.zeros_like(grads[k])) + grads[k] ** 2
            params[k] -= self.lr * grads[k] / (np.sqrt(self.G[k]) + self.eps)


class MomentumClassAttributes:
    """Hyperparameters in the class body."""
    lr = 0.01
    momentum = 0.9

    def __init__(self):
        self.v = {}

    def update(self, params, grads):
        for k in params:
            self.v[k] = self.momentum * self.v.get(k, np.zeros_like(params[k])) - self.lr * grads[k]
            params[k] += self.v[k]


class AdamClassAttributes:
    """All of Adam's in the class body, in capitals."""
    LEARNING_RATE = 1e-3
    BETA1 = 0.9
    BETA2 = 0.999
    EPS = 1e-8

    def __init__(self):
        self.m, self.v, self.t = {}, {}, 0

    def step(self, params, grads):
        self.t += 1
        for k in params:
            self.m[k] = self.BETA1 * self.m.get(k, 0.0) + (1 - self.BETA1) * grads[k]
            self.v[k] = self.BETA2 * self.v.get(k, 0.0) + (1 - self.BETA2) * grads[k] ** 2
            mhat = self.m[k] / (1 - self.BETA1 ** self.t)
            vhat = self.v[k] / (1 - self.BETA2 ** self.t)
            params[k] -= self.LEARNING_RATE * mhat / (np.sqrt(vhat) + self.EPS)


@dataclass
class SGDDataclass:
    """The optimizer is a dataclass itself."""
    lr: float = 0.01

    def step(self, params, grads):
        for p, g in zip(params, grads):
            p -= self.lr * g


@dataclass
class MomentumDataclass:
    """A dataclass with its state in fields."""
    lr: float = 0.01
    momentum: float = 0.9
    velocity: dict = field(default_factory=dict)

    def update(self, params: dict, grads: dict):
        for name, grad in grads.items():
            v = self.velocity.get(name, np.zeros_like(grad))
            v = self.momentum * v - self.lr * grad
            self.velocity[name] = v
            params[name] += v


Hyper = namedtuple("Hyper", ["lr", "rho", "eps"])


class RMSpropNamedTuple:
    """A named tuple."""
    def __init__(self, hyper=Hyper(0.01, 0.9, 1e-8)):
        self.h = hyper
        self.s = {}

    def update(self, params, grads):
        for k in params:
            self.s[k] = self.h.rho * self.s.get(k, 0) + (1 - self.h.rho) * grads[k] ** 2
            params[k] -= self.h.lr * grads[k] / (np.sqrt(self.s[k]) + self.h.eps)


class MomentumNamespace:
    """A namespace as default."""
    def __init__(self, settings=SimpleNamespace(lr=0.1, momentum=0.9)):
        self.settings = settings
        self.v = {}

    def update(self, params, grads):
        for k in params:
            self.v[k] = self.settings.momentum * self.v.get(k, 0) - self.settings.lr * grads[k]
            params[k] += self.v[k]


LEARNING_RATE = 0.05
MOMENTUM = 0.9


class MomentumModuleConstants:
    """Constants of the module."""
    def __init__(self):
        self.v = {}

    def update(self, params, grads):
        for k in params:
            self.v[k] = MOMENTUM * self.v.get(k, 0) - LEARNING_RATE * grads[k]
            params[k] += self.v[k]


DEFAULTS = {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


class AdamDefaultsDict:
    """A dict of defaults in the module, updated by what is given."""
    def __init__(self, **options):
        self.options = {**DEFAULTS, **options}
        self.state = {}

    def update(self, params, grads):
        o = self.options
        for k in params:
            s = self.state.setdefault(k, {"t": 0, "m": np.zeros_like(params[k]), "v": np.zeros_like(params[k])})
            s["t"] += 1
            s["m"] = o["beta1"] * s["m"] + (1 - o["beta1"]) * grads[k]
            s["v"] = o["beta2"] * s["v"] + (1 - o["beta2"]) * grads[k] ** 2
            params[k] -= o["lr"] * (s["m"] / (1 - o["beta1"] ** s["t"])) / (np.sqrt(s["v"] / (1 - o["beta2"] ** s["t"])) + o["eps"])


class SGDHparams:
    """A record with a group inside."""
    def __init__(self, hparams):
        self.lr = hparams.lr

    def apply(self, weights, gradients):
        for w, g in zip(weights, gradients):
            w -= self.lr * g


def sgd_config(w, dw, config=None):
    """A function with a config dict, as the courses have it."""
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    w -= config["learning_rate"] * dw
    return w, config


class NesterovConfigRequired:
    """A record of its own class, with the momentum under `mu`."""
    def __init__(self, conf):
        self.conf = conf
        self.v = {}

    def update(self, params, grads):
        for k in params:
            v = self.v.get(k, np.zeros_like(params[k]))
            prev = v.copy()
            v = self.conf.mu * v - self.conf.lr * grads[k]
            params[k] += -self.conf.mu * prev + (1 + self.conf.mu) * v
            self.v[k] = v


class AdagradConfigNested:
    """A dict within a dict."""
    def __init__(self, config):
        opt = config["optimizer"]
        self.lr, self.eps = opt["lr"], opt["eps"]
        self.h = {}

    def update(self, params, grads):
        for k in params:
            self.h[k] = self.h.get(k, 0) + grads[k] ** 2
            params[k] -= self.lr * grads[k] / (np.sqrt(self.h[k]) + self.eps)
