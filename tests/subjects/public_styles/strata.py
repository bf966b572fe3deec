"""Right optimizers of layers: told the sizes of all, given gradients that were summed over workers, or closed over in a training."""
import numpy as np


class AdamNetworkSizes:
    """Told the sizes of all layers; θ and gradients are lists of weights and of biases."""
    def __init__(self, layer_sizes, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.mw = [np.zeros((n, m)) for m, n in zip(layer_sizes[:-1], layer_sizes[1:])]
        self.vw = [np.zeros((n, m)) for m, n in zip(layer_sizes[:-1], layer_sizes[1:])]
        self.mb = [np.zeros((n, 1)) for n in layer_sizes[1:]]
        self.vb = [np.zeros((n, 1)) for n in layer_sizes[1:]]

    def _move(self, m, v, g):
        m[...] = self.beta1 * m + (1 - self.beta1) * g
        v[...] = self.beta2 * v + (1 - self.beta2) * g ** 2  # twin: v[...] = self.beta2 * v + (1 - self.beta2) * np.abs(g)
        return self.lr * (m / (1 - self.beta1 ** self.t)) / (np.sqrt(v / (1 - self.beta2 ** self.t)) + self.eps)

    def update(self, weights, biases, grad_weights, grad_biases):
        self.t += 1
        for i in range(len(weights)):
            weights[i] -= self._move(self.mw[i], self.vw[i], grad_weights[i])
            biases[i] -= self._move(self.mb[i], self.vb[i], grad_biases[i])


class RMSpropFanInOut:
    """The sizes of one layer, whose state is written in place."""
    def __init__(self, n_in, n_out, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps
        self.sw, self.sb = np.zeros((n_in, n_out)), np.zeros((1, n_out))

    def step(self, W, b, dW, db):
        self.sw *= self.rho
        self.sw += (1 - self.rho) * dW ** 2
        self.sb *= self.rho
        self.sb += (1 - self.rho) * db ** 2  # twin: self.sb += db ** 2
        W -= self.lr * dW / (np.sqrt(self.sw) + self.eps)
        b -= self.lr * db / (np.sqrt(self.sb) + self.eps)
        return W, b


class SGDGlobalGrads:
    """Gradients that were summed over all workers."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, layers):
        for layer in layers:
            layer.weights -= self.lr * layer.weights_global_grads
            layer.biases -= self.lr * layer.biases_global_grads  # twin: layer.biases -= layer.biases_global_grads


class RMSpropGlobalGrads:
    def __init__(self, model, lr=0.01, rho=0.9, eps=1e-8):
        self.model, self.lr, self.rho, self.eps, self.cache = model, lr, rho, eps, {}

    def update(self):
        for i, layer in enumerate(self.model.layers):
            cw, cb = self.cache.get(i, (0, 0))
            cw = self.rho * cw + (1 - self.rho) * layer.weights_global_grads ** 2
            cb = self.rho * cb + (1 - self.rho) * layer.bias_global_grads ** 2
            layer.weights = layer.weights - self.lr * layer.weights_global_grads / (np.sqrt(cw) + self.eps)
            layer.bias = layer.bias - self.lr * layer.bias_global_grads / (np.sqrt(cb) + self.eps)  # twin: layer.bias = layer.bias - self.lr * layer.bias_global_grads / (np.sqrt(cw).mean() + self.eps)
            self.cache[i] = (cw, cb)


def train_rmsprop(theta, gradient_fn, learning_rate=0.01, rho=0.9, eps=1e-8, num_epochs=20):
    """A step of its own inside the training."""
    cache = {"s": np.zeros_like(theta)}

    def apply(theta, g):
        cache["s"] = rho * cache["s"] + (1 - rho) * g * g  # twin: cache["s"] = rho * cache["s"] + g * g
        return theta - learning_rate * g / (np.sqrt(cache["s"]) + eps)

    for epoch in range(num_epochs):
        theta = apply(theta, gradient_fn(theta))
    return theta
