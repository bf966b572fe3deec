"""Adam with weight decay: in the gradient, or beside it.

    AdamL2      g ← g + λ θ, and then Adam
    AdamW       Adam's step from θ, and θ ← θ - lr λ θ
    AdamWPaper  Adam's step from θ, and θ ← θ - λ θ

AdamL2 is another rule: what λ adds to the gradient is divided by √v̂ as well, so that weights with large
gradients decay less. The other two are the same while lr is constant, with lr λ in the one for λ in the
other.

I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019,
https://arxiv.org/abs/1711.05101
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _DecayingAdam(Optimizer):
    """The hyperparameters and the state of every form of Adam with weight decay."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.01


@final
class AdamL2(_DecayingAdam):
    """Adam with L2 regularization.

        g ← g + λ θ
        m, v, m̂, v̂ and the step as in `Adam`

    Source: Loshchilov and Hutter 2019, Algorithm 2, line 6, https://arxiv.org/abs/1711.05101

    Beware: this is `torch.optim.Adam(weight_decay=λ)`, and not AdamW.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
        weight_decay: λ, 0.01 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # WEIGHT DECAY
        g = g + self.weight_decay * theta
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
class AdamW(_DecayingAdam):
    """Adam with decoupled weight decay, by lr λ.

        m, v, m̂ and v̂ as in `Adam`
        θ ← θ - lr (m̂ / (√v̂ + ε) + λ θ)

    Source: PyTorch, `torch.optim.AdamW`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html, after Loshchilov and
    Hutter 2019, Algorithm 2, line 12

    Beware: in the paper θ decays by λ, whatever lr is: `AdamWPaper`.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
        weight_decay: λ, 0.01 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # WEIGHT DECAY
        theta *= 1 - self.lr * self.weight_decay
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
class AdamWPaper(_DecayingAdam):
    """Adam with decoupled weight decay, by λ.

        m, v, m̂ and v̂ as in `Adam`
        θ ← θ - lr m̂ / (√v̂ + ε) - λ θ

    Source: Loshchilov and Hutter 2019, Algorithm 2, line 12, with a schedule multiplier of 1,
    https://arxiv.org/abs/1711.05101

    Beware: with the λ of PyTorch's AdamW, θ decays 1/lr times as fast here.

    Attributes:
        lr: learning rate (the paper's α), 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
        weight_decay: λ, 0.01 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # WEIGHT DECAY
        theta *= 1 - self.weight_decay
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
