"""Right optimizers of links, rules and parameter objects, layers by their classes, and of who owns a flat θ."""
import numpy as np


class Hyperparameter:
    def __init__(self, **values):
        self.__dict__.update(values)


class AdagradRule:
    """A rule for one parameter, which makes its state at its first update."""
    def __init__(self, lr=0.001, eps=1e-8):
        self.lr, self.eps = lr, eps
        self.state = None

    def init_state(self, param):
        self.state = {"h": np.zeros_like(param.data)}

    def update(self, param):
        if self.state is None:
            self.init_state(param)
        h = self.state["h"]
        h += param.grad * param.grad
        param.data -= self.lr * param.grad / (np.sqrt(h) + self.eps)  # twin: param.data -= self.lr * param.grad / np.sqrt(h + self.eps ** 0.5)


class MomentumLink:
    """`setup(link)`; the state lies by the names of the parameters."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.states = {}

    def setup(self, link):
        self.target = link
        for name, param in link.namedparams():
            self.states[name] = np.zeros_like(param.data)

    def update(self):
        for name, param in self.target.namedparams():
            self.states[name] *= self.momentum
            self.states[name] -= self.lr * param.grad
            param.data += self.states[name]  # twin: param.data += self.momentum * self.states[name]


class RMSpropParams:
    """`target.params()` gives parameters, each with its update."""
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.ms = lr, alpha, eps, {}

    def setup(self, target):
        self.target = target
        return self

    def update(self):
        for param in self.target.params():
            key = id(param)
            if key not in self.ms:
                self.ms[key] = np.zeros_like(param.data)
            self.ms[key] *= self.alpha
            self.ms[key] += (1 - self.alpha) * param.grad * param.grad  # twin: self.ms[key] += param.grad * param.grad
            param.data -= self.lr * param.grad / (np.sqrt(self.ms[key]) + self.eps)


class SGDByClassName:
    """Layers by the name of their class."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, network):
        for layer in network.layers:
            if layer.__class__.__name__ == "Dense":
                layer.W = layer.W - self.lr * layer.dW
                layer.b = layer.b - self.lr * layer.db  # twin: layer.b = layer.b - self.lr * layer.db * 2


class MomentumByTypeName:
    def __init__(self, layers, lr=0.01, momentum=0.9):
        self.layers, self.lr, self.momentum, self.v = layers, lr, momentum, {}

    def step(self):
        for n, layer in enumerate(self.layers):
            if type(layer).__name__ in ("Linear", "Conv2D"):
                for name in ("weight", "bias"):
                    g = getattr(layer, "grad_" + name)
                    self.v[n, name] = self.momentum * self.v.get((n, name), 0) - self.lr * g
                    setattr(layer, name, getattr(layer, name) + self.v[n, name])  # twin: setattr(layer, name, getattr(layer, name) + self.momentum * self.v[n, name])

    def check(self):
        return [layer.grad_weight.shape == layer.weight.shape and layer.grad_bias.shape == layer.bias.shape for layer in self.layers]


class RMSpropGetattr:
    def __init__(self, lr=0.01, beta=0.9, eps=1e-8):
        self.lr, self.beta, self.eps, self.cache = lr, beta, eps, {}

    def update(self, layers):
        for i, layer in enumerate(layers):
            for p, d in (("weights", "dweights"), ("biases", "dbiases")):
                g = getattr(layer, d)
                self.cache[i, p] = self.beta * self.cache.get((i, p), 0) + (1 - self.beta) * g ** 2
                setattr(layer, p, getattr(layer, p) - self.lr * g / (np.sqrt(self.cache[i, p]) + self.eps))  # twin: setattr(layer, p, getattr(layer, p) - self.lr * g / (self.cache[i, p] + self.eps))


class MomentumSetupParameters:
    """Parameters by their names, which are told to move."""
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.lr, self.momentum = learning_rate, momentum

    def setup(self, network):
        self.velocity = [{n: np.zeros_like(layer.parameters[n]) for n in layer.parameters.keys()} for layer in network.parametric_layers]

    def update(self, network):
        for v, layer in zip(self.velocity, network.parametric_layers):
            for n in layer.parameters.keys():
                v[n] = self.momentum * v[n] - self.lr * layer.parameters.grad[n]  # twin: v[n] = self.momentum * v[n] + layer.parameters.grad[n]
                layer.parameters.step(n, v[n])


class SGDOfPolicy:
    """An evolution strategy's: mu is the policy's."""
    def __init__(self, pi, stepsize=0.01):
        self.pi, self.dim, self.stepsize = pi, pi.num_params, stepsize

    def update(self, globalg):
        step = -self.stepsize * globalg
        self.pi.mu = self.pi.mu + step  # twin: self.pi.mu = self.pi.mu + 2 * step
        return np.linalg.norm(step)


class RMSpropOfPolicy:
    def __init__(self, policy, stepsize=0.01, decay=0.9, eps=1e-8):
        self.policy, self.stepsize, self.decay, self.eps = policy, stepsize, decay, eps
        self.cache = np.zeros(policy.num_params)

    def update(self, grad):
        self.cache = self.decay * self.cache + (1 - self.decay) * grad ** 2
        theta = self.policy.theta
        self.policy.theta = theta - self.stepsize * grad / (np.sqrt(self.cache) + self.eps)  # twin: self.policy.theta = theta - self.stepsize * grad / (np.sqrt(self.cache) + self.eps * 2)


class NesterovES:
    def __init__(self, pi, stepsize=0.01, momentum=0.9):
        self.pi, self.stepsize, self.momentum = pi, stepsize, momentum
        self.v = np.zeros(pi.num_params)

    def update(self, globalg):
        old = self.v
        self.v = self.momentum * self.v - self.stepsize * globalg
        self.pi.mu = self.pi.mu - self.momentum * old + (1 + self.momentum) * self.v  # twin: self.pi.mu = self.pi.mu + self.momentum * old + (1 + self.momentum) * self.v


class AdamSections:
    """A section of a configuration."""
    def __init__(self, config):
        section = config["adam"]
        self.lr, self.beta1, self.beta2, self.eps = section["lr"], section["beta1"], section["beta2"], section["eps"]
        self.m, self.v, self.t = {}, {}, 0

    def update(self, params, grads):
        self.t += 1
        for k in params:
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * grads[k] ** 2
            mhat, vhat = self.m[k] / (1 - self.beta1 ** self.t), self.v[k] / (1 - self.beta2 ** self.t)
            params[k] -= self.lr * mhat / (np.sqrt(vhat) + self.eps)  # twin: params[k] -= self.lr * self.m[k] / (np.sqrt(vhat) + self.eps)


class MomentumOptimConfig:
    """`cfg.optim.lr`, as hydra has it."""
    def __init__(self, cfg):
        self.cfg, self.v = cfg, {}

    def step(self, params, grads):
        for k in params:
            self.v[k] = self.cfg.optim.momentum * self.v.get(k, 0) - self.cfg.optim.lr * grads[k]
            params[k] += self.v[k]  # twin: params[k] += self.cfg.optim.momentum * self.v[k]


class SGDTrainingMode:
    """It has a mode, and refuses to step in the other."""
    def __init__(self, params, lr=0.01):
        self.params, self.lr, self.training = list(params), lr, None

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def step(self):
        if not self.training:
            raise RuntimeError("Call train() before step().")
        for p in self.params:
            p.data -= self.lr * p.grad  # twin: p.data -= self.lr * (p.grad + p.data)
