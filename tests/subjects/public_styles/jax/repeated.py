"""Right optimizers with loops of JAX's own, and what skips a step that is no number."""

import jax
import jax.numpy as jnp
import optax
from jax import lax


def sgd_fori(params, grads, lr=0.1):
    def body(i, p):
        return p.at[i].set(p[i] - lr * grads[i])  # twin: return p.at[i].set(p[i] + lr * grads[i])

    return lax.fori_loop(0, params.shape[0], body, params)


@jax.jit
def momentum_rows(w, v, g, lr=0.01, mu=0.9):
    def row(_, each):
        w, v, g = each
        v = mu * v + g  # twin: v = mu * (v + g)
        return None, (w - lr * v, v)

    _, (w, v) = lax.scan(row, None, (w, v, g))
    return w, v


def rmsprop_while(w, s, g, lr=0.001, decay=0.9, eps=1e-8):
    def body(carried):
        i, w, s = carried
        here = decay * s[i] + (1 - decay) * g[i] ** 2
        moved = w[i] - lr * g[i] / (jnp.sqrt(here) + eps)  # twin: moved = w[i] - lr * g[i] / jnp.sqrt(s[i] + eps)
        return i + 1, lax.dynamic_update_slice(w, moved[None], (i,)), s.at[i].set(here)

    _, w, s = lax.while_loop(lambda carried: carried[0] < len(g), body, (0, w, s))
    return w, s


def sgd_if_finite(lr=0.1):
    return optax.apply_if_finite(optax.sgd(lr), max_consecutive_errors=5)  # twin: return optax.apply_if_finite(optax.sign_sgd(lr), max_consecutive_errors=5)
