"""AdaGrad, in two forms that differ in where ε stands.

    AdaGrad         v ← v + g²     θ ← θ - lr g / (√v + ε)
    AdaGradInside   v ← v + g²     θ ← θ - lr g / √(v + ε)

They are different rules for every ε > 0: where v is small, the step is limited to lr g / ε
outside the root but to lr g / √ε inside. The book's `h` is v.

J. Duchi, E. Hazan and Y. Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
Optimization", JMLR 12, 2011, https://jmlr.org/papers/v12/duchi11a.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _AdaGrad(Optimizer):
    """The hyperparameters and the state of every form of AdaGrad."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("v",)
    lr: float = 0.01
    epsilon: float = 1e-7


@final
class AdaGrad(_AdaGrad):
    """AdaGrad with ε outside the root.

        v ← v + g²
        θ ← θ - lr g / (√v + ε)

    Source: Duchi, Hazan and Singer 2011, Figure 1, with the diagonal matrix H = δI + diag(s),
    where s = √v and δ = ε, https://jmlr.org/papers/v12/duchi11a.html; ε = 1e-7 is from
    Goodfellow, Bengio and Courville, "Deep Learning", 2016, Algorithm 8.4.

    Beware: PyTorch has this form with ε = 1e-10; Keras and optax start from v = 0.1, not 0.

    Attributes:
        lr: learning rate, 0.01 by default.
        epsilon: ε, 1e-7 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v += np.square(g)
        # STEP
        theta -= self.lr * g / (np.sqrt(v) + self.epsilon)


@final
class AdaGradInside(_AdaGrad):
    """AdaGrad with ε inside the root.

        v ← v + g²
        θ ← θ - lr g / √(v + ε)

    Source: Keras, `keras.optimizers.Adagrad`, https://keras.io/api/optimizers/adagrad/

    Beware: Keras and optax start from v = 0.1 by default, which hides ε; here v starts from 0.

    Attributes:
        lr: learning rate, 0.01 by default.
        epsilon: ε, 1e-7 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v += np.square(g)
        # STEP
        theta -= self.lr * g / np.sqrt(v + self.epsilon)


@dataclass(kw_only=True, eq=False)
class _AdaGradInitial(Optimizer):
    MOMENTS: ClassVar[tuple[str, ...]] = ("v",)
    lr: float = 0.01
    epsilon: float = 1e-10
    initial_accumulator: float = 0.1


@final
class AdaGradInitial(_AdaGradInitial):
    """AdaGrad with ε outside the root, whose sum begins at v₀.

        v ← v₀                  before the first step
        v ← v + g²
        θ ← θ - lr g / (√v + ε)

    Source: PyTorch, `torch.optim.Adagrad(initial_accumulator_value=v₀)`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html

    Beware: v₀ = 0.1, as in Keras and optax, shortens the steps for gradients below 0.3 for a long time.

    Attributes:
        lr: learning rate, 0.01 by default.
        epsilon: ε, 1e-10 by default.
        initial_accumulator: v₀, 0.1 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, v = state["t"], state["v"]
        if t == 1:
            v += self.initial_accumulator
        # MOMENTS
        v += np.square(g)
        # STEP
        theta -= self.lr * g / (np.sqrt(v) + self.epsilon)


@dataclass(kw_only=True, eq=False)
class _AdaGradFalling(Optimizer):
    MOMENTS: ClassVar[tuple[str, ...]] = ("v",)
    lr: float = 0.01
    epsilon: float = 1e-10
    lr_decay: float = 0.01


@final
class AdaGradFalling(_AdaGradFalling):
    """AdaGrad with ε outside the root, whose lr falls besides.

        v ← v + g²
        lr_t = lr / (1 + (t-1) η)
        θ ← θ - lr_t g / (√v + ε)

    Source: PyTorch, `torch.optim.Adagrad(lr_decay=η)`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html

    Beware: the first step is taken with lr itself.

    Attributes:
        lr: learning rate, 0.01 by default.
        epsilon: ε, 1e-10 by default.
        lr_decay: η, 0.01 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, v = state["t"], state["v"]
        # MOMENTS
        v += np.square(g)
        # STEP
        lr_t = self.lr / (1 + (t - 1) * self.lr_decay)
        theta -= lr_t * g / (np.sqrt(v) + self.epsilon)
