"""Right loops and solvers, and steps that ask for values and gradients themselves."""
from typing import Callable, NamedTuple

import numpy as np


def sgd_of_network(nn, X, y, alpha=0.01, n_iter=100):
    """A solver of a network that gives its gradients."""
    for iteration in range(n_iter):
        grad = nn.gradient(X, y)
        for layer in grad:
            nn.model[layer] -= alpha * grad[layer]
    return nn


def momentum_of_network(nn, X_train, y_train, alpha=0.01, n_iter=100, gamma=0.9):
    velocity = {k: np.zeros_like(v) for k, v in nn.model.items()}
    for iteration in range(1, n_iter + 1):
        grad = nn.train_step(X_train, y_train)
        for layer in grad:
            velocity[layer] = gamma * velocity[layer] + alpha * grad[layer]
            nn.model[layer] -= velocity[layer]
    return nn


def adam_solver(nn, X, y, alpha=0.001, n_iter=100, p1=0.9, p2=0.999, eps=1e-8):
    M = {k: np.zeros_like(v) for k, v in nn.params.items()}
    R = {k: np.zeros_like(v) for k, v in nn.params.items()}
    for t in range(1, n_iter + 1):
        grad = nn.grad(X, y)
        for k in grad:
            M[k] = p1 * M[k] + (1.0 - p1) * grad[k]
            R[k] = p2 * R[k] + (1.0 - p2) * grad[k] ** 2
            m_k_hat = M[k] / (1.0 - p1 ** t)
            r_k_hat = R[k] / (1.0 - p2 ** t)
            nn.params[k] -= alpha * m_k_hat / (np.sqrt(r_k_hat) + eps)
    return nn


def sgd_points(x, y, n, lr, grad):
    """The way of two numbers, as list of pairs."""
    points = [(x, y)]
    for i in range(n):
        dx, dy = grad(x, y)
        x -= lr * dx
        y -= lr * dy
        points.append((x, y))
    return points


def adagrad_path(x, y, n, lr, grad, eps=1e-8):
    hx, hy = 0, 0
    history = []
    for i in range(n):
        history.append([x, y])
        dx, dy = grad(x, y)
        hx += dx * dx
        hy += dy * dy
        x -= lr * dx / (np.sqrt(hx) + eps)
        y -= lr * dy / (np.sqrt(hy) + eps)
    return np.array(history)


def rmsprop_2d(grad, x1, x2, eta=0.4, gamma=0.9, num_steps=20, eps=1e-6):
    """As in Dive into Deep Learning, where the state goes along."""
    s1 = s2 = 0
    results = [(x1, x2)]
    for i in range(num_steps):
        g1, g2 = grad(x1, x2)
        s1 = gamma * s1 + (1 - gamma) * g1 ** 2
        s2 = gamma * s2 + (1 - gamma) * g2 ** 2
        x1 -= eta / np.sqrt(s1 + eps) * g1
        x2 -= eta / np.sqrt(s2 + eps) * g2
        results.append((x1, x2))
    return results


def momentum_step(value_and_grad, x, itr, state=None, step_size=0.1, mass=0.9):
    """As in the older examples of autograd."""
    velocity = state if state is not None else np.zeros(len(x))
    val, g = value_and_grad(x)
    velocity = mass * velocity - (1.0 - mass) * g
    x = x + step_size * velocity
    return x, velocity


def rmsprop_step(value_and_grad, x, itr, state=None, lr=0.1, gamma=0.9, eps=1e-8):
    avg_sq_grad = np.ones(len(x)) * 0 if state is None else state
    val, g = value_and_grad(x)
    avg_sq_grad = avg_sq_grad * gamma + g ** 2 * (1 - gamma)
    x = x - lr * g / (np.sqrt(avg_sq_grad) + eps)
    return x, val, g, avg_sq_grad


