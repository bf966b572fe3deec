"""Adan: Adam along averages of the gradient and of its change, as Nesterov's momentum looks ahead.

    mᐃ ← β₂ mᐃ + (1-β₂) (g - p)
    v ← β₃ v + (1-β₃) (g + β₂ (g - p))²
    θ ← θ - lr (m̂ + β₂ m̂ᐃ) / (√v̂ + ε)

p is the gradient of the step before, and in the first step g itself. β is a decay here; in the paper
it is the complement of one.

X. Xie et al., "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models", 2022,
Algorithm 1, https://arxiv.org/abs/2208.06677
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class Adan(Optimizer):
    """Adan, without weight decay.

        m ← β₁ m + (1-β₁) g
        mᐃ ← β₂ mᐃ + (1-β₂) (g - p)
        v ← β₃ v + (1-β₃) (g + β₂ (g - p))²
        m̂ = m / (1-β₁ᵗ)
        m̂ᐃ = mᐃ / (1-β₂ᵗ)
        v̂ = v / (1-β₃ᵗ)
        θ ← θ - lr (m̂ + β₂ m̂ᐃ) / (√v̂ + ε)
        p ← g

    Source: Xie et al. 2022, Algorithm 1, https://arxiv.org/abs/2208.06677

    Beware: the paper's β₂ is 1-β₂ here, so where it has 1-β₂, β₂ stands.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.98 by default.
        beta2: decay β₂ of the average change of the gradient, 0.92 by default.
        beta3: decay β₃ of the second moment, 0.99 by default.
        epsilon: ε, 1e-8 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "m_change", "v", "p")
    lr: float = 0.001
    beta1: float = 0.98
    beta2: float = 0.92
    beta3: float = 0.99
    epsilon: float = 1e-8

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, m_change, v, p = state["t"], state["m"], state["m_change"], state["v"], state["p"]
        if t == 1:
            np.copyto(p, g)
        change = g - p
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        m_change *= self.beta2
        m_change += (1 - self.beta2) * change
        v *= self.beta3
        v += (1 - self.beta3) * np.square(g + self.beta2 * change)
        np.copyto(p, g)
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        m_change_hat = m_change / (1 - self.beta2**t)
        v_hat = v / (1 - self.beta3**t)
        # STEP
        theta -= self.lr * (m_hat + self.beta2 * m_change_hat) / (np.sqrt(v_hat) + self.epsilon)
