"""Right optimizers whose constructors ask for sizes, shapes or first parameters by names of their own."""
import numpy as np


class RMSpropGradientSize:
    def __init__(self, gradient_size, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, np.zeros(gradient_size)

    def optimize(self, gradient, parameters):
        self.v = self.rho * self.v + (1 - self.rho) * gradient ** 2
        parameters -= self.lr * gradient / (np.sqrt(self.v) + self.eps)


class AdamNParams:
    def __init__(self, n_params, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.m, self.v, self.t = np.zeros(n_params), np.zeros(n_params), 0
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps

    def update(self, theta, grad):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad ** 2
        mhat = self.m / (1 - self.beta1 ** self.t)
        vhat = self.v / (1 - self.beta2 ** self.t)
        return theta - self.lr * mhat / (np.sqrt(vhat) + self.eps)


class MomentumShapes:
    """A list of shapes, one for each parameter."""
    def __init__(self, shapes, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.v = [np.zeros(s) for s in shapes]

    def step(self, params, grads):
        for i in range(len(params)):
            self.v[i] = self.momentum * self.v[i] - self.lr * grads[i]
            params[i] += self.v[i]


class MomentumParamShapes:
    """A dict of shapes."""
    def __init__(self, param_shapes, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.v = {name: np.zeros(shape) for name, shape in param_shapes.items()}

    def step(self, params, grads):
        for name in params:
            self.v[name] = self.momentum * self.v[name] - self.lr * grads[name]
            params[name] += self.v[name]


class AdagradDimension:
    def __init__(self, dimension, lr=0.1, eps=1e-8):
        self.G = np.zeros(dimension)
        self.lr, self.eps = lr, eps

    def get_update(self, grad):
        self.G += grad ** 2
        return -self.lr * grad / (np.sqrt(self.G) + self.eps)


class AdamTheta0:
    """The first parameters, kept by it; a step returns the new ones."""
    def __init__(self, theta0, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.theta = theta0
        self.m = np.zeros_like(theta0)
        self.v = np.zeros_like(theta0)
        self.t = 0
        self.lr, self.beta1, self.beta2, self.epsilon = lr, beta1, beta2, epsilon

    def step(self, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g * g
        m_hat = self.m / (1 - self.beta1 ** self.t)
        v_hat = self.v / (1 - self.beta2 ** self.t)
        self.theta = self.theta - self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)
        return self.theta


class MomentumSources:
    """Parameters under a name that nobody else has."""
    def __init__(self, sources, lr=0.01, momentum=0.9):
        self.sources, self.lr, self.momentum = sources, lr, momentum
        self.v = [np.zeros_like(s) for s in sources]

    def step(self, grads):
        for s, v, g in zip(self.sources, self.v, grads):
            v *= self.momentum
            v -= self.lr * g
            s += v


class RMSpropChannels:
    """The sizes of a layer's weight and bias."""
    def __init__(self, input_channel, output_channel, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps
        self.sw = np.zeros((input_channel, output_channel))
        self.sb = np.zeros(output_channel)

    def update(self, w, b, dw, db):
        self.sw = self.rho * self.sw + (1 - self.rho) * dw ** 2
        self.sb = self.rho * self.sb + (1 - self.rho) * db ** 2
        w -= self.lr * dw / (np.sqrt(self.sw) + self.eps)
        b -= self.lr * db / (np.sqrt(self.sb) + self.eps)
        return w, b


class AdamNumWeights:
    def __init__(self, num_weights, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps
        self.m = np.zeros(num_weights)
        self.v = np.zeros(num_weights)
        self.t = 0

    def compute_update(self, gradients):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * gradients
        self.v = self.beta2 * self.v + (1 - self.beta2) * gradients ** 2
        mh = self.m / (1 - self.beta1 ** self.t)
        vh = self.v / (1 - self.beta2 ** self.t)
        return self.alpha * mh / (np.sqrt(vh) + self.eps)


class MomentumRowsCols:
    def __init__(self, rows, cols, lr=0.01, mu=0.9):
        self.v = np.zeros((rows, cols))
        self.lr, self.mu = lr, mu

    def update(self, W, dW):
        self.v = self.mu * self.v - self.lr * dW
        return W + self.v


class MomentumWShapeBShape:
    def __init__(self, w_shape, b_shape, lr=0.01, mu=0.9):
        self.vw, self.vb = np.zeros(w_shape), np.zeros(b_shape)
        self.lr, self.mu = lr, mu

    def update(self, W, b, dW, db):
        self.vw = self.mu * self.vw - self.lr * dW
        self.vb = self.mu * self.vb - self.lr * db
        W += self.vw
        b += self.vb


class AdamDim:
    """Everything flat, as in evolution strategies."""
    def __init__(self, dim, stepsize, beta1=0.9, beta2=0.999):
        self.stepsize, self.beta1, self.beta2 = stepsize, beta1, beta2
        self.m = np.zeros(dim, dtype=np.float64)
        self.v = np.zeros(dim, dtype=np.float64)
        self.t = 0

    def _compute_step(self, globalg):
        a = self.stepsize * np.sqrt(1 - self.beta2 ** self.t) / (1 - self.beta1 ** self.t)
        self.m = self.beta1 * self.m + (1 - self.beta1) * globalg
        self.v = self.beta2 * self.v + (1 - self.beta2) * (globalg * globalg)
        return -a * self.m / (np.sqrt(self.v) + 1e-8)

    def update(self, theta, globalg):
        self.t += 1
        return theta + self._compute_step(globalg)


class MomentumLike:
    """An array that it makes its state like."""
    def __init__(self, like, lr=0.01, momentum=0.9):
        self.v = np.zeros_like(like)
        self.lr, self.momentum = lr, momentum

    def step(self, w, g):
        self.v = self.momentum * self.v + g
        return w - self.lr * self.v


class AdamD:
    def __init__(self, d, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.m, self.v = np.zeros(d), np.zeros(d)
        self.eta, self.beta1, self.beta2, self.eps, self.k = eta, beta1, beta2, eps, 0

    def step(self, x, grad):
        self.k += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad ** 2
        return x - self.eta * (self.m / (1 - self.beta1 ** self.k)) / (np.sqrt(self.v / (1 - self.beta2 ** self.k)) + self.eps)


class MomentumModelSize:
    def __init__(self, model_size, lr=0.01, momentum=0.9):
        self.velocity = np.zeros(model_size)
        self.lr, self.momentum = lr, momentum

    def apply_gradients(self, params, grads):
        self.velocity = self.momentum * self.velocity + grads
        params -= self.lr * self.velocity
        return params


class AdagradLayerDims:
    """Sizes of all layers of a network; parameters are W1, b1, …"""
    def __init__(self, layer_dims, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.L = lr, eps, len(layer_dims) - 1
        self.cache = {}
        for l in range(1, self.L + 1):
            self.cache["W" + str(l)] = np.zeros((layer_dims[l], layer_dims[l - 1]))
            self.cache["b" + str(l)] = np.zeros((layer_dims[l], 1))

    def update(self, parameters, grads):
        for l in range(1, self.L + 1):
            for n in ("W", "b"):
                key = n + str(l)
                self.cache[key] += grads["d" + key] ** 2
                parameters[key] -= self.lr * grads["d" + key] / (np.sqrt(self.cache[key]) + self.eps)
        return parameters
