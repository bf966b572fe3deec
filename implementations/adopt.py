"""ADOPT: Adam that divides each gradient by the root of what was known before it, and then averages.

    m ← β₁ m + (1-β₁) clip(g / max(√v, ε), ±(t-1)^¼)
    θ ← θ - lr m
    v ← β₂ v + (1-β₂) g²

The first step only sets v to g².

S. Taniguchi et al., "ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate", 2024,
https://arxiv.org/abs/2411.02853
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _Adopt(Optimizer):
    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.9999
    epsilon: float = 1e-6


@final
@dataclass(kw_only=True, eq=False)
class Adopt(_Adopt):
    """ADOPT with clipping.

        m ← β₁ m + (1-β₁) clip(g / max(√v, ε), ±(t-1)^¼)
        θ ← θ - lr m
        v ← β₂ v + (1-β₂) g², and in the first step g²

    Source: Taniguchi et al. 2024, the second version, https://arxiv.org/abs/2411.02853

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.9999 by default.
        epsilon: ε > 0, 1e-6 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        if t == 1:
            v += np.square(g)
            return
        # MOMENTS
        c = (t - 1) ** 0.25
        m *= self.beta1
        m += (1 - self.beta1) * np.clip(g / np.maximum(np.sqrt(v), self.epsilon), -c, c)
        # STEP
        theta -= self.lr * m
        # SQUARES
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)


@final
@dataclass(kw_only=True, eq=False)
class AdoptUnclipped(_Adopt):
    """ADOPT without clipping.

        m ← β₁ m + (1-β₁) g / max(√v, ε), from the second step on
        θ ← θ - lr m
        v ← β₂ v + (1-β₂) g², and in the first step g²

    Source: Taniguchi et al. 2024, the first version, https://arxiv.org/abs/2411.02853

    Beware: where the first gradient is near zero, the second step is as long as lr (1-β₁) g / ε.

    Attributes:
        lr: learning rate, 0.001 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.9999 by default.
        epsilon: ε > 0, 1e-6 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        if t == 1:
            v += np.square(g)
            return
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * (g / np.maximum(np.sqrt(v), self.epsilon))
        # STEP
        theta -= self.lr * m
        # SQUARES
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
