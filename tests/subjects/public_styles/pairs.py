"""Right optimizers of weights beside biases."""
import numpy as np


class MomentumLists:
    def __init__(self, weights, biases, lr=0.01, momentum=0.9):
        self.weights, self.biases, self.lr, self.momentum = weights, biases, lr, momentum
        self.vW = [np.zeros_like(w) for w in weights]
        self.vB = [np.zeros_like(b) for b in biases]

    def update(self, dW, dB):
        for i in range(len(self.weights)):
            self.vW[i] = self.momentum * self.vW[i] - self.lr * dW[i]
            self.vB[i] = self.momentum * self.vB[i] - self.lr * dB[i]
            self.weights[i] += self.vW[i]
            self.biases[i] += self.vB[i]


class SGDListsHanded:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, weights, biases, dWs, dbs):
        for i in range(len(weights)):
            weights[i] = weights[i] - self.lr * dWs[i]
            biases[i] = biases[i] - self.lr * dbs[i]
        return weights, biases


class SGDListsZip:
    def __init__(self, ws, bs, lr=0.01):
        self.ws, self.bs, self.lr = ws, bs, lr

    def step(self, nabla_w, nabla_b):
        self.ws = [w - self.lr * nw for w, nw in zip(self.ws, nabla_w)]
        self.bs = [b - self.lr * nb for b, nb in zip(self.bs, nabla_b)]


class AdamListsInPlace:
    def __init__(self, weights, biases, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.weights, self.biases = weights, biases
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.mw = [np.zeros(w.shape) for w in weights]
        self.vw = [np.zeros(w.shape) for w in weights]
        self.mb = [np.zeros(b.shape) for b in biases]
        self.vb = [np.zeros(b.shape) for b in biases]

    def step(self, weight_grads, bias_grads):
        self.t += 1
        for i in range(len(self.weights)):
            self._one(self.weights[i], weight_grads[i], self.mw[i], self.vw[i])
            self._one(self.biases[i], bias_grads[i], self.mb[i], self.vb[i])

    def _one(self, p, g, m, v):
        m[...] = self.beta1 * m + (1 - self.beta1) * g
        v[...] = self.beta2 * v + (1 - self.beta2) * g ** 2
        p -= self.lr * (m / (1 - self.beta1 ** self.t)) / (np.sqrt(v / (1 - self.beta2 ** self.t)) + self.eps)


class MomentumTwoMethods:
    """`update_weights` beside `update_biases`."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.vw, self.vb = lr, momentum, 0, 0

    def update_weights(self, weights, dw):
        self.vw = self.momentum * self.vw - self.lr * dw
        return weights + self.vw

    def update_biases(self, biases, db):
        self.vb = self.momentum * self.vb - self.lr * db
        return biases + self.vb


class SGDTwoMethods:
    def __init__(self, learning_rate=0.01):
        self.learning_rate = learning_rate

    def update_weights(self, w, grad_w):
        return w - self.learning_rate * grad_w

    def update_bias(self, b, grad_b):
        return b - self.learning_rate * grad_b


class AdagradTwoMethods:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.gw, self.gb = lr, eps, 0, 0

    def update_w(self, w, dw):
        self.gw = self.gw + dw ** 2
        w -= self.lr * dw / (np.sqrt(self.gw) + self.eps)

    def update_b(self, b, db):
        self.gb = self.gb + db ** 2
        b -= self.lr * db / (np.sqrt(self.gb) + self.eps)


class AdamTwoMethods:
    """One counter, which the weights move on."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.mw = self.vw = self.mb = self.vb = 0

    def update_weights(self, W, dW):
        self.t += 1
        self.mw = self.beta1 * self.mw + (1 - self.beta1) * dW
        self.vw = self.beta2 * self.vw + (1 - self.beta2) * dW ** 2
        mhat, vhat = self.mw / (1 - self.beta1 ** self.t), self.vw / (1 - self.beta2 ** self.t)
        return W - self.lr * mhat / (np.sqrt(vhat) + self.eps)

    def update_biases(self, b, db):
        self.mb = self.beta1 * self.mb + (1 - self.beta1) * db
        self.vb = self.beta2 * self.vb + (1 - self.beta2) * db ** 2
        mhat, vhat = self.mb / (1 - self.beta1 ** self.t), self.vb / (1 - self.beta2 ** self.t)
        return b - self.lr * mhat / (np.sqrt(vhat) + self.eps)


class RMSpropPair:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.sw, self.sb = lr, rho, eps, 0, 0

    def step(self, W, b, dW, db):
        self.sw = self.rho * self.sw + (1 - self.rho) * dW ** 2
        self.sb = self.rho * self.sb + (1 - self.rho) * db ** 2
        return W - self.lr * dW / (np.sqrt(self.sw) + self.eps), b - self.lr * db / (np.sqrt(self.sb) + self.eps)


class RMSpropPairGradientsFirst:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.sw, self.sb = lr, rho, eps, 0, 0

    def step(self, grad_w, grad_b, w, b):
        self.sw = self.rho * self.sw + (1 - self.rho) * grad_w ** 2
        self.sb = self.rho * self.sb + (1 - self.rho) * grad_b ** 2
        w -= self.lr * grad_w / (np.sqrt(self.sw) + self.eps)
        b -= self.lr * grad_b / (np.sqrt(self.sb) + self.eps)


class MomentumCoefIntercept:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.vc, self.vi = lr, momentum, 0, 0

    def update(self, coef, intercept, coef_grad, intercept_grad):
        self.vc = self.momentum * self.vc - self.lr * coef_grad
        self.vi = self.momentum * self.vi - self.lr * intercept_grad
        return coef + self.vc, intercept + self.vi


class SGDListsLayers:
    """A list of layers' dicts."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for layer, grad in zip(params, grads):
            layer["W"] -= self.lr * grad["W"]
            layer["b"] -= self.lr * grad["b"]


class MomentumTuples:
    """A list of (W, b)."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, None

    def update(self, params, grads):
        if self.v is None:
            self.v = [(np.zeros_like(w), np.zeros_like(b)) for w, b in params]
        new = []
        for i, ((w, b), (dw, db)) in enumerate(zip(params, grads)):
            vw = self.momentum * self.v[i][0] - self.lr * dw
            vb = self.momentum * self.v[i][1] - self.lr * db
            self.v[i] = (vw, vb)
            new.append((w + vw, b + vb))
        return new


class SGDWrongBiases:
    """WRONG: its biases go uphill."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def update_weights(self, w, dw):
        return w - self.lr * dw

    def update_biases(self, b, db):
        return b + self.lr * db
