"""Momentum, in three forms that differ in what the velocity v holds; and a dampened one.

    ClassicalMomentum   v ← μ v - lr g        θ ← θ + v
    BufferMomentum      v ← μ v + g           θ ← θ - lr v
    EmaMomentum         v ← μ v + (1-μ) g     θ ← θ - lr v

While lr and μ stay constant all three take the same steps, EmaMomentum with lr/(1-μ) in place of
lr. After a change of lr they differ: the classical velocity still carries the old lr, whereas in
the other two forms the new lr applies to the whole velocity at once.

B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR
Computational Mathematics and Mathematical Physics 4(5), 1964,
https://doi.org/10.1016/0041-5553(64)90137-5
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _Momentum(Optimizer):
    """The hyperparameters and the state of every form of momentum."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("v",)
    lr: float = 0.01
    mu: float = 0.9


@final
class ClassicalMomentum(_Momentum):
    """Momentum with lr inside the velocity.

        v ← μ v - lr g
        θ ← θ + v

    Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum
    in deep learning", ICML 2013, eq. (1) and (2), https://proceedings.mlr.press/v28/sutskever13

    Beware: this is the form of Keras; PyTorch has the one of `BufferMomentum`.

    Attributes:
        lr: learning rate, 0.01 by default.
        mu: momentum μ, 0.9 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v *= self.mu
        v -= self.lr * g
        # STEP
        theta += v


@final
class BufferMomentum(_Momentum):
    """Momentum with lr outside the velocity.

        v ← μ v + g
        θ ← θ - lr v

    Source: PyTorch, `torch.optim.SGD(momentum=μ)`, the note on how it differs from Sutskever et
    al., https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html

    Beware: the form of Keras is `ClassicalMomentum`, another rule as soon as lr changes.

    Attributes:
        lr: learning rate, 0.01 by default.
        mu: momentum μ, 0.9 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v *= self.mu
        v += g
        # STEP
        theta -= self.lr * v


@final
class EmaMomentum(_Momentum):
    """Momentum whose velocity is an exponential moving average of the gradients.

        v ← μ v + (1-μ) g
        θ ← θ - lr v

    Source: the first moment, without bias correction, of Kingma and Ba, "Adam: A Method for
    Stochastic Optimization", ICLR 2015, Algorithm 1, https://arxiv.org/abs/1412.6980

    Beware: PyTorch's `SGD(momentum=μ, dampening=μ)` starts from v = g in the first step, not from
    v = (1-μ) g.

    Attributes:
        lr: learning rate, 0.01 by default.
        mu: momentum μ, 0.9 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v *= self.mu
        v += (1 - self.mu) * g
        # STEP
        theta -= self.lr * v


@dataclass(kw_only=True, eq=False)
class _DampenedMomentum(Optimizer):
    MOMENTS: ClassVar[tuple[str, ...]] = ("v",)
    lr: float = 0.01
    mu: float = 0.9
    dampening: float = 0.5


@final
class DampenedMomentum(_DampenedMomentum):
    """Momentum with lr outside the velocity, and less of every gradient but the first.

        v ← g                   in the first step
        v ← μ v + (1-τ) g       in all others
        θ ← θ - lr v

    Source: PyTorch, `torch.optim.SGD(momentum=μ, dampening=τ)`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html

    Beware: the first gradient weighs 1/(1-τ) times as much as the others.

    Attributes:
        lr: learning rate, 0.01 by default.
        mu: momentum μ, 0.9 by default.
        dampening: τ, 0.5 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        t, v = state["t"], state["v"]
        # MOMENTS
        v *= self.mu
        v += g if t == 1 else (1 - self.dampening) * g
        # STEP
        theta -= self.lr * v
