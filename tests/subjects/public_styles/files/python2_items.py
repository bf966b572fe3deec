import numpy as np


class AdagradOld:
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.h = lr, eps, {}

    def update(self, params, grads):
        for k, v in params.iteritems():
            if not self.h.has_key(k):
                self.h[k] = np.zeros_like(v)
            self.h[k] += grads[k] ** 2
            params[k] -= self.lr * grads[k] / (np.sqrt(self.h[k]) + self.eps)


if __name__ == "__main__":
    print 'nothing to do'
