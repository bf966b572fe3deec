"""Transformations of optax's kind: what they return is added to the parameters."""

import optax


def sgd_without_minus(learning_rate):
    """Wrong: it climbs."""
    return optax.scale(learning_rate)


def sgd_with_minus(learning_rate):
    """Right."""
    return optax.chain(optax.identity(), optax.scale(-learning_rate))
