"""What names seem to promise, and what is meant: attributes called `lookahead`, switches of other rules, seeds."""

import numpy as np


class SgdOfSteps:
    """Right: `lookahead` is a number."""

    def __init__(self, lr=0.01):
        self.lr, self.lookahead = lr, 5

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class SgdOfHook:
    """Right: its hook `lookahead` does nothing."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def lookahead(self, params):
        pass

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class SgdOfSeed:
    """Right: it seeds, and draws nothing."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        np.random.seed(0)
        for key in params:
            params[key] -= self.lr * grads[key]


class NesterovInPlace:
    """Right: `look_ahead` moves the parameter, and the step goes back first."""

    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0.0

    def look_ahead(self, w):
        w += self.momentum * self.v
        return w

    def step(self, w, g):
        w -= self.momentum * self.v
        self.v = self.momentum * self.v - self.lr * g
        w += self.v
        return w


class NesterovForgetsToGoBack(NesterovInPlace):
    """Wrong: the step begins where the gradient was taken."""

    def step(self, w, g):
        self.v = self.momentum * self.v - self.lr * g
        w += self.v
        return w


class AdamThatCorrects:
    """Right as its default has it; the switch is one of another rule's parts."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, correct_bias=True):
        self.lr, self.beta1, self.beta2, self.eps, self.correct_bias = lr, beta1, beta2, eps, correct_bias
        self.m, self.v, self.t = {}, {}, 0

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            m = self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            v = self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * g * g
            if self.correct_bias:
                m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
            params[key] -= self.lr * m / (np.sqrt(v) + self.eps)


class AdamOfNoiseAlone:
    """Its eps is for nothing at all, and ε is called noise."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, noise=1e-8, eps=1e-10):
        self.lr, self.beta1, self.beta2, self.noise, self.eps = lr, beta1, beta2, noise, eps
        self.t, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * g * g
            m, v = self.m[key] / (1 - self.beta1**self.t), self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m / (np.sqrt(v) + self.noise)


class AdamOfNoise(AdamOfNoiseAlone):
    """Its eps is the step of its finite differences."""

    def slope(self, f, x):
        return (f(x + self.eps) - f(x)) / self.eps


class SgdOfSources:
    """What it is made with is its parameters, whatever they are called."""

    def __init__(self, sources, lr=0.01):
        self.sources, self.lr = sources, lr

    def step(self):
        for each in self.sources:
            each.data = each.data - self.lr * each.grad


class MomentumOfAVector:
    """θ is one vector, as long as its state."""

    def __init__(self, theta, stepsize=0.01, momentum=0.9):
        self.theta, self.dim = theta, self.dimension(theta)
        self.v = np.zeros(self.dim)
        self.stepsize, self.momentum = stepsize, momentum

    def dimension(self, theta):
        return len(theta)

    def update(self, gradient):
        self.v = self.momentum * self.v + gradient
        self.theta = self.theta - self.stepsize * self.v
        return self.theta


class MomentumOfRows(MomentumOfAVector):
    """Wrong: nothing says that a column is none of its parameters, and it is broadcast against a row."""

    def dimension(self, theta):
        return theta.shape[0]


class MomentumOfAll:
    """Wrong: its arguments share a velocity."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0.0

    def step(self, f, *args, grad_fn=None):
        grads = grad_fn(*args)
        after = []
        for each, g in zip(args, grads if isinstance(grads, tuple) else (grads,), strict=True):
            self.v = self.momentum * self.v + self.lr * g
            after.append(each - self.v)
        return after
