"""Pure functions of parameters, gradients and state, as people write them in notebooks."""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import jit, lax, tree_util
from jax.flatten_util import ravel_pytree


@jit
def sgd_of_layers(params, grads, step_size=0.01):
    return [(w - step_size * dw, b - step_size * db) for (w, b), (dw, db) in zip(params, grads)]  # twin: return [(w - step_size * dw, b - step_size) for (w, b), (dw, db) in zip(params, grads)]


def sgd_tree_map(params, grads, lr=0.1):
    return jax.tree_util.tree_map(lambda p, g: p - lr * g, params, grads)  # twin: return jax.tree_util.tree_map(lambda p, g: p - lr * jnp.sign(g), params, grads)


@jit
def momentum_two_trees(params, velocity, grads, lr=0.01, mu=0.9):
    velocity = jax.tree.map(lambda v, g: mu * v - lr * g, velocity, grads)
    params = jax.tree.map(lambda p, v: p + v, params, velocity)  # twin: params = jax.tree.map(lambda p, v: p + mu * v, params, velocity)
    return params, velocity


class Moments(NamedTuple):
    step: int
    m: dict
    v: dict


def adam_init(params):
    zeros = tree_util.tree_map(jnp.zeros_like, params)
    return Moments(0, zeros, zeros)


def adam_named_tuple(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    step = state.step + 1
    m = tree_util.tree_map(lambda m, g: beta1 * m + (1 - beta1) * g, state.m, grads)
    v = tree_util.tree_map(lambda v, g: beta2 * v + (1 - beta2) * jnp.square(g), state.v, grads)
    m_hat = tree_util.tree_map(lambda m: m / (1 - beta1**step), m)
    v_hat = tree_util.tree_map(lambda v: v / (1 - beta2**step), v)  # twin: v_hat = tree_util.tree_map(lambda v: v / (1 - beta2), v)
    params = tree_util.tree_map(lambda p, m, v: p - lr * m / (jnp.sqrt(v) + eps), params, m_hat, v_hat)
    return params, Moments(step, m, v)


def adagrad_leaves(params, grads, cache, lr=0.01, eps=1e-8):
    leaves, treedef = jax.tree.flatten(params)
    sums = [s + g * g for s, g in zip(treedef.flatten_up_to(cache), treedef.flatten_up_to(grads))]
    moved = [p - lr * g / (jnp.sqrt(s) + eps) for p, g, s in zip(leaves, treedef.flatten_up_to(grads), sums)]  # twin: moved = [p - lr * g / (s + eps) for p, g, s in zip(leaves, treedef.flatten_up_to(grads), sums)]
    return jax.tree.unflatten(treedef, moved), jax.tree.unflatten(treedef, sums)


def rmsprop_dict_state(params, grads, state, learning_rate=1e-3, decay=0.9, eps=1e-8):
    new_state = {}
    new_params = {}
    for name in params:
        new_state[name] = decay * state[name] + (1 - decay) * grads[name] ** 2  # twin: new_state[name] = decay * state[name] + grads[name] ** 2
        new_params[name] = params[name] - learning_rate * grads[name] / (jnp.sqrt(new_state[name]) + eps)
    return new_params, new_state


def adam_raveled_init(params):
    flat, _ = ravel_pytree(params)
    return jnp.zeros_like(flat), jnp.zeros_like(flat)


@jit
def adam_raveled(params, grads, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    flat, unravel = ravel_pytree(params)
    g, _ = ravel_pytree(grads)
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    mhat = m / (1 - b1**t)  # twin: mhat = m / (1 - b2**t)
    vhat = v / (1 - b2**t)
    return unravel(flat - lr * mhat / (jnp.sqrt(vhat) + eps)), m, v


@partial(jax.jit, static_argnames=("nesterov",))
def nesterov_static(w, v, dw, lr=0.01, mu=0.9, nesterov=True):
    v = mu * v + dw
    step = dw + mu * v if nesterov else v  # twin: step = mu * v if nesterov else v
    return w - lr * step, v


@jax.jit
def adam_cond(theta, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    scale = lr * jnp.sqrt(1 - b2**t) / (1 - b1**t)  # twin: scale = lr * (1 - b2**t) / (1 - b1**t)
    return theta - scale * m / (jnp.sqrt(v) + eps), m, v


def momentum_scanned(params, grads, vel, lr=0.01, mu=0.9):
    def one(_, each):
        p, g, v = each
        v = mu * v - lr * g
        return None, (p + v, v)  # twin: return None, (p - v, v)

    moved = [lax.scan(one, None, (p, grads[k], vel[k]))[1] for k, p in params.items()]
    return {k: p for k, (p, _) in zip(params, moved)}, {k: v for k, (_, v) in zip(params, moved)}


def sgd_at_set(params, grads, lr=0.1):
    for key, g in grads.items():
        params[key] = params[key].at[...].add(-lr * g)  # twin: params[key] = params[key].at[...].add(lr * g)
    return params


@jax.jit
def adagrad_where(x, g, G, lr=0.1, eps=1e-8):
    G = G + jnp.square(g)
    return x - lr * g / (jnp.sqrt(G) + eps), G  # twin: return x - lr * g / (jnp.sqrt(G) + jnp.sqrt(eps)), G
