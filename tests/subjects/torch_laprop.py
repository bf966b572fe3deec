"""LaProp as its authors' code has it: lr in the velocity, and the correction from an average of lr."""

import torch


class AdamDividedFirst(torch.optim.Optimizer):
    """RIGHT."""

    def __init__(self, params, lr=4e-4, betas=(0.9, 0.999), eps=1e-15):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["step"], state["exp_avg_lr_1"] = 0, 0.0
                    state["exp_avg"], state["exp_avg_sq"] = torch.zeros_like(p), torch.zeros_like(p)
                state["step"] += 1
                state["exp_avg_sq"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                state["exp_avg_lr_1"] = state["exp_avg_lr_1"] * beta1 + (1 - beta1) * group["lr"]
                denom = (state["exp_avg_sq"] / (1 - beta2 ** state["step"])).sqrt_().add_(group["eps"])
                state["exp_avg"].mul_(beta1).add_(p.grad / denom, alpha=(1 - beta1) * group["lr"])
                p.add_(state["exp_avg"], alpha=-group["lr"] / state["exp_avg_lr_1"])
