"""What looks like a style that is known, and is not, or not for certain."""

import numpy as np


def sgd_per_example(nn, X, y, lr=0.1, n_iter=10):
    """It divides by the number of its data: whether that is right, only who sums its gradients knows."""
    for _ in range(n_iter):
        grads = nn.gradient(X, y)
        for k in grads:
            nn.params[k] -= lr * grads[k] / X.shape[0]


class SGDPerExample:
    """The same in a class."""

    def __init__(self, model, lr=0.1):
        self.model, self.lr = model, lr

    def step(self, x, y):
        grads = self.model.gradient(x, y)
        for k in grads:
            self.model.params[k] -= self.lr * grads[k] / len(x)


def sgd_per_row(w, X, y, grad_fn, lr=0.1, n_iter=100):
    """The same with a function."""
    for _ in range(n_iter):
        w = w - lr * grad_fn(w, X, y) / len(X)
    return w


class SGDMovedBefore:
    """It moves its parameters before the loss is asked for their gradients."""

    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr

    def minimize(self, loss):
        for p in self.params:
            p.data = p.data * 1.5
        loss.backward()
        for p in self.params:
            p.data = p.data / 1.5 - self.lr * p.grad


def nesterov_watched(f, x0, lr=0.1, mu=0.9, n=100):
    """It asks for a gradient ahead, and for the value, with another gradient, where it stands."""
    x, v, values = x0.copy(), np.zeros_like(x0), []
    for _ in range(n):
        _, g = f(x + mu * v)
        v = mu * v - lr * g
        x = x + v
        values.append(f(x)[0])
    return x, values


class SGDTelling:
    """Whether the network adds what it is told, or subtracts it, or puts it in the place of θ, nobody knows."""

    def __init__(self, net, lr=0.1):
        self.net, self.lr = net, lr

    def step(self):
        grads = self.net.get_gradients()
        self.net.update_params({k: -self.lr * grads[k] for k in self.net.params})


class SGDOfErrors:
    """An error is no gradient."""

    def __init__(self, net, lr=0.1):
        self.net, self.lr = net, lr

    def step(self, x, y):
        error = self.net.forward(x)
        for k in self.net.weights:
            self.net.weights[k] -= self.lr * error


def sgd_in_turns(x, y, n, lr, grad):
    """The second number is moved by a gradient at another point."""
    for _ in range(n):
        gx, _ = grad(x, y)
        x = x - lr * gx
        _, gy = grad(x, y)
        y = y - lr * gy
    return x, y


class SGDNormOfLayers:
    """It mixes what stands in a layer, whose sizes are not those of our parameters."""

    def __init__(self, layer_dims, lr=0.01):
        self.lr, self.L, self.c = lr, len(layer_dims) - 1, {}
        for n in range(1, self.L + 1):
            self.c["W" + str(n)] = np.zeros((layer_dims[n], layer_dims[n - 1]))
            self.c["b" + str(n)] = np.zeros((layer_dims[n], 1))

    def update(self, parameters, grads):
        for n in range(1, self.L + 1):
            for key in ("W" + str(n), "b" + str(n)):
                self.c[key] += grads["d" + key] ** 2
                parameters[key] -= self.lr * grads["d" + key] / np.sqrt(np.sum(self.c[key]))
        return parameters


def momentum_ahead(nn, X, y, lr=0.1, mu=0.9, n_iter=10):
    """Wrong: the gradient is taken ahead, as Nesterov's."""
    v = {k: 0 for k in nn.params}
    for _ in range(n_iter):
        for k in nn.params:
            nn.params[k] = nn.params[k] + mu * v[k]
        grads = nn.gradient(X, y)
        for k in grads:
            nn.params[k] = nn.params[k] - mu * v[k]
            v[k] = mu * v[k] - lr * grads[k]
            nn.params[k] = nn.params[k] + v[k]


class MomentumAhead:
    """Wrong, in a class."""

    def __init__(self, model, lr=0.1, mu=0.9):
        self.model, self.lr, self.mu, self.v = model, lr, mu, {}

    def step(self, x, y):
        p = self.model.params
        for k in p:
            p[k] = p[k] + self.mu * self.v.get(k, 0)
        grads = self.model.gradient(x, y)
        for k in p:
            p[k] = p[k] - self.mu * self.v.get(k, 0)
            self.v[k] = self.mu * self.v.get(k, 0) - self.lr * grads[k]
            p[k] = p[k] + self.v[k]


def sgd_late(nn, X, y, lr=0.1, n_iter=10):
    """Wrong: it moves by the gradient before, and stands still in the first step."""
    old = {k: 0 for k in nn.params}
    for _ in range(n_iter):
        grads = nn.gradient(X, y)
        for k in grads:
            nn.params[k] -= lr * old[k]
        old = grads


def sgd_with_state(value_and_grad, x, itr, state=None, lr=0.1, mu=0.9):
    """Wrong: it is momentum."""
    v = np.zeros_like(x) if state is None else state
    _, g = value_and_grad(x)
    v = mu * v + g
    return x - lr * v, v


def nesterov_2d(x1, x2, v1, v2, f_grad, eta=0.1, beta=0.5):
    """It asks for gradients where nobody sees it go."""
    g1, g2 = f_grad(x1 - beta * v1, x2 - beta * v2)
    v1, v2 = beta * v1 + eta * g1, beta * v2 + eta * g2
    return x1 - v1, x2 - v2, v1, v2
