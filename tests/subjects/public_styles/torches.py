"""Right optimizers on PyTorch, as blogs, papers' code and libraries write them."""
import math

import torch
from torch import Tensor
from torch.optim import Optimizer


class SGDPlain(Optimizer):
    def __init__(self, params, lr=1e-2):
        super().__init__(params, dict(lr=lr))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.add_(p.grad, alpha=-group["lr"])
        return loss


class MomentumOldAdd(Optimizer):
    """`add_(other=…)`, and the buffer by `p.data.new()`."""
    def __init__(self, params, lr=1e-2, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))

    def step(self, closure=None):
        loss = None if closure is None else closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                d_p = p.grad.data
                state = self.state[p]
                if "momentum_buffer" not in state:
                    buf = state["momentum_buffer"] = p.data.new(p.size()).zero_()
                else:
                    buf = state["momentum_buffer"]
                buf.mul_(group["momentum"]).add_(other=d_p)
                p.data.add_(other=buf, alpha=-group["lr"])
        return loss


class AdamNew(Optimizer):
    """PyTorch 0.1's Adam."""
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad.data
                state = self.state[p]
                if len(state) == 0:
                    state["step"] = 0
                    state["exp_avg"] = grad.new().resize_as_(grad).zero_()
                    state["exp_avg_sq"] = grad.new().resize_as_(grad).zero_()
                exp_avg, exp_avg_sq = state["exp_avg"], state["exp_avg_sq"]
                beta1, beta2 = group["betas"]
                state["step"] += 1
                exp_avg.mul_(beta1).add_(grad, alpha=1 - beta1)
                exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
                denom = exp_avg_sq.sqrt().add_(group["eps"])
                bias_correction1 = 1 - beta1 ** state["step"]
                bias_correction2 = 1 - beta2 ** state["step"]
                step_size = group["lr"] * math.sqrt(bias_correction2) / bias_correction1
                p.data.addcdiv_(exp_avg, denom, value=-step_size)


