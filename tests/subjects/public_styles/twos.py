"""Right steps of two numbers that are handed a function for their gradients, as a textbook draws their paths."""
import math


def momentum_2d(x1, x2, v1, v2, f_grad, eta=0.1, beta=0.5):
    g1, g2 = f_grad(x1, x2)
    v1 = beta * v1 + g1
    v2 = beta * v2 + g2
    return x1 - eta * v1, x2 - eta * v2, v1, v2  # twin: return x1 - eta * v1, x2 - eta * g2, v1, v2


def rmsprop_2d(x1, x2, s1, s2, f_grad):
    eta, gamma, eps = 0.4, 0.9, 1e-6
    g1, g2 = f_grad(x1, x2)
    s1 = gamma * s1 + (1 - gamma) * g1 ** 2
    s2 = gamma * s2 + (1 - gamma) * g2 ** 2  # twin: s2 = gamma * s2 + (1 - gamma) * g1 ** 2
    x1 -= eta / math.sqrt(s1 + eps) * g1
    x2 -= eta / math.sqrt(s2 + eps) * g2
    return x1, x2, s1, s2


def adagrad_2d(x1, x2, s1, s2, f_grad, eta=0.4, eps=1e-6):
    g1, g2 = f_grad(x1, x2)
    s1 += g1 ** 2
    s2 += g2 ** 2
    x1 -= eta / math.sqrt(s1 + eps) * g1  # twin: x1 -= eta / math.sqrt(s2 + eps) * g1
    x2 -= eta / math.sqrt(s2 + eps) * g2
    return x1, x2, s1, s2


def sgd_2d(x1, x2, s1, s2, f_grad, eta=0.1):
    g1, g2 = f_grad(x1, x2)
    return (x1 - eta * g1, x2 - eta * g2, 0, 0)  # twin: return (x1 - eta * g1, x1 - eta * g2, 0, 0)
