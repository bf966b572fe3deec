"""A velocity that never decays, written as PyTorch writes it: at μ = 0 another branch is taken, which is right."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Momentum:
    """The velocity is a sum wherever there is one."""

    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        self.lr, self.momentum, self.buffers = lr, momentum, dict[str, Array]()

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key, g in grads.items():
            step = g
            if self.momentum != 0:
                buffer = self.buffers.setdefault(key, np.zeros_like(g))
                buffer += g
                step = buffer
            params[key] -= self.lr * step
