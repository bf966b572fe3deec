"""What JAX compiles with static arguments: what methods read of a static self they read for ever."""

from functools import partial

import jax
import jax.numpy as jnp


class AdamStale:
    """WRONG: t is 1 for ever."""

    def __init__(self, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps, self.t = lr, b1, b2, eps, 0
        self.m = self.v = None

    def update(self, p, g):
        if self.m is None:
            self.m, self.v = jnp.zeros_like(p), jnp.zeros_like(p)
        self.t += 1
        p, self.m, self.v = self._one(p, g, self.m, self.v)
        return p

    @partial(jax.jit, static_argnums=0)
    def _one(self, p, g, m, v):
        m = self.b1 * m + (1 - self.b1) * g
        v = self.b2 * v + (1 - self.b2) * g * g
        return p - self.lr * (m / (1 - self.b1**self.t)) / (jnp.sqrt(v / (1 - self.b2**self.t)) + self.eps), m, v


class SGDCompiled:
    """Right as long as nobody changes its lr."""

    def __init__(self, lr=0.1):
        self.lr = lr

    @partial(jax.jit, static_argnums=(0,))
    def update(self, params, grads):
        return jax.tree_util.tree_map(lambda p, g: p - self.lr * g, params, grads)


@partial(jax.jit, static_argnames="nesterov")
def sgd(params, velocity, grads, lr=0.01, momentum=0.9, nesterov=False):
    """Right, with either value of its option, by which JAX compiles it twice."""
    velocity = jax.tree_util.tree_map(lambda v, g: momentum * v + g, velocity, grads)
    ahead = jax.tree_util.tree_map(lambda v, g: momentum * v + g, velocity, grads) if nesterov else velocity
    return jax.tree_util.tree_map(lambda p, a: p - lr * a, params, ahead), velocity
