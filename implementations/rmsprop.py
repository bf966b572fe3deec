"""RMSProp, in two forms that differ in where ε stands; centered; and with momentum.

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


@dataclass(kw_only=True, eq=False)
class _CenteredRMSProp(Optimizer):
    MOMENTS: ClassVar[tuple[str, ...]] = ("v", "m")
    lr: float = 0.01
    rho: float = 0.9
    epsilon: float = 1e-6


@final
class RMSPropCentered(_CenteredRMSProp):
    """RMSProp by the variance of the gradients, with ε outside the root.

        v ← ρ v + (1-ρ) g²
        m ← ρ m + (1-ρ) g
        θ ← θ - lr g / (√(v - m²) + ε)

    Source: Graves, "Generating Sequences With Recurrent Neural Networks", 2013, eq. (38) to (41), and
    for the place of ε PyTorch, `torch.optim.RMSprop(centered=True)`, https://arxiv.org/abs/1308.0850

    Beware: rounding may leave v - m² below zero where gradients hardly change, and the root is NaN.

    Attributes:
        lr: learning rate, 0.01 by default.
        rho: decay ρ of both moving averages, 0.9 by default.
        epsilon: ε, 1e-6 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v, m = state["v"], state["m"]
        # MOMENTS
        v *= self.rho
        v += (1 - self.rho) * np.square(g)
        m *= self.rho
        m += (1 - self.rho) * g
        # STEP
        theta -= self.lr * g / (np.sqrt(v - np.square(m)) + self.epsilon)


@dataclass(kw_only=True, eq=False)
class _RMSPropMomentum(Optimizer):
    MOMENTS: ClassVar[tuple[str, ...]] = ("v", "b")
    lr: float = 0.01
    rho: float = 0.9
    epsilon: float = 1e-6
    mu: float = 0.9


@final
class RMSPropMomentum(_RMSPropMomentum):
    """RMSProp with momentum, and with lr outside the velocity b.

        v ← ρ v + (1-ρ) g²
        b ← μ b + g / (√v + ε)
        θ ← θ - lr b

    Source: PyTorch, `torch.optim.RMSprop(momentum=μ)`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html

    Beware: Keras and optax have lr inside the velocity, another rule as soon as lr changes.

    Attributes:
        lr: learning rate, 0.01 by default.
        rho: decay ρ of the moving average, 0.9 by default.
        epsilon: ε, 1e-6 by default.
        mu: momentum μ, 0.9 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v, b = state["v"], state["b"]
        # MOMENTS
        v *= self.rho
        v += (1 - self.rho) * np.square(g)
        b *= self.mu
        b += g / (np.sqrt(v) + self.epsilon)
        # STEP
        theta -= self.lr * b
