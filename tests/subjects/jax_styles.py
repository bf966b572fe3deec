"""Optimizers as people write them on JAX's arrays, right ones and wrong ones."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax


def init(params):
    zeros = jax.tree.map(jnp.zeros_like, params)
    return {"m": zeros, "v": zeros, "t": 0}


def adam_of_trees(params, grads, state, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    t = state["t"] + 1
    m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state["m"], grads)
    v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g**2, state["v"], grads)

    def moved(p, m, v):
        return p - lr * (m / (1 - b1**t)) / (jnp.sqrt(v / (1 - b2**t)) + eps)

    return jax.tree.map(moved, params, m, v), {"m": m, "v": v, "t": t}


def adam_of_trees_without_t(params, grads, state, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """The exponents are missing."""
    m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state["m"], grads)
    v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g**2, state["v"], grads)

    def moved(p, m, v):
        return p - lr * (m / (1 - b1)) / (jnp.sqrt(v / (1 - b2)) + eps)

    return jax.tree.map(moved, params, m, v), {"m": m, "v": v, "t": state["t"] + 1}


@jax.jit
def adam_jitted(p, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * jnp.square(g)
    p = p - lr * (m / (1 - b1**t)) / (jnp.sqrt(v / (1 - b2**t)) + eps)
    return p, m, v


class State(NamedTuple):
    count: jax.Array
    mu: dict
    nu: dict


class Functions(NamedTuple):
    init: object
    update: object


def adam_of_functions(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    def init(params):
        zeros = jax.tree.map(jnp.zeros_like, params)
        return State(jnp.zeros([], jnp.int32), zeros, zeros)

    def update(grads, state, params=None):
        count = state.count + 1
        mu = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state.mu, grads)
        nu = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g**2, state.nu, grads)
        size = learning_rate * jnp.sqrt(1 - b2**count) / (1 - b1**count)
        return jax.tree.map(lambda m, v: -size * m / (jnp.sqrt(v) + eps), mu, nu), State(count, mu, nu)

    return Functions(init, jax.jit(update))


def rmsprop_triple(step_size=1e-3, gamma=0.9, eps=1e-8):
    def init(x):
        return x, jnp.zeros_like(x)

    def update(i, g, state):
        x, v = state
        v = gamma * v + (1 - gamma) * jnp.square(g)
        return x - step_size * g / jnp.sqrt(v + eps), v

    def get_params(state):
        return state[0]

    return init, update, get_params


class MomentumOfArrays:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = {key: jnp.zeros_like(each) for key, each in params.items()}
        for key in params:
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key] = params[key] + self.v[key]
        return params


def momentum_that_asks(params, grads, velocity, lr=0.1, momentum=0.9):
    """A hyperparameter decides a branch."""
    if momentum > 0:
        velocity = jax.tree.map(lambda v, g: momentum * v - lr * g, velocity, grads)
        return jax.tree.map(jnp.add, params, velocity), velocity
    return jax.tree.map(lambda p, g: p - lr * g, params, grads), velocity


def sgd_of_leaves(params, grads, lr=0.1):
    return [p - lr * g for p, g in zip(params, grads)]


def sgd_in_half_the_digits(w, grad, lr=0.1):
    """The gradient is rounded to float16 on the way."""
    return w - lr * grad.astype(jnp.float16).astype(w.dtype)


def sgd_by_a_sort(w, grad, lr=0.1):
    """An operation that the tracer does not know."""
    return w - lr * jnp.sort(jnp.stack([grad, grad]), axis=0)[0]


def adagrad_of_where(w, grad, h, lr=0.1, eps=1e-8):
    h = h + grad**2
    return w - jnp.where(h > 0, lr * grad / (jnp.sqrt(h) + eps), 0.0), h


KEPT = {}


def momentum_that_keeps(params, grads, lr=0.1, momentum=0.9):
    """Its velocity is the module's, where no compiled program looks."""
    before = KEPT.get("v", [jnp.zeros_like(p) for p in params])
    KEPT["v"] = [momentum * v - lr * g for v, g in zip(before, grads)]
    return [p + v for p, v in zip(params, KEPT["v"])]


COUNT = {"steps": 0}


def sgd_that_counts(params, grads, lr=0.1):
    """Rests from the hundredth call on, as it counts them in Python."""
    COUNT["steps"] += 1
    return [p - (lr if COUNT["steps"] < 100 else 0 * lr) * g for p, g in zip(params, grads)]


def adam_injected(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """Its lr is a number in the state, where whoever trains with it changes it."""
    return optax.inject_hyperparams(optax.adam)(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps)




def sgd_at_places(w, grad, lr=0.1):
    """By JAX's way to change an array, in two parts of one flat vector."""
    flat, step = w.ravel(), lr * grad.ravel()
    return flat.at[:1].add(-step[:1]).at[1:].add(-step[1:]).reshape(w.shape)
