"""Adam, in four forms. All keep m ← β₁ m + (1-β₁) g and v ← β₂ v + (1-β₂) g².

With m̂ = m / (1-β₁ᵗ) and v̂ = v / (1-β₂ᵗ) the steps are

    Adam              θ ← θ - lr m̂ / (√v̂ + ε)
    AdamEpsilonHat    θ ← θ - lr_t m / (√v + ε̂)     lr_t = lr √(1-β₂ᵗ) / (1-β₁ᵗ)
    AdamInside        θ ← θ - lr m̂ / √(v̂ + ε)
    AdamIncremental   as Adam, with the moments written m ← m + (1-β₁) (g - m), and v likewise

AdamIncremental equals Adam. AdamEpsilonHat equals it when ε̂ = ε √(1-β₂ᵗ), hence for no fixed
ε̂ > 0. AdamInside differs for every ε > 0.

D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015,
https://arxiv.org/abs/1412.6980
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _Adam(Optimizer):
    """The hyperparameters and the state of every form of Adam."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


@final
class Adam(_Adam):
    """Adam as in Algorithm 1.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    Source: Kingma and Ba 2015, Algorithm 1, https://arxiv.org/abs/1412.6980

    Beware: PyTorch and optax have this form; Keras has that of `AdamEpsilonHat`.

    Attributes:
        lr: learning rate (the paper's α), 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
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
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


@final
class AdamEpsilonHat(_Adam):
    """Adam with the bias correction folded into the learning rate.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        lr_t = lr √(1-β₂ᵗ) / (1-β₁ᵗ)
        θ ← θ - lr_t m / (√v + ε̂)

    Source: Kingma and Ba 2015, end of section 2, https://arxiv.org/abs/1412.6980; also the form
    of "Deep Learning from Scratch", chapter 6.

    Beware: Keras has this form with ε̂ = 1e-7; its ε̂ weighs more in early steps than ε does.

    Attributes:
        lr: learning rate (the paper's α), 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε̂, 1e-8 by default.
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
        lr_t = self.lr * np.sqrt(1 - self.beta2**t) / (1 - self.beta1**t)
        # STEP
        theta -= lr_t * m / (np.sqrt(v) + self.epsilon)


@final
class AdamInside(_Adam):
    """Adam with ε under the root of v̂.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / √(v̂ + ε)

    Source: optax, `optax.adam(eps=0, eps_root=ε)`,
    https://optax.readthedocs.io/en/latest/api/optimizers.html#optax.adam

    Beware: here the default ε limits the step as √ε = 1e-4 does in the other forms.

    Attributes:
        lr: learning rate (the paper's α), 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
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
        # STEP
        theta -= self.lr * m_hat / np.sqrt(v_hat + self.epsilon)


@final
class AdamIncremental(_Adam):
    """Adam as in Algorithm 1, each moment moved towards its new value by a fraction of the gap.

        m ← m + (1-β₁) (g - m)
        v ← v + (1-β₂) (g² - v)
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    Source: Kingma and Ba 2015, Algorithm 1, https://arxiv.org/abs/1412.6980, rearranged; Keras
    and "Deep Learning from Scratch" write both moments so, PyTorch m alone.

    Beware: equal to `Adam` in algebra, not in the last bits of a floating-point number.

    Attributes:
        lr: learning rate (the paper's α), 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # MOMENTS
        m += (1 - self.beta1) * (g - m)
        v += (1 - self.beta2) * (np.square(g) - v)
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)
