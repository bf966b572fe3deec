"""AdaBelief, in two forms: Adam with the variance of the gradients about m in place of v.

    AdaBelief             v ← β₂ v + (1-β₂) (g - m)² + ε         θ ← θ - lr m̂ / (√v̂ + ε)
    AdaBeliefTwoGuards    v ← β₂ v + (1-β₂) (g - m)² + ε_root    θ ← θ - lr m̂ / (√v̂ + ε)

Both gather m ← β₁ m + (1-β₁) g before v, and have m̂ = m / (1-β₁ᵗ) and v̂ = v / (1-β₂ᵗ). What v
gathers besides is ε / (1-β₂) in v̂, in every step.

J. Zhuang et al., "AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients",
NeurIPS 2020, https://arxiv.org/abs/2010.07468
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class AdaBelief(Optimizer):
    """AdaBelief as in its paper, with one ε in both places.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) (g - m)² + ε
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    Source: Zhuang et al. 2020, Algorithm 2, where v is s, https://arxiv.org/abs/2010.07468

    Beware: the authors' code and timm have `rectify=True` by default, which is RAdam's start.

    Attributes:
        lr: learning rate (the paper's α), 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default; 1e-16 in the authors' code.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g - m)
        v += self.epsilon
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


@final
@dataclass(kw_only=True, eq=False)
class AdaBeliefTwoGuards(Optimizer):
    """AdaBelief with another ε in v than beside its root.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) (g - m)² + ε_root
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    Source: optax, `optax.adabelief(eps=ε, eps_root=ε_root)`,
    https://optax.readthedocs.io/en/latest/api/optimizers.html

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε beside the root, 1e-8 by default.
        eps_root: ε_root, which v gathers, 1e-16 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    eps_root: float = 1e-16

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g - m)
        v += self.eps_root
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)
