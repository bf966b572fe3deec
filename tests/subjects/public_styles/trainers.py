"""Right loops and steps over a network that makes its gradients itself."""
import numpy as np


def nesterov_of_network(nn, X_train, y_train, alpha=0.01, n_iter=100, gamma=0.9):
    """The gradient is taken ahead, on a network that is moved there and back."""
    velocity = {k: np.zeros_like(v) for k, v in nn.model.items()}
    for _ in range(n_iter):
        for k in nn.model:
            nn.model[k] = nn.model[k] + gamma * velocity[k]
        grad = nn.grad(X_train, y_train)
        for k in nn.model:
            nn.model[k] = nn.model[k] - gamma * velocity[k]  # twin: pass
            velocity[k] = gamma * velocity[k] - alpha * grad[k]
            nn.model[k] = nn.model[k] + velocity[k]
    return nn


def adagrad_of_network(nn, X_train, y_train, alpha=0.01, n_iter=100, eps=1e-8):
    cache = {k: np.zeros_like(v) for k, v in nn.model.items()}
    for i in range(1, n_iter + 1):
        if i % 10 == 0:
            print("iter", i)
        grad = nn.train_step(X_train, y_train)
        for k in grad:
            cache[k] += grad[k] ** 2  # twin: cache[k] = grad[k] ** 2
            nn.model[k] -= alpha * grad[k] / (np.sqrt(cache[k]) + eps)
    return nn


def rmsprop_fit(model, X, y, lr=0.01, decay=0.9, eps=1e-8, epochs=10):
    """Loss and gradients at once."""
    cache = {name: np.zeros_like(p) for name, p in model.params.items()}
    losses = []
    for epoch in range(epochs):
        loss, grads = model.loss(X, y)
        losses.append(loss)
        for name in model.params:
            cache[name] = decay * cache[name] + (1 - decay) * grads[name] ** 2
            model.params[name] -= lr * grads[name] / (np.sqrt(cache[name]) + eps)  # twin: model.params[name] -= lr * grads[name] / np.sqrt(cache[name] + eps ** 0.25)
    return losses


def sgd_epochs(network, x_train, t_train, learning_rate=0.1, iters_num=1000):
    """As in deep learning from scratch."""
    train_loss_list = []
    for i in range(iters_num):
        grad = network.gradient(x_train, t_train)
        for key in ("W1", "b1"):
            network.params[key] -= learning_rate * grad[key]  # twin: network.params[key] -= learning_rate * grad[key] ** 3
        train_loss_list.append(network.loss(x_train, t_train))
    return train_loss_list


class SGDCs231n:
    """`step` of a solver: the model gives loss and gradients."""
    def __init__(self, model, learning_rate=0.01):
        self.model, self.learning_rate = model, learning_rate
        self.loss_history = []

    def step(self, X_batch, y_batch):
        loss, grads = self.model.loss(X_batch, y_batch)
        self.loss_history.append(loss)
        for p, w in self.model.params.items():
            self.model.params[p] = w - self.learning_rate * grads[p]  # twin: self.model.params[p] = w - self.learning_rate * grads[p] * np.abs(grads[p])


