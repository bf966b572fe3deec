"""AggMo, aggregated momentum: a step along the mean of velocities that forget at different speeds.

    vᵢ ← βᵢ vᵢ + g     θ ← θ - lr (v₁ + v₂ + v₃) / 3

J. Lucas, S. Sun, R. Zemel and R. Grosse, "Aggregated Momentum: Stability Through Passive Damping",
ICLR 2019, https://arxiv.org/abs/1804.00325
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class AggMo(Optimizer):
    """Aggregated momentum with three velocities, as its paper has by default.

        v₁ ← β₁ v₁ + g
        v₂ ← β₂ v₂ + g
        v₃ ← β₃ v₃ + g
        θ ← θ - lr (v₁ + v₂ + v₃) / 3

    Source: Lucas et al. 2019, §3, https://arxiv.org/abs/1804.00325

    Beware: by a gradient that stays, it moves 37 lr g in a step at these decays, and momentum at 0.9 moves 10 lr g.

    Attributes:
        lr: learning rate, 0.1 by default.
        beta1: β₁, the share of the first velocity that is kept, 0 by default: it is the gradient.
        beta2: β₂, the share of the second that is kept, 0.9 by default.
        beta3: β₃, the share of the third that is kept, 0.99 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("v1", "v2", "v3")
    lr: float = 0.1
    beta1: float = 0.0
    beta2: float = 0.9
    beta3: float = 0.99

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v1, v2, v3 = state["v1"], state["v2"], state["v3"]
        # MOMENTS
        v1 *= self.beta1
        v1 += g
        v2 *= self.beta2
        v2 += g
        v3 *= self.beta3
        v3 += g
        # STEP
        theta -= self.lr * (v1 + v2 + v3) / 3
