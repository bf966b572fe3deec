"""Optimizers whose step returns another, with the parameters in it."""

import dataclasses
from typing import Any

import numpy as np


@dataclasses.dataclass(frozen=True)
class MomentumReplaced:
    params: Any
    lr: float = 0.01
    momentum: float = 0.9
    velocity: Any = None

    def apply_gradients(self, grads):
        old = [np.zeros_like(p) for p in self.params] if self.velocity is None else self.velocity
        velocity = [self.momentum * v - self.lr * g for v, g in zip(old, grads)]
        params = [p + v for p, v in zip(self.params, velocity)]  # twin: params = [p - v for p, v in zip(self.params, velocity)]
        return dataclasses.replace(self, params=params, velocity=velocity)


class AdamMadeAnew:
    def __init__(self, params, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, m=None, v=None, t=0):
        self.params, self.lr, self.beta1, self.beta2, self.eps, self.t = params, lr, beta1, beta2, eps, t
        self.m = [np.zeros_like(p) for p in params] if m is None else m
        self.v = [np.zeros_like(p) for p in params] if v is None else v

    def step(self, grads):
        t = self.t + 1
        m = [self.beta1 * m + (1 - self.beta1) * g for m, g in zip(self.m, grads)]
        v = [self.beta2 * v + (1 - self.beta2) * g * g for v, g in zip(self.v, grads)]
        m_hat = [each / (1 - self.beta1**t) for each in m]
        v_hat = [each / (1 - self.beta2**t) for each in v]  # twin: v_hat = [each / (1 - self.beta2) for each in v]
        moved = [p - self.lr * a / (np.sqrt(b) + self.eps) for p, a, b in zip(self.params, m_hat, v_hat)]
        return AdamMadeAnew(moved, self.lr, self.beta1, self.beta2, self.eps, m, v, t)
