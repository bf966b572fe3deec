"""The same in PyTorch and optax."""

import math
from typing import Any

import optax
import torch


class TimesStepSize(torch.optim.Optimizer):
    """The step size went into the denominator, and ε was not divided by it."""

    def __init__(self, params: Any, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    def gathered(self, squares: torch.Tensor, grad: torch.Tensor, beta2: float) -> None:
        squares.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state.update(step=0, exp_avg=torch.zeros_like(p), exp_avg_sq=torch.zeros_like(p))
                state["step"] += 1
                state["exp_avg"].mul_(beta1).add_(p.grad, alpha=1 - beta1)
                self.gathered(state["exp_avg_sq"], p.grad, beta2)
                step_size = group["lr"] / (1 - beta1 ** state["step"])
                root = state["exp_avg_sq"].sqrt() / math.sqrt(1 - beta2 ** state["step"])
                p.sub_(state["exp_avg"] / self.denominator(root, step_size, group["eps"]))

    def denominator(self, root: torch.Tensor, step_size: float, eps: float) -> torch.Tensor:
        return (root / step_size).add_(eps)


class AbsoluteGradients(TimesStepSize):
    def gathered(self, squares: torch.Tensor, grad: torch.Tensor, beta2: float) -> None:
        squares.mul_(beta2).add_(grad.abs(), alpha=1 - beta2)

    def denominator(self, root: torch.Tensor, step_size: float, eps: float) -> torch.Tensor:
        return (root + eps) / step_size


def minus_forgotten(learning_rate: float = 1e-2, momentum: float = 0.9) -> Any:
    return optax.chain(optax.trace(momentum), optax.scale(learning_rate))


def minus_twice(learning_rate: float = 0.1) -> Any:
    return optax.chain(optax.scale_by_learning_rate(learning_rate), optax.scale(-1.0))
