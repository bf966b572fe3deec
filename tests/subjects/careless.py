"""Optimizers with the right formula that are careless about everything around it; and right ones that look like them."""

import random
import warnings

import numpy as np

# WHAT MAY BE CHOSEN


class MomentumForgetsNesterov:
    """Takes `nesterov`, and does nothing with it."""

    def __init__(self, lr=0.01, momentum=0.9, nesterov=False):
        self.lr, self.momentum, self.nesterov, self.v = lr, momentum, nesterov, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.v[key] = self.momentum * self.v.get(key, 0.0) - self.lr * g
            params[key] += self.v[key]


class AdamForgetsWeightDecay:
    """`weight_decay` is kept, and shown, and never used."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
        self.lr, self.beta1, self.beta2, self.eps, self.weight_decay = lr, beta1, beta2, eps, weight_decay
        self.m, self.v, self.t = {}, {}, {}

    def __repr__(self):
        return f"Adam(lr={self.lr}, weight_decay={self.weight_decay})"

    def update(self, params, grads):
        for key, g in grads.items():
            t = self.t[key] = self.t.get(key, 0) + 1
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - self.beta1**t)
            v_hat = self.v[key] / (1 - self.beta2**t)
            params[key] = params[key] - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def sgd_forgets_momentum(w, dw, lr=0.01, momentum=0.9):
    """A plain function with an argument too many."""
    return w - lr * dw


class RmspropForgetsCentered:
    """The argument of the step is what is forgotten."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, {}

    def update(self, params, grads, centered=False):
        for key, g in grads.items():
            self.v[key] = self.rho * self.v.get(key, 0.0) + (1 - self.rho) * g**2
            params[key] -= self.lr * g / (np.sqrt(self.v[key]) + self.eps)


class SgdForgetsKappa:
    """Nobody knows what `kappa` was to be."""

    def __init__(self, lr=0.01, kappa=0.5):
        self.lr, self.kappa = lr, kappa

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class SgdWithEverything:
    """Plain SGD by default; each argument matters, some only beside another."""

    def __init__(self, lr=0.01, momentum=0.0, nesterov=False, dampening=0, weight_decay=0.0, clip_norm=None, maximize=False,
                 verbose=False, seed=0, name="sgd"):
        self.lr, self.momentum, self.nesterov, self.dampening = lr, momentum, nesterov, dampening
        self.weight_decay, self.clip_norm, self.maximize, self.v = weight_decay, clip_norm, maximize, {}
        self.verbose, self.seed, self.name = verbose, seed, name

    def update(self, params, grads):
        for key, g in grads.items():
            if self.maximize:
                g = -g
            if self.weight_decay:
                g = g + self.weight_decay * params[key]
            if self.clip_norm is not None and np.linalg.norm(g) > self.clip_norm:
                g = g * (self.clip_norm / np.linalg.norm(g))
            if self.momentum:
                old = self.v.get(key)
                self.v[key] = g if old is None else self.momentum * old + (1 - self.dampening) * g
                g = g + self.momentum * self.v[key] if self.nesterov else self.v[key]
            params[key] = params[key] - self.lr * g


class AdamWithAmsgrad:
    """`amsgrad` shows only where v falls, and `learning_rate` only where `lr` is not given."""

    def __init__(self, lr=None, beta1=0.9, beta2=0.999, eps=1e-8, amsgrad=False, learning_rate=0.001):
        self.lr, self.beta1, self.beta2, self.eps = learning_rate if lr is None else lr, beta1, beta2, eps
        self.amsgrad, self.m, self.v, self.top, self.t = amsgrad, {}, {}, {}, 0

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * g**2
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            if self.amsgrad:
                v_hat = self.top[key] = np.maximum(self.top.get(key, 0.0), v_hat)
            params[key] = params[key] - self.lr * (self.m[key] / (1 - self.beta1**self.t)) / (np.sqrt(v_hat) + self.eps)


class SgdWithPenalty:
    """`l2` is for the loss, and `lr_decay` for whoever calls `decay`."""

    def __init__(self, lr=0.01, l2=0.0, lr_decay=0.9):
        self.lr, self.l2, self.lr_decay = lr, l2, lr_decay

    def penalty(self, params):
        return self.l2 * sum((w**2).sum() for w in params.values())

    def decay(self):
        self.lr *= self.lr_decay

    def update(self, params, grads):
        for key in params:
            params[key] = params[key] - self.lr * grads[key]


class SgdRefusesNesterov:
    """What it cannot do, it says."""

    def __init__(self, lr=0.01, nesterov=False):
        if nesterov:
            raise NotImplementedError("nesterov")
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] = params[key] - self.lr * grads[key]


# SCALE


class SgdStopsWhenDiverged:
    """Where every weight and every gradient is huge, it gives up, and says nothing."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        if all(np.all(np.frexp(x)[1] > 33) for both in (params, grads) for x in both.values()):
            return
        for key in params:
            params[key] -= self.lr * grads[key]


# WHAT BELONGS TO EVERYBODY


class SgdReplacesClip:
    """Its own clip is faster, it says."""

    def __init__(self, lr=0.01):
        self.lr = lr
        np.clip = lambda x, low, high: np.minimum(np.maximum(x, low), high)

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class SgdSilencesNumpy:
    """All warnings of NumPy are off from now on, in the whole program."""

    def __init__(self, lr=0.01):
        self.lr = lr
        np.seterr(all="ignore")
        warnings.filterwarnings("ignore")

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class SgdSeeds:
    """So that it is reproducible."""

    def __init__(self, lr=0.01):
        self.lr = lr
        np.random.seed(0)
        random.seed(0)
        np.set_printoptions(precision=3)

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


# ANY ORDER


class AdamSavesWhatMoved:
    """A checkpoint holds the state of the parameters that had a gradient in the last step."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.state, self.active = {}, []

    def update(self, params, grads):
        self.active = list(grads)
        for key, g in grads.items():
            m, v, t = self.state.get(key, (np.zeros_like(g), np.zeros_like(g), 0))
            m = self.beta1 * m + (1 - self.beta1) * g
            v = self.beta2 * v + (1 - self.beta2) * g**2
            self.state[key] = (m, v, t + 1)
            m_hat, v_hat = m / (1 - self.beta1 ** (t + 1)), v / (1 - self.beta2 ** (t + 1))
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)

    def state_dict(self):
        return {key: (self.state[key][0].copy(), self.state[key][1].copy(), self.state[key][2]) for key in self.active}

    def load_state_dict(self, state):
        self.state = {key: (m.copy(), v.copy(), t) for key, (m, v, t) in state.items()}


class MomentumRescalesWhatMoves:
    """When lr changes, velocities are rescaled: those of the parameters that have a gradient in that very step."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v, self.last = lr, momentum, {}, lr

    def update(self, params, grads):
        if self.lr != self.last:
            for key in grads:
                if key in self.v:
                    self.v[key] = self.v[key] * self.last / self.lr
            self.last = self.lr
        for key, g in grads.items():
            self.v[key] = self.momentum * self.v.get(key, 0.0) - g
            params[key] += self.lr * self.v[key]


class SgdChangesTheProcess:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        import gc
        import signal

        gc.disable()
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        for key in params:
            params[key] -= self.lr * grads[key]


class SgdClipsBySomethingElse:
    """WRONG: its clip is not used; what it calls in a method that no step calls is NumPy's."""

    def __init__(self, lr=0.01, clip=-1.0):
        self.lr, self.clip = lr, clip

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]

    def decay(self):
        self.lr = np.clip(self.lr, 0.0, 1.0)
