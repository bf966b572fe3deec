"""Optimizers whose groups of parameters have hyperparameters of their own, or ought to."""

import torch


class SgdOfGroups(torch.optim.Optimizer):
    """Each group has its rate."""

    def __init__(self, params, lr=0.01):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-group["lr"])


class SgdOfTheFirstGroup(SgdOfGroups):
    """The rate of the first group is that of all."""

    @torch.no_grad()
    def step(self, closure=None):
        lr = self.param_groups[0]["lr"]
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-lr)


class SgdOfTwoGroups(SgdOfGroups):
    """Of a third group the rate is that of the first."""

    @torch.no_grad()
    def step(self, closure=None):
        for number, group in enumerate(self.param_groups):
            lr = group["lr"] if number < 2 else self.param_groups[0]["lr"]
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-lr)
