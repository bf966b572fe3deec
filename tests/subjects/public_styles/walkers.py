"""Right optimizers that walk networks, layers, links and parameters of classes of their own."""
import numpy as np


class Parameter:
    """As in a small framework."""
    def __init__(self, data):
        self.data = np.asarray(data)
        self.grad = None
        self.xp = np


class Dense:
    def __init__(self, n_in, n_out):
        self.weights = np.random.randn(n_in, n_out) / np.sqrt(n_in)
        self.bias = np.zeros((1, n_out))
        self.grad_weights = None
        self.grad_bias = None


class Flatten:
    def __init__(self):
        self.shape = None


class MomentumSetup:
    """`setup(network)`, then steps without arguments."""
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.network = None

    def setup(self, network):
        self.network = network
        self.velocity = []
        for layer in self.network.parametric_layers:
            self.velocity.append({n: np.zeros_like(p) for n, p in layer.params.items()})

    def step(self):
        for i, layer in enumerate(self.network.parametric_layers):
            for n, grad in layer.grads.items():
                self.velocity[i][n] = self.momentum * self.velocity[i][n] - self.learning_rate * grad
                layer.params[n] += self.velocity[i][n]


class RMSpropSetup:
    """The base class of mla's optimizers."""
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-8):
        self.eps = epsilon
        self.rho = rho
        self.lr = learning_rate

    def update(self, network):
        for i, layer in enumerate(network.parametric_layers):
            for n in layer.parameters.keys():
                grad = layer.parameters.grad[n]
                self.accu[i][n] = (self.rho * self.accu[i][n]) + (1.0 - self.rho) * (grad ** 2)
                step = self.lr * grad / (np.sqrt(self.accu[i][n]) + self.eps)
                layer.parameters.step(n, -step)

    def setup(self, network):
        self.accu = {}
        for i, layer in enumerate(network.parametric_layers):
            self.accu[i] = {n: np.zeros_like(layer.parameters[n]) for n in layer.parameters.keys()}


class AdagradParamsAndGrads:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.cache = lr, eps, {}

    def step(self, net):
        for i, (param, grad) in enumerate(net.params_and_grads()):
            if i not in self.cache:
                self.cache[i] = np.zeros_like(param)
            self.cache[i] += grad ** 2
            param -= self.lr * grad / (np.sqrt(self.cache[i]) + self.eps)


class SGDJoel:
    """`net.params_and_grads()`, as in Grus's live coding."""
    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr

    def step(self, net) -> None:
        for param, grad in net.params_and_grads():
            param -= self.lr * grad


class AdamParamsAndGrads:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = {}, {}

    def step(self, model):
        self.t += 1
        for key, (p, g) in enumerate(model.params_and_grads()):
            self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * g * g
            p[:] = p - self.lr * self.m[key] / (1 - self.beta1 ** self.t) / (np.sqrt(self.v[key] / (1 - self.beta2 ** self.t)) + self.eps)


class SGDNamed:
    """A list of pairs of name and parameter."""
    def __init__(self, named_params, lr=0.01):
        self.named_params = named_params
        self.lr = lr

    def step(self):
        for name, param in self.named_params:
            if param.grad is None:
                continue
            param.data -= self.lr * param.grad


