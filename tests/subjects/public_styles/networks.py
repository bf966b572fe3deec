"""Right optimizers that walk a network, its layers or named parameters."""
import numpy as np


class Linear:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * 0.1
        self.b = np.zeros(n_out)
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)


class ReLU:
    pass


class SGDIsinstance:
    """Layers of the same file, told from others by their class."""
    def __init__(self, layers, lr=0.01):
        self.layers, self.lr = layers, lr

    def step(self):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.W -= self.lr * layer.dW
                layer.b -= self.lr * layer.db


class MomentumIsinstance:
    def __init__(self, model, lr=0.01, momentum=0.9):
        self.model, self.lr, self.momentum, self.v = model, lr, momentum, {}

    def step(self):
        for i, layer in enumerate(self.model.layers):
            if not isinstance(layer, Linear):
                continue
            vw, vb = self.v.get(i, (0, 0))
            vw = self.momentum * vw - self.lr * layer.dW
            vb = self.momentum * vb - self.lr * layer.db
            layer.W += vw
            layer.b += vb
            self.v[i] = (vw, vb)


class SGDParametricLayers:
    """`setup(network)`, with `network.parametric_layers`."""
    def __init__(self, learning_rate=0.01):
        self.learning_rate = learning_rate

    def setup(self, network):
        self.network = network

    def update(self):
        for layer in self.network.parametric_layers:
            for n in layer._params.keys():
                layer._params[n] -= self.learning_rate * layer.grads[n]


class MomentumGlobalGrads:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, layer):
        vw, vb = self.v.get(id(layer), (0, 0))
        vw = self.momentum * vw - self.lr * layer.weights_global_grads
        vb = self.momentum * vb - self.lr * layer.biases_global_grads
        layer.weights = layer.weights + vw
        layer.biases = layer.biases + vb
        self.v[id(layer)] = (vw, vb)


class SGDParamsAndGrads:
    """`net.params_and_grads()`."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, net):
        for param, grad in net.params_and_grads():
            param -= self.lr * grad


class MomentumNamedParameters:
    """(name, parameter) pairs of objects."""
    def __init__(self, named_parameters, lr=0.01, momentum=0.9):
        self.named, self.lr, self.momentum, self.b = list(named_parameters), lr, momentum, {}

    def step(self):
        for name, p in self.named:
            self.b[name] = self.momentum * self.b.get(name, np.zeros_like(p.data)) + p.grad
            p.data = p.data - self.lr * self.b[name]


class SGDXp:
    """Parameters that know their array module."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def setup(self, target):
        self.target = target
        return self

    def update(self):
        for p in [p for p in self.target.params() if p.grad is not None]:
            xp = p.xp
            p.data = xp.subtract(p.data, self.lr * p.grad)


class SGDTrainable:
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, model):
        for layer in model.layers:
            if hasattr(layer, "weights"):
                layer.weights -= self.lr * layer.dweights
                layer.biases -= self.lr * layer.dbiases


class AdamHasParams:
    def __init__(self, network, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.network, self.lr, self.beta1, self.beta2, self.eps, self.t = network, lr, beta1, beta2, eps, 0
        self.m = [{k: np.zeros_like(p) for k, p in layer.params.items()} for layer in network.layers]
        self.v = [{k: np.zeros_like(p) for k, p in layer.params.items()} for layer in network.layers]

    def step(self):
        self.t += 1
        for i, layer in enumerate(self.network.layers):
            for k in layer.params:
                g = layer.grads[k]
                self.m[i][k] = self.beta1 * self.m[i][k] + (1 - self.beta1) * g
                self.v[i][k] = self.beta2 * self.v[i][k] + (1 - self.beta2) * g ** 2
                mh = self.m[i][k] / (1 - self.beta1 ** self.t)
                vh = self.v[i][k] / (1 - self.beta2 ** self.t)
                layer.params[k] -= self.lr * mh / (np.sqrt(vh) + self.eps)


class SGDGetParams:
    """`get_params` and `set_params` of a model."""
    def __init__(self, model, lr=0.01):
        self.model, self.lr = model, lr

    def step(self):
        params, grads = self.model.get_params(), self.model.get_grads()
        self.model.set_params([p - self.lr * g for p, g in zip(params, grads)])


class SGDFlat:
    """`get_flat` and `set_flat` of a policy."""
    def __init__(self, policy, lr=0.01):
        self.policy, self.lr = policy, lr

    def update(self, grad):
        self.policy.set_flat(self.policy.get_flat() - self.lr * grad)


class AdamFlatES:
    """An optimizer of evolution strategies: the policy has `num_params`, `get_flat` and `set_flat`."""
    def __init__(self, pi, stepsize=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.pi, self.dim, self.t = pi, pi.num_params, 0
        self.stepsize, self.beta1, self.beta2, self.epsilon = stepsize, beta1, beta2, epsilon
        self.m, self.v = np.zeros(self.dim), np.zeros(self.dim)

    def update(self, globalg):
        self.t += 1
        a = self.stepsize * np.sqrt(1 - self.beta2 ** self.t) / (1 - self.beta1 ** self.t)
        self.m = self.beta1 * self.m + (1 - self.beta1) * globalg
        self.v = self.beta2 * self.v + (1 - self.beta2) * globalg * globalg
        theta = self.pi.get_flat()
        self.pi.set_flat(theta - a * self.m / (np.sqrt(self.v) + self.epsilon))


class SGDValue:
    """Objects with `.value` and `.gradient`."""
    def __init__(self, parameters, lr=0.01):
        self.parameters, self.lr = parameters, lr

    def step(self):
        for p in self.parameters:
            p.value -= self.lr * p.gradient


class SGDLayerDicts:
    """Layers as dicts."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, layers):
        for layer in layers:
            layer["weights"] -= self.lr * layer["dweights"]
            layer["biases"] -= self.lr * layer["dbiases"]
