"""Optimistic gradient descent: a step by the gradient that is to come, if it changes as it did.

    θ ← θ - lr ((α + β) g - β p)     p ← g

p is the gradient of the step before, and in the first step g itself. At α = β = 1 it is 2 g - p.

C. Daskalakis, A. Ilyas, V. Syrgkanis and H. Zeng, "Training GANs with Optimism", ICLR 2018,
https://arxiv.org/abs/1711.00141
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class Optimistic(Optimizer):
    """Optimistic gradient descent with weights of the gradient and of its change.

        θ ← θ - lr ((α + β) g - β p)
        p ← g

    Source: Mokhtari, Ozdaglar and Pattathil 2020, https://arxiv.org/abs/1901.08511

    Beware: a p that starts at 0 makes the first step longer than the others, at these weights twice as long.

    Attributes:
        lr: learning rate, 0.01 by default.
        alpha: α, the weight of the gradient, 1 by default.
        beta: β, the weight of its change, 1 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("p",)
    lr: float = 0.01
    alpha: float = 1.0
    beta: float = 1.0

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, p = state["t"], state["p"]
        if t == 1:
            np.copyto(p, g)
        # STEP
        theta -= self.lr * ((self.alpha + self.beta) * g - self.beta * p)
        # MOMENTS
        np.copyto(p, g)
