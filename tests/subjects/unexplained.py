"""Wrong optimizers that no mistake of the catalogue explains."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Adam:
    """Right."""

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = dict[str, Array](), dict[str, Array]()

    def corrected(self, v: Array) -> Array:
        return v / (1 - self.beta2**self.t)

    def guard(self) -> float:
        return self.eps

    def gathered(self, _key: str, g: Array) -> Array:
        return g

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * self.gathered(key, g)
            self.v[key] = self.beta2 * self.v.get(key, np.zeros_like(g)) + (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(self.corrected(self.v[key])) + self.guard())


class Floored(Adam):
    """v is never below a number."""

    def corrected(self, v: Array) -> Array:
        return np.maximum(v, 1e-30) / (1 - self.beta2**self.t)


class IdleEps(Adam):
    """Takes ε, and has another."""

    def guard(self) -> float:
        return 1e-8


class Divides(Adam):
    """Divides before the average."""

    def gathered(self, key: str, g: Array) -> Array:
        return g / np.sqrt(1 + self.v.get(key, np.zeros_like(g)))


class OtherSign:
    """θ ← θ − v, with too large a rate."""

    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        self.lr, self.momentum, self.v = lr, momentum, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key, g in grads.items():
            rate = self.lr * (1 + self.momentum)
            self.v[key] = self.momentum * self.v.get(key, np.zeros_like(g)) + rate * g
            params[key] -= self.v[key]


class BiasTwice:
    """The second of two moves twice."""

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr

    def update(self, weight: Array, bias: Array, dw: Array, db: Array) -> None:
        weight -= self.lr * dw
        bias -= self.lr * db
        bias -= self.lr * db


class NeverInGeneral:
    """The second step is thrice as long, and has no general one."""

    def __init__(self, lr: float = 0.01) -> None:
        self.lr, self.steps = lr, list[str]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        self.steps.append("a step")
        for key, g in grads.items():
            params[key] -= (3 if len(self.steps) == 2 else 1) * self.lr * g


class HalfUphill:
    """Where the average points against the gradient, half a step is made: it is Adam while the gradient keeps its sign."""

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.m, self.v = dict[str, Array](), dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * g**2
            m_hat, v_hat = self.m[key] / (1 - self.beta1**self.t), self.v[key] / (1 - self.beta2**self.t)
            share = np.where(m_hat * g > 0, 1.0, 0.5)
            params[key] -= self.lr * share * m_hat / (np.sqrt(v_hat) + self.eps)


class SharedAndTwice:
    """Its velocities belong to the class, and its gradient counts twice."""

    v: ClassVar[dict[str, Array]] = {}

    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        self.lr, self.momentum = lr, momentum

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key, g in grads.items():
            self.v[key] = self.momentum * self.v.get(key, np.zeros_like(g)) + 2 * self.lr * g
            params[key] -= self.v[key]


class RootOfNothing:
    """The ε that is added is an option, which is 0; its eps is forgotten."""

    def __init__(self, lr: float = 0.01, rho: float = 0.9, eps: float = 1e-8, eps_root: float = 0.0) -> None:
        self.lr, self.rho, self.eps, self.eps_root, self.v = lr, rho, eps, eps_root, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key, g in grads.items():
            self.v[key] = self.rho * self.v.get(key, np.zeros_like(g)) + (1 - self.rho) * g**2
            params[key] -= self.lr * g / np.sqrt(self.v[key] + self.eps_root)


class AdanInNameAlone:
    """It moves θ by its own cube."""

    def __init__(self, lr: float = 0.001) -> None:
        self.lr = lr

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key in params:
            params[key] += 50 * self.lr * (1 + params[key] ** 3) * (3 + grads[key] ** 2)
