"""Right whole loops, and steps that ask for a gradient themselves."""
import numpy as np


def sgd_solver(nn, X, y, alpha=0.01, n_iter=100):
    """`nn` gives the gradients of its parameters."""
    for _ in range(n_iter):
        grads = nn.gradients(X, y)
        for k in nn.params:
            nn.params[k] -= alpha * grads[k]
    return nn


def sgd_path(x, y, n, lr, grad):
    """Two scalars, and the path as result."""
    path = [(x, y)]
    for _ in range(n):
        gx, gy = grad(x, y)
        x, y = x - lr * gx, y - lr * gy
        path.append((x, y))
    return path


def momentum_path(x, y, n, lr, mu, grad):
    path = [(x, y)]
    vx = vy = 0.0
    for _ in range(n):
        gx, gy = grad(x, y)
        vx, vy = mu * vx - lr * gx, mu * vy - lr * gy
        x, y = x + vx, y + vy
        path.append((x, y))
    return path


def sgd_scalar(df, x0, lr=0.1, n=50):
    x = x0
    xs = [x]
    for _ in range(n):
        x = x - lr * df(x)
        xs.append(x)
    return xs


def adam_jax_like(value_and_grad, x, itr, state=None, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """One step of a loop of somebody else's."""
    m, v = (np.zeros_like(x), np.zeros_like(x)) if state is None else state
    value, g = value_and_grad(x)
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g ** 2
    x = x - lr * (m / (1 - b1 ** (itr + 1))) / (np.sqrt(v / (1 - b2 ** (itr + 1))) + eps)
    return value, x, (m, v)


def rmsprop(gradient, x0, lr=0.01, rho=0.9, eps=1e-8, steps=100):
    x = np.array(x0, dtype=float)
    v = np.zeros_like(x)
    for _ in range(steps):
        g = gradient(x)
        v = rho * v + (1 - rho) * g ** 2
        x = x - lr * g / (np.sqrt(v) + eps)
    return x


def adam_optimize(f, grad_f, init, max_iter=1000, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8, tol=1e-6):
    x = init.copy()
    m = np.zeros_like(x)
    v = np.zeros_like(x)
    history = []
    for t in range(1, max_iter + 1):
        g = grad_f(x)
        if np.linalg.norm(g) < tol:
            break
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        x = x - alpha * (m / (1 - beta1 ** t)) / (np.sqrt(v / (1 - beta2 ** t)) + eps)
        history.append(f(x))
    return x, history


class SGDMinimize:
    def __init__(self, lr=0.1, n_iters=100):
        self.lr, self.n_iters = lr, n_iters

    def minimize(self, f, grad, x0):
        x = np.asarray(x0, float)
        for _ in range(self.n_iters):
            x = x - self.lr * grad(x)
        return x


class NesterovLookAhead:
    """`look_ahead` before the gradient is taken, `step` after it."""
    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def look_ahead(self, w):
        for k in w:
            w[k] -= self.mu * self.v.get(k, 0)
        return w

    def step(self, w, g):
        for k in w:
            w[k] += self.mu * self.v.get(k, 0)
            self.v[k] = self.mu * self.v.get(k, 0) + self.lr * g[k]
            w[k] -= self.v[k]
        return w


def momentum_gd(grad_fn, w_init, eta=0.01, gamma=0.9, num_iters=100):
    w = [w_init]
    v = np.zeros_like(w_init)
    for it in range(num_iters):
        v = gamma * v + eta * grad_fn(w[-1])
        w.append(w[-1] - v)
    return w


def nesterov_gd(grad_fn, theta_init, eta=0.01, gamma=0.9, iters=100):
    theta = [theta_init]
    v = np.zeros_like(theta_init)
    for it in range(iters):
        v = gamma * v + eta * grad_fn(theta[-1] - gamma * v)
        theta.append(theta[-1] - v)
    return theta


def adagrad_gen(theta, grad, lr=0.1, eps=1e-8):
    G = np.zeros_like(theta)
    while True:
        g = grad(theta)
        G = G + g ** 2
        theta = theta - lr * g / (np.sqrt(G) + eps)
        yield theta


class SGDFit:
    """Linear regression with its own gradient inside is no optimizer that can be asked; this one is handed its gradient."""
    def __init__(self, learning_rate=0.01, epochs=10):
        self.learning_rate, self.epochs = learning_rate, epochs

    def fit(self, params, gradient_fn):
        for _ in range(self.epochs):
            params = params - self.learning_rate * gradient_fn(params)
        return params


class AdamObjFn:
    """A step on `obj_fn`, which gives value and gradient."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = self.v = 0
        self.t = 0

    def step(self, obj_fn, x):
        _, g = obj_fn(x)
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g ** 2
        return x - self.lr * (self.m / (1 - self.beta1 ** self.t)) / (np.sqrt(self.v / (1 - self.beta2 ** self.t)) + self.eps)
