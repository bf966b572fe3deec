"""signSGD, and Signum, which is signSGD with momentum.

    SignSGD                                 θ ← θ - lr sign(g)
    Signum        m ← μ m + (1-μ) g         θ ← θ - lr sign(m)

A sum, m ← μ m + g, is 1/(1-μ) times the average, so it has the same signs.

J. Bernstein, Y.-X. Wang, K. Azizzadenesheli and A. Anandkumar, "signSGD: Compressed Optimisation
for Non-Convex Problems", 2018, Algorithms 1 and 2, https://arxiv.org/abs/1802.04434
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class SignSGD(Optimizer):
    """signSGD.

        θ ← θ - lr sign(g)

    Attributes:
        lr: learning rate, 0.0001 by default.
    """

    lr: float = 0.0001

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STEP
        theta -= self.lr * np.sign(g)


@final
@dataclass(kw_only=True, eq=False)
class Signum(Optimizer):
    """Signum.

        m ← μ m + (1-μ) g
        θ ← θ - lr sign(m)

    Attributes:
        lr: learning rate, 0.0001 by default.
        mu: momentum μ, 0.9 by default; the paper's β.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m",)
    lr: float = 0.0001
    mu: float = 0.9

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m = state["m"]
        # MOMENTS
        m *= self.mu
        m += (1 - self.mu) * g
        # STEP
        theta -= self.lr * np.sign(m)
