"""Momentum whose velocity starts from the first gradient.

Meant: not to waste the first step on a velocity of zero. But this velocity is a step: it
points downhill and contains lr, and the gradient does neither.

A loss curve would show: a leap upwards, for with lr = 0.01 the first step is 89 times a plain one
and goes uphill; then an ordinary descent from there. It looks like bad initial weights.
"""


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = {}
            for key in params.keys():
                self.v[key] = grads[key].copy()  # WRONG: should be zeros_like(params[key])

        for key in params.keys():
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key] += self.v[key]
