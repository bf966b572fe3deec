"""ASGD: gradient descent that decays θ and lets lr fall, so that the average of its way may be taken.

    θ ← (1 - λ₀ η) θ - η g
    η ← lr / (1 + λ₀ lr t)^α

L. Bottou, "Large-Scale Machine Learning with Stochastic Gradient Descent", COMPSTAT 2010,
https://doi.org/10.1007/978-3-7908-2604-3_16
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, final

from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class ASGD(Optimizer):
    """ASGD as PyTorch has it, without the average.

        θ ← (1 - λ₀ η) θ - η g
        η ← lr / (1 + λ₀ lr t)^α

    η starts at lr.

    Source: PyTorch, torch.optim.ASGD, https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html

    Attributes:
        lr: learning rate at the start, 0.01 by default.
        lambd: λ₀, by which θ decays and η falls, 1e-4 by default.
        alpha: α, the power with which η falls, 0.75 by default.
    """

    NUMBERS: ClassVar[Mapping[str, float]] = {"eta": 0.0}
    lr: float = 0.01
    lambd: float = 1e-4
    alpha: float = 0.75

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t = state["t"]
        eta = self.lr if t == 1 else state["eta"]
        # STEP
        theta *= 1 - self.lambd * eta
        theta -= eta * g
        # SCHEDULE
        state["eta"] = self.lr / (1 + self.lambd * self.lr * t) ** self.alpha
