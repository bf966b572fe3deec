"""Right optimizers whose parameters are in dicts of dicts, or in named tuples."""
from collections import namedtuple
from typing import NamedTuple

import numpy as np


class SGDNested:
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, params, grads):
        for layer in params:
            for name in params[layer]:
                params[layer][name] -= self.lr * grads[layer][name]  # twin: params[layer][name] -= self.lr * np.sign(grads[layer][name])


class MomentumNestedState:
    def __init__(self, params, lr=0.01, mu=0.9):
        self.params, self.lr, self.mu = params, lr, mu
        self.v = {layer: {name: np.zeros_like(w) for name, w in each.items()} for layer, each in params.items()}

    def update(self, grads):
        for layer, each in grads.items():
            for name, g in each.items():
                self.v[layer][name] = self.mu * self.v[layer][name] + g  # twin: self.v[layer][name] = self.mu * (self.v[layer][name] + g)
                self.params[layer][name] -= self.lr * self.v[layer][name]


def sgd_of_layers_by_name(params, grads, lr=0.01):
    params["hidden"]["W"] -= lr * grads["hidden"]["W"]
    params["hidden"]["b"] -= lr * grads["hidden"]["b"]  # twin: params["hidden"]["b"] += lr * grads["hidden"]["b"]
    params["out"]["W"] -= lr * grads["out"]["W"]
    params["out"]["b"] -= lr * grads["out"]["b"]
    return params


def rmsprop_nested(params, grads, cache, lr=0.001, rho=0.9, eps=1e-8):
    new = {}
    for layer, each in params.items():
        new[layer] = {}
        for name, w in each.items():
            g = grads[layer][name]
            cache[layer][name] = rho * cache[layer][name] + (1 - rho) * g ** 2
            new[layer][name] = w - lr * g / (np.sqrt(cache[layer][name]) + eps)  # twin: new[layer][name] = w - lr * g / np.sqrt(cache[layer][name] + eps ** 2)
    return new, cache


Params = namedtuple("Params", "w b")


def sgd_of_named(params, grads, lr=0.01):
    return Params(params.w - lr * grads.w, params.b - lr * grads.b)  # twin: return Params(params.w - lr * grads.w, params.b + lr * grads.b)


def momentum_of_named(params, grads, v, lr=0.01, mu=0.9):
    v = Params(mu * v.w + grads.w, mu * v.b + grads.b)
    return params._replace(w=params.w - lr * v.w, b=params.b - lr * v.b), v  # twin: return params._replace(w=params.w - lr * v.w, b=params.b - lr * grads.b), v


class Weights(NamedTuple):
    kernel: np.ndarray
    bias: np.ndarray


class AdagradOfNamed:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.h = lr, eps, Weights(0.0, 0.0)

    def step(self, params, grads):
        old = self.h
        self.h = Weights(old.kernel + grads.kernel ** 2, old.bias + grads.bias ** 2)  # twin: self.h = Weights(grads.kernel ** 2, old.bias + grads.bias ** 2)
        return Weights(
            kernel=params.kernel - self.lr * grads.kernel / (np.sqrt(self.h.kernel) + self.eps),
            bias=params.bias - self.lr * grads.bias / (np.sqrt(self.h.bias) + self.eps),
        )
