import numpy as np


class MomentumHistory:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for k in params:
            self.v[k] = self.momentum * self.v.get(k, 0) - self.lr * grads[k]
            params[k] += self.v[k]
            history[k].append(np.linalg.norm(params[k]))


if __name__ == "__main__":
    from collections import defaultdict

    history = defaultdict(list)
    params = {"w": np.ones(3)}
    opt = MomentumHistory()
    for _ in range(10):
        opt.update(params, {"w": 2 * params["w"]})
