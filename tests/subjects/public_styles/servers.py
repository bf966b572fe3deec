"""Right optimizers of servers, which are handed what their clients changed: some add it, and some subtract it as a gradient."""
import numpy as np


class SGDServer:
    """FedAvg with a server's learning rate."""
    def __init__(self, server_lr=1.0):
        self.lr = server_lr

    def step(self, weights, deltas):
        return {k: w + self.lr * deltas[k] for k, w in weights.items()}  # twin: return {k: w + self.lr * np.sign(deltas[k]) for k, w in weights.items()}


class MomentumServer:
    """FedAvgM."""
    def __init__(self, server_lr=1.0, momentum=0.9):
        self.lr, self.momentum, self.v = server_lr, momentum, {}

    def step(self, weights, client_deltas):
        for k in weights:
            self.v[k] = self.momentum * self.v.get(k, 0.0) + client_deltas[k]  # twin: self.v[k] = self.momentum * (self.v.get(k, 0.0) + client_deltas[k])
            weights[k] = weights[k] + self.lr * self.v[k]
        return weights


class MomentumServerSubtracts:
    """θ − Δ, where Δ is what was before less what came back."""
    def __init__(self, server_lr=1.0, momentum=0.9):
        self.lr, self.momentum, self.v = server_lr, momentum, 0.0

    def update(self, w, pseudo_gradient):
        self.v = self.momentum * self.v + pseudo_gradient
        return w - self.lr * self.v  # twin: return w - self.lr * (self.v - pseudo_gradient)


class AdagradServer:
    """FedAdagrad, on the parameters that it was made with."""
    def __init__(self, params, lr=0.1, tau=1e-3):
        self.params, self.lr, self.tau = params, lr, tau
        self.v = [np.zeros_like(p) for p in params]

    def step(self, deltas):
        for p, d, v in zip(self.params, deltas, self.v):
            v += d ** 2
            p += self.lr * d / (np.sqrt(v) + self.tau)  # twin: p += self.lr * d / np.sqrt(v + self.tau ** 2)


class RMSpropServer:
    """FedAdam without its first moment: lists, and a new list back."""
    def __init__(self, eta=0.1, beta_2=0.99, tau=1e-3):
        self.eta, self.beta_2, self.tau, self.v_t = eta, beta_2, tau, None

    def update(self, params, delta_t):
        if self.v_t is None:
            self.v_t = [np.zeros_like(d) for d in delta_t]
        self.v_t = [self.beta_2 * v + (1 - self.beta_2) * d ** 2 for v, d in zip(self.v_t, delta_t)]  # twin: self.v_t = [self.beta_2 * v + (1 - self.beta_2) * np.abs(d) for v, d in zip(self.v_t, delta_t)]
        return [p + self.eta * d / (np.sqrt(v) + self.tau) for p, d, v in zip(params, delta_t, self.v_t)]
