"""Optimizers in NumPy that are written as libraries write theirs, each with one line that is wrong, which says so."""

# ruff: noqa: D101, D102, D103, D107
import numpy as np


def init_state(params):
    return {k: {"step": 0, "exp_avg": np.zeros_like(p), "exp_avg_sq": np.zeros_like(p)} for k, p in params.items()}


class Functional:
    """A function beside the class makes the step: the name says that a root belongs there."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.config = {"lr": lr, "betas": (beta1, beta2), "eps": eps}
        self.state = None

    def update(self, params, grads):
        if self.state is None:
            self.state = init_state(params)
        for key in params:
            _single_adam(params, key, grads[key], self.state[key], **self.config)


def _single_adam(params, key, grad, state, *, lr, betas, eps):
    beta1, beta2 = betas
    state["step"] += 1
    exp_avg, exp_avg_sq = state["exp_avg"], state["exp_avg_sq"]
    exp_avg *= beta1
    exp_avg += (1 - beta1) * grad
    exp_avg_sq *= beta2
    exp_avg_sq += (1 - beta2) * grad * grad
    correction1 = 1 - beta1 ** state["step"]
    correction2 = 1 - beta2 ** state["step"]
    correction2_sqrt = correction2  # WRONG
    step_size = lr / correction1
    denom = np.sqrt(exp_avg_sq) / correction2_sqrt + eps
    params[key] -= step_size * exp_avg / denom


class Renamed:
    """Another name for what is there, where the root is meant to be taken."""

    def __init__(self, lr=0.01, decay=0.9, eps=1e-8):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.cache = {}

    def update(self, params, grads):
        for k, p in params.items():
            cache = self.cache.get(k, np.zeros_like(p))
            cache = self.decay * cache + (1 - self.decay) * grads[k] ** 2
            self.cache[k] = cache
            root = cache  # WRONG
            p -= self.lr * grads[k] / (root + self.eps)


class Signed:
    """The velocity has the other sign than its step: it is that line that the rule has otherwise."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.defaults = {"lr": lr, "momentum": momentum}
        self.buffers = {}

    def update(self, params, grads):
        lr, mu = self.defaults["lr"], self.defaults["momentum"]
        for k in params:
            buf = self.buffers.get(k)
            buf = np.zeros_like(params[k]) if buf is None else buf
            buf = mu * buf + lr * grads[k]  # WRONG
            self.buffers[k] = buf
            params[k] += buf


class Comprehended:
    """Corrections in comprehensions."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.steps, self.ms, self.vs = [], [], []

    def step(self, params, grads):
        if not self.steps:
            self.steps = [0 for _ in params]
            self.ms = [np.zeros_like(p) for p in params]
            self.vs = [np.zeros_like(p) for p in params]
        self.steps = [t + 1 for t in self.steps]
        self.ms = [self.beta1 * m + (1 - self.beta1) * g for m, g in zip(self.ms, grads)]
        self.vs = [self.beta2 * v + (1 - self.beta2) * g**2 for v, g in zip(self.vs, grads)]
        m_hats = [m / (1 - self.beta1**t) for m, t in zip(self.ms, self.steps)]
        v_hats = [v / (1 - self.beta2) for v, t in zip(self.vs, self.steps)]  # WRONG
        for p, m, v in zip(params, m_hats, v_hats):
            p -= self.lr * m / (np.sqrt(v) + self.eps)


class Unread:
    """A first moment of which nothing comes."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.state = {}

    def update(self, params, grads):
        self.t += 1
        for k, p in params.items():
            s = self.state.setdefault(k, dict(m=np.zeros_like(p), v=np.zeros_like(p)))
            s["m"] = self.beta1 * s["m"] + (1 - self.beta1) * grads[k]
            s["v"] = self.beta2 * s["v"] + (1 - self.beta2) * grads[k] ** 2
            step_size = self.lr / (1 - self.beta1**self.t)
            denominator = np.sqrt(s["v"] / (1 - self.beta2**self.t)) + self.eps
            p -= step_size * grads[k] / denominator  # WRONG
