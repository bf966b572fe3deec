"""Right optimizers whose constructors are as training scripts and courses have them."""
import json
from abc import ABC, abstractmethod
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import Any, Dict, NamedTuple, Optional

import numpy as np


class _RequiredParameter:
    def __repr__(self):
        return "<required parameter>"


required = _RequiredParameter()


class SGDRequired:
    """The learning rate has to be given."""
    def __init__(self, params, lr=required):
        if lr is not required and lr < 0.0:
            raise ValueError("Invalid learning rate: {}".format(lr))
        self.param_groups = [{"params": list(params), "lr": lr}]

    def step(self, grads):
        for group in self.param_groups:
            for p, g in zip(group["params"], grads):
                p -= group["lr"] * g  # twin: p += group["lr"] * g


class MomentumRequired:
    def __init__(self, lr=required, momentum=0.9):
        if lr is required:
            raise ValueError("lr is required")
        self.lr, self.momentum = lr, momentum
        self.velocity = defaultdict(float)

    def update(self, params, grads):
        for name in params:
            self.velocity[name] = self.momentum * self.velocity[name] - self.lr * grads[name]
            params[name] += self.velocity[name]


class AdamNoneMeansMissing:
    """Its learning rate is None, if it is not given."""
    def __init__(self, lr=None, betas=None, eps=None):
        self.lr = 0.001 if lr is None else lr
        self.beta1, self.beta2 = (0.9, 0.999) if betas is None else betas
        self.eps = 1e-8 if eps is None else eps
        self.m, self.v, self.t = {}, {}, 0

    def step(self, params, grads):
        self.t += 1
        for k in params:
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * grads[k] ** 2
            m_hat = self.m[k] / (1 - self.beta1 ** self.t)
            v_hat = self.v[k] / (1 - self.beta2 ** self.t)  # twin: v_hat = self.v[k] / (1 - self.beta2)
            params[k] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class RMSpropConfigGet:
    def __init__(self, config):
        self.learning_rate = config.get("learning_rate", 1e-2)
        self.decay_rate = config.get("decay_rate", 0.99)
        self.epsilon = config.get("epsilon", 1e-8)
        self.cache = None

    def update(self, w, dw):
        if self.cache is None:
            self.cache = np.zeros_like(w)
        self.cache = self.decay_rate * self.cache + (1 - self.decay_rate) * dw ** 2
        return w - self.learning_rate * dw / (np.sqrt(self.cache) + self.epsilon)


class AdamConfigGetSections:
    """Sections of a configuration file."""
    def __init__(self, config: Dict[str, Any]):
        cfg = config.get("optimizer", {})
        self.lr = cfg.get("lr", 0.001)
        self.beta1 = cfg.get("beta1", 0.9)
        self.beta2 = cfg.get("beta2", 0.999)
        self.eps = cfg.get("eps", 1e-8)
        self.state = {}

    def step(self, params: Dict[str, np.ndarray], grads: Dict[str, np.ndarray]) -> None:
        for key, grad in grads.items():
            if key not in self.state:
                self.state[key] = dict(step=0, exp_avg=np.zeros_like(grad), exp_avg_sq=np.zeros_like(grad))
            st = self.state[key]
            st["step"] += 1
            st["exp_avg"] = self.beta1 * st["exp_avg"] + (1 - self.beta1) * grad
            st["exp_avg_sq"] = self.beta2 * st["exp_avg_sq"] + (1 - self.beta2) * grad * grad
            bc1 = 1 - self.beta1 ** st["step"]
            bc2 = 1 - self.beta2 ** st["step"]
            params[key] -= self.lr / bc1 * st["exp_avg"] / (np.sqrt(st["exp_avg_sq"]) / np.sqrt(bc2) + self.eps)


