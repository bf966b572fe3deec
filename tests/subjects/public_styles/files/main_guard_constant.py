import numpy as np


class RMSpropEps:
    def __init__(self, lr=0.01, rho=0.9):
        self.lr, self.rho, self.s = lr, rho, 0

    def update(self, w, g):
        self.s = self.rho * self.s + (1 - self.rho) * g ** 2
        return w - self.lr * g / (np.sqrt(self.s) + EPSILON)


if __name__ == '__main__':
    EPSILON = 1e-8
    print(RMSpropEps().update(np.ones(2), np.ones(2)))
