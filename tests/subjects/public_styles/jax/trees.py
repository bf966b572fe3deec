"""Right optimizers on JAX, of parameters in dicts of dicts and named tuples."""

from typing import NamedTuple

import jax


class Params(NamedTuple):
    w: jax.Array
    b: jax.Array


@jax.jit
def sgd_of_tuple(params: Params, grads: Params, lr=0.1):
    return Params(params.w - lr * grads.w, params.b - lr * grads.b)  # twin: return Params(params.w - lr * grads.w, params.b - grads.b)


@jax.jit
def momentum_of_dicts(params, velocity, grads, lr=0.01, mu=0.9):
    velocity = {layer: {k: mu * v + grads[layer][k] for k, v in each.items()} for layer, each in velocity.items()}
    params = {layer: {k: p - lr * velocity[layer][k] for k, p in each.items()} for layer, each in params.items()}  # twin: params = {layer: {k: p - lr * mu * velocity[layer][k] for k, p in each.items()} for layer, each in params.items()}
    return params, velocity


@jax.jit
def rmsprop_of_tuple(params: Params, grads: Params, cache: Params, lr=1e-3, rho=0.9, eps=1e-8):
    cache = jax.tree_util.tree_map(lambda c, g: rho * c + (1 - rho) * g**2, cache, grads)  # twin: cache = jax.tree_util.tree_map(lambda c, g: rho * c + g**2, cache, grads)
    return jax.tree_util.tree_map(lambda p, g, c: p - lr * g / (c**0.5 + eps), params, grads, cache), cache
