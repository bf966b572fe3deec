"""Optimizers made for one network: they take its parameters apart by name, or by number."""

import numpy as np


def sgd_of_two_layers(parameters, grads, learning_rate=0.01):
    W1 = parameters["W1"]
    b1 = parameters["b1"]
    W2 = parameters["W2"]
    b2 = parameters["b2"]

    W1 = W1 - learning_rate * grads["dW1"]
    b1 = b1 - learning_rate * grads["db1"]
    W2 = W2 - learning_rate * grads["dW2"]  # twin: W2 = W2 - learning_rate * grads["dW1"]
    b2 = b2 - learning_rate * grads["db2"]

    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


class SGDOneLayer:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        params["W"] -= self.lr * grads["dW"]
        params["b"] -= self.lr * grads["db"]  # twin: params["b"] -= grads["db"]


class MomentumByName:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.vW1 = self.vb1 = self.vW2 = self.vb2 = 0

    def step(self, params, grads):
        self.vW1 = self.momentum * self.vW1 - self.lr * grads["W1"]
        self.vb1 = self.momentum * self.vb1 - self.lr * grads["b1"]
        self.vW2 = self.momentum * self.vW2 - self.lr * grads["W2"]
        self.vb2 = self.momentum * self.vb2 - self.lr * grads["b2"]  # twin: self.vb2 = self.momentum * self.vb1 - self.lr * grads["b2"]
        params["W1"] += self.vW1
        params["b1"] += self.vb1
        params["W2"] += self.vW2
        params["b2"] += self.vb2


def adam_of_names(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    moved, v_new, s_new = {}, {}, {}
    for key in ["W1", "b1", "W2", "b2"]:
        v_new["d" + key] = beta1 * v["d" + key] + (1 - beta1) * grads["d" + key]
        s_new["d" + key] = beta2 * s["d" + key] + (1 - beta2) * np.square(grads["d" + key])
        v_corrected = v_new["d" + key] / (1 - beta1**t)
        s_corrected = s_new["d" + key] / (1 - beta2**t)  # twin: s_corrected = s_new["d" + key] / (1 - beta2)
        moved[key] = parameters[key] - learning_rate * v_corrected / (np.sqrt(s_corrected) + epsilon)
    return moved, v_new, s_new


class AdagradLoopOfNames:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps = lr, eps
        self.cache = {}

    def update(self, params, grads):
        for name in ("W1", "b1", "W2", "b2"):
            g = grads[f"d{name}"]
            self.cache[name] = self.cache.get(name, 0) + g**2  # twin: self.cache[name] = g**2
            params[name] -= self.lr * g / (np.sqrt(self.cache[name]) + self.eps)


def sgd_of_pair(params, grads, lr=0.01):
    w, b = params
    dw, db = grads
    return w - lr * dw, b - lr * db  # twin: return w - lr * dw, b + lr * db


def sgd_of_three(params, grads, lr=0.01):
    w, b, c = params
    dw, db, dc = grads
    w -= lr * dw
    b -= lr * db
    c -= lr * dc  # twin: c += lr * dc


class RMSpropByNumber:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps
        self.vw = self.vb = 0

    def update(self, params, grads):
        self.vw = self.rho * self.vw + (1 - self.rho) * grads[0] ** 2
        self.vb = self.rho * self.vb + (1 - self.rho) * grads[1] ** 2  # twin: self.vb = self.rho * self.vb + grads[1] ** 2
        params[0] -= self.lr * grads[0] / (np.sqrt(self.vw) + self.eps)
        params[1] -= self.lr * grads[1] / (np.sqrt(self.vb) + self.eps)


class AdamPairOfPairs:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = self.v = None
        self.t = 0

    def update(self, params, grads):
        (W1, b1), (W2, b2) = params
        (dW1, db1), (dW2, db2) = grads
        ps, gs = [W1, b1, W2, b2], [dW1, db1, dW2, db2]
        if self.m is None:
            self.m = [np.zeros_like(p) for p in ps]
            self.v = [np.zeros_like(p) for p in ps]
        self.t += 1
        for i, (p, g) in enumerate(zip(ps, gs)):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g**2
            mhat = self.m[i] / (1 - self.beta1**self.t)
            vhat = self.v[i] / (1 - self.beta2**self.t)  # twin: vhat = self.v[i] / (1 - self.beta1**self.t)
            p -= self.lr * mhat / (np.sqrt(vhat) + self.eps)


class MomentumOwnsPair:
    def __init__(self, params, lr=0.01, momentum=0.9):
        self.params = params
        self.lr, self.momentum = lr, momentum
        self.v = [0, 0]

    def step(self, grads):
        dW, db = grads
        for i, g in enumerate((dW, db)):
            self.v[i] = self.momentum * self.v[i] - self.lr * g  # twin: self.v[i] = self.momentum * self.v[i] - g
            self.params[i] += self.v[i]


def momentum_of_lists(weights, biases, dW, db, vW, vb, lr=0.01, mu=0.9):
    W1, W2 = weights
    b1, b2 = biases
    vW = [mu * v - lr * g for v, g in zip(vW, dW)]
    vb = [mu * v - lr * g for v, g in zip(vb, db)]
    return [W1 + vW[0], W2 + vW[1]], [b1 + vb[0], b2 + vb[1]], vW, vb  # twin: return [W1 + vW[0], W2 + vW[0]], [b1 + vb[0], b2 + vb[1]], vW, vb
