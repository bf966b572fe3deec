"""Rules beyond the families, as people write them in PyTorch."""

import torch


class AggmoTorch(torch.optim.Optimizer):
    """As its authors wrote it: a buffer for each decay, and a part of the step for each."""

    def __init__(self, params, lr=0.1, betas=(0.0, 0.9, 0.99), weight_decay=0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            betas = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                d_p = p.grad
                if group["weight_decay"] != 0:
                    d_p = d_p.add(p, alpha=group["weight_decay"])
                state = self.state[p]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = {beta: torch.zeros_like(p) for beta in betas}
                for beta in betas:
                    buf = state["momentum_buffer"][beta]
                    buf.mul_(beta).add_(d_p)
                    p.sub_(buf, alpha=group["lr"] / len(betas))
