"""Right optimizers that are told where in the training they are, or count it themselves, by many names."""
import itertools

import numpy as np


def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Parameters W1, b1, W2, …; gradients dW1, db1, …"""
    L = len(parameters) // 2
    v_corrected = {}
    s_corrected = {}
    for l in range(1, L + 1):
        for n in ("W", "b"):
            key = n + str(l)
            v["d" + key] = beta1 * v["d" + key] + (1 - beta1) * grads["d" + key]
            v_corrected["d" + key] = v["d" + key] / (1 - np.power(beta1, t))
            s["d" + key] = beta2 * s["d" + key] + (1 - beta2) * np.power(grads["d" + key], 2)
            s_corrected["d" + key] = s["d" + key] / (1 - np.power(beta2, t))
            parameters[key] = parameters[key] - learning_rate * v_corrected["d" + key] / (np.sqrt(s_corrected["d" + key]) + epsilon)
    return parameters, v, s


class AdamIts:
    def __init__(self, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps
        self.m = self.v = 0

    def step(self, w, g, its):
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g * g
        return w - self.lr * (self.m / (1 - self.b1 ** its)) / (np.sqrt(self.v / (1 - self.b2 ** its)) + self.eps)


class AdamGlobalStep(AdamIts):
    def step(self, w, g, global_step):
        return super().step(w, g, global_step + 1)


class AdamNBatch:
    """The number of the batch, from 0, by keyword."""
    def __init__(self, lr=0.001, beta_1=0.9, beta_2=0.999, eps=1e-8):
        self.lr, self.beta_1, self.beta_2, self.eps = lr, beta_1, beta_2, eps
        self.ms, self.vs = {}, {}

    def update(self, params, grads, *, n_batch):
        t = n_batch + 1
        for k in grads:
            self.ms[k] = self.beta_1 * self.ms.get(k, 0.0) + (1 - self.beta_1) * grads[k]
            self.vs[k] = self.beta_2 * self.vs.get(k, 0.0) + (1 - self.beta_2) * grads[k] ** 2
            scale = self.lr * np.sqrt(1 - self.beta_2 ** t) / (1 - self.beta_1 ** t)  # twin: scale = self.lr * np.sqrt(1 - self.beta_2 ** t)
            params[k] -= scale * self.ms[k] / (np.sqrt(self.vs[k]) + self.eps)


class AdamTicker:
    """It counts with an iterator."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.ticks = itertools.count(1)
        self.m = self.v = 0

    def step(self, w, g):
        t = next(self.ticks)
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g ** 2
        return w - self.lr * self.m / (1 - self.beta1 ** t) / (np.sqrt(self.v / (1 - self.beta2 ** t)) + self.eps)


class AdamBetaPowers:
    """It keeps the powers of the betas rather than a number."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.beta1_power, self.beta2_power = 1.0, 1.0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        self.beta1_power *= self.beta1
        self.beta2_power *= self.beta2
        for k in params:
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * grads[k] ** 2
            mh = self.m[k] / (1 - self.beta1_power)
            vh = self.v[k] / (1 - self.beta2_power)
            params[k] -= self.lr * mh / (np.sqrt(vh) + self.eps)


def adam_step(iteration, weight, gradient, mt, vt, lr=0.001, b1=0.9, b2=0.999, e=1e-8):
    mt = b1 * mt + (1 - b1) * gradient
    vt = b2 * vt + (1 - b2) * gradient * gradient
    m = mt / (1 - b1 ** iteration)
    v = vt / (1 - b2 ** iteration)
    return weight - lr * m / (v ** 0.5 + e), mt, vt


def adam_with_cache(w, dw, cache, step_idx, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The state is a dict that the caller keeps."""
    cache["m"] = beta1 * cache.get("m", 0) + (1 - beta1) * dw
    cache["v"] = beta2 * cache.get("v", 0) + (1 - beta2) * dw ** 2
    mhat = cache["m"] / (1 - beta1 ** (step_idx + 1))
    vhat = cache["v"] / (1 - beta2 ** (step_idx + 1))
    return w - lr * mhat / (np.sqrt(vhat) + eps), cache


