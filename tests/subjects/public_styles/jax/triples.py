"""Triples of init, update and get_params, as in jax.example_libraries.optimizers."""

import jax
import jax.numpy as jnp
from jax.example_libraries.optimizers import optimizer


def sgd_triple(step_size=0.01):
    def init(x0):
        return x0

    def update(i, g, x):
        return x - step_size * g  # twin: return x - step_size * g / (i + 1)

    def get_params(x):
        return x

    return init, update, get_params


def momentum_triple(step_size=0.01, mass=0.9):
    def init(x0):
        return x0, jnp.zeros_like(x0)

    def update(i, g, state):
        x, velocity = state
        velocity = mass * velocity + g
        return x - step_size * velocity, velocity  # twin: return x - step_size * (g + velocity), velocity

    def get_params(state):
        x, _ = state
        return x

    return init, update, get_params


def rmsprop_triple_of_trees(step_size=0.01, gamma=0.9, eps=1e-8):
    def init(params):
        return params, jax.tree.map(jnp.zeros_like, params)

    def update(i, grads, state):
        params, avg = state
        avg = jax.tree.map(lambda a, g: a * gamma + g**2 * (1.0 - gamma), avg, grads)
        params = jax.tree.map(lambda p, g, a: p - step_size * g / jnp.sqrt(a + eps), params, grads, avg)  # twin: params = jax.tree.map(lambda p, g, a: p - step_size * g / (a + eps), params, grads, avg)
        return params, avg

    def get_params(state):
        return state[0]

    return init, jax.jit(update), get_params


@optimizer
def adagrad_decorated(step_size=0.01, eps=1e-8):
    def init(x0):
        return x0, jnp.zeros_like(x0)

    def update(i, g, state):
        x, g_sq = state
        g_sq += jnp.square(g)
        return x - step_size * g / (jnp.sqrt(g_sq) + eps), g_sq  # twin: return x - step_size * g / jnp.sqrt(g_sq + eps) ** 3, g_sq

    def get_params(state):
        x, _ = state
        return x

    return init, update, get_params


@optimizer
def adam_decorated(step_size=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    def init(x0):
        return x0, jnp.zeros_like(x0), jnp.zeros_like(x0)

    def update(i, g, state):
        x, m, v = state
        m = (1 - b1) * g + b1 * m
        v = (1 - b2) * jnp.square(g) + b2 * v
        mhat = m / (1 - jnp.asarray(b1, m.dtype) ** (i + 1))  # twin: mhat = m / (1 - jnp.asarray(b1, m.dtype) ** (i + 2))
        vhat = v / (1 - jnp.asarray(b2, m.dtype) ** (i + 1))
        return x - step_size * mhat / (jnp.sqrt(vhat) + eps), m, v

    def get_params(state):
        return state[0]

    return init, update, get_params


def adam_pair(lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    def init_fn(params):
        return {"t": 0, "m": jax.tree.map(jnp.zeros_like, params), "v": jax.tree.map(jnp.zeros_like, params)}

    @jax.jit
    def update_fn(params, grads, state):
        t = state["t"] + 1
        m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state["m"], grads)
        v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, state["v"], grads)
        new = jax.tree.map(
            lambda p, m, v: p - lr * (m / (1 - b1**t)) / (jnp.sqrt(v / (1 - b2**t)) + eps),  # twin: lambda p, m, v: p - lr * m / (jnp.sqrt(v / (1 - b2**t)) + eps),
            params, m, v,
        )
        return new, {"t": t, "m": m, "v": v}

    return init_fn, update_fn