class MomentumKwargsPop:
    """As in the Keras of old: keyword arguments that are popped and checked."""
    def __init__(self, **kwargs):
        self.lr = kwargs.pop("lr", 0.01)
        self.momentum = kwargs.pop("momentum", 0.9)
        if kwargs:
            raise TypeError("Unexpected keyword arguments: %s" % sorted(kwargs))
        self.moments = {}

    def get_update(self, params, grads):
        new_params = {}
        for name, p in params.items():
            m = self.moments.get(name, np.zeros(p.shape))
            v = self.momentum * m - self.lr * grads[name]
            self.moments[name] = v
            new_params[name] = p + v
        return new_params


class AdagradKwargsGet:
    def __init__(self, **kwargs):
        self.lr = kwargs.get("lr", 0.01)
        self.epsilon = kwargs.get("epsilon", 1e-7)
        self.cache = {}

    def update(self, key, w, grad):
        self.cache[key] = self.cache.get(key, np.zeros_like(w)) + np.square(grad)
        return w - self.lr * grad / (np.sqrt(self.cache[key]) + self.epsilon)


class OptimizerBase(ABC):
    lr: float = 0.01

    def __init__(self, lr: Optional[float] = None):
        if lr is not None:
            self.lr = lr

    @abstractmethod
    def step(self, params, grads):
        ...


class SGDFromBase(OptimizerBase):
    """The rate is an attribute of the base class."""
    def step(self, params, grads):
        for p, g in zip(params, grads):
            p[...] = p - self.lr * g


class RMSpropFromBase(OptimizerBase):
    rho = 0.9
    eps = 1e-8

    def __init__(self, lr=None):
        super().__init__(lr)
        self.acc = None

    def step(self, params, grads):
        if self.acc is None:
            self.acc = [np.zeros_like(p) for p in params]
        for i, (p, g) in enumerate(zip(params, grads)):
            self.acc[i] = self.rho * self.acc[i] + (1 - self.rho) * g ** 2  # twin: self.acc[i] = self.rho * self.acc[i] + g ** 2
            p -= self.lr * g / (np.sqrt(self.acc[i]) + self.eps)


class AdamClassBody:
    """Everything stands in the class body."""
    alpha = 0.001
    beta_1 = 0.9
    beta_2 = 0.999
    epsilon = 1e-8
    t = 0
    m_t = 0
    v_t = 0

    def update(self, theta, g_t):
        self.t += 1
        self.m_t = self.beta_1 * self.m_t + (1 - self.beta_1) * g_t
        self.v_t = self.beta_2 * self.v_t + (1 - self.beta_2) * (g_t * g_t)
        m_cap = self.m_t / (1 - self.beta_1 ** self.t)
        v_cap = self.v_t / (1 - self.beta_2 ** self.t)
        return theta - (self.alpha * m_cap) / (np.sqrt(v_cap) + self.epsilon)


class AdagradConfigObject:
    class Config:
        """Pydantic's way, by hand."""
        learning_rate = 0.01
        eps = 1e-10

    def __init__(self, config=Config):
        self.config = config
        self.sum_sq = {}

    def update(self, params, grads):
        for k in params:
            self.sum_sq[k] = self.sum_sq.get(k, 0) + grads[k] ** 2
            params[k] -= self.config.learning_rate * grads[k] / (np.sqrt(self.sum_sq[k]) + self.config.eps)


@dataclass(frozen=True)
class OptimConfig:
    learning_rate: float = 3e-4
    betas: tuple = (0.9, 0.999)
    eps: float = 1e-8


class AdamFrozenConfig:
    """A frozen record, whose betas are a pair."""
    def __init__(self, config: OptimConfig = OptimConfig()):
        self.config = config
        self.m: Dict[str, np.ndarray] = {}
        self.v: Dict[str, np.ndarray] = {}
        self.step_count = 0

    def step(self, params, grads):
        self.step_count += 1
        b1, b2 = self.config.betas
        for name, g in grads.items():
            m = self.m.get(name, np.zeros_like(g))
            v = self.v.get(name, np.zeros_like(g))
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g * g
            self.m[name], self.v[name] = m, v
            m_hat = m / (1 - b1 ** self.step_count)
            v_hat = v / (1 - b2 ** self.step_count)
            params[name] = params[name] - self.config.learning_rate * m_hat / (np.sqrt(v_hat) + self.config.eps)