class AdamStepper:
    """`step(value_and_grad, x, itr)`, the state inside."""
    def __init__(self, step_size=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.step_size, self.b1, self.b2, self.eps = step_size, b1, b2, eps
        self.m = self.v = None

    def step(self, value_and_grad, x, itr):
        _, g = value_and_grad(x)
        if self.m is None:
            self.m = np.zeros_like(x)
            self.v = np.zeros_like(x)
        self.m = (1 - self.b1) * g + self.b1 * self.m
        self.v = (1 - self.b2) * (g ** 2) + self.b2 * self.v
        mhat = self.m / (1 - self.b1 ** (itr + 1))
        vhat = self.v / (1 - self.b2 ** (itr + 1))
        return x - self.step_size * mhat / (np.sqrt(vhat) + self.eps)


def adam(grad, x, callback=None, num_iters=100, step_size=0.001, b1=0.9, b2=0.999, eps=10 ** -8):
    """autograd.misc.optimizers."""
    m = np.zeros(len(x))
    v = np.zeros(len(x))
    for i in range(num_iters):
        g = grad(x, i)
        if callback:
            callback(x, i, g)
        m = (1 - b1) * g + b1 * m
        v = (1 - b2) * (g ** 2) + b2 * v
        mhat = m / (1 - b1 ** (i + 1))  # twin: mhat = m / (1 - b1 ** i) if i else m
        vhat = v / (1 - b2 ** (i + 1))
        x = x - step_size * mhat / (np.sqrt(vhat) + eps)
    return x


def rmsprop(grad, x, callback=None, num_iters=100, step_size=0.1, gamma=0.9, eps=10 ** -8):
    avg_sq_grad = np.zeros(len(x))
    for i in range(num_iters):
        g = grad(x, i)
        if callback:
            callback(x, i, g)
        avg_sq_grad = avg_sq_grad * gamma + g ** 2 * (1 - gamma)
        x = x - step_size * g / (np.sqrt(avg_sq_grad) + eps)
    return x


class NesterovAhead:
    """A call before the gradient is asked, and one after it."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.v = None

    def look_ahead(self, theta):
        if self.v is None:
            self.v = np.zeros_like(theta)
        return theta + self.momentum * self.v

    def step(self, theta, grad):
        self.v = self.momentum * self.v - self.lr * grad
        return theta + self.v


class NesterovLookahead:
    """river's way, on dicts of numbers."""
    def __init__(self, lr=0.1, rho=0.9):
        self.lr, self.rho = lr, rho
        self.s = {}

    def look_ahead(self, w):
        for i in w:
            w[i] -= self.rho * self.s.get(i, 0.0)
        return w

    def step(self, w, g):
        for i in w:
            w[i] += self.rho * self.s.get(i, 0.0)
        for i in g:
            self.s[i] = self.rho * self.s.get(i, 0.0) + self.lr * g[i]
            w[i] -= self.s[i]
        return w


def train_sgd(params, grad_fn, data, lr=0.01, epochs=10):
    """The update is a function inside the training."""
    def update(params, grads):
        return [p - lr * g for p, g in zip(params, grads)]

    for epoch in range(epochs):
        grads = grad_fn(params, data)
        params = update(params, grads)
    return params


def train_momentum(w, gradient, lr=0.01, momentum=0.9, epochs=20):
    v = np.zeros_like(w)

    def update(w, g):
        nonlocal v
        v = momentum * v - lr * g
        return w + v

    for _ in range(epochs):
        w = update(w, gradient(w))
    return w


def make_adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """A closure keeps the state."""
    m, v, t = 0, 0, 0

    def step(w, g):
        nonlocal m, v, t
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        return w - lr * (m / (1 - beta1 ** t)) / (np.sqrt(v / (1 - beta2 ** t)) + eps)

    return step


def make_rmsprop(lr=0.01, rho=0.9, eps=1e-8):
    cache = {}

    def update(params, grads):
        for k in params:
            cache[k] = rho * cache.get(k, 0) + (1 - rho) * grads[k] ** 2
            params[k] -= lr * grads[k] / (np.sqrt(cache[k]) + eps)

    return update


class MomentumObjFn:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0

    def minimize(self, obj_fn, x0, max_iter=50):
        x = np.array(x0, dtype=float)
        for _ in range(max_iter):
            value, grad = obj_fn(x)
            self.v = self.momentum * self.v - self.lr * grad
            x = x + self.v
        return x


class AdamValue:
    """The value of the loss is handed over beside the gradient."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = 0, 0, 0
        self.best = np.inf

    def step(self, params, grad, value=None):
        if value is not None and value < self.best:
            self.best = value
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad ** 2
        return params - self.lr * (self.m / (1 - self.beta1 ** self.t)) / (np.sqrt(self.v / (1 - self.beta2 ** self.t)) + self.eps)


class SGDObjective:
    """`value` is required, and only logged."""
    def __init__(self, lr=0.01):
        self.lr, self.log = lr, []

    def update(self, params, grads, loss):
        self.log.append(loss)
        for k in params:
            params[k] -= self.lr * grads[k]


def gradient_descent_momentum(f, grad_f, x_init, lr=0.01, beta=0.9, tol=1e-8, max_iters=1000):
    x, v = x_init, 0
    trace = [x]
    for k in range(max_iters):
        g = grad_f(x)
        v = beta * v + g
        x = x - lr * v
        trace.append(x)
        if np.abs(lr * v).max() < tol:
            break
    return x, trace


def adagrad_minimize(fun, jac, x0, args=(), learning_rate=0.01, eps=1e-8, maxiter=100, **kwargs):
    """In the way of scipy's custom minimizers."""
    x = np.asarray(x0).astype(float)
    G = np.zeros_like(x)
    for i in range(maxiter):
        g = np.asarray(jac(x, *args))
        G += g ** 2
        x = x - learning_rate * g / (np.sqrt(G) + eps)
    return x


def gradient_descent_sgd(gradient: Callable, start: float, learn_rate: float, n_iter: int = 50, tolerance: float = 1e-06):
    """realpython's."""
    vector = start
    for _ in range(n_iter):
        diff = -learn_rate * gradient(vector)
        if np.all(np.abs(diff) <= tolerance):
            break
        vector += diff
    return vector


class OptState(NamedTuple):
    step: int
    m: np.ndarray
    v: np.ndarray


def adam_init(x):
    return OptState(0, np.zeros_like(x), np.zeros_like(x))


def adam_update(grad, state, x, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """Beside `adam_init`."""
    step = state.step + 1
    m = b1 * state.m + (1 - b1) * grad
    v = b2 * state.v + (1 - b2) * grad ** 2
    x = x - lr * (m / (1 - b1 ** step)) / (np.sqrt(v / (1 - b2 ** step)) + eps)
    return x, OptState(step, m, v)


def rmsprop_generator(w, grad_fn, lr=0.01, decay=0.9, eps=1e-8, steps=100):
    s = np.zeros_like(w)
    for _ in range(steps):
        g = grad_fn(w)
        s = decay * s + (1 - decay) * g * g
        w = w - lr * g / (np.sqrt(s) + eps)  # twin: w = w - lr * g / np.sqrt(s + eps ** 0.5)
        yield w


def momentum_scalar(derivative, start, alpha=0.1, beta=0.9, n_steps=30):
    x, m = start, 0.0
    for _ in range(n_steps):
        m = beta * m + (1 - beta) * derivative(x)
        x = x - alpha * m
    return x
