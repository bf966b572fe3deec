"""Right optimizers whose steps call their arguments otherwise than most."""
import numpy as np


class SGDU:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, u, grad):
        return u - self.lr * grad


class SGDPD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, p, d):
        p -= self.lr * d


class MomentumXDx:
    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, 0.0

    def step(self, x, dx):
        self.v = self.mu * self.v - self.lr * dx
        return x + self.v


class MomentumWeightDelta:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.prev = lr, momentum, None

    def update(self, weight, delta):
        if self.prev is None:
            self.prev = np.zeros_like(weight)
        self.prev = self.momentum * self.prev - self.lr * delta
        return weight + self.prev


class AdagradNabla:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.acc = lr, eps, 0

    def __call__(self, W, nabla):
        self.acc = self.acc + nabla ** 2
        return W - self.lr * nabla / (np.sqrt(self.acc) + self.eps)


class RMSpropAB:
    """Names that say nothing."""
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, 0

    def update(self, a, b):
        self.s = self.rho * self.s + (1 - self.rho) * b * b
        return a - self.lr * b / (np.sqrt(self.s) + self.eps)


class RMSpropBA:
    """Names that say nothing, the gradient first."""
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, 0

    def update(self, a, b):
        self.s = self.rho * self.s + (1 - self.rho) * a * a
        return b - self.lr * a / (np.sqrt(self.s) + self.eps)


class SGDTensorSlope:
    def __init__(self, lr=0.01):
        self.lr = lr

    def apply(self, tensor, slope):
        tensor -= self.lr * slope
        return tensor


class SGDErr:
    def __init__(self, eta=0.01):
        self.eta = eta

    def adjust(self, synapses, errors):
        synapses -= self.eta * errors


class AdamPG:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.lr, (self.b1, self.b2), self.eps = lr, betas, eps
        self.m = self.v = 0
        self.t = 0

    def update(self, p, g):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g ** 2
        return p - self.lr * (self.m / (1 - self.b1 ** self.t)) / (np.sqrt(self.v / (1 - self.b2 ** self.t)) + self.eps)


class SGDCoefs:
    def __init__(self, learning_rate=0.01):
        self.learning_rate = learning_rate

    def train_step(self, coefs, coef_grads):
        return [c - self.learning_rate * g for c, g in zip(coefs, coef_grads)]


class MomentumNet:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.buf = lr, momentum, {}

    def __call__(self, weights_dict, gradients_dict):
        new = {}
        for k, w in weights_dict.items():
            b = self.buf.get(k)
            b = gradients_dict[k] if b is None else self.momentum * b + gradients_dict[k]
            self.buf[k] = b
            new[k] = w - self.lr * b
        return new


class AdamGradientOnly:
    """It returns what is to be subtracted."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.n = 0, 0, 0

    def calc(self, der):
        self.n += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * der
        self.v = self.beta2 * self.v + (1 - self.beta2) * der * der
        return self.lr * (self.m / (1 - self.beta1 ** self.n)) / (np.sqrt(self.v / (1 - self.beta2 ** self.n)) + self.eps)


def sgd_in_place(ws, gs, eta=0.1):
    for w, g in zip(ws, gs):
        w -= eta * g


def sgd_u(u, du, rate=0.1):
    return u - rate * du


def momentum_triple(z, vel, dz, lr=0.01, mu=0.9):
    vel = mu * vel - lr * dz
    return z + vel, vel


class SGDPairsList:
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, params_and_grads):
        for p, g in params_and_grads:
            p -= self.lr * g


class SGDZip:
    def __init__(self, lr=0.01):
        self.lr = lr

    def minimize(self, grads_vars):
        for g, v in grads_vars:
            v -= self.lr * g


class MomentumKeyed:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.vs = lr, momentum, {}

    def update(self, tag, w, grad):
        if tag not in self.vs:
            self.vs[tag] = np.zeros_like(w)
        self.vs[tag] = self.momentum * self.vs[tag] - self.lr * grad
        return w + self.vs[tag]


class MomentumUpdateRule:
    """`update_rule(layer_name, param_name, …)`."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.vs = lr, momentum, {}

    def update(self, layer, name, w, grad):
        key = (layer, name)
        v = self.momentum * self.vs.get(key, 0) - self.lr * grad
        self.vs[key] = v
        return w + v


class GradientTransformation:
    """What stands for optax's: updates are added."""
    def __init__(self, init, update):
        self.init, self.update = init, update


def adagrad_transformation(learning_rate=0.1, eps=1e-8):
    """The gradients of `update` are called `u`, which may as well be θ."""
    def init(params):
        return np.zeros_like(params)

    def update(u, state, params=None):
        state = state + u ** 2
        return -learning_rate * u / (np.sqrt(state) + eps), state

    return GradientTransformation(init, update)
