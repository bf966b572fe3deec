"""Adadelta: RMSprop whose learning rate is the size of its own recent steps.

    v ← ρ v + (1-ρ) g²     d ← √(u + ε) / √(v + ε) g     u ← ρ u + (1-ρ) d²     θ ← θ - lr d

M. D. Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, Algorithm 1,
https://arxiv.org/abs/1212.5701
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class Adadelta(Optimizer):
    """Adadelta, with the lr that libraries multiply its step by.

        v ← ρ v + (1-ρ) g²
        d ← √(u + ε) / √(v + ε) g
        u ← ρ u + (1-ρ) d²
        θ ← θ - lr d

    Beware: the paper has no lr. PyTorch's default for it is 1, as here, and Keras' 0.001, with which
    hardly anything moves.

    Attributes:
        lr: what the step is multiplied by, 1 by default.
        rho: decay ρ of both averages, 0.95 by default.
        epsilon: ε, 1e-6 by default; it is what the first step is made of.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("v", "u")
    lr: float = 1.0
    rho: float = 0.95
    epsilon: float = 1e-6

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v, u = state["v"], state["u"]
        # MOMENTS
        v *= self.rho
        v += (1 - self.rho) * np.square(g)
        # STEP
        d = np.sqrt(u + self.epsilon) / np.sqrt(v + self.epsilon) * g
        u *= self.rho
        u += (1 - self.rho) * np.square(d)
        theta -= self.lr * d