class HyperParams(NamedTuple):
    lr: float
    mu: float


class MomentumNamedTupleRequired:
    def __init__(self, hp: HyperParams):
        self.hp = hp
        self.v = 0

    def __call__(self, w, dw):
        self.v = self.hp.mu * self.v - self.hp.lr * dw
        w += self.v
        return w


class NesterovConfigurable:
    """`config` is JSON in a string, or a dict."""
    def __init__(self, config='{"lr": 0.01, "momentum": 0.9}'):
        self.config = json.loads(config) if isinstance(config, str) else config
        self.v = {}

    def update(self, params, grads):
        lr, mu = self.config["lr"], self.config["momentum"]
        for k in params:
            v_prev = self.v.get(k, np.zeros_like(params[k]))
            self.v[k] = mu * v_prev - lr * grads[k]
            params[k] += -mu * v_prev + (1 + mu) * self.v[k]


class RMSpropProperties:
    """Properties in front of its attributes."""
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-8):
        self._learning_rate, self._rho, self._epsilon = learning_rate, rho, epsilon
        self._caches = {}

    @property
    def learning_rate(self):
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        if value < 0:
            raise ValueError("learning_rate must not be negative")
        self._learning_rate = value

    def optimize(self, params, grads):
        for key in params.keys():
            if key not in self._caches:
                self._caches[key] = np.zeros_like(params[key])
            cache = self._caches[key]
            cache *= self._rho
            cache += (1 - self._rho) * grads[key] ** 2
            params[key] -= self.learning_rate * grads[key] / (np.sqrt(cache) + self._epsilon)


class Mode(Enum):
    HEAVY_BALL = "heavy_ball"
    PLAIN = "plain"


class MomentumMode:
    """Its kind is an enumeration's member."""
    def __init__(self, lr=0.01, beta=0.9, mode=Mode.HEAVY_BALL):
        self.lr, self.beta, self.mode = lr, beta, mode
        self.prev = {}

    def step(self, params, grads):
        for i, g in enumerate(grads):
            delta = -self.lr * g
            if self.mode is Mode.HEAVY_BALL:
                delta = delta + self.beta * self.prev.get(i, 0)  # twin: delta = delta - self.beta * self.prev.get(i, 0)
            self.prev[i] = delta
            params[i] = params[i] + delta
        return params


class AdamBuilder:
    """Options by a chain of methods; a class method makes the usual one."""
    def __init__(self, alpha, beta1, beta2, eps):
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps
        self.ms, self.vs, self.n = [], [], 0

    @classmethod
    def default(cls):
        return cls(0.001, 0.9, 0.999, 1e-8)

    def step(self, params, grads):
        if not self.ms:
            self.ms = [np.zeros(p.shape) for p in params]
            self.vs = [np.zeros(p.shape) for p in params]
        self.n += 1
        lr_t = self.alpha * (1 - self.beta2 ** self.n) ** 0.5 / (1 - self.beta1 ** self.n)
        self.ms = [self.beta1 * m + (1 - self.beta1) * g for m, g in zip(self.ms, grads)]
        self.vs = [self.beta2 * v + (1 - self.beta2) * g ** 2 for v, g in zip(self.vs, grads)]
        for p, m, v in zip(params, self.ms, self.vs):
            p -= lr_t * m / (v ** 0.5 + self.eps)


class AdagradOptFlags:
    """What a parser of the command line gives."""
    def __init__(self, FLAGS):
        self.FLAGS = FLAGS
        self.gsum = {}

    def apply_gradients(self, params, grads):
        for k in params:
            self.gsum[k] = self.gsum.get(k, 0) + grads[k] ** 2
            params[k] -= self.FLAGS.learning_rate * grads[k] / np.sqrt(self.gsum[k] + self.FLAGS.epsilon)
