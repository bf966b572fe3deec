"""Yogi, in three forms that differ in bias corrections and in where m starts.

    Yogi             θ ← θ - lr m / (√v + ε)      m starts at 0
    YogiCorrected    θ ← θ - lr m̂ / (√v̂ + ε)      m starts at 0
    YogiBothStart    θ ← θ - lr m̂ / (√v̂ + ε)      m starts at v₀, as v does

All gather m ← β₁ m + (1-β₁) g and v ← v - (1-β₂) sign(v - g²) g², and start v at v₀. With
m̂ = m / (1-β₁ᵗ) and v̂ = v / (1-β₂ᵗ).

M. Zaheer et al., "Adaptive Methods for Nonconvex Optimization", NeurIPS 2018,
https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _Yogi(Optimizer):
    """The hyperparameters and the state of every form of Yogi."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.01
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-3
    initial_accumulator: float = 0.0


@final
class Yogi(_Yogi):
    """Yogi as in its paper.

        m ← β₁ m + (1-β₁) g
        v ← v - (1-β₂) sign(v - g²) g²
        θ ← θ - lr m / (√v + ε)

    v starts at v₀.

    Source: Zaheer et al. 2018, Algorithm 2,
    https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization

    Beware: v is not corrected, so a small v₀ makes for large first steps.

    Attributes:
        lr: learning rate (the paper's η), 0.01 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: 1-β₂ is the share of g² by which v moves; 0.999 by default.
        epsilon: ε, 1e-3 by default.
        initial_accumulator: v₀, 0 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        if t == 1:
            v += self.initial_accumulator
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        square = np.square(g)
        v -= (1 - self.beta2) * np.sign(v - square) * square
        # STEP
        theta -= self.lr * m / (np.sqrt(v) + self.epsilon)


@final
class YogiCorrected(_Yogi):
    """Yogi with Adam's bias corrections.

        m ← β₁ m + (1-β₁) g
        v ← v - (1-β₂) sign(v - g²) g²
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    v starts at v₀.

    Source: TensorFlow Federated, `build_yogi`, but for the place of ε,
    https://www.tensorflow.org/federated/api_docs/python/tff/learning/optimizers/build_yogi

    Attributes:
        lr: learning rate, 0.01 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: 1-β₂ is the share of g² by which v moves; 0.999 by default.
        epsilon: ε, 1e-3 by default.
        initial_accumulator: v₀, 0 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        if t == 1:
            v += self.initial_accumulator
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        square = np.square(g)
        v -= (1 - self.beta2) * np.sign(v - square) * square
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


@final
class YogiBothStart(_Yogi):
    """Yogi with Adam's bias corrections, and with both moments started at v₀.

        m ← β₁ m + (1-β₁) g
        v ← v - (1-β₂) sign(v - g²) g²
        m̂ = m / (1-β₁ᵗ)
        v̂ = v / (1-β₂ᵗ)
        θ ← θ - lr m̂ / (√v̂ + ε)

    m and v start at v₀.

    Source: optax, `optax.yogi`, https://optax.readthedocs.io/en/latest/api/optimizers.html

    Beware: with m at v₀, a parameter without a gradient moves all the same, if little.

    Attributes:
        lr: learning rate, 0.01 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: 1-β₂ is the share of g² by which v moves; 0.999 by default.
        epsilon: ε, 1e-3 by default.
        initial_accumulator: v₀ of both moments, 0 by default; 1e-6 in optax.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        if t == 1:
            m += self.initial_accumulator
            v += self.initial_accumulator
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        square = np.square(g)
        v -= (1 - self.beta2) * np.sign(v - square) * square
        # BIAS CORRECTION
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        # STEP
        theta -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)
