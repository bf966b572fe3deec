import numpy as np


class RMSpropTraced:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, {}

    def update(self, params, grads):
        counts.update(params)
        for k in params:
            self.s[k] = self.rho * self.s.get(k, 0) + (1 - self.rho) * grads[k] ** 2
            params[k] -= self.lr * grads[k] / (np.sqrt(self.s[k]) + self.eps)
            trace[k].append(params[k].copy())


if __name__ == "__main__":
    import collections
    from collections import defaultdict

    trace = defaultdict(list)
    counts = set()
    opt = RMSpropTraced()
    opt.update({"w": np.ones(2)}, {"w": np.ones(2)})
