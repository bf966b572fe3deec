"""AdEMAMix: Adam whose step is along a fast and a slow average of the gradients together.

    m ← β₁ m + (1-β₁) g     m_slow ← β₃ m_slow + (1-β₃) g     v ← β₂ v + (1-β₂) g²
    θ ← θ - lr (m̂ + α m_slow) / (√v̂ + ε)

M. Pagliardini, P. Ablin and D. Grangier, "The AdEMAMix Optimizer: Better, Faster, Older", 2024,
https://arxiv.org/abs/2409.03137
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class AdEMAMix(Optimizer):
    """AdEMAMix with constant α and β₃.

        m ← β₁ m + (1-β₁) g
        m_slow ← β₃ m_slow + (1-β₃) g
        v ← β₂ v + (1-β₂) g²
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr (m̂ + α m_slow) / (√v̂ + ε)

    Source: Pagliardini, Ablin and Grangier 2024, Algorithm 1, without its schedulers,
    https://arxiv.org/abs/2409.03137

    Beware: the slow average is not corrected, so that it comes in slowly.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the fast average, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
        beta3: decay β₃ of the slow average, 0.9999 by default.
        alpha: α, the weight of the slow average in the step, 5 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "m_slow", "v")
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    beta3: float = 0.9999
    alpha: float = 5.0

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, m_slow, v = state["t"], state["m"], state["m_slow"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        m_slow *= self.beta3
        m_slow += (1 - self.beta3) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * (m_hat + self.alpha * m_slow) / (np.sqrt(v_hat) + self.epsilon)
