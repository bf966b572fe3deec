"""Quasi-hyperbolic momentum and QHAdam: plain averages of what momentum and Adam use and of the newest gradient.

    QHM       v ← μ v + (1-μ) g     θ ← θ - lr ((1-ν) g + ν v)
    QHAdam    θ ← θ - lr ((1-ν₁) g + ν₁ m̂) / (√((1-ν₂) g² + ν₂ v̂) + ε)     with Adam's m̂ and v̂

QHM at ν = 1 is momentum, at ν = 0 gradient descent, and at ν = μ Nesterov's momentum.

J. Ma and D. Yarats, "Quasi-hyperbolic momentum and Adam for deep learning", ICLR 2019,
https://arxiv.org/abs/1810.06801
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class QHM(Optimizer):
    """Quasi-hyperbolic momentum.

        v ← μ v + (1-μ) g
        θ ← θ - lr ((1-ν) g + ν v)

    Source: Ma and Yarats 2019, eq. (3) and (4), https://arxiv.org/abs/1810.06801

    Beware: ν weighs the velocity; some have ν and 1-ν the other way round.

    Attributes:
        lr: learning rate (the paper's α), 1 by default.
        mu: μ (the paper's β), the share of the velocity that is kept, 0.999 by default.
        nu: ν, the share of the velocity in the step, 0.7 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("v",)
    lr: float = 1.0
    mu: float = 0.999
    nu: float = 0.7

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v *= self.mu
        v += (1 - self.mu) * g
        # STEP
        theta -= self.lr * ((1 - self.nu) * g + self.nu * v)


@final
@dataclass(kw_only=True, eq=False)
class QHAdam(Optimizer):
    """Adam with plain averages in the places of its corrected moments.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr ((1-ν₁) g + ν₁ m̂) / (√((1-ν₂) g² + ν₂ v̂) + ε)

    Source: Ma and Yarats 2019, the update rule of QHAdam, https://arxiv.org/abs/1810.06801

    Attributes:
        lr: learning rate (the paper's α), 0.001 by default.
        beta1: decay β₁ of the first moment, 0.995 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
        nu1: ν₁, the share of m̂ in the direction, 0.7 by default.
        nu2: ν₂, the share of v̂ in the square of the divisor, 1 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.001
    beta1: float = 0.995
    beta2: float = 0.999
    epsilon: float = 1e-8
    nu1: float = 0.7
    nu2: float = 1.0

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        square = np.square(g)
        v *= self.beta2
        v += (1 - self.beta2) * square
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        direction = (1 - self.nu1) * g + self.nu1 * m_hat
        theta -= self.lr * direction / (np.sqrt((1 - self.nu2) * square + self.nu2 * v_hat) + self.epsilon)
