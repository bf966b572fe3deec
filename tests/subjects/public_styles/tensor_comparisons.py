"""Right optimizers on PyTorch that take a sign or a maximum by comparing."""
import torch
from torch.optim import Optimizer


class LionTorchWhere(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99)):
        super().__init__(params, dict(lr=lr, betas=betas))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["m"] = torch.zeros_like(p)
                c = state["m"] * b1 + p.grad * (1 - b1)
                one = torch.ones_like(c)
                update = torch.where(c > 0, one, torch.where(c < 0, -one, torch.zeros_like(c)))  # twin: update = torch.where(c > 0, one, -one)
                p.add_(update, alpha=-group["lr"])
                state["m"].mul_(b2).add_(p.grad, alpha=1 - b2)


class SignumFloat(Optimizer):
    def __init__(self, params, lr=1e-3, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                buf = self.state[p].setdefault("buf", torch.zeros_like(p))
                buf.mul_(group["momentum"]).add_(p.grad, alpha=1 - group["momentum"])
                p.sub_(group["lr"] * ((buf > 0).float() - buf.lt(0).to(buf.dtype)))  # twin: p.sub_(group["lr"] * ((buf > 0).float() - p.grad.lt(0).to(buf.dtype)))


class SignSGDMasked(Optimizer):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, dict(lr=lr))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                direction = torch.zeros_like(p.grad)
                direction[p.grad > 0] = 1.0
                direction.masked_fill_(p.grad < 0, -1.0)  # twin: direction.masked_fill_(p.grad < 0, 1.0)
                p.add_(direction, alpha=-group["lr"])


class AdamaxTorchWhere(Optimizer):
    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["step"], state["m"], state["u"] = 0, torch.zeros_like(p), torch.zeros_like(p)
                state["step"] += 1
                state["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
                old, new = state["u"] * b2, p.grad.abs()
                state["u"] = torch.where(old > new, old, new)  # twin: state["u"] = torch.where(state["u"] > new, old, new)
                p.addcdiv_(state["m"], state["u"] + group["eps"], value=-group["lr"] / (1 - b1 ** state["step"]))
