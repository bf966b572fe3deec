"""RAdam, in three forms that differ in the threshold and in the place of ε.

    RAdam             from ρ = 4 on, as in the paper, θ ← θ - lr r m̂ / √v̂
    RAdamEpsilonHat   from ρ = 5 on, as in PyTorch,   θ ← θ - lr r m̂ √(1-β₂ᵗ) / (√v + ε)
    RAdamOutside      from ρ = 5 on, as in optax,     θ ← θ - lr r m̂ / (√v̂ + ε)

Before that, θ ← θ - lr m̂. All gather m ← β₁ m + (1-β₁) g and v ← β₂ v + (1-β₂) g², and ρₜ says of how many
squares v̂ is an average.

L. Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", ICLR 2020,
https://arxiv.org/abs/1908.03265
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _RAdam(Optimizer):
    """The hyperparameters, the state and the rectifier of every form of RAdam."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999

    def _lengths(self, t: int) -> tuple[float, float]:
        """ρₜ and ρ_∞."""
        longest = 2 / (1 - self.beta2) - 1
        return longest - 2 * t * self.beta2**t / (1 - self.beta2**t), longest

    def _rectifier(self, rho: float, longest: float) -> float:
        return math.sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho))


@final
class RAdam(_RAdam):
    """RAdam as in its paper.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        m̂ = m / (1-β₁ᵗ)
        ρ_∞ = 2 / (1-β₂) - 1
        ρₜ = ρ_∞ - 2 t β₂ᵗ / (1-β₂ᵗ)
        r = √((ρₜ-4) (ρₜ-2) ρ_∞ / ((ρ_∞-4) (ρ_∞-2) ρₜ))
        θ ← θ - lr r m̂ / √(v / (1-β₂ᵗ))   where ρₜ > 4
        θ ← θ - lr m̂   elsewhere

    Source: Liu et al. 2020, Algorithm 2, https://arxiv.org/abs/1908.03265

    Beware: there is no ε, so a gradient that has always been zero makes 0/0 from step 5 on.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # RECTIFICATION
        rho, longest = self._lengths(t)
        # STEP
        if rho > 4:
            theta -= self.lr * self._rectifier(rho, longest) * m_hat / np.sqrt(v_hat)
        else:
            theta -= self.lr * m_hat


@final
@dataclass(kw_only=True, eq=False)
class RAdamEpsilonHat(_RAdam):
    """RAdam with ε̂ beside √v.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        m̂ = m / (1-β₁ᵗ)
        ρ_∞ = 2 / (1-β₂) - 1
        ρₜ = ρ_∞ - 2 t β₂ᵗ / (1-β₂ᵗ)
        r = √((ρₜ-4) (ρₜ-2) ρ_∞ / ((ρ_∞-4) (ρ_∞-2) ρₜ))
        θ ← θ - lr r m̂ √(1-β₂ᵗ) / (√v + ε)   where ρₜ > 5
        θ ← θ - lr m̂   elsewhere

    Source: PyTorch, torch.optim.RAdam,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html

    Beware: at β₂ = 0.6 or less ρₜ is never above 4, and it never divides.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
    """

    epsilon: float = 1e-8

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        # RECTIFICATION
        rho, longest = self._lengths(t)
        # STEP
        if rho > 5:
            theta -= (
                self.lr
                * self._rectifier(rho, longest)
                * m_hat
                * math.sqrt(1 - self.beta2**t)
                / (np.sqrt(v) + self.epsilon)
            )
        else:
            theta -= self.lr * m_hat


@final
@dataclass(kw_only=True, eq=False)
class RAdamOutside(_RAdam):
    """RAdam with ε beside √v̂.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        m̂ = m / (1-β₁ᵗ)
        ρ_∞ = 2 / (1-β₂) - 1
        ρₜ = ρ_∞ - 2 t β₂ᵗ / (1-β₂ᵗ)
        r = √((ρₜ-4) (ρₜ-2) ρ_∞ / ((ρ_∞-4) (ρ_∞-2) ρₜ))
        θ ← θ - lr r m̂ / (√(v / (1-β₂ᵗ)) + ε)   where ρₜ > 5
        θ ← θ - lr m̂   elsewhere

    Source: optax, radam, https://optax.readthedocs.io/en/latest/api/optimizers.html

    Beware: the step before the first division is that of momentum, which may need another lr.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
    """

    epsilon: float = 1e-8

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # RECTIFICATION
        rho, longest = self._lengths(t)
        # STEP
        if rho > 5:
            theta -= self.lr * self._rectifier(rho, longest) * m_hat / (np.sqrt(v_hat) + self.epsilon)
        else:
            theta -= self.lr * m_hat
