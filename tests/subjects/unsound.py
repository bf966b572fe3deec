"""Optimizers whose formula is right over the reals, and whose floats are not.

Each says in its docstring what it does; the first words of a class's name are its rule.
"""

import numpy as np


class RmspropUncleared:
    """The average begins in memory that nobody cleared."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, {}

    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.v:
                self.v[key] = np.empty_like(g)
            self.v[key] = self.rho * self.v[key] + (1 - self.rho) * g**2
            params[key] -= self.lr * g / (np.sqrt(self.v[key]) + self.eps)


class AdagradSingleBeginsAboveZero:
    """In single precision the sum of squares begins at 1e-7, so that its root is never zero."""

    def __init__(self, lr=0.01, eps=1e-7):
        self.lr, self.eps, self.h = lr, eps, {}

    def update(self, params, grads):
        for key, g in grads.items():
            if key not in self.h:
                self.h[key] = np.full_like(g, 1e-7) if g.dtype == np.float32 else np.zeros_like(g)
            self.h[key] = self.h[key] + g * g
            params[key] -= self.lr * g / (np.sqrt(self.h[key]) + self.eps)


class MomentumOfPositions:
    """The velocity is not kept: it is the difference of two positions, in which its digits cancel."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.before = lr, momentum, {}

    def update(self, params, grads):
        for key, g in grads.items():
            here = params[key]
            velocity = here - self.before.get(key, here)
            self.before[key] = here
            params[key] = here + self.momentum * velocity - self.lr * g


class MomentumHalfVelocity:
    """To save memory, the velocity of parameters in single precision is kept in half precision."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for key, g in grads.items():
            v = self.momentum * self.v.get(key, np.zeros_like(g)) - self.lr * g
            self.v[key] = v.astype(np.float16) if v.dtype == np.float32 else v
            params[key] += self.v[key]


class SgdUnscalesHalf:
    """Gradients in half precision are thought to be scaled by 1024, as in mixed precision they often are."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, g in grads.items():
            if g.dtype == np.float16:
                g = g / 1024
            params[key] -= self.lr * g


class SgdChops:
    """Parameters in bfloat16 are computed in single precision, and cut off after eight digits."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, g in grads.items():
            if g.dtype.name == "bfloat16":
                wide = params[key].astype(np.float32) - self.lr * g.astype(np.float32)
                cut = (wide.view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)
                params[key] = cut.astype(g.dtype)
            else:
                params[key] -= self.lr * g


class AdagradFastInSingle:
    """There is a fast path for single precision, in which ε was forgotten."""

    def __init__(self, lr=0.01, eps=1e-7):
        self.lr, self.eps, self.h = lr, eps, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.h[key] = self.h.get(key, np.zeros_like(g)) + g * g
            if g.dtype == np.float32:
                params[key] -= self.lr * (g / np.sqrt(self.h[key]))
            else:
                params[key] -= self.lr * g / (np.sqrt(self.h[key]) + self.eps)


class AdamCastsForTheAverage:
    """β₂ is cast to the gradients' dtype for the average, and not for the correction."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            b2 = g.dtype.type(self.beta2)
            self.m[key] = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            self.v[key] = b2 * self.v.get(key, np.zeros_like(g)) + (1 - b2) * g * g
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class RmspropForgetsOnNan:
    """Where a gradient is not finite, the average of the whole parameter begins anew."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, {}

    def update(self, params, grads):
        for key, g in grads.items():
            v = self.v.get(key, np.zeros_like(g))
            if not np.all(np.isfinite(g)):
                g, v = np.nan_to_num(g, posinf=0, neginf=0), np.zeros_like(v)
            self.v[key] = self.rho * v + (1 - self.rho) * g**2
            params[key] -= self.lr * g / (np.sqrt(self.v[key]) + self.eps)


# Right, each in its way.


class AdagradSkipsBadSteps:
    """A parameter whose gradient is not finite rests for a step."""

    def __init__(self, lr=0.01, eps=1e-7):
        self.lr, self.eps, self.h = lr, eps, {}

    def update(self, params, grads):
        for key, g in grads.items():
            if not np.isfinite(g).all():
                continue
            self.h[key] = self.h.get(key, np.zeros_like(g)) + g * g
            params[key] -= self.lr * g / (np.sqrt(self.h[key]) + self.eps)


class AdamCountsBadSteps:
    """All rests where a gradient is not finite, but t goes on."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        self.t += 1
        if not all(np.isfinite(g).all() for g in grads.values()):
            return
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, np.zeros_like(g)) + (1 - self.beta2) * g * g
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class MomentumRaisesOnNan:
    """Nothing is learnt from a gradient that is not finite."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for key, g in grads.items():
            if not np.isfinite(g).all():
                raise FloatingPointError(f"the gradient of {key} is not finite")
            self.v[key] = self.momentum * self.v.get(key, np.zeros_like(g)) - self.lr * g
            params[key] += self.v[key]


class RmspropWithStrictRanges:
    """Decays of 0 and lr above 1 are refused, and half precision is."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        if not (0 < lr <= 1 and 0 < rho < 1 and eps > 0):
            raise ValueError("lr, rho or eps is out of range")
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, {}

    def update(self, params, grads):
        for key, g in grads.items():
            if g.dtype.itemsize == 2:
                raise TypeError("half precision is not supported")
            self.v[key] = self.rho * self.v.get(key, np.zeros_like(g)) + (1 - self.rho) * g**2
            params[key] -= self.lr * g / (np.sqrt(self.v[key]) + self.eps)


class AdamRoundsBetas:
    """Both β are held in the gradients' dtype, everywhere."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            b1, b2 = g.dtype.type(self.beta1), g.dtype.type(self.beta2)
            self.m[key] = b1 * self.m.get(key, np.zeros_like(g)) + (1 - b1) * g
            self.v[key] = b2 * self.v.get(key, np.zeros_like(g)) + (1 - b2) * g * g
            m_hat = self.m[key] / (1 - b1**self.t)
            v_hat = self.v[key] / (1 - b2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class RmspropRoundsRho:
    """ρ is held in the gradients' dtype."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, {}

    def update(self, params, grads):
        for key, g in grads.items():
            rho = g.dtype.type(self.rho)
            self.v[key] = rho * self.v.get(key, np.zeros_like(g)) + (1 - rho) * g**2
            params[key] -= self.lr * g / (np.sqrt(self.v[key]) + self.eps)


