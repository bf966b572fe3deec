"""Gradient transformations of optax, of one's own and in chains."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax


class Moments(NamedTuple):
    count: jax.Array
    mu: optax.Updates
    nu: optax.Updates


def scale_by_my_moments(b1, b2, eps):
    def init_fn(params):
        return Moments(
            jnp.zeros([], jnp.int32), optax.tree.zeros_like(params), jax.tree.map(jnp.zeros_like, params)
        )

    def update_fn(updates, state, params=None):
        del params
        mu = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state.mu, updates)
        nu = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g**2, state.nu, updates)
        count = optax.safe_increment(state.count)
        updates = jax.tree.map(lambda m, v: (m / (1 - b1**count)) / (jnp.sqrt(v / (1 - b2**count)) + eps), mu, nu)
        return updates, Moments(count, mu, nu)

    return optax.GradientTransformation(init_fn, update_fn)


def adam_of_links(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    return optax.chain(scale_by_my_moments(b1, b2, eps), optax.scale(-learning_rate))  # twin: return optax.chain(scale_by_my_moments(b1, b1, eps), optax.scale(-learning_rate))


def momentum_trace(learning_rate=0.01, momentum=0.9):
    return optax.chain(optax.trace(decay=momentum, nesterov=False), optax.scale_by_learning_rate(learning_rate))  # twin: return optax.chain(optax.trace(decay=momentum, nesterov=True), optax.scale_by_learning_rate(learning_rate))


def nesterov_trace(learning_rate=0.01, momentum=0.9):
    return optax.chain(optax.trace(decay=momentum, nesterov=True), optax.scale(-learning_rate))  # twin: return optax.chain(optax.trace(decay=momentum**2, nesterov=True), optax.scale(-learning_rate))


def sgd_stateless(learning_rate=0.01):
    return optax.stateless(lambda updates, params: jax.tree.map(lambda g: -learning_rate * g, updates))  # twin: return optax.stateless(lambda updates, params: jax.tree.map(lambda g: learning_rate * g, updates))


def rmsprop_scale_by_rms(learning_rate=1e-3, decay=0.9, eps=1e-8):
    return optax.chain(optax.scale_by_rms(decay=decay, eps=eps, initial_scale=0.0), optax.scale(-learning_rate))  # twin: return optax.chain(optax.scale_by_rms(decay=decay, eps=eps, initial_scale=1.0), optax.scale(-learning_rate))


class RmsState(NamedTuple):
    nu: optax.Updates


def rmsprop_extra_args(learning_rate=1e-3, rho=0.9, eps=1e-8):
    def init(params):
        return RmsState(nu=jax.tree.map(jnp.zeros_like, params))

    def update(updates, state, params=None, **extra_args):
        nu = jax.tree.map(lambda v, g: rho * v + (1 - rho) * g**2, state.nu, updates)  # twin: nu = jax.tree.map(lambda v, g: rho * v + (1 - rho) * g, state.nu, updates)
        updates = jax.tree.map(lambda g, v: -learning_rate * g / (jnp.sqrt(v) + eps), updates, nu)
        return updates, RmsState(nu)

    return optax.GradientTransformationExtraArgs(init, update)


def adam_injected(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    make = optax.inject_hyperparams(optax.adam)
    return make(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps)  # twin: return make(learning_rate=learning_rate, b1=b2, b2=b2, eps=eps)


def adam_by_groups(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    one, two = (optax.adam(learning_rate, b1, b2, eps) for _ in range(2))
    return optax.multi_transform({"matrix": one, "other": two}, lambda p: jax.tree.map(lambda x: "matrix" if x.size > 1 else "other", p))  # twin: return optax.multi_transform({"matrix": optax.sgd(learning_rate), "other": two}, lambda p: jax.tree.map(lambda x: "matrix" if x.size > 1 else "other", p))


def momentum_masked(learning_rate=0.01, momentum=0.9):
    inner = optax.masked(optax.trace(momentum), lambda p: jax.tree.map(lambda _: True, p))  # twin: inner = optax.masked(optax.trace(momentum), lambda p: jax.tree.map(lambda _: False, p))
    return optax.chain(inner, optax.scale(-learning_rate))


def adagrad_rss(learning_rate=0.01, eps=1e-8):
    return optax.chain(optax.scale_by_rss(initial_accumulator_value=0.0, eps=eps), optax.scale(-learning_rate))  # twin: return optax.chain(optax.scale_by_rss(initial_accumulator_value=1.0, eps=eps), optax.scale(-learning_rate))


def sgd_scheduled(learning_rate=0.01):
    return optax.chain(optax.scale_by_schedule(lambda count: 1.0), optax.scale(-learning_rate))  # twin: return optax.chain(optax.scale_by_schedule(lambda count: 1.0 / (1 + count)), optax.scale(-learning_rate))
