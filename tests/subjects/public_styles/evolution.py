"""Right optimizers whose θ is flat by contract."""
import numpy as np


class Optimizer:
    """As in the code of evolution strategies."""
    def __init__(self, pi, epsilon=1e-08):
        self.pi = pi
        self.dim = pi.num_params
        self.epsilon = epsilon
        self.t = 0

    def update(self, globalg):
        self.t += 1
        step = self._compute_step(globalg)
        theta = self.pi.mu
        ratio = np.linalg.norm(step) / (np.linalg.norm(theta) + self.epsilon)
        self.pi.mu = theta + step
        return ratio

    def _compute_step(self, globalg):
        raise NotImplementedError


class SGDES(Optimizer):
    def __init__(self, pi, stepsize=0.01):
        Optimizer.__init__(self, pi)
        self.stepsize = stepsize

    def _compute_step(self, globalg):
        return -self.stepsize * globalg


class MomentumES(Optimizer):
    def __init__(self, pi, stepsize=0.01, momentum=0.9):
        Optimizer.__init__(self, pi)
        self.v = np.zeros(self.dim, dtype=np.float64)
        self.stepsize, self.momentum = stepsize, momentum

    def _compute_step(self, globalg):
        self.v = self.momentum * self.v + (1.0 - self.momentum) * globalg
        return -self.stepsize * self.v


class AdamES(Optimizer):
    def __init__(self, pi, stepsize=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08):
        Optimizer.__init__(self, pi, epsilon)
        self.stepsize, self.beta1, self.beta2 = stepsize, beta1, beta2
        self.m = np.zeros(self.dim, dtype=np.float64)
        self.v = np.zeros(self.dim, dtype=np.float64)

    def _compute_step(self, globalg):
        a = self.stepsize * np.sqrt(1 - self.beta2 ** self.t) / (1 - self.beta1 ** self.t)
        self.m = self.beta1 * self.m + (1 - self.beta1) * globalg
        self.v = self.beta2 * self.v + (1 - self.beta2) * (globalg * globalg)
        return -a * self.m / (np.sqrt(self.v) + self.epsilon)


class SGDThetaFlat:
    """uber's: the result is the new θ, beside a ratio."""
    def __init__(self, theta, stepsize=0.01):
        self.theta, self.stepsize = np.asarray(theta, dtype=np.float64), stepsize

    def update(self, globalg):
        step = -self.stepsize * globalg
        ratio = np.linalg.norm(step) / np.linalg.norm(self.theta)
        self.theta = self.theta + step
        return ratio, self.theta


class AdamVector:
    """θ must be one vector, and it says so."""
    def __init__(self, num_parameters, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = np.zeros(num_parameters), np.zeros(num_parameters)

    def step(self, theta, grad):
        assert theta.ndim == 1, "theta must be flat"
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad ** 2
        return theta - self.lr * (self.m / (1 - self.beta1 ** self.t)) / (np.sqrt(self.v / (1 - self.beta2 ** self.t)) + self.eps)


class RMSpropSolution:
    """estool's way: mu is kept, and handed out."""
    def __init__(self, mu, learning_rate=0.01, decay=0.9, eps=1e-8):
        self.mu, self.learning_rate, self.decay, self.eps = mu, learning_rate, decay, eps
        self.cache = np.zeros_like(mu)

    def update(self, grad):
        self.cache = self.decay * self.cache + (1 - self.decay) * grad ** 2
        self.mu = self.mu - self.learning_rate * grad / (np.sqrt(self.cache) + self.eps)
        return self.mu
