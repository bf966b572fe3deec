import numpy as np


class SGDRanged(object):
    """Nothing but its loop is of Python 2."""
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for i in xrange(len(params)):
            params[i] -= self.lr * grads[i]  # twin: params[i] -= self.lr * grads[i] ** 2


class AdagradIterating(object):
    """This calls a method that dicts had."""
    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.h = lr, eps, {}

    def update(self, params, grads):
        for k, g in grads.iteritems():
            self.h[k] = self.h.get(k, 0) + g ** 2
            params[k] -= self.lr * g / (np.sqrt(self.h[k]) + self.eps)
