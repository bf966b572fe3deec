"""Right optimizers that are told the number of the step, or count it, by names of their own."""
import numpy as np


class _Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v = {}, {}

    def _one(self, params, grads, t):
        for k in params:
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * grads[k] ** 2
            mh = self.m[k] / (1 - self.beta1 ** t)
            vh = self.v[k] / (1 - self.beta2 ** t)
            params[k] -= self.lr * mh / (np.sqrt(vh) + self.eps)


class AdamIternum(_Adam):
    def update(self, params, grads, iternum):
        self._one(params, grads, iternum)


class AdamStepNum(_Adam):
    def update(self, params, grads, step_num):
        self._one(params, grads, step_num)


class AdamEpochNum(_Adam):
    def update(self, params, grads, epochNum):
        self._one(params, grads, epochNum + 1)


class AdamTau(_Adam):
    def update(self, params, grads, tau):
        self._one(params, grads, tau)


class AdamCur(_Adam):
    def update(self, params, grads, cur_iter):
        self._one(params, grads, cur_iter + 1)


class AdamNIter(_Adam):
    def step(self, params, grads, n_iter):
        self._one(params, grads, n_iter)


class AdamTime(_Adam):
    def step(self, params, grads, time):
        self._one(params, grads, time)


class AdamNumUpdates(_Adam):
    def step(self, params, grads, num_updates):
        self._one(params, grads, num_updates)


class AdamBatchIndex(_Adam):
    def step(self, params, grads, batch_index):
        self._one(params, grads, batch_index + 1)


class AdamCounterFirst(_Adam):
    def update(self, t, params, grads):
        self._one(params, grads, t)


class AdamIterNumFirst(_Adam):
    def update(self, iterNum, params, grads):
        self._one(params, grads, iterNum)



def adam_function(w, dw, m, v, iternum, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw ** 2
    w = w - lr * (m / (1 - beta1 ** iternum)) / (np.sqrt(v / (1 - beta2 ** iternum)) + eps)
    return w, m, v


def adam_function_tstep(theta, grad, m, v, tstep, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * np.square(grad)
    return theta - alpha * (m / (1 - beta1 ** tstep)) / (np.sqrt(v / (1 - beta2 ** tstep)) + eps), m, v


class AdamLayerwise:
    """One optimizer for each layer, told the epoch."""
    def __init__(self, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps
        self.m_dw, self.v_dw, self.m_db, self.v_db = 0, 0, 0, 0

    def update(self, t, w, b, dw, db):
        self.m_dw = self.b1 * self.m_dw + (1 - self.b1) * dw
        self.m_db = self.b1 * self.m_db + (1 - self.b1) * db
        self.v_dw = self.b2 * self.v_dw + (1 - self.b2) * dw ** 2
        self.v_db = self.b2 * self.v_db + (1 - self.b2) * db ** 2
        w = w - self.lr * (self.m_dw / (1 - self.b1 ** t)) / (np.sqrt(self.v_dw / (1 - self.b2 ** t)) + self.eps)
        b = b - self.lr * (self.m_db / (1 - self.b1 ** t)) / (np.sqrt(self.v_db / (1 - self.b2 ** t)) + self.eps)
        return w, b


class AdamNextIteration:
    """Who trains with it moves its counter on."""
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta_1, self.beta_2, self.epsilon = learning_rate, beta_1, beta_2, epsilon
        self.first, self.second, self.iteration = {}, {}, 1

    def optimize(self, key, weights, gradient):
        self.first[key] = self.beta_1 * self.first.get(key, 0.0) + (1.0 - self.beta_1) * gradient
        self.second[key] = self.beta_2 * self.second.get(key, 0.0) + (1.0 - self.beta_2) * gradient**2
        first = self.first[key] / (1.0 - self.beta_1**self.iteration)  # twin: first = self.first[key] / (1.0 - self.beta_1**(self.iteration + 1))
        second = self.second[key] / (1.0 - self.beta_2**self.iteration)
        return weights - self.learning_rate * first / (np.sqrt(second) + self.epsilon)

    def next_iteration(self):
        self.iteration += 1


class AdamTick:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.m, self.v, self.t = lr, beta1, beta2, eps, {}, {}, 0

    def tick(self):
        """Before each step."""
        self.t = self.t + 1

    def update(self, params, grads):
        for k in params:
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * grads[k] ** 2
            m_hat, v_hat = self.m[k] / (1 - self.beta1**self.t), self.v[k] / (1 - self.beta2**self.t)
            params[k] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamFinish:
    """Its counter is that of the steps before."""
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.m, self.v, self.done = lr, beta1, beta2, eps, {}, {}, 0

    def update(self, params, grads):
        t = self.done + 1
        for k in params:
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * grads[k] ** 2
            m_hat, v_hat = self.m[k] / (1 - self.beta1**t), self.v[k] / (1 - self.beta2**t)
            params[k] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)

    def finish(self):
        self.done += 1
