"""Optimizers whose lr may be a tensor, as PyTorch's may."""

import torch


class SgdAtAnyRate(torch.optim.Optimizer):
    """RIGHT: it takes the number out of a tensor."""

    def __init__(self, params, lr=0.01):
        super().__init__(params, {"lr": lr})

    def rate(self, lr):
        return lr.item() if isinstance(lr, torch.Tensor) else lr

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(self.rate(group["lr"]) * p.grad)


class SgdAtATensorTwice(SgdAtAnyRate):
    """WRONG: a tensor is applied twice."""

    def rate(self, lr):
        return lr * lr if isinstance(lr, torch.Tensor) else lr


class SgdAtNoTensor(SgdAtAnyRate):
    """RIGHT: it refuses a tensor."""

    def rate(self, lr):
        if isinstance(lr, torch.Tensor):
            raise TypeError("lr is a number")
        return lr
