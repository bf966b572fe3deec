"""Classes on JAX's arrays: optimizers with init and update, states that replace themselves, and what keeps its state."""

import dataclasses
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp


class AdamInitUpdate:
    def __init__(self, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps

    def init(self, params):
        return {"m": jax.tree.map(jnp.zeros_like, params), "v": jax.tree.map(jnp.zeros_like, params), "t": 0}

    def update(self, params, grads, state):
        t = state["t"] + 1
        m = jax.tree.map(lambda m, g: self.b1 * m + (1 - self.b1) * g, state["m"], grads)
        v = jax.tree.map(lambda v, g: self.b2 * v + (1 - self.b2) * g**2, state["v"], grads)

        def moved(p, m, v):
            m_hat = m / (1 - self.b1**t)
            v_hat = v / (1 - self.b2**t)
            return p - self.lr * m_hat / (jnp.sqrt(v_hat) + self.eps)  # twin: return p - self.lr * m_hat / jnp.sqrt(v_hat * self.eps)

        return jax.tree.map(moved, params, m, v), {"m": m, "v": v, "t": t}


@dataclasses.dataclass(frozen=True)
class MomentumFrozen:
    lr: float = 0.01
    momentum: float = 0.9

    def init(self, params):
        return jax.tree.map(jnp.zeros_like, params)

    def step(self, params, grads, velocity):
        velocity = jax.tree.map(lambda v, g: self.momentum * v - self.lr * g, velocity, grads)
        return jax.tree.map(jnp.add, params, velocity), velocity  # twin: return jax.tree.map(jnp.subtract, params, velocity), velocity


class AdagradKeeps:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps = lr, eps
        self.cache = None

    def update(self, params, grads):
        if self.cache is None:
            self.cache = jax.tree.map(jnp.zeros_like, params)
        self.cache = jax.tree.map(lambda c, g: c + g**2, self.cache, grads)
        return jax.tree.map(lambda p, g, c: p - self.lr * g / (jnp.sqrt(c) + self.eps), params, grads, self.cache)  # twin: return jax.tree.map(lambda p, g, c: p - self.lr * g / jnp.sqrt(c + self.eps) ** 2, params, grads, self.cache)


class MomentumOwnsParams:
    def __init__(self, params, lr=0.01, momentum=0.9):
        self.params = params
        self.lr, self.momentum = lr, momentum
        self.v = [jnp.zeros_like(p) for p in params]

    def step(self, grads):
        self.v = [self.momentum * v - self.lr * g for v, g in zip(self.v, grads)]
        self.params = [p + v for p, v in zip(self.params, self.v)]  # twin: self.params = [p + self.lr * v for p, v in zip(self.params, self.v)]
        return self.params


class State(NamedTuple):
    params: Any
    v: Any


class RMSpropOfState:
    """The state holds the parameters, too."""

    def __init__(self, lr=1e-3, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps

    def init(self, params):
        return State(params, jax.tree.map(jnp.zeros_like, params))

    def update(self, grads, state):
        v = jax.tree.map(lambda v, g: self.rho * v + (1 - self.rho) * g**2, state.v, grads)
        params = jax.tree.map(lambda p, g, v: p - self.lr * g / (jnp.sqrt(v) + self.eps), state.params, grads, v)  # twin: params = jax.tree.map(lambda p, g, v: p - self.lr * g / (jnp.sqrt(v) - self.eps), state.params, grads, v)
        return State(params, v)

    def get_params(self, state):
        return state.params


@jax.tree_util.register_pytree_node_class
class Moments:
    def __init__(self, m, v, t):
        self.m, self.v, self.t = m, v, t

    def tree_flatten(self):
        return (self.m, self.v, self.t), None

    @classmethod
    def tree_unflatten(cls, _, children):
        return cls(*children)


def adam_of_node_init(params):
    return Moments(jax.tree.map(jnp.zeros_like, params), jax.tree.map(jnp.zeros_like, params), jnp.zeros((), int))


@jax.jit
def adam_of_node(params, grads, state, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    t = state.t + 1
    m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state.m, grads)
    v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g**2, state.v, grads)
    alpha = lr * jnp.sqrt(1 - b2**t) / (1 - b1**t)  # twin: alpha = lr / jnp.sqrt(1 - b2**t) * (1 - b1**t)
    params = jax.tree.map(lambda p, m, v: p - alpha * m / (jnp.sqrt(v) + eps), params, m, v)
    return params, Moments(m, v, t)


@dataclasses.dataclass
class MomentumTrainState:
    """One whose apply_gradients returns another, as flax has it."""

    params: Any
    lr: float = 0.01
    momentum: float = 0.9
    velocity: Any = None
    step: int = 0

    def apply_gradients(self, grads):
        old = jax.tree.map(jnp.zeros_like, self.params) if self.velocity is None else self.velocity
        velocity = jax.tree.map(lambda v, g: self.momentum * v - self.lr * g, old, grads)
        params = jax.tree.map(lambda p, v: p + v, self.params, velocity)  # twin: params = jax.tree.map(lambda p, v: p - v, self.params, velocity)
        return dataclasses.replace(self, params=params, velocity=velocity, step=self.step + 1)


class SGDCall:
    def __init__(self, lr=0.1):
        self.lr = lr

    def __call__(self, params, grads):
        return jax.tree.map(lambda p, g: p - self.lr * g, params, grads)  # twin: return jax.tree.map(lambda p, g: p - self.lr * g * p, params, grads)


class SGDLrInCall:
    """As objax has it: lr comes with each call."""

    def __init__(self, params):
        self.params = params

    def __call__(self, lr, grads):
        for i, g in enumerate(grads):
            self.params[i] = self.params[i] - lr * g  # twin: self.params[i] = self.params[i] - g


class AdamCompiled:
    def __init__(self, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps

    def init(self, params):
        zeros = jax.tree_util.tree_map(jnp.zeros_like, params)
        return zeros, zeros, 0

    @partial(jax.jit, static_argnums=0)
    def update(self, params, grads, state):
        m, v, t = state
        t = t + 1
        m = jax.tree_util.tree_map(lambda m, g: self.b1 * m + (1 - self.b1) * g, m, grads)
        v = jax.tree_util.tree_map(lambda v, g: self.b2 * v + (1 - self.b2) * g * g, v, grads)  # twin: v = jax.tree_util.tree_map(lambda v, g: self.b2 * v + g * g, v, grads)

        def one(p, m, v):
            return p - self.lr * (m / (1 - self.b1**t)) / (jnp.sqrt(v / (1 - self.b2**t)) + self.eps)

        return jax.tree_util.tree_map(one, params, m, v), (m, v, t)
