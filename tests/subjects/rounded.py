"""Loops whose numbers all stand in their bodies, so that 1 − 0.9**2 is rounded before anybody sees it."""

import numpy as np


def adam(grad, x, num_iters=100):
    m = np.zeros(len(x))
    v = np.zeros(len(x))
    for i in range(num_iters):
        g = grad(x, i)
        m = 0.1 * g + 0.9 * m
        v = 0.001 * g**2 + 0.999 * v
        mhat = m / (1 - 0.9 ** (i + 1))
        vhat = v / (1 - 0.999 ** (i + 1))
        x = x - 0.01 * mhat / (np.sqrt(vhat) + 1e-8)
    return x


def adam_plus_equals(grad, x, num_iters=100):
    m = np.zeros(len(x))
    v = np.zeros(len(x))
    for i in range(num_iters):
        g = grad(x, i)
        m = 0.1 * g + 0.9 * m
        v += 0.001 * g**2 + 0.999 * v
        mhat = m / (1 - 0.9 ** (i + 1))
        vhat = v / (1 - 0.999 ** (i + 1))
        x = x - 0.01 * mhat / (np.sqrt(vhat) + 1e-8)
    return x


def momentum(grad, x, num_iters=100):
    v = np.zeros(len(x))
    for i in range(num_iters):
        v = 0.85 * v - 0.0123456789 * grad(x, i)
        x = x + v
    return x
