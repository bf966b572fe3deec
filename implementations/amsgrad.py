"""AMSGrad: Adam with the largest v so far in place of v, in three forms.

    AMSGrad         v_max ← max(v_max, v)      θ ← θ - lr m / (√v_max + ε)
    AMSGradBefore   v_max ← max(v_max, v)      θ ← θ - lr m̂ / (√(v_max / (1-β₂ᵗ)) + ε)
    AMSGradAfter    v_max ← max(v_max, v̂)      θ ← θ - lr m̂ / (√v_max + ε)

They differ in the bias correction: the paper has none, PyTorch corrects the maximum, and optax takes
the maximum of what is corrected.

S. J. Reddi, S. Kale and S. Kumar, "On the Convergence of Adam and Beyond", ICLR 2018,
https://arxiv.org/abs/1904.09237
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _AMSGrad(Optimizer):
    """The hyperparameters and the state of every form of AMSGrad."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v", "v_max")
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


@final
class AMSGrad(_AMSGrad):
    """AMSGrad without bias correction.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        v_max ← max(v_max, v)
        θ ← θ - lr m / (√v_max + ε)

    Source: Reddi, Kale and Kumar 2018, Algorithm 2 (where v_max is v̂, and ε is 0),
    https://arxiv.org/abs/1904.09237

    Beware: PyTorch has the form of `AMSGradBefore`, optax that of `AMSGradAfter`.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m, v, v_max = state["m"], state["v"], state["v_max"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        np.maximum(v_max, v, out=v_max)
        # STEP
        theta -= self.lr * m / (np.sqrt(v_max) + self.epsilon)


@final
class AMSGradBefore(_AMSGrad):
    """AMSGrad that takes the maximum and corrects it then.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        v_max ← max(v_max, v)
        m̂ = m / (1-β₁ᵗ)
        v̂ = v_max / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    Source: PyTorch, `torch.optim.Adam(amsgrad=True)`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html

    Beware: v̂ may fall, since what it is divided by grows.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v, v_max = state["t"], state["m"], state["v"], state["v_max"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        np.maximum(v_max, v, out=v_max)
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v_max / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


@final
class AMSGradAfter(_AMSGrad):
    """AMSGrad that takes the maximum of what is corrected.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        v_max ← max(v_max, v̂)
        θ ← θ - lr m̂ / (√v_max + ε)

    Source: optax, `optax.amsgrad`,
    https://optax.readthedocs.io/en/latest/api/optimizers.html#optax.amsgrad

    Beware: after a large first gradient v_max stays as large as its square for good.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v, v_max = state["t"], state["m"], state["v"], state["v_max"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        np.maximum(v_max, v_hat, out=v_max)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_max) + self.epsilon)
