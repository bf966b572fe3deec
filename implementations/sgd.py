"""Stochastic gradient descent.

    θ ← θ - lr g

H. Robbins and S. Monro, "A Stochastic Approximation Method", Annals of Mathematical Statistics
22(3), 1951, https://doi.org/10.1214/aoms/1177729586
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class SGD(Optimizer):
    """Stochastic gradient descent: θ ← θ - lr g.

    Source: Goodfellow, Bengio and Courville, "Deep Learning", 2016, Algorithm 8.1,
    https://www.deeplearningbook.org/contents/optimization.html

    Beware: `SGD` of PyTorch and Keras also does momentum, PyTorch's weight decay too; both are
    off by default.

    Attributes:
        lr: learning rate.
    """

    lr: float = 0.01

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STEP
        theta -= self.lr * g