class AdamNamedModel:
    """`model.named_parameters()` is asked at every step."""
    def __init__(self, model, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.model, self.lr, self.betas, self.eps = model, lr, betas, eps
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for name, param in self.model.named_parameters():
            g = param.grad
            s = self.state.setdefault(name, {"t": 0, "m": np.zeros_like(param.data), "v": np.zeros_like(param.data)})
            s["t"] += 1
            s["m"] = b1 * s["m"] + (1 - b1) * g
            s["v"] = b2 * s["v"] + (1 - b2) * g ** 2
            param.data -= self.lr * (s["m"] / (1 - b1 ** s["t"])) / (np.sqrt(s["v"] / (1 - b2 ** s["t"])) + self.eps)


class MomentumXp:
    """Parameters that know their module of arrays, as in deep learning from scratch 3."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.target = None
        self.hooks = []
        self.lr = lr
        self.momentum = momentum
        self.vs = {}

    def setup(self, target):
        self.target = target
        return self

    def update(self):
        params = [p for p in self.target.params() if p.grad is not None]
        for f in self.hooks:
            f(params)
        for param in params:
            self.update_one(param)

    def update_one(self, param):
        v_key = id(param)
        if v_key not in self.vs:
            self.vs[v_key] = np.zeros_like(param.data)
        v = self.vs[v_key]
        v *= self.momentum
        v -= self.lr * param.grad
        param.data += v  # twin: param.data += self.lr * v


class AdagradXp:
    def __init__(self, lr=0.001, eps=1e-8):
        self.lr, self.eps, self.hs, self.target = lr, eps, {}, None

    def setup(self, target):
        self.target = target
        return self

    def update(self):
        for param in self.target.params():
            xp = param.xp
            h_key = id(param)
            if h_key not in self.hs:
                self.hs[h_key] = xp.zeros_like(param.data)
            h = self.hs[h_key]
            h += param.grad * param.grad
            param.data -= self.lr * param.grad / (xp.sqrt(h) + self.eps)


class SGDRule:
    """An update rule for one parameter, as Chainer has them."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, param):
        grad = param.grad
        if grad is None:
            return
        param.data -= self.lr * grad


class MomentumSGDRule:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.state = None

    def init_state(self, param):
        self.state = {"v": np.zeros_like(param.data)}

    def update(self, param):
        if self.state is None:
            self.init_state(param)
        self.update_core(param)

    def update_core(self, param):
        v = self.state["v"]
        v *= self.momentum
        v -= self.lr * param.grad
        param.data += v


class AdamLink:
    """A link with its parameters; the optimizer keeps a state for each."""
    def __init__(self, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps
        self.t = 0
        self.states = {}

    def setup(self, link):
        self.target = link
        for name, param in link.namedparams():
            self.states[name] = (np.zeros_like(param.data), np.zeros_like(param.data))
        return self

    @property
    def lr(self):
        fix1 = 1.0 - self.beta1 ** self.t
        fix2 = 1.0 - self.beta2 ** self.t
        return self.alpha * np.sqrt(fix2) / fix1

    def update(self):
        self.t += 1
        for name, param in self.target.namedparams():
            m, v = self.states[name]
            m += (1 - self.beta1) * (param.grad - m)
            v += (1 - self.beta2) * (param.grad * param.grad - v)
            param.data -= self.lr * m / (np.sqrt(v) + self.eps)


class SGDDense:
    """Layers of its own file, by their class."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, layers):
        for layer in layers:
            if isinstance(layer, Flatten):
                continue
            if isinstance(layer, Dense):
                layer.weights -= self.lr * layer.grad_weights
                layer.bias -= self.lr * layer.grad_bias


class RMSpropDense:
    def __init__(self, network, lr=0.01, beta=0.9, eps=1e-8):
        self.layers = [layer for layer in network.layers if isinstance(layer, Dense)]
        self.lr, self.beta, self.eps = lr, beta, eps
        self.sw = [np.zeros_like(layer.weights) for layer in self.layers]
        self.sb = [np.zeros_like(layer.bias) for layer in self.layers]

    def update(self):
        for i, layer in enumerate(self.layers):
            self.sw[i] = self.beta * self.sw[i] + (1 - self.beta) * layer.grad_weights ** 2
            self.sb[i] = self.beta * self.sb[i] + (1 - self.beta) * layer.grad_bias ** 2
            layer.weights -= self.lr * layer.grad_weights / (np.sqrt(self.sw[i]) + self.eps)
            layer.bias -= self.lr * layer.grad_bias / (np.sqrt(self.sb[i]) + self.eps)


class AdamLayerClassName:
    """Layers by the name of their class."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, {}, {}

    def update(self, network):
        self.t += 1
        for i, layer in enumerate(network.layers):
            if layer.__class__.__name__ in ("Dropout", "Flatten", "Activation"):
                continue
            for name, dname in (("W", "dW"), ("b", "db")):
                g = getattr(layer, dname)
                self.m[i, name] = self.beta1 * self.m.get((i, name), 0) + (1 - self.beta1) * g
                self.v[i, name] = self.beta2 * self.v.get((i, name), 0) + (1 - self.beta2) * g ** 2
                mh = self.m[i, name] / (1 - self.beta1 ** self.t)
                vh = self.v[i, name] / (1 - self.beta2 ** self.t)
                setattr(layer, name, getattr(layer, name) - self.lr * mh / (np.sqrt(vh) + self.eps))


class SGDStateDict:
    """The network hands its parameters and gradients out as dicts, and takes them back."""
    def __init__(self, network, lr=0.01):
        self.network, self.lr = network, lr

    def step(self):
        params = self.network.state_dict()
        grads = self.network.grad_dict()
        self.network.load_state_dict({k: params[k] - self.lr * grads[k] for k in params})


class MomentumGetSet:
    def __init__(self, net, lr=0.01, momentum=0.9):
        self.net, self.lr, self.momentum = net, lr, momentum
        self.v = None

    def step(self):
        weights = self.net.get_weights()
        grads = self.net.get_gradients()
        if self.v is None:
            self.v = [np.zeros_like(w) for w in weights]
        self.v = [self.momentum * v - self.lr * g for v, g in zip(self.v, grads)]
        self.net.set_weights([w + v for w, v in zip(weights, self.v)])


class AdamGetParameters:
    """Parameters and gradients by two methods of the model; arrays change in place."""
    def __init__(self, model, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.model, self.lr, self.beta1, self.beta2, self.eps, self.t = model, lr, beta1, beta2, eps, 0
        self.m = [np.zeros_like(p) for p in model.parameters()]
        self.v = [np.zeros_like(p) for p in model.parameters()]

    def step(self):
        self.t += 1
        for i, (p, g) in enumerate(zip(self.model.parameters(), self.model.gradients())):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g ** 2
            p -= self.lr * self.m[i] / (1 - self.beta1 ** self.t) / (np.sqrt(self.v[i] / (1 - self.beta2 ** self.t)) + self.eps)


class SGDMicrograd:
    """Parameters that are single numbers."""
    def __init__(self, parameters, lr=0.01):
        self.parameters, self.lr = list(parameters), lr

    def zero_grad(self):
        for p in self.parameters:
            p.grad = 0

    def step(self):
        for p in self.parameters:
            p.data += -self.lr * p.grad


class AdamTensor:
    """Tensors of its own framework, whose gradient is a tensor."""
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.t, self.m, self.u = 0, {}, {}

    def reset_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for w in self.params:
            if w.grad is None:
                continue
            grad = w.grad.data if hasattr(w.grad, "data") and not isinstance(w.grad, np.ndarray) else w.grad
            self.m[w] = b1 * self.m.get(w, 0) + (1 - b1) * grad
            self.u[w] = b2 * self.u.get(w, 0) + (1 - b2) * grad ** 2
            w.data = w.data - self.lr * (self.m[w] / (1 - b1 ** self.t)) / ((self.u[w] / (1 - b2 ** self.t)) ** 0.5 + self.eps)


class MomentumFlatPolicy:
    def __init__(self, policy, lr=0.01, momentum=0.9):
        self.policy, self.lr, self.momentum = policy, lr, momentum
        self.v = np.zeros(policy.num_params)

    def update(self, flat_grad):
        self.v = self.momentum * self.v + flat_grad
        self.policy.set_flat(self.policy.get_flat() - self.lr * self.v)


class RMSpropFlatModel:
    """Vectors of all parameters, by methods of the model."""
    def __init__(self, model, lr=0.01, alpha=0.99, eps=1e-8):
        self.model, self.lr, self.alpha, self.eps, self.sq = model, lr, alpha, eps, None

    def step(self, grad):
        theta = self.model.get_flat_params()
        if self.sq is None:
            self.sq = np.zeros_like(theta)
        self.sq = self.alpha * self.sq + (1 - self.alpha) * grad ** 2
        self.model.set_flat_params(theta - self.lr * grad / (np.sqrt(self.sq) + self.eps))


class SGDForwardBackward:
    """Forward and backward inside the step."""
    def __init__(self, model, lr=0.01):
        self.model, self.lr = model, lr

    def update(self, x, y):
        self.model.forward(x)
        grads = self.model.backward(y)
        for k in self.model.params:
            self.model.params[k] -= self.lr * grads[k]


class MomentumTrainOnBatch:
    def __init__(self, network, lr=0.01, momentum=0.9):
        self.network, self.lr, self.momentum, self.v = network, lr, momentum, {}

    def update(self, x_batch, t_batch):
        grads = self.network.gradient(x_batch, t_batch)
        for key in self.network.params:
            self.v[key] = self.momentum * self.v.get(key, 0) - self.lr * grads[key]
            self.network.params[key] += self.v[key]


class SGDLossBackward:
    """`loss.backward()` inside, and parameters with .grad."""
    def __init__(self, params, lr=0.01):
        self.params, self.lr = params, lr

    def minimize(self, loss):
        loss.backward()
        for p in self.params:
            p.data -= self.lr * p.grad
