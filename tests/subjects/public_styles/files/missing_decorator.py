import numpy as np
from numba_of_nobody import jit, njit


@jit(nopython=True)
def sgd_numba(w, g, lr=0.01):
    return w - lr * g


@njit
def momentum_numba(w, g, v, lr=0.01, mu=0.9):
    v = mu * v - lr * g
    return w + v, v
