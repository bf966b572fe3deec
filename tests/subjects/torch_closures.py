"""Optimizers whose step takes a closure."""

import torch


class SgdByClosure(torch.optim.Optimizer):
    """RIGHT: the closure makes the gradients, with PyTorch recording."""

    def __init__(self, params, lr=0.01):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        loss = self.loss(closure) if closure is not None else None
        self.move()
        return loss

    def loss(self, closure):
        with torch.enable_grad():
            return closure()

    def move(self, factor=1):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(factor * group["lr"] * p.grad)


class SgdClosureIgnored(SgdByClosure):
    """The closure is never called."""

    def loss(self, closure):
        return None


class SgdClosureUnrecorded(SgdByClosure):
    """No gradient can be made in the closure."""

    def loss(self, closure):
        return closure()


class SgdClosureTwice(SgdByClosure):
    """It asks for the loss once more."""

    def loss(self, closure):
        super().loss(closure)
        return super().loss(closure)


class SgdClosureLate(SgdByClosure):
    """WRONG: the closure is called once all has moved, by the gradients of the step before."""

    @torch.no_grad()
    def step(self, closure=None):
        self.move()
        return self.loss(closure) if closure is not None else None


class SgdClosureHalved(SgdByClosure):
    """WRONG: with a closure the step is half as long."""

    @torch.no_grad()
    def step(self, closure=None):
        if closure is None:
            self.move()
        else:
            self.loss(closure)
            self.move(0.5)


class SgdClosureRaises(SgdByClosure):
    """It was never tried with a closure."""

    def loss(self, closure):
        return closure(self.param_groups)
