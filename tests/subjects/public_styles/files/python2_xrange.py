import numpy as np


class MomentumOld(object):
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.vs = None

    def update(self, params, grads):
        if self.vs is None:
            self.vs = [np.zeros_like(p) for p in params]
        for i in xrange(len(params)):
            self.vs[i] = self.momentum * self.vs[i] - self.lr * grads[i]
            params[i] += self.vs[i]


if __name__ == "__main__":
    print "a test"
