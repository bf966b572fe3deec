"""Optimizers that take another way beyond a threshold: wrong ones, and right ones on whose other side is the same rule."""

import numpy as np


class Sgd:
    """RIGHT."""

    def __init__(self, lr=0.01):
        self.lr, self.t = lr, 0

    def rate(self):
        return self.lr

    def moved(self, gradient):
        return self.rate() * gradient

    def update(self, params, grads):
        self.t += 1
        for key in params:
            params[key] -= self.moved(grads[key])


class SgdCutsLate(Sgd):
    """WRONG from step 301 on."""

    def rate(self):
        return self.lr * 0.1 if self.t > 300 else self.lr


class SgdCutsEachFiftieth(Sgd):
    """WRONG in steps 50, 100, …"""

    def rate(self):
        return self.lr * 0.1 if self.t % 50 == 0 else self.lr


class SgdCutsAtHundreds(Sgd):
    """WRONG from step 200 on."""

    def rate(self):
        return self.lr * 0.1 if self.t // 100 >= 2 else self.lr


class SgdAtLeast(Sgd):
    """WRONG where lr is less than 1e-5."""

    def __init__(self, lr=0.01):
        super().__init__(max(float(lr), 1e-5))


class SgdAtLeastOfArrays(Sgd):
    """WRONG where lr is less than 1e-5."""

    def __init__(self, lr=0.01):
        super().__init__(np.maximum(lr, 1e-5))


class SgdFastAndLate(Sgd):
    """WRONG where lr is more than 1, from step 21 on."""

    def rate(self):
        return 0.5 * self.lr if self.lr > 1 and self.t > 20 else self.lr


class SgdOneValue(Sgd):
    """WRONG where lr is 0.001."""

    def __init__(self, lr=0.01):
        super().__init__(lr * (0.1 if lr == 0.001 else 1))


class SgdClips(Sgd):
    """WRONG where a gradient is larger than 1000."""

    def moved(self, gradient):
        return self.lr * np.where(np.abs(gradient) > 1e3, 1e3 * np.sign(gradient), gradient)


class SgdSkipsZeros(Sgd):
    """RIGHT: a gradient of zeros moves nothing."""

    def update(self, params, grads):
        self.t += 1
        for key in params:
            if grads[key].any():
                params[key] -= self.lr * grads[key]


class SgdTwoWays(Sgd):
    """RIGHT: both ways are the same."""

    def rate(self):
        return self.lr if self.t < 1000 else 2 * self.lr - self.lr


class SgdEnds(Sgd):
    """RIGHT: it says that it ends."""

    def rate(self):
        if self.t > 400:
            raise RuntimeError("this was made for 400 steps")
        return self.lr


class SgdVeryLate(Sgd):
    """WRONG from step 3,000,001 on, to which no run goes."""

    def rate(self):
        return self.lr * 0.1 if self.t > 3_000_000 else self.lr


class SgdHidesBehindAnEnd(Sgd):
    """WRONG where lr < 1e-5, in the two steps before it ends: no symbol goes that way."""

    def rate(self):
        if self.lr < 1e-5:
            if self.t > 2:
                raise RuntimeError("this was made for 2 steps")
            return 2 * float.fromhex(self.lr.hex())
        return self.lr
