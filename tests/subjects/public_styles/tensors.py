"""Right optimizers of PyTorch's kind, with the methods of older and of odder code."""
import torch
from torch.optim import Optimizer


class SGDSignTimesSize(Optimizer):
    """A gradient taken apart into its sign and its size."""
    def __init__(self, params, lr=1e-2):
        super().__init__(params, dict(lr=lr))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                sign = p.grad.clone().sgn_()
                p.add_(sign.mul(p.grad.abs()), alpha=-group["lr"])  # twin: p.add_(sign, alpha=-group["lr"])


class MomentumSgn(Optimizer):
    def __init__(self, params, lr=1e-2, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state["buf"] = p.data.new().resize_as_(p.data).zero_()
                buf = state["buf"]
                buf.mul_(group["momentum"]).add_(torch.sgn(p.grad) * torch.abs(p.grad))
                p.add_(other=buf, alpha=-group["lr"])  # twin: p.add_(other=buf.sgn_(), alpha=-group["lr"])


class AdagradContiguous(Optimizer):
    def __init__(self, params, lr=1e-2, eps=1e-10):
        super().__init__(params, dict(lr=lr, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                grad = p.grad.contiguous()
                total = self.state[p].setdefault("sum", torch.zeros_like(p).contiguous())
                total.add_(other=grad.mul(grad.conj()))
                p.sub_(other=group["lr"] * grad / total.sqrt().add_(group["eps"]))  # twin: p.sub_(other=group["lr"] * grad / total.add_(group["eps"]).sqrt())


class AdamConj(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad, state = p.grad.contiguous(), self.state[p]
                if len(state) == 0:
                    state.update(step=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["step"] += 1
                state["m"].lerp_(grad, 1 - b1)
                state["v"].mul_(b2).addcmul_(grad, grad.conj(), value=1 - b2)  # twin: state["v"].mul_(b2).addcmul_(grad, grad.conj(), value=1)
                c1, c2 = 1 - b1 ** state["step"], 1 - b2 ** state["step"]
                p.addcdiv_(state["m"], (state["v"] / c2).sqrt_().add_(group["eps"]), value=-group["lr"] / c1)
