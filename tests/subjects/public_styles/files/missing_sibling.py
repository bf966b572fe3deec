import numpy as np

from .layers_of_nobody import Dense, ReLU
from utils_of_nobody import one_hot, load_mnist
import seaborn as sns


class RMSpropSibling:
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-8):
        self.learning_rate, self.rho, self.epsilon = learning_rate, rho, epsilon
        self.cache = {}

    def step(self, params, grads):
        for k in params:
            self.cache[k] = self.rho * self.cache.get(k, np.zeros_like(params[k])) + (1 - self.rho) * grads[k] ** 2
            params[k] -= self.learning_rate * grads[k] / (np.sqrt(self.cache[k]) + self.epsilon)
