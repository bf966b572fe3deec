"""Optimizers that misbehave: each has to end in a verdict with a sentence."""

import os
import sys

import numpy as np


class Raises:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        raise RuntimeError("the tank is empty")


class RaisesLater(Raises):
    def __init__(self, lr=0.01):
        self.lr, self.t = lr, 0

    def update(self, params, grads):
        self.t += 1
        if self.t > 4:
            raise RuntimeError("the tank is empty")
        for key in params:
            params[key] -= self.lr * grads[key]


class RaisesInTheConstructor:
    def __init__(self, lr=0.01):
        raise OSError("no such device")

    def update(self, params, grads):
        pass


class RaisesNothingButItself(Raises):
    def update(self, params, grads):
        raise BaseException("beyond Exception")


class Exits(Raises):
    def update(self, params, grads):
        sys.exit(3)


class ExitsLater(RaisesLater):
    def update(self, params, grads):
        self.t += 1
        if self.t > 4:
            sys.exit(0)
        for key in params:
            params[key] -= self.lr * grads[key]


class Dies(Raises):
    def update(self, params, grads):
        os._exit(0)


class Loops(Raises):
    def update(self, params, grads):
        while True:
            pass


class Recurses(Raises):
    def update(self, params, grads):
        self.update(params, grads)


class Interrupts(Raises):
    def update(self, params, grads):
        raise KeyboardInterrupt


class Prints(Raises):
    def update(self, params, grads):
        print("step", "x" * 1000)
        sys.stderr.write("step\n")
        os.write(1, b"raw\n")
        for key in params:
            params[key] -= self.lr * grads[key]


class MutatesGradients(Raises):
    def update(self, params, grads):
        for key in params:
            grads[key] *= self.lr
            params[key] -= grads[key]


class ClearsGradients(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
        grads.clear()


class DropsParameters(Raises):
    def update(self, params, grads):
        params.clear()


class GrowsParameters(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = np.append(params[key], 0.0) - self.lr * np.append(grads[key], 0.0)


class MakesText(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = "done"


class MakesNothing(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = None


class MakesNaN(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = params[key] * np.nan


class MakesComplex(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = params[key] - 1j * self.lr * grads[key]


class NeedsWhatNobodyKnows:
    def __init__(self, lr, secret):
        self.lr, self.secret = lr, secret

    def update(self, params, grads):
        pass


class HasNoStep:
    def __init__(self, lr=0.01):
        self.lr = lr


class ReplacesNumPy(Raises):
    """It spoils a module that everybody shares."""

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
        np.random.seed(0)


class FormatsBadly(Raises):
    """An exception that cannot be shown."""

    def update(self, params, grads):
        class Unspeakable(Exception):
            def __str__(self):
                raise ValueError("no words")

        raise Unspeakable


def returns_none(w, dw, lr=0.01):
    return None


def returns_text(w, dw, lr=0.01):
    return "w"


def returns_nan(w, dw, lr=0.01):
    return w * np.nan


def returns_half(w, dw, lr=0.01):
    return (w - lr * dw)[:1]


def returns_generator(theta0, grads, lr=0.01):
    for g in grads:
        theta0 = theta0 - lr * g
        yield theta0


not_callable = 3
