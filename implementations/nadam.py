"""NAdam with its schedule of momenta, in three forms.

    NAdam           m decays by the scheduled μₜ, as in Dozat's report
    NAdamPrinted    the same with β₂ before v̂, as in his workshop paper
    NAdamByBeta1    m decays by β₁, as in PyTorch and Keras

All step along m̂ = μₜ₊₁ m / (1 - P μₜ₊₁) + (1-μₜ) g / (1-P), where μₜ = β₁ (1 - 0.96^(t ψ) / 2) grows to
β₁, and P is the product of all μ so far.

T. Dozat, "Incorporating Nesterov Momentum into Adam", 2015, https://cs229.stanford.edu/proj2015/054_report.pdf,
and ICLR Workshop 2016, https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _NAdam(Optimizer):
    """The hyperparameters, the state and the schedule of every form of NAdam."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    NUMBERS: ClassVar[Mapping[str, float]] = {"P": 1.0}
    lr: float = 0.002
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    psi: float = 0.004

    def _mu(self, t: int) -> float:
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.psi))


@final
class NAdam(_NAdam):
    """NAdam as in its report.

        μₜ = β₁ (1 - 0.96^(t ψ) / 2)
        P ← P μₜ
        m ← μₜ m + (1-μₜ) g
        v ← β₂ v + (1-β₂) g²
        m̂ = μₜ₊₁ m / (1 - P μₜ₊₁) + (1-μₜ) g / (1-P)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    P starts at 1.

    Source: Dozat 2015, Algorithm 8, https://cs229.stanford.edu/proj2015/054_report.pdf

    Beware: at ψ = 0.004 the momentum takes some thousand steps to come near β₁.

    Attributes:
        lr: learning rate, 0.002 by default.
        beta1: β₁, to which the momentum grows, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
        psi: ψ, the speed of the schedule, 0.004 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # SCHEDULE
        mu, mu_next = self._mu(t), self._mu(t + 1)
        state["P"] *= mu
        product = state["P"]
        # MOMENTS
        m *= mu
        m += (1 - mu) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # BIAS CORRECTION
        m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


@final
class NAdamPrinted(_NAdam):
    """NAdam as in its workshop paper, with β₂ before v̂.

        μₜ = β₁ (1 - 0.96^(t ψ) / 2)
        P ← P μₜ
        m ← μₜ m + (1-μₜ) g
        v ← β₂ v + (1-β₂) g²
        m̂ = μₜ₊₁ m / (1 - P μₜ₊₁) + (1-μₜ) g / (1-P)
        v̂ = β₂ v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    P starts at 1.

    Source: Dozat 2016, Algorithm 2, https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ

    Beware: no library has the β₂; it makes all steps 1/√β₂ times as long.

    Attributes:
        lr: learning rate, 0.002 by default.
        beta1: β₁, to which the momentum grows, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
        psi: ψ, the speed of the schedule, 0.004 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # SCHEDULE
        mu, mu_next = self._mu(t), self._mu(t + 1)
        state["P"] *= mu
        product = state["P"]
        # MOMENTS
        m *= mu
        m += (1 - mu) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # BIAS CORRECTION
        m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
        v_hat = self.beta2 * v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


@final
class NAdamByBeta1(_NAdam):
    """NAdam whose m decays by β₁.

        μₜ = β₁ (1 - 0.96^(t ψ) / 2)
        P ← P μₜ
        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        m̂ = μₜ₊₁ m / (1 - P μₜ₊₁) + (1-μₜ) g / (1-P)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    P starts at 1.

    Source: PyTorch, torch.optim.NAdam, https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html

    Beware: Keras writes 0.96ᵗ, which is ψ = 1.

    Attributes:
        lr: learning rate, 0.002 by default.
        beta1: β₁, to which the momentum grows, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.999 by default.
        epsilon: ε, 1e-8 by default.
        psi: ψ, the speed of the schedule, 0.004 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        # SCHEDULE
        mu, mu_next = self._mu(t), self._mu(t + 1)
        state["P"] *= mu
        product = state["P"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # BIAS CORRECTION
        m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)
