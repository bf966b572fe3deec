"""FedAdagrad, FedYogi and FedAdam: what a server makes of what its clients changed.

    FedAdagrad    v ← v + g²
    FedYogi       v ← v - (1-β₂) sign(v - g²) g²
    FedAdam       v ← β₂ v + (1-β₂) g²

All step by θ ← θ - lr m / (√v + τ), with m ← β₁ m + (1-β₁) g, where g is minus the mean of what the
clients changed, and τ is `epsilon`. In the paper v starts at τ²; the classes `…FromZero` start it
at zero, as Flower does.

S. Reddi et al., "Adaptive Federated Optimization", ICLR 2021, Algorithm 2,
https://arxiv.org/abs/2003.00295
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _Served(Optimizer):
    """The hyperparameters and the state of all of them."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("m", "v")
    lr: float = 0.1
    beta1: float = 0.9
    epsilon: float = 1e-3


@dataclass(kw_only=True, eq=False)
class _Forgetting(_Served):
    """The hyperparameters of those that forget."""

    beta2: float = 0.99


@final
@dataclass(kw_only=True, eq=False)
class FedAdagrad(_Served):
    """FedAdagrad as in its paper.

        m ← β₁ m + (1-β₁) g
        v ← v + g²
        θ ← θ - lr m / (√v + τ)

    v starts at τ².

    Source: Reddi et al. 2021, Algorithm 2, https://arxiv.org/abs/2003.00295

    Attributes:
        lr: learning rate of the server, 0.1 by default.
        beta1: decay β₁ of the first moment, 0 by default: without momentum.
        epsilon: τ, 1e-3 by default.
    """

    beta1: float = 0.0

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        if t == 1:
            v += self.epsilon**2
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v += np.square(g)
        # STEP
        theta -= self.lr * m / (np.sqrt(v) + self.epsilon)


@final
@dataclass(kw_only=True, eq=False)
class FedAdagradFromZero(_Served):
    """FedAdagrad, whose v starts at zero.

        m ← β₁ m + (1-β₁) g
        v ← v + g²
        θ ← θ - lr m / (√v + τ)

    v starts at 0.

    Source: Flower, https://flower.ai/docs/framework/ref-api/flwr.server.strategy.html

    Attributes:
        lr: learning rate of the server, 0.1 by default.
        beta1: decay β₁ of the first moment, 0 by default: without momentum.
        epsilon: τ, 1e-3 by default.
    """

    beta1: float = 0.0

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m, v = state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v += np.square(g)
        # STEP
        theta -= self.lr * m / (np.sqrt(v) + self.epsilon)


@final
@dataclass(kw_only=True, eq=False)
class FedYogi(_Forgetting):
    """FedYogi as in its paper.

        m ← β₁ m + (1-β₁) g
        v ← v - (1-β₂) sign(v - g²) g²
        θ ← θ - lr m / (√v + τ)

    v starts at τ².

    Source: Reddi et al. 2021, Algorithm 2, https://arxiv.org/abs/2003.00295

    Attributes:
        lr: learning rate of the server, 0.1 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: 1-β₂ is the share of g² by which v moves; 0.99 by default.
        epsilon: τ, 1e-3 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        if t == 1:
            v += self.epsilon**2
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        square = np.square(g)
        v -= (1 - self.beta2) * np.sign(v - square) * square
        # STEP
        theta -= self.lr * m / (np.sqrt(v) + self.epsilon)


@final
@dataclass(kw_only=True, eq=False)
class FedYogiFromZero(_Forgetting):
    """FedYogi, whose v starts at zero.

        m ← β₁ m + (1-β₁) g
        v ← v - (1-β₂) sign(v - g²) g²
        θ ← θ - lr m / (√v + τ)

    v starts at 0.

    Source: Flower, https://flower.ai/docs/framework/ref-api/flwr.server.strategy.html

    Attributes:
        lr: learning rate of the server, 0.1 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: 1-β₂ is the share of g² by which v moves; 0.99 by default.
        epsilon: τ, 1e-3 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m, v = state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        square = np.square(g)
        v -= (1 - self.beta2) * np.sign(v - square) * square
        # STEP
        theta -= self.lr * m / (np.sqrt(v) + self.epsilon)


@final
@dataclass(kw_only=True, eq=False)
class FedAdam(_Forgetting):
    """FedAdam as in its paper.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        θ ← θ - lr m / (√v + τ)

    v starts at τ².

    Source: Reddi et al. 2021, Algorithm 2, https://arxiv.org/abs/2003.00295

    Attributes:
        lr: learning rate of the server, 0.1 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.99 by default.
        epsilon: τ, 1e-3 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, m, v = state["t"], state["m"], state["v"]
        if t == 1:
            v += self.epsilon**2
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # STEP
        theta -= self.lr * m / (np.sqrt(v) + self.epsilon)


@final
@dataclass(kw_only=True, eq=False)
class FedAdamFromZero(_Forgetting):
    """FedAdam, whose v starts at zero.

        m ← β₁ m + (1-β₁) g
        v ← β₂ v + (1-β₂) g²
        θ ← θ - lr m / (√v + τ)

    v starts at 0.

    Source: Flower, https://flower.ai/docs/framework/ref-api/flwr.server.strategy.html

    Attributes:
        lr: learning rate of the server, 0.1 by default.
        beta1: decay β₁ of the first moment, 0.9 by default.
        beta2: decay β₂ of the second moment, 0.99 by default.
        epsilon: τ, 1e-3 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        m, v = state["m"], state["v"]
        # MOMENTS
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        # STEP
        theta -= self.lr * m / (np.sqrt(v) + self.epsilon)
