"""SMORMS3: RMSprop that averages for as long as the gradients agree, and steps by how much they do.

    r = 1 / (mem + 1)
    m ← (1-r) m + r g
    v ← (1-r) v + r g²
    θ ← θ - min(lr, m²/(v+ε)) g / (√v + ε)
    mem ← 1 + (1 - m²/(v+ε)) mem

S. Funk, "RMSprop loses to SMORMS3 - Beware the Epsilon!", 2015, https://sifter.org/~simon/journal/20150420.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@final
@dataclass(kw_only=True, eq=False)
class SMORMS3(Optimizer):
    """SMORMS3 as its author has it.

        r = 1 / (mem + 1)
        m ← (1-r) m + r g
        v ← (1-r) v + r g²
        c = m² / (v + ε)
        θ ← θ - min(lr, c) g / (√v + ε)
        mem ← 1 + (1-c) mem

    mem starts at 1.

    Source: Funk 2015, https://sifter.org/~simon/journal/20150420.html

    Attributes:
        lr: the largest learning rate, 0.001 by default.
        epsilon: ε, 1e-16 by default.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v", "memory")
    lr: float = 0.001
    epsilon: float = 1e-16

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v, memory = state["t"], state["m"], state["v"], state["memory"]
        if t == 1:
            memory += 1
        # MOMENTS
        r = 1 / (memory + 1)
        m *= 1 - r
        m += r * g
        v *= 1 - r
        v += r * np.square(g)
        # STEP
        c = np.square(m) / (v + self.epsilon)
        theta -= np.minimum(self.lr, c) * g / (np.sqrt(v) + self.epsilon)
        # MEMORY
        memory *= 1 - c
        memory += 1