class AdamEpochBatch:
    """Two numbers tell where it is, and only one says how often it was called."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v = {}, {}

    def update(self, params, grads, step, epoch=None):
        for k in params:
            m = self.m.setdefault(k, np.zeros_like(params[k]))
            v = self.v.setdefault(k, np.zeros_like(params[k]))
            m *= self.beta1
            m += (1 - self.beta1) * grads[k]
            v *= self.beta2
            v += (1 - self.beta2) * grads[k] ** 2
            params[k] -= self.lr * (m / (1 - self.beta1 ** step)) / (np.sqrt(v / (1 - self.beta2 ** step)) + self.eps)


class AdamPreUpdate:
    """Three calls of a step, as in the book of networks from scratch."""
    def __init__(self, learning_rate=0.001, decay=0.0, epsilon=1e-8, beta_1=0.9, beta_2=0.999):
        self.learning_rate = learning_rate
        self.current_learning_rate = learning_rate
        self.decay = decay
        self.iterations = 0
        self.epsilon = epsilon
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def pre_update_params(self):
        if self.decay:
            self.current_learning_rate = self.learning_rate * (1.0 / (1.0 + self.decay * self.iterations))

    def update_params(self, layer):
        if not hasattr(layer, "weight_cache"):
            layer.weight_momentums = np.zeros_like(layer.weights)
            layer.weight_cache = np.zeros_like(layer.weights)
            layer.bias_momentums = np.zeros_like(layer.biases)
            layer.bias_cache = np.zeros_like(layer.biases)
        layer.weight_momentums = self.beta_1 * layer.weight_momentums + (1 - self.beta_1) * layer.dweights
        layer.bias_momentums = self.beta_1 * layer.bias_momentums + (1 - self.beta_1) * layer.dbiases
        weight_momentums_corrected = layer.weight_momentums / (1 - self.beta_1 ** (self.iterations + 1))
        bias_momentums_corrected = layer.bias_momentums / (1 - self.beta_1 ** (self.iterations + 1))
        layer.weight_cache = self.beta_2 * layer.weight_cache + (1 - self.beta_2) * layer.dweights ** 2
        layer.bias_cache = self.beta_2 * layer.bias_cache + (1 - self.beta_2) * layer.dbiases ** 2
        weight_cache_corrected = layer.weight_cache / (1 - self.beta_2 ** (self.iterations + 1))
        bias_cache_corrected = layer.bias_cache / (1 - self.beta_2 ** (self.iterations + 1))  # twin: bias_cache_corrected = layer.bias_cache
        layer.weights += -self.current_learning_rate * weight_momentums_corrected / (np.sqrt(weight_cache_corrected) + self.epsilon)
        layer.biases += -self.current_learning_rate * bias_momentums_corrected / (np.sqrt(bias_cache_corrected) + self.epsilon)

    def post_update_params(self):
        self.iterations += 1


def adam_generation(params, grads, moments, generation, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Lists of everything; new ones are returned."""
    ms, vs = moments
    ms = [beta1 * m + (1 - beta1) * g for m, g in zip(ms, grads)]
    vs = [beta2 * v + (1 - beta2) * g * g for v, g in zip(vs, grads)]
    c1, c2 = 1 - beta1 ** generation, 1 - beta2 ** generation
    params = [p - alpha * (m / c1) / (np.sqrt(v / c2) + eps) for p, m, v in zip(params, ms, vs)]
    return params, (ms, vs)


class AdamTrainStepper:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.num_steps_taken = 0
        self.m, self.v = None, None

    def take_step(self, current_params, current_grads):
        self.num_steps_taken = self.num_steps_taken + 1
        if self.num_steps_taken == 1:
            self.m = [np.zeros_like(g) for g in current_grads]
            self.v = [np.zeros_like(g) for g in current_grads]
        new = []
        for i in range(len(current_params)):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * current_grads[i]
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * np.multiply(current_grads[i], current_grads[i])
            m_hat = self.m[i] / (1 - self.beta1 ** self.num_steps_taken)
            v_hat = self.v[i] / (1 - self.beta2 ** self.num_steps_taken)
            new.append(current_params[i] - self.lr * m_hat / (np.sqrt(v_hat) + self.eps))
        return new
