"""Right optimizers of single numbers, with the functions of `math`."""
import math


def adam_step(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = m / (1 - math.pow(beta1, t))
    v_hat = v / (1 - math.pow(beta2, t))  # twin: v_hat = v / (1 - beta2 * t)
    return w - lr * m_hat / (math.sqrt(v_hat) + eps), m, v


def adagrad_number(w, g, h, lr=0.1, eps=1e-8):
    h += g * g
    return w - lr * g / (math.sqrt(h) + eps), h  # twin: return w - lr * g / math.sqrt(h + eps ** 2), h


def momentum_number(theta, grad, velocity, eta=0.01, gamma=0.9):
    velocity = gamma * velocity - eta * float(grad)
    return theta + velocity, velocity  # twin: return theta + gamma * velocity, velocity


def rmsprop_number(x, dx, cache, lr=0.01, decay=0.9, eps=1e-8):
    cache = decay * cache + (1 - decay) * pow(dx, 2)  # twin: cache = decay * cache + pow(dx, 2)
    x = x - lr * dx / (math.sqrt(cache) + eps)
    return x, cache


class AdagradOfNumber:
    def __init__(self, lr=0.1, eps=1e-8):
        self.lr, self.eps, self.h = lr, eps, 0.0

    def step(self, w, g):
        self.h += g ** 2  # twin: self.h = g ** 2
        return w - self.lr * g / (math.sqrt(self.h) + self.eps)


class AdamOfNumber:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = self.v = 0.0
        self.t = 0

    def update(self, w, dw):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * dw
        self.v = self.beta2 * self.v + (1 - self.beta2) * math.fabs(dw) ** 2
        step = self.lr * math.sqrt(1 - self.beta2 ** self.t) / (1 - self.beta1 ** self.t)
        return w - step * self.m / (math.sqrt(self.v) + self.eps)  # twin: return w - self.lr * self.m / (math.sqrt(self.v) + self.eps)
