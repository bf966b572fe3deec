"""RMSProp, in two forms that differ in where ε stands.

    RMSProp         v ← ρ v + (1-ρ) g²     θ ← θ - lr g / (√v + ε)
    RMSPropInside   v ← ρ v + (1-ρ) g²     θ ← θ - lr g / √(v + ε)

It was published on a lecture slide, with ρ = 0.9 and with neither ε nor a value for lr. Both
forms are that rule when ε = 0, and different rules otherwise. The book's `h` is v.

G. Hinton, N. Srivastava and K. Swersky, "Neural Networks for Machine Learning", lecture 6e,
slide 29, 2012, https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _RMSProp(Optimizer):
    """The hyperparameters and the state of every form of RMSProp."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("v",)
    lr: float = 0.01
    rho: float = 0.9
    epsilon: float = 1e-6


@final
class RMSProp(_RMSProp):
    """RMSProp with ε outside the root.

        v ← ρ v + (1-ρ) g²
        θ ← θ - lr g / (√v + ε)

    Source: Hinton's slide 29, and for ε PyTorch, `torch.optim.RMSprop`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html

    Beware: PyTorch's defaults are ρ = 0.99 (it says alpha) and ε = 1e-8.

    Attributes:
        lr: learning rate, 0.01 by default.
        rho: decay ρ of the moving average, 0.9 by default.
        epsilon: ε, 1e-6 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v *= self.rho
        v += (1 - self.rho) * np.square(g)
        # STEP
        theta -= self.lr * g / (np.sqrt(v) + self.epsilon)


@final
class RMSPropInside(_RMSProp):
    """RMSProp with ε inside the root.

        v ← ρ v + (1-ρ) g²
        θ ← θ - lr g / √(v + ε)

    Source: Goodfellow, Bengio and Courville, "Deep Learning", 2016, Algorithm 8.5, also for
    ε = 1e-6, https://www.deeplearningbook.org/contents/optimization.html

    Beware: Keras and optax have this form, with ε = 1e-7 and 1e-8.

    Attributes:
        lr: learning rate, 0.01 by default.
        rho: decay ρ of the moving average, 0.9 by default.
        epsilon: ε, 1e-6 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v *= self.rho
        v += (1 - self.rho) * np.square(g)
        # STEP
        theta -= self.lr * g / np.sqrt(v + self.epsilon)
