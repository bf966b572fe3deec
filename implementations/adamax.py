"""AdaMax, in three forms that differ in whether and where they have an ε.

    AdaMax           u ← max(β₂ u, |g|)         θ ← θ - lr / (1-β₁ᵗ) m / u
    AdaMaxInside     u ← max(β₂ u, |g| + ε)     θ ← θ - lr / (1-β₁ᵗ) m / u
    AdaMaxOutside    u ← max(β₂ u, |g|)         θ ← θ - lr / (1-β₁ᵗ) m / (u + ε)

All gather m ← β₁ m + (1-β₁) g.

D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015, Algorithm 2,
https://arxiv.org/abs/1412.6980
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class AdaMax(Optimizer):
    """AdaMax as in its paper, without ε.

        m ← β₁ m + (1-β₁) g
        u ← max(β₂ u, |g|)
        θ ← θ - lr / (1-β₁ᵗ) m / u

    Beware: where all gradients so far are 0, it divides 0 by 0.

    Attributes:
        lr: learning rate, 0.002 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the maximum norm, 0.999 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "u")
    lr: float = 0.002
    beta1: float = 0.9
    beta2: float = 0.999

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m, u = state["m"], state["u"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        np.maximum(self.beta2 * u, np.abs(g), out=u)
        # STEP
        theta -= self.lr / (1 - self.beta1 ** state["t"]) * m / u


@dataclass(kw_only=True, eq=False)
class _AdaMax(Optimizer):
    """The hyperparameters and the state of the forms with an ε."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "u")
    lr: float = 0.002
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


@final
class AdaMaxInside(_AdaMax):
    """AdaMax with ε inside the maximum.

        m ← β₁ m + (1-β₁) g
        u ← max(β₂ u, |g| + ε)
        θ ← θ - lr / (1-β₁ᵗ) m / u

    Source: PyTorch, `torch.optim.Adamax`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html; also optax

    Attributes:
        lr: learning rate, 0.002 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the maximum norm, 0.999 by default.
        epsilon: ε, 1e-8 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m, u = state["m"], state["u"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        np.maximum(self.beta2 * u, np.abs(g) + self.epsilon, out=u)
        # STEP
        theta -= self.lr / (1 - self.beta1 ** state["t"]) * m / u


@final
class AdaMaxOutside(_AdaMax):
    """AdaMax with ε beside the maximum.

        m ← β₁ m + (1-β₁) g
        u ← max(β₂ u, |g|)
        θ ← θ - lr / (1-β₁ᵗ) m / (u + ε)

    Source: Keras, `keras.optimizers.Adamax`, https://keras.io/api/optimizers/adamax/

    Attributes:
        lr: learning rate, 0.002 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the maximum norm, 0.999 by default.
        epsilon: ε, 1e-8 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m, u = state["m"], state["u"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        np.maximum(self.beta2 * u, np.abs(g), out=u)
        # STEP
        theta -= self.lr / (1 - self.beta1 ** state["t"]) * m / (u + self.epsilon)
