"""Optimizers that are written as the libraries write theirs, each with one line that is wrong, which says so."""

# ruff: noqa: D101, D102, D103, D107
import jax
import jax.numpy as jnp
import optax
import torch
from torch.optim import Optimizer


class DictOfDicts:
    """State in dicts of dicts, by the name of the parameter."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.state = {}

    def step(self, params, grads):
        for name, p in params.items():
            s = self.state.setdefault(name, {"m": 0 * p, "v": 0 * p, "t": 0})
            s["t"] += 1
            s["m"] = self.beta1 * s["m"] + (1 - self.beta1) * grads[name]
            s["v"] = self.beta2 * s["v"] + grads[name] ** 2  # WRONG
            m_hat = s["m"] / (1 - self.beta1 ** s["t"])
            v_hat = s["v"] / (1 - self.beta2 ** s["t"])
            p -= self.lr * m_hat / (v_hat**0.5 + self.eps)


class Single(Optimizer):
    """`self.state[p]`, and the loop in a function beside it, as PyTorch has it."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            params, grads, squares = [], [], []
            for p in group["params"]:
                if p.grad is None:
                    continue
                if len(self.state[p]) == 0:
                    self.state[p]["square_avg"] = torch.zeros_like(p)
                params.append(p)
                grads.append(p.grad)
                squares.append(self.state[p]["square_avg"])
            _single_tensor(params, grads, squares, lr=group["lr"], alpha=group["alpha"], eps=group["eps"])


def _single_tensor(params, grads, squares, *, lr, alpha, eps):
    for i, param in enumerate(params):
        grad = grads[i]
        square_avg = squares[i]
        square_avg.lerp_(grad * grad, alpha)  # WRONG
        avg = square_avg.sqrt()
        avg = avg.add_(eps)
        param.addcdiv_(grad, avg, value=-lr)


class Rebound(Optimizer):
    """A local variable that only gets what another has: the correction is missing there."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
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
                    state["step"], state["m"], state["v"] = 0, torch.zeros_like(p), torch.zeros_like(p)
                state["step"] += 1
                m, v = state["m"], state["v"]
                m.mul_(beta1).add_(p.grad, alpha=1 - beta1)
                v.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                m_hat = m  # WRONG
                v_hat = v / (1 - beta2 ** state["step"])
                p.addcdiv_(m_hat, v_hat.sqrt().add_(group["eps"]), value=-group["lr"])


class Foreach(Optimizer):
    """Lists of tensors, and functions over them."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            params = [p for p in group["params"] if p.grad is not None]
            grads = [p.grad for p in params]
            for p in params:
                if not self.state[p]:
                    self.state[p].update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                self.state[p]["t"] += 1
            ms = [self.state[p]["m"] for p in params]
            vs = [self.state[p]["v"] for p in params]
            torch._foreach_lerp_(ms, grads, 1 - beta1)
            torch._foreach_mul_(vs, beta2)
            torch._foreach_addcmul_(vs, grads, grads, 1 - beta2)
            first = [1 - beta1 ** self.state[p]["t"] for p in params]
            second = [1 - beta2 for p in params]  # WRONG
            roots = torch._foreach_sqrt(vs)
            torch._foreach_div_(roots, [each**0.5 for each in second])
            torch._foreach_add_(roots, group["eps"])
            torch._foreach_addcdiv_(params, ms, roots, [-group["lr"] / each for each in first])


def by_hand(learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """A transformation by hand, over trees."""

    def init(params):
        return {
            "count": jnp.zeros([], jnp.int32),
            "mu": jax.tree.map(jnp.zeros_like, params),
            "nu": jax.tree.map(jnp.zeros_like, params),
        }

    def update(updates, state, params=None):
        count = state["count"] + 1
        mu = jax.tree.map(lambda g, m: b1 * m + (1 - b1) * g, updates, state["mu"])
        nu = jax.tree.map(lambda g, v: b2 * v + (1 - b1) * g**2, updates, state["nu"])  # WRONG
        mu_hat = jax.tree.map(lambda m: m / (1 - b1**count), mu)
        nu_hat = jax.tree.map(lambda v: v / (1 - b2**count), nu)
        updates = jax.tree.map(lambda m, v: -learning_rate * m / (jnp.sqrt(v) + eps), mu_hat, nu_hat)
        return updates, {"count": count, "mu": mu, "nu": nu}

    return optax.GradientTransformation(init, update)


def chained(learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """A chain, one link of which is wrong."""
    return optax.chain(
        optax.scale_by_adam(b1=b1, b2=b2, eps=eps),
        optax.scale(learning_rate),  # WRONG
    )
