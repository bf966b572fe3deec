"""Right optimizers that are told how large their parameters are, or are shown them, under many names."""
import numpy as np


class AdamWeightsShape:
    def __init__(self, weights_shape, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.moment1 = np.zeros(weights_shape)
        self.moment2 = np.zeros(weights_shape)
        self.iteration = 1

    def update(self, weights, gradient):
        self.moment1 = self.beta1 * self.moment1 + (1 - self.beta1) * gradient
        self.moment2 = self.beta2 * self.moment2 + (1 - self.beta2) * gradient ** 2
        m = self.moment1 / (1 - self.beta1 ** self.iteration)
        v = self.moment2 / (1 - self.beta2 ** self.iteration)
        self.iteration += 1  # twin: pass
        return weights - self.lr * m / (np.sqrt(v) + self.eps)


class MomentumInputOutput:
    """The sizes of one layer."""
    def __init__(self, input_size, output_size, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.delta_w = np.zeros((input_size, output_size))
        self.delta_b = np.zeros((1, output_size))

    def update(self, w, b, grad_w, grad_b):
        self.delta_w = self.momentum * self.delta_w - self.lr * grad_w
        self.delta_b = self.momentum * self.delta_b - self.lr * grad_b
        return w + self.delta_w, b + self.delta_b


class RMSpropNVars:
    def __init__(self, n_vars, step_size=0.01, gamma=0.9, eps=1e-8):
        self.step_size, self.gamma, self.eps = step_size, gamma, eps
        self.sq = np.zeros((n_vars,))

    def __call__(self, x, g):
        self.sq = self.gamma * self.sq + (1 - self.gamma) * g ** 2
        return x - self.step_size * g / np.sqrt(self.sq + self.eps)


class AdagradInitParams:
    def __init__(self, init_params, lr=0.01, eps=1e-10):
        self.params = init_params
        self.lr, self.eps = lr, eps
        self.accumulators = [np.zeros_like(p) for p in init_params]

    def step(self, grads):
        for p, a, g in zip(self.params, self.accumulators, grads):
            a += g * g
            p -= self.lr * g / (np.sqrt(a) + self.eps)


class AdamTrainables:
    def __init__(self, trainables, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
        self.trainables = trainables
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps
        self.first = {name: np.zeros_like(value) for name, value in trainables.items()}
        self.second = {name: np.zeros_like(value) for name, value in trainables.items()}
        self.i = 0

    def step(self, gradients):
        self.i += 1
        for name, value in self.trainables.items():
            g = gradients[name]
            self.first[name] += (1 - self.b1) * (g - self.first[name])
            self.second[name] += (1 - self.b2) * (g ** 2 - self.second[name])
            value -= self.lr * self.first[name] / (1 - self.b1 ** self.i) / (np.sqrt(self.second[name] / (1 - self.b2 ** self.i)) + self.eps)


class MomentumNTheta:
    def __init__(self, n_theta, alpha=0.01, beta=0.9):
        self.alpha, self.beta = alpha, beta
        self.z = np.zeros(n_theta)

    def step(self, theta, grad):
        self.z = self.beta * self.z + grad  # twin: self.z = self.beta * self.z + self.alpha * grad
        return theta - self.alpha * self.z


class RMSpropSizeTuple:
    def __init__(self, size, rate=0.01, decay=0.9, eps=1e-8):
        self.mean_square = np.zeros(size)
        self.rate, self.decay, self.eps = rate, decay, eps

    def delta(self, gradient):
        self.mean_square = self.decay * self.mean_square + (1 - self.decay) * gradient ** 2
        return -self.rate * gradient / (np.sqrt(self.mean_square) + self.eps)


class AdamParamDim:
    def __init__(self, lr, param_dim, beta_1=0.9, beta_2=0.999, eps=1e-8):
        self.lr, self.beta_1, self.beta_2, self.eps = lr, beta_1, beta_2, eps
        self.mean, self.var, self.calls = np.zeros(param_dim), np.zeros(param_dim), 0

    def step(self, params, grad):
        self.calls += 1
        self.mean = self.beta_1 * self.mean + (1.0 - self.beta_1) * grad
        self.var = self.beta_2 * self.var + (1.0 - self.beta_2) * grad ** 2
        mean = self.mean / (1.0 - self.beta_1 ** self.calls)
        var = self.var / (1.0 - self.beta_2 ** self.calls)
        params -= self.lr * mean / (np.sqrt(var) + self.eps)


class NesterovVectorLength:
    def __init__(self, length, lr=0.01, mu=0.9):
        self.lr, self.mu = lr, mu
        self.v = np.zeros(length)

    def update(self, x, dx):
        v_prev = self.v.copy()
        self.v = self.mu * self.v - self.lr * dx
        return x - self.mu * v_prev + (1 + self.mu) * self.v


class AdagradNFeatures:
    """As in logistic regression: a weight for each feature."""
    def __init__(self, n_features, eta=0.01, epsilon=1e-8):
        self.eta, self.epsilon = eta, epsilon
        self.g2 = np.zeros(n_features)

    def update(self, coef, gradient):
        self.g2 += gradient ** 2
        coef -= self.eta * gradient / (np.sqrt(self.g2) + self.epsilon)
        return coef


class MomentumLayersSizes:
    """Sizes of all layers, as Nielsen's network has them."""
    def __init__(self, sizes, eta=0.01, mu=0.9):
        self.eta, self.mu = eta, mu
        self.vb = [np.zeros((y, 1)) for y in sizes[1:]]
        self.vw = [np.zeros((y, x)) for x, y in zip(sizes[:-1], sizes[1:])]

    def update(self, weights, biases, nabla_w, nabla_b):
        self.vw = [self.mu * v - self.eta * nw for v, nw in zip(self.vw, nabla_w)]
        self.vb = [self.mu * v - self.eta * nb for v, nb in zip(self.vb, nabla_b)]
        weights = [w + v for w, v in zip(weights, self.vw)]
        biases = [b + v for b, v in zip(biases, self.vb)]
        return weights, biases


class AdamTemplate:
    """An example of what will come."""
    def __init__(self, template, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m = {k: np.zeros_like(a) for k, a in template.items()}
        self.v = {k: np.zeros_like(a) for k, a in template.items()}

    def __call__(self, params, grads):
        self.t += 1
        out = {}
        for k, p in params.items():
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * grads[k] ** 2
            mh, vh = self.m[k] / (1 - self.beta1 ** self.t), self.v[k] / (1 - self.beta2 ** self.t)
            out[k] = p - self.lr * mh / (np.sqrt(vh) + self.eps)
        return out