class RMSpropNew(Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state["square_avg"] = p.new_zeros(p.shape)
                sq = state["square_avg"]
                sq.mul_(group["alpha"]).addcmul_(p.grad, p.grad, value=1 - group["alpha"])  # twin: sq.addcmul_(p.grad, p.grad, value=1 - group["alpha"])
                p.addcdiv_(p.grad, sq.sqrt().add_(group["eps"]), value=-group["lr"])


class AdagradSparse(Optimizer):
    """Sparse gradients go another way."""
    def __init__(self, params, lr=1e-2, eps=1e-10):
        super().__init__(params, dict(lr=lr, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad
                state = self.state[p]
                if len(state) == 0:
                    state["sum"] = torch.zeros_like(p)
                if grad.is_sparse:
                    grad = grad.coalesce()
                    idx, val = grad._indices(), grad._values()
                    state["sum"].add_(torch.sparse_coo_tensor(idx, val.pow(2), grad.shape))
                    std = state["sum"].sparse_mask(grad)._values().sqrt_().add_(group["eps"])
                    p.add_(torch.sparse_coo_tensor(idx, val / std, grad.shape), alpha=-group["lr"])
                else:
                    state["sum"].addcmul_(grad, grad, value=1.0)
                    p.addcdiv_(grad, state["sum"].sqrt().add_(group["eps"]), value=-group["lr"])


class SGDToDense(Optimizer):
    def __init__(self, params, lr=1e-2):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                grad = p.grad.to_dense() if p.grad.is_sparse else p.grad
                p.sub_(group["lr"] * grad)


class AdamNoSparse(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        if not 0.0 <= lr:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not 0.0 <= betas[0] < 1.0:
            raise ValueError(f"Invalid beta parameter at index 0: {betas[0]}")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                if p.grad.is_sparse:
                    raise RuntimeError("Adam does not support sparse gradients, please consider SparseAdam instead")
                state = self.state[p]
                if len(state) == 0:
                    state["step"] = 0
                    state["exp_avg"] = torch.zeros_like(p, memory_format=torch.preserve_format)
                    state["exp_avg_sq"] = torch.zeros_like(p, memory_format=torch.preserve_format)
                state["step"] += 1
                state["exp_avg"].lerp_(p.grad, 1 - beta1)
                state["exp_avg_sq"].mul_(beta2).addcmul_(p.grad, p.grad.conj(), value=1 - beta2)  # twin: state["exp_avg_sq"].mul_(beta2).add_(p.grad, alpha=1 - beta2).abs_()
                denom = (state["exp_avg_sq"].sqrt() / math.sqrt(1 - beta2 ** state["step"])).add_(group["eps"])
                p.addcdiv_(state["exp_avg"], denom, value=-group["lr"] / (1 - beta1 ** state["step"]))


class NesterovContiguous(Optimizer):
    def __init__(self, params, lr=1e-2, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad.contiguous()
                state = self.state[p]
                buf = state.get("momentum_buffer")
                buf = grad.clone() if buf is None else group["momentum"] * buf + grad
                state["momentum_buffer"] = buf
                p.copy_(p - group["lr"] * (grad + group["momentum"] * buf))


class RMSpropConj(Optimizer):
    def __init__(self, params, lr=1e-2, rho=0.9, eps=1e-8):
        super().__init__(params, dict(lr=lr, rho=rho, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                g = p.grad.contiguous()
                state = self.state[p]
                s = state.setdefault("s", torch.zeros_like(p))
                s.mul_(group["rho"]).add_((g * g.conj()).real if g.is_complex() else g * g, alpha=1 - group["rho"])
                p.add_(g / torch.sqrt(s).add(group["eps"]), alpha=-group["lr"])


class SGDSgn(Optimizer):
    """The sign and the size apart."""
    def __init__(self, params, lr=1e-2):
        super().__init__(params, dict(lr=lr))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                direction = p.grad.clone().sgn_()
                p.add_(direction * p.grad.abs(), alpha=-group["lr"])


class SGDScratch:
    """d2l's: no base class, a list of tensors, gradients in them."""
    def __init__(self, params, lr=0.03):
        self.params = params
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for param in self.params:
                param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()


class AdamScratch:
    def __init__(self, parameters, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = [torch.zeros_like(p) for p in self.parameters]
        self.v = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, v in zip(self.parameters, self.m, self.v):
            m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
            v.mul_(self.beta2).add_((1 - self.beta2) * p.grad ** 2)
            m_hat = m / (1 - self.beta1 ** self.t)
            v_hat = v / (1 - self.beta2 ** self.t)
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)


def sgd_d2l(params, lr, batch_size=1):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


def adagrad_functional(params: list, grads: list, state_sums: list, lr: float = 0.01, eps: float = 1e-10):
    for p, g, s in zip(params, grads, state_sums):
        s.addcmul_(g, g)
        p.addcdiv_(g, s.sqrt().add_(eps), value=-lr)


class AdamForeach(Optimizer):
    """With torch._foreach."""
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            ps = [p for p in group["params"] if p.grad is not None]
            gs = [p.grad for p in ps]
            ms, vs = [], []
            for p in ps:
                st = self.state[p]
                if not st:
                    st["m"], st["v"] = torch.zeros_like(p), torch.zeros_like(p)
                ms.append(st["m"])
                vs.append(st["v"])
            group["t"] = group.get("t", 0) + 1
            b1, b2 = group["betas"]
            torch._foreach_lerp_(ms, gs, 1 - b1)
            torch._foreach_mul_(vs, b2)
            torch._foreach_addcmul_(vs, gs, gs, 1 - b2)
            denom = torch._foreach_sqrt(vs)
            torch._foreach_div_(denom, math.sqrt(1 - b2 ** group["t"]))
            torch._foreach_add_(denom, group["eps"])
            torch._foreach_addcdiv_(ps, ms, denom, -group["lr"] / (1 - b1 ** group["t"]))


class MomentumGroups(Optimizer):
    """The step counter in the group, and hooks around."""
    def __init__(self, params, lr=1e-2, momentum=0.9, weight_decay=0.0):
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        super(MomentumGroups, self).__init__(params, defaults)

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            group.setdefault("weight_decay", 0.0)

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            wd, mu, lr = group["weight_decay"], group["momentum"], group["lr"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                d = p.grad if wd == 0 else p.grad.add(p, alpha=wd)
                st = self.state[p]
                if "v" not in st:
                    st["v"] = torch.clone(d).detach()
                else:
                    st["v"].mul_(mu).add_(d)
                p.add_(st["v"], alpha=-lr)


class AdamTensorStep(Optimizer):
    """The counter is a tensor."""
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                st = self.state[p]
                if not st:
                    st["step"] = torch.tensor(0.0)
                    st["m"] = torch.zeros_like(p)
                    st["v"] = torch.zeros_like(p)
                st["step"] += 1
                st["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
                st["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                t = st["step"].item()
                p.sub_(group["lr"] * (st["m"] / (1 - b1 ** t)) / ((st["v"] / (1 - b2 ** t)).sqrt() + group["eps"]))


class SGDTrainEval(Optimizer):
    """A pair train()/eval() that changes nothing here."""
    def __init__(self, params, lr=1e-2):
        super().__init__(params, dict(lr=lr, train_mode=False))

    def train(self):
        for group in self.param_groups:
            group["train_mode"] = True

    def eval(self):
        for group in self.param_groups:
            group["train_mode"] = False

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            if not group["train_mode"]:
                raise Exception("Optimizer was not in train mode when step is called. Please insert .train() and .eval() calls.")
            for p in group["params"]:
                p.add_(p.grad, alpha=-group["lr"])


class NesterovTrainEval(Optimizer):
    """Between train() and eval() the parameters stand ahead."""
    def __init__(self, params, lr=1e-2, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))
        self.training = True

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def step(self):
        if not self.training:
            raise RuntimeError("call train() first")
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    st = self.state[p]
                    v: Tensor = st.get("v", torch.zeros_like(p))
                    prev = v.clone()
                    v = group["momentum"] * v - group["lr"] * p.grad
                    p.add_((1 + group["momentum"]) * v - group["momentum"] * prev)
                    st["v"] = v
