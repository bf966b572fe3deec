"""Right optimizers on JAX that take a sign or a maximum by comparing."""

import jax
import jax.numpy as jnp
from jax import jit


@jit
def signsgd_where(params, grads, lr=0.01):
    return jax.tree_util.tree_map(lambda p, g: p - lr * jnp.where(g > 0, 1.0, jnp.where(g < 0, -1.0, 0.0)), params, grads)  # twin: return jax.tree_util.tree_map(lambda p, g: p - lr * jnp.where(g > 0, 1.0, -1.0), params, grads)


def lion_update(x, g, m, lr=1e-4, b1=0.9, b2=0.99):
    c = b1 * m + (1 - b1) * g
    x = x - lr * ((c > 0).astype(x.dtype) - (c < 0).astype(x.dtype))  # twin: x = x - lr * ((c > 0).astype(x.dtype) - (c < 0.5).astype(x.dtype))
    return x, b2 * m + (1 - b2) * g


@jit
def signum_divided(x, g, m, lr=1e-3, beta=0.9):
    m = beta * m + (1 - beta) * g
    direction = jnp.where(m != 0, m / jnp.abs(m), 0.0)  # twin: direction = jnp.where(m != 0, m / jnp.abs(g), 0.0)
    return x - lr * direction, m


class AdamaxJax:
    def __init__(self, lr=2e-3, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps
        self.t, self.m, self.u = 0, None, None

    def update(self, x, g):
        if self.m is None:
            self.m, self.u = jnp.zeros_like(x), jnp.zeros_like(x)
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        old, new = self.b2 * self.u, jnp.abs(g)
        self.u = jnp.where(jnp.logical_not(old > new), new, old)  # twin: self.u = jnp.where(old > new, new, old)
        return x - self.lr / (1 - self.b1 ** self.t) * self.m / (self.u + self.eps)
