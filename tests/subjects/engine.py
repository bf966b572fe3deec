"""A small autograd engine, and optimizers whose steps are sums and products of its tensors."""

import numpy as np


class Tensor:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=float)
        self.grad = None

    def assign(self, other):
        self.data = other.data
        return self

    def __add__(self, other):
        return Tensor(self.data + _data(other))

    def __sub__(self, other):
        return Tensor(self.data - _data(other))

    def __mul__(self, other):
        return Tensor(self.data * _data(other))

    def __rmul__(self, other):
        return Tensor(_data(other) * self.data)

    def __truediv__(self, other):
        return Tensor(self.data / _data(other))

    def sqrt(self):
        return Tensor(np.sqrt(self.data))


def _data(other):
    return other.data if isinstance(other, Tensor) else other


class Adam:
    def __init__(self, params, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.params, self.lr, self.b1, self.b2, self.eps, self.t = params, lr, b1, b2, eps, 0
        self.m = [Tensor(np.zeros(p.data.shape)) for p in params]
        self.v = [Tensor(np.zeros(p.data.shape)) for p in params]

    def step(self):
        self.t += 1
        for p, m, v in zip(self.params, self.m, self.v):
            m.assign(self.b1 * m + (1 - self.b1) * p.grad)
            v.assign(self.b2 * v + (1 - self.b2) * (p.grad * p.grad))
            m_hat, v_hat = self.corrected(m, self.b1), self.corrected(v, self.b2)
            p.assign(p - self.lr * m_hat / (v_hat.sqrt() + self.eps))

    def corrected(self, moment, beta):
        return moment / (1 - beta**self.t)


class AdamUncorrected(Adam):
    def corrected(self, moment, beta):
        return moment


class AdamForgetsSquare(Adam):
    """What is under its root is negative soon, and its step calls a method that takes a gradient and returns another."""

    def step(self):
        self.t += 1
        for p, m, v in zip(self.params, self.m, self.v):
            m.assign(self.b1 * m + (1 - self.b1) * p.grad)
            v.assign(self.b2 * v + (1 - self.b2) * self.squared(p.grad))
            p.assign(p - self.lr * self.corrected(m, self.b1) / (self.corrected(v, self.b2).sqrt() + self.eps))

    def squared(self, grad):
        return grad
