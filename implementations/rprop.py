"""Rprop, resilient propagation: steps by the sign of the gradient, each element with a step size of its own.

    Δ ← η₊ Δ where g p > 0, and η₋ Δ where g p < 0, between Δ_min and Δ_max
    g ← 0 where g p < 0
    θ ← θ - sign(g) Δ
    p ← g

p is the gradient of the step before. This is iRprop⁻; three ways to keep Δ between its bounds are in use.

C. Igel and M. Hüsken, "Empirical evaluation of the improved Rprop learning algorithms",
Neurocomputing 50, 2003, https://doi.org/10.1016/S0925-2312(01)00700-7
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _Rprop(Optimizer):
    MOMENTS: ClassVar[tuple[str, ...]] = ("delta", "p")
    lr: float = 0.01
    eta_minus: float = 0.5
    eta_plus: float = 1.2
    step_min: float = 1e-6
    step_max: float = 50.0


@final
@dataclass(kw_only=True, eq=False)
class Rprop(_Rprop):
    """iRprop⁻ as in its paper.

        Δ ← min(η₊ Δ, Δ_max) where g p > 0
        Δ ← max(η₋ Δ, Δ_min), and g ← 0, where g p < 0
        θ ← θ - sign(g) Δ
        p ← g

    Source: Igel & Hüsken 2003, iRprop⁻, https://doi.org/10.1016/S0925-2312(01)00700-7

    Beware: lr is where Δ starts, and nothing else.

    Attributes:
        lr: the first step size, 0.01 by default.
        eta_minus: η₋, by which Δ shrinks, 0.5 by default.
        eta_plus: η₊, by which it grows, 1.2 by default.
        step_min: Δ_min, 1e-6 by default.
        step_max: Δ_max, 50 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, delta, p = state["t"], state["delta"], state["p"]
        if t == 1:
            delta[...] = self.lr
        q = g * p
        # STEP SIZE
        grown = np.minimum(self.eta_plus * delta, self.step_max)
        shrunk = np.maximum(self.eta_minus * delta, self.step_min)
        np.copyto(delta, np.where(q > 0, grown, np.where(q < 0, shrunk, delta)))
        np.copyto(p, np.where(q < 0, 0, g))
        # STEP
        theta -= np.sign(p) * delta


@final
@dataclass(kw_only=True, eq=False)
class RpropClamped(_Rprop):
    """iRprop⁻, where every step size is held between its bounds, as in PyTorch.

        η = η₊ where g p > 0, η₋ where g p < 0, and else 1
        Δ ← min(max(η Δ, Δ_min), Δ_max)
        g ← 0 where g p < 0
        θ ← θ - sign(g) Δ
        p ← g

    Source: PyTorch, torch.optim.Rprop, https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html

    Attributes:
        lr: the first step size, before it is held, 0.01 by default.
        eta_minus: η₋, by which Δ shrinks, 0.5 by default.
        eta_plus: η₊, by which it grows, 1.2 by default.
        step_min: Δ_min, 1e-6 by default.
        step_max: Δ_max, 50 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, delta, p = state["t"], state["delta"], state["p"]
        if t == 1:
            delta[...] = self.lr
        q = g * p
        # STEP SIZE
        delta *= np.where(q > 0, self.eta_plus, np.where(q < 0, self.eta_minus, 1)).astype(delta.dtype)
        np.clip(delta, self.step_min, self.step_max, out=delta)
        np.copyto(p, np.where(q < 0, 0, g))
        # STEP
        theta -= np.sign(p) * delta


@final
@dataclass(kw_only=True, eq=False)
class RpropHeld(_Rprop):
    """iRprop⁻, where a step size that has changed is held between its bounds, as optax has it.

        Δ ← min(max(η₊ Δ, Δ_min), Δ_max) where g p > 0
        Δ ← min(max(η₋ Δ, Δ_min), Δ_max), and g ← 0, where g p < 0
        θ ← θ - sign(g) Δ
        p ← g

    Source: optax, rprop, https://optax.readthedocs.io/en/latest/api/optimizers.html

    Attributes:
        lr: the first step size, 0.01 by default.
        eta_minus: η₋, by which Δ shrinks, 0.5 by default.
        eta_plus: η₊, by which it grows, 1.2 by default.
        step_min: Δ_min, 1e-6 by default.
        step_max: Δ_max, 50 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, delta, p = state["t"], state["delta"], state["p"]
        if t == 1:
            delta[...] = self.lr
        q = g * p
        # STEP SIZE
        grown = np.clip(self.eta_plus * delta, self.step_min, self.step_max)
        shrunk = np.clip(self.eta_minus * delta, self.step_min, self.step_max)
        np.copyto(delta, np.where(q > 0, grown, np.where(q < 0, shrunk, delta)))
        np.copyto(p, np.where(q < 0, 0, g))
        # STEP
        theta -= np.sign(p) * delta
