"""Nesterov's accelerated gradient, in three forms that differ in which point θ names.

    LookaheadNesterov   v ← μ v - lr ∇f(θ + μ v)    θ ← θ + v
    BengioNesterov      θ ← θ + μ² v - (1+μ) lr g   v ← μ v - lr g   (θ reads the old v)
    BufferNesterov      v ← μ v + g                 θ ← θ - lr (g + μ v)   (θ reads the new v)

The first is the definition. It needs the gradient at a point other than θ. The second calls that
point, θ + μ v, its parameter, so it can do with the gradient at θ, as every training loop takes
it. While lr and μ stay constant the three are one method: BengioNesterov's θ is the lookahead
point of LookaheadNesterov, and BufferNesterov's v is BengioNesterov's divided by -lr.

Y. Nesterov, "A method for solving the convex programming problem with convergence rate
O(1/k²)", Doklady Akademii Nauk SSSR 269(3), 1983
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, final

from numpy.typing import NDArray

from ._optimizer import Optimizer


@dataclass(kw_only=True, eq=False)
class _Nesterov(Optimizer):
    """The hyperparameters and the state of every form of Nesterov's momentum."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("v",)
    lr: float = 0.01
    mu: float = 0.9


@final
class BengioNesterov(_Nesterov):
    """Nesterov's momentum with the gradient at θ and the step in terms of the old velocity.

        θ ← θ + μ² v - (1+μ) lr g      with v from before this step
        v ← μ v - lr g

    Source: Bengio, Boulanger-Lewandowski and Pascanu, "Advances in Optimizing Recurrent
    Networks", 2012, section 3.5, eq. (7), with constant μ, https://arxiv.org/abs/1212.0901; also
    the form of "Deep Learning from Scratch", chapter 6.

    Beware: Keras writes the same step with the new velocity, θ + μ v - lr g.

    Attributes:
        lr: learning rate, 0.01 by default.
        mu: momentum μ, 0.9 by default.
    """

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v_old = v.copy()
        v *= self.mu
        v -= self.lr * g
        # STEP
        theta += self.mu**2 * v_old - (1 + self.mu) * self.lr * g


@final
class BufferNesterov(_Nesterov):
    """Nesterov's momentum with the gradient at θ, and lr outside the velocity.

        v ← μ v + g
        θ ← θ - lr (g + μ v)      with the new v

    Source: PyTorch, `torch.optim.SGD(momentum=μ, nesterov=True)`,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html

    Beware: reading the new v is right here, and wrong in `BengioNesterov`.

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
        theta -= self.lr * (g + self.mu * v)


@final
class LookaheadNesterov(_Nesterov):
    """Nesterov's momentum with the gradient at the lookahead point θ + μ v.

        v ← μ v - lr ∇f(θ + μ v)
        θ ← θ + v

    The step is that of `ClassicalMomentum`; only the point of the gradient differs. So ask for
    the point first:

        points = opt.lookahead(params)
        opt.update(params, gradients_at(points))

    Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum
    in deep learning", ICML 2013, eq. (3) and (4), https://proceedings.mlr.press/v28/sutskever13

    Beware: frameworks evaluate the gradient at their parameters, so theirs are the other forms.

    Attributes:
        lr: learning rate, 0.01 by default.
        mu: momentum μ, 0.9 by default.
    """

    def lookahead(self, params: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Return new arrays θ + μ v, the points at which `update` expects the gradients."""
        points: dict[str, NDArray[Any]] = {}
        for name, theta in params.items():
            point = theta.copy()
            if name in self.state:
                point += self.mu * self.state[name]["v"]
            points[name] = point
        return points

    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        # STATE
        v = state["v"]
        # MOMENTS
        v *= self.mu
        v -= self.lr * g
        # STEP
        theta += v
