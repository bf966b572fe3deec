"""Lion: steps by the sign of an average of gradients, and keeps another average.

    c ← β₁ m + (1-β₁) g     θ ← θ - lr (sign(c) + λ θ)     m ← β₂ m + (1-β₂) g

X. Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, Algorithm 2,
https://arxiv.org/abs/2302.06675
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class Lion(Optimizer):
    """Lion, with decoupled weight decay as in its paper.

        c ← β₁ m + (1-β₁) g
        θ ← θ - lr (sign(c) + λ θ)
        m ← β₂ m + (1-β₂) g

    Beware: the sign is taken with the m of the step before, and m is kept with the other β. λ is 0
    by default in most libraries, and 0.001 in optax.

    Attributes:
        lr: learning rate, 0.0001 by default, a third to a tenth of what one would give Adam.
        beta1: decay β₁ of what the sign is taken of, 0.9 by default.
        beta2: decay β₂ of what is kept, 0.99 by default.
        weight_decay: λ, 0 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m",)
    lr: float = 0.0001
    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 0.0

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m = state["m"]
        # STEP
        c = self.beta1 * m + (1 - self.beta1) * g
        theta -= self.lr * (np.sign(c) + self.weight_decay * theta)
        # MOMENTS
        m *= self.beta2
        m += (1 - self.beta2) * g
