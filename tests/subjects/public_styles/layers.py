"""Right optimizers of weights beside biases: lists of each, a method for each, or both in one call."""
import numpy as np


class AdamWeightsBiases:
    def __init__(self, weights, biases, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon
        self.m_w = [np.zeros_like(w) for w in weights]
        self.v_w = [np.zeros_like(w) for w in weights]
        self.m_b = [np.zeros_like(b) for b in biases]
        self.v_b = [np.zeros_like(b) for b in biases]
        self.t = 0

    def update(self, weights, biases, grads_w, grads_b):
        self.t += 1
        for i in range(len(weights)):
            self.m_w[i] = self.beta1 * self.m_w[i] + (1 - self.beta1) * grads_w[i]
            self.v_w[i] = self.beta2 * self.v_w[i] + (1 - self.beta2) * grads_w[i] ** 2
            self.m_b[i] = self.beta1 * self.m_b[i] + (1 - self.beta1) * grads_b[i]
            self.v_b[i] = self.beta2 * self.v_b[i] + (1 - self.beta2) * grads_b[i] ** 2  # twin: self.v_b[i] = self.beta2 * self.v_w[i] .mean() + (1 - self.beta2) * grads_b[i] ** 2
            mw, vw = self.m_w[i] / (1 - self.beta1 ** self.t), self.v_w[i] / (1 - self.beta2 ** self.t)
            mb, vb = self.m_b[i] / (1 - self.beta1 ** self.t), self.v_b[i] / (1 - self.beta2 ** self.t)
            weights[i] -= self.learning_rate * mw / (np.sqrt(vw) + self.epsilon)
            biases[i] -= self.learning_rate * mb / (np.sqrt(vb) + self.epsilon)


class RMSpropWsBs:
    def __init__(self, Ws, bs, lr=0.01, beta=0.9, eps=1e-8):
        self.Ws, self.bs, self.lr, self.beta, self.eps = Ws, bs, lr, beta, eps
        self.SdW = [0] * len(Ws)
        self.Sdb = [0] * len(bs)

    def update(self, dWs, dbs):
        for l, (dW, db) in enumerate(zip(dWs, dbs)):
            self.SdW[l] = self.beta * self.SdW[l] + (1 - self.beta) * np.square(dW)
            self.Sdb[l] = self.beta * self.Sdb[l] + (1 - self.beta) * np.square(db)
            self.Ws[l] -= self.lr * dW / (np.sqrt(self.SdW[l]) + self.eps)
            self.bs[l] -= self.lr * db / (np.sqrt(self.Sdb[l]) + self.eps)


class AdagradBothLists:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps = lr, eps
        self.cache_w, self.cache_b = None, None

    def step(self, weights, biases, weight_gradients, bias_gradients):
        if self.cache_w is None:
            self.cache_w = [np.zeros_like(w) for w in weights]
            self.cache_b = [np.zeros_like(b) for b in biases]
        for w, b, dw, db, cw, cb in zip(weights, biases, weight_gradients, bias_gradients, self.cache_w, self.cache_b):
            cw += dw ** 2
            cb += db ** 2
            w -= self.lr * dw / (np.sqrt(cw) + self.eps)
            b -= self.lr * db / (np.sqrt(cb) + self.eps)


class NesterovTwoMethods:
    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v_weights, self.v_biases = lr, mu, 0, 0

    def update_weights(self, weights, grad):
        old = self.v_weights
        self.v_weights = self.mu * old - self.lr * grad
        return weights - self.mu * old + (1 + self.mu) * self.v_weights

    def update_biases(self, biases, grad):
        old = self.v_biases
        self.v_biases = self.mu * old - self.lr * grad
        return biases - self.mu * old + (1 + self.mu) * self.v_biases


class AdamTwoMethods:
    """The weights' call counts."""
    def __init__(self, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps
        self.mw = self.vw = self.mb = self.vb = 0
        self.t = 0

    def update_weights(self, W, dW):
        self.t += 1
        self.mw = self.beta1 * self.mw + (1 - self.beta1) * dW
        self.vw = self.beta2 * self.vw + (1 - self.beta2) * dW ** 2
        return W - self.alpha * (self.mw / (1 - self.beta1 ** self.t)) / (np.sqrt(self.vw / (1 - self.beta2 ** self.t)) + self.eps)

    def update_biases(self, B, dB):
        self.mb = self.beta1 * self.mb + (1 - self.beta1) * dB
        self.vb = self.beta2 * self.vb + (1 - self.beta2) * dB ** 2
        return B - self.alpha * (self.mb / (1 - self.beta1 ** self.t)) / (np.sqrt(self.vb / (1 - self.beta2 ** self.t)) + self.eps)


class RMSpropUpdateWB:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps
        self.Ew = 0.0
        self.Eb = 0.0

    def updateW(self, W, dW):
        self.Ew = self.rho * self.Ew + (1.0 - self.rho) * dW ** 2
        return W - self.lr * dW / np.sqrt(self.Ew + self.eps)

    def updateB(self, b, db):
        self.Eb = self.rho * self.Eb + (1.0 - self.rho) * db ** 2
        return b - self.lr * db / np.sqrt(self.Eb + self.eps)


class MomentumUpdateKernelBias:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.vk, self.vb = lr, momentum, 0, 0

    def update_weights(self, kernel, grad_kernel):
        self.vk = self.momentum * self.vk + grad_kernel
        kernel -= self.lr * self.vk

    def update_biases(self, bias, grad_bias):
        self.vb = self.momentum * self.vb + grad_bias  # twin: self.vb = self.momentum * self.vk.mean() + grad_bias
        bias -= self.lr * self.vb


def sgd_weights_biases(weights, biases, nabla_w, nabla_b, eta=0.5):
    """As in Nielsen's book."""
    weights = [w - eta * nw for w, nw in zip(weights, nabla_w)]
    biases = [b - eta * nb for b, nb in zip(biases, nabla_b)]
    return weights, biases


def momentum_pair(W, b, dW, db, VdW, Vdb, alpha=0.01, beta=0.9):
    """Ng's course: V is an average."""
    VdW = beta * VdW + (1 - beta) * dW
    Vdb = beta * Vdb + (1 - beta) * db
    return W - alpha * VdW, b - alpha * Vdb, VdW, Vdb


def sgd_two(w, b, dw, db, learning_rate=0.1):
    w = w - learning_rate * dw
    b = b - learning_rate * db
    return w, b


class MomentumWbDicts:
    """Dicts by "W" and "b", of lists by layer."""
    def __init__(self, lr=0.01, beta=0.9):
        self.lr, self.beta, self.v = lr, beta, {"W": {}, "b": {}}

    def update(self, W, b, dW, db):
        for i in range(len(W)):
            self.v["W"][i] = self.beta * self.v["W"].get(i, 0) - self.lr * dW[i]
            self.v["b"][i] = self.beta * self.v["b"].get(i, 0) - self.lr * db[i]
            W[i] = W[i] + self.v["W"][i]
            b[i] = b[i] + self.v["b"][i]
        return W, b
