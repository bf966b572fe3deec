"""Adam, AdaGrad, RMSprop and momentum with one mistake each, as people write them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class EpsilonNotDivided:
    """lr went into the denominator, and ε was not divided by it."""

    def __init__(self, lr: float = 0.001, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        self.lr, self.betas, self.eps = lr, betas, eps
        self.state: dict[str, Any] = {}

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        b1, b2 = self.betas
        for k in params:
            zero = np.zeros_like(params[k])
            s = self.state.setdefault(k, {"step": 0, "m": zero, "v": zero})
            s["step"] += 1
            s["m"] = b1 * s["m"] + (1 - b1) * grads[k]
            s["v"] = b2 * s["v"] + (1 - b2) * grads[k] * grads[k]
            step_size = self.lr / (1 - b1 ** s["step"])
            params[k] -= s["m"] / (np.sqrt(s["v"] / (1 - b2 ** s["step"])) / step_size + self.eps)


class EpsilonTimesRate:
    def __init__(self, learning_rate: float = 0.01, rho: float = 0.9, epsilon: float = 1e-6) -> None:
        self.learning_rate, self.rho, self.epsilon = learning_rate, rho, epsilon
        self.cache: Any = None

    def update(self, x: Array, dx: Array) -> Array:
        if self.cache is None:
            self.cache = np.zeros_like(x)
        self.cache = self.rho * self.cache + (1 - self.rho) * dx**2
        return x - self.learning_rate * dx / (np.sqrt(self.cache) + self.learning_rate * self.epsilon)


class EpsilonBesideTheFraction:
    def __init__(self, lr: float = 0.01, eps: float = 1e-8) -> None:
        self.lr, self.eps, self.h = lr, eps, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for k in params:
            self.h[k] = self.h.get(k, 0) + grads[k] ** 2
            params[k] -= self.lr * (grads[k] / np.sqrt(self.h[k]) + self.eps)


class Absolute:
    def __init__(self, lr: float = 0.01, eps: float = 1e-7) -> None:
        self.lr, self.eps, self.h = lr, eps, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        if not self.h:
            self.h = {key: np.zeros_like(value) for key, value in params.items()}
        for key in params:
            self.h[key] += abs(grads[key])
            params[key] -= self.lr * grads[key] / (np.sqrt(self.h[key]) + self.eps)


class RootStored:
    def __init__(self, lr: float = 0.01, eps: float = 1e-7) -> None:
        self.lr, self.eps, self.h = lr, eps, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key in params:
            self.h[key] = np.sqrt(self.h.get(key, 0) + grads[key] ** 2)
            params[key] -= self.lr * grads[key] / (self.h[key] + self.eps)


class Adam:
    """Right; what is wrong is in the classes below."""

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = dict[str, Array](), dict[str, Array]()

    def corrected(self, moment: Array, beta: float) -> Array:
        return moment / (1 - beta**self.t)

    def squared(self, g: Array, _m_hat: Array) -> Array:
        return g**2

    def step_size(self) -> float:
        return self.lr

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * g
            m_hat = self.corrected(self.m[key], self.beta1)
            self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * self.squared(g, m_hat)
            v_hat = self.corrected(self.v[key], self.beta2)
            params[key] -= self.step_size() * m_hat / (np.sqrt(v_hat) + self.eps)


class CountedFromZero(Adam):
    """Without a division by zero."""

    def corrected(self, moment: Array, beta: float) -> Array:
        return moment / (1 - beta ** max(self.t - 1, 1))


class Bracketed(Adam):
    def corrected(self, moment: Array, beta: float) -> Array:
        return moment / (1 - beta) ** self.t


class SquaresOfTheMoment(Adam):
    def squared(self, g: Array, _m_hat: Array) -> Array:
        return _m_hat**2


class CorrectedOnceMore(Adam):
    """The first moment is corrected in the step size as well."""

    def step_size(self) -> float:
        return self.lr / (1 - self.beta1**self.t)


class LastStep:
    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        self.lr, self.momentum, self.last = lr, momentum, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for k in params:
            delta = -self.lr * grads[k]
            params[k] += delta + self.momentum * self.last.get(k, 0)
            self.last[k] = delta


class LastGradient:
    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        self.lr, self.momentum = lr, momentum
        self.prev: Any = None

    def update(self, w: Array, grad: Array) -> Array:
        if self.prev is None:
            self.prev = np.zeros_like(w)
        w = w - self.lr * (grad + self.momentum * self.prev)
        self.prev = grad.copy()
        return w


class MinusMinus:
    """The step has its minus already."""

    def __init__(self, lr: float = 0.01, mu: float = 0.9) -> None:
        self.lr, self.mu, self.v = lr, mu, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for k in params:
            self.v[k] = self.mu * self.v.get(k, 0) - self.lr * grads[k]
            params[k] -= self.v[k]


class RoundsToDecimals(Adam):
    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        super().update(params, grads)
        for key in params:
            params[key][...] = np.round(params[key], 5)


class RoundsSteps:
    def __init__(self, lr: float = 0.01, eps: float = 1e-7) -> None:
        self.lr, self.eps, self.h = lr, eps, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key in params:
            self.h[key] = self.h.get(key, 0) + grads[key] ** 2
            step = self.lr * grads[key] / (np.sqrt(self.h[key]) + self.eps)
            params[key] -= step.astype(np.float32)


class KeepsHalves:
    def __init__(self, lr: float = 0.01, mu: float = 0.9) -> None:
        self.lr, self.mu, self.v = lr, mu, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for k in params:
            self.v[k] = np.float16(self.mu * self.v.get(k, 0) - self.lr * grads[k])
            params[k] += self.v[k]


def adam_of_epochs(
    w: Array, g: Array, m: Array, v: Array, epoch: int, lr: float = 0.001, b1: float = 0.9, b2: float = 0.999
) -> tuple[Array, Array, Array]:
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * (m / (1 - b1**epoch)) / (np.sqrt(v / (1 - b2**epoch)) + 1e-8), m, v


class MeanOfSquares:
    """AdaGrad counts its steps, which is not wrong, and divides by their number, which is."""

    def __init__(self, lr: float = 0.01, eps: float = 1e-8) -> None:
        self.lr, self.eps, self.n, self.h = lr, eps, 0, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        self.n += 1
        for k in params:
            self.h[k] = self.h.get(k, 0) + grads[k] ** 2
            params[k] -= self.lr * grads[k] / (np.sqrt(self.h[k] / self.n) + self.eps)


class CorrectedInTheRate:
    """m is corrected in lr_t and by itself: either could be mended, and one of them is the line."""

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = dict[str, Array](), dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        self.t += 1
        lr_t = self.lr * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            params[key] -= lr_t * m_hat / (np.sqrt(self.v[key]) + self.eps)


class WarmsUpFromZero:
    def __init__(self, lr: float = 0.1, warmup: int = 4) -> None:
        self.lr, self.warmup, self.steps = lr, warmup, 0

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        rate = self.lr * min(1.0, self.steps / self.warmup)
        self.steps += 1
        for k in params:
            params[k] -= rate * grads[k]