class AdamStateDict:
    """State dicts go out and come back."""
    def __init__(self, network, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.network, self.lr, self.beta1, self.beta2, self.eps = network, lr, beta1, beta2, eps
        self.m, self.v, self.t = {}, {}, 0

    def step(self):
        weights = self.network.state_dict()
        grads = self.network.get_gradients()
        self.t += 1
        new = {}
        for k, g in grads.items():
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * g ** 2
            mhat = self.m[k] / (1 - self.beta1 ** self.t)  # twin: mhat = self.m[k]
            vhat = self.v[k] / (1 - self.beta2 ** self.t)
            new[k] = weights[k] - self.lr * mhat / (np.sqrt(vhat) + self.eps)
        self.network.load_state_dict(new)


class MomentumStateDict:
    def __init__(self, net, lr=0.01, momentum=0.9):
        self.net, self.lr, self.momentum, self.buf = net, lr, momentum, {}

    def update(self, x, target):
        self.net.forward(x)
        grads = self.net.backward(target)
        state = self.net.state_dict()
        for name in state:
            self.buf[name] = self.momentum * self.buf.get(name, 0) + grads[name]
            state[name] = state[name] - self.lr * self.buf[name]  # twin: state[name] = state[name] - self.lr * (grads[name] + self.momentum * self.buf[name] * 2)
        self.net.load_state_dict(state)


class RMSpropBackward:
    """Backward leaves the gradients in the model."""
    def __init__(self, model, lr=0.01, rho=0.9, eps=1e-8):
        self.model, self.lr, self.rho, self.eps, self.s = model, lr, rho, eps, {}

    def train_step(self, x, y):
        self.model.forward(x)
        self.model.backward(y)
        for k in self.model.params:
            g = self.model.grads[k]
            self.s[k] = self.rho * self.s.get(k, 0) + (1 - self.rho) * g * g  # twin: self.s[k] = self.s.get(k, 0) + (1 - self.rho) * g * g
            self.model.params[k] -= self.lr * g / (np.sqrt(self.s[k]) + self.eps)


class AdagradFlatNetwork:
    """One vector of all weights, and of their gradients."""
    def __init__(self, network, lr=0.01, eps=1e-8):
        self.network, self.lr, self.eps, self.h = network, lr, eps, 0

    def step(self):
        theta = self.network.get_params()
        g = self.network.compute_gradients()
        self.h = self.h + g * g
        self.network.set_params(theta - self.lr * g / (np.sqrt(self.h) + self.eps))  # twin: self.network.set_params(theta - self.lr * g / (self.h + self.eps))


class SGDMinimizeLoss:
    """`minimize(loss)`, and objects with .data and .grad."""
    def __init__(self, parameters, lr=0.01, momentum=0.0):
        self.parameters, self.lr = list(parameters), lr

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def minimize(self, loss):
        self.zero_grad()
        loss.backward()
        for p in self.parameters:
            p.data = p.data - self.lr * p.grad  # twin: p.data = p.data - self.lr * np.sign(p.grad)


class AdamMinimizeLoss:
    def __init__(self, params, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params, self.lr, self.beta1, self.beta2, self.eps, self.t = params, lr, beta1, beta2, eps, 0
        self.m = [np.zeros_like(p.data) for p in params]
        self.v = [np.zeros_like(p.data) for p in params]

    def minimize(self, cost):
        cost.backward()
        self.t += 1
        for i, p in enumerate(self.params):
            self.m[i] += (1 - self.beta1) * (p.grad - self.m[i])
            self.v[i] += (1 - self.beta2) * (p.grad ** 2 - self.v[i])
            mhat, vhat = self.m[i] / (1 - self.beta1 ** self.t), self.v[i] / (1 - self.beta2 ** self.t)
            p.data -= self.lr * mhat / (np.sqrt(vhat) + self.eps)  # twin: p.data -= self.lr * mhat / np.sqrt(vhat + 1e-3)


class NesterovOfModel:
    """The model looks ahead by itself, before its gradient."""
    def __init__(self, model, lr=0.01, mu=0.9):
        self.model, self.lr, self.mu = model, lr, mu
        self.v = None

    def step(self, x, y):
        w = self.model.get_weights()
        if self.v is None:
            self.v = [np.zeros_like(p) for p in w]
        self.model.set_weights([p + self.mu * v for p, v in zip(w, self.v)])  # twin: self.model.set_weights([p - self.mu * v for p, v in zip(w, self.v)])
        grads = self.model.gradients(x, y)
        self.v = [self.mu * v - self.lr * g for v, g in zip(self.v, grads)]
        self.model.set_weights([p + v for p, v in zip(w, self.v)])
