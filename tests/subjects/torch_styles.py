"""Optimizers on PyTorch's tensors, as people write them: right ones and wrong ones."""

import math

import torch
from torch.optim import Optimizer


class DataSGD:
    """p.data, no base class."""

    def __init__(self, params, lr=0.01):
        self.params = list(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad.data

    def zero_grad(self):
        for p in self.params:
            p.grad = None


class NoGradMomentum:
    """with torch.no_grad(), buffers in a list."""

    def __init__(self, params, lr=0.01, momentum=0.9):
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = [torch.zeros_like(p) for p in self.params]

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                self.velocity[i] = self.momentum * self.velocity[i] - self.lr * p.grad
                p += self.velocity[i]


class ListAdam:
    """Lists of moments, t in an int, operators only."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m = [torch.zeros_like(p.data) for p in self.params]
        self.v = [torch.zeros_like(p.data) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g**2
            m_hat = self.m[i] / (1 - b1**self.t)
            v_hat = self.v[i] / (1 - b2**self.t)
            p.sub_(self.lr * m_hat / (torch.sqrt(v_hat) + self.eps))


class StateAdam(Optimizer):
    """A subclass, in the style of torch.optim's early days."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

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
                state = self.state[p]
                if len(state) == 0:
                    state["step"] = 0
                    state["exp_avg"] = torch.zeros_like(p)
                    state["exp_avg_sq"] = torch.zeros_like(p)
                beta1, beta2 = group["betas"]
                state["step"] += 1
                state["exp_avg"].mul_(beta1).add_(p.grad, alpha=1 - beta1)
                state["exp_avg_sq"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                correction1 = 1 - beta1 ** state["step"]
                correction2 = 1 - beta2 ** state["step"]
                denom = (state["exp_avg_sq"].sqrt() / math.sqrt(correction2)).add_(group["eps"])
                p.addcdiv_(state["exp_avg"], denom, value=-group["lr"] / correction1)
        return loss


class EarlyAdam(Optimizer):
    """The factor before the operands, as PyTorch had it first and still takes it."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state, grad = self.state[p], p.grad.data
                if len(state) == 0:
                    state["step"] = 0
                    state["m"] = torch.zeros_like(p.data)
                    state["v"] = torch.zeros_like(p.data)
                beta1, beta2 = group["betas"]
                state["step"] += 1
                state["m"].mul_(beta1).add_(1 - beta1, grad)
                state["v"].mul_(beta2).addcmul_(1 - beta2, grad, grad)
                rate = group["lr"] * math.sqrt(1 - beta2 ** state["step"]) / (1 - beta1 ** state["step"])
                p.data.addcdiv_(-rate, state["m"], state["v"].sqrt().add_(group["eps"]))


class WithClosure(Optimizer):
    """Insists on a closure."""

    def __init__(self, params, lr=0.01):
        super().__init__(params, {"lr": lr})

    def step(self, closure):
        loss = closure()
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.add_(p.grad, alpha=-group["lr"])
        return loss


class ModelSGD:
    """Takes the model."""

    def __init__(self, model, lr=0.01):
        self.model = model
        self.lr = lr

    @torch.no_grad()
    def step(self):
        for p in self.model.parameters():
            if p.grad is not None:
                p -= self.lr * p.grad


class RMSpropByHand:
    """ε outside of the root, a dict by parameter."""

    def __init__(self, parameters, lr=0.01, alpha=0.9, eps=1e-8):
        self.parameters = list(parameters)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.cache = {}

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            if p not in self.cache:
                self.cache[p] = torch.zeros_like(p)
            self.cache[p] = self.alpha * self.cache[p] + (1 - self.alpha) * p.grad.square()
            p -= self.lr * p.grad / (self.cache[p].sqrt() + self.eps)


def sgd(params, lr):
    """A function of the parameters, as in Dive into Deep Learning."""
    with torch.no_grad():
        for param in params:
            if param.grad is not None:
                param -= lr * param.grad


# Wrong ones.


class NoCorrection(StateAdam):
    """The bias correction is forgotten."""

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["m"], state["v"] = torch.zeros_like(p), torch.zeros_like(p)
                state["m"].lerp_(p.grad, 1 - beta1)
                state["v"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                p.addcdiv_(state["m"], state["v"].sqrt().add_(group["eps"]), value=-group["lr"])


class PlusEquals(StateAdam):
    """v += instead of v =."""

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
                state["m"].mul_(beta1).add_(p.grad, alpha=1 - beta1)
                state["v"] += (1 - beta2) * p.grad**2
                m_hat = state["m"] / (1 - beta1 ** state["step"])
                v_hat = state["v"] / (1 - beta2 ** state["step"])
                p -= group["lr"] * m_hat / (v_hat.sqrt() + group["eps"])


class EpsilonInside(ListAdam):
    """ε under the root: another form."""

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad**2
            p -= self.lr * (self.m[i] / (1 - b1**self.t)) / torch.sqrt(self.v[i] / (1 - b2**self.t) + self.eps)


class ScalesGradients(DataSGD):
    """Writes into the gradients."""

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.mul_(self.lr)
                p -= p.grad


class ForgetsMaximize(torch.optim.SGD):
    """Takes maximize, and does not look at it in its foreach path."""

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            grads = [p.grad for p in params]
            if group["foreach"]:
                torch._foreach_add_(params, grads, alpha=-group["lr"])
            else:
                for p, g in zip(params, grads):
                    p.add_(-g if group["maximize"] else g, alpha=-group["lr"])


class ForeachWrong(Optimizer):
    """Right one by one; its foreach path leaves out the decay of the velocity."""

    def __init__(self, params, lr=0.01, momentum=0.9, foreach=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, foreach=foreach))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            for p in params:
                if "buf" not in self.state[p]:
                    self.state[p]["buf"] = torch.zeros_like(p)
            bufs = [self.state[p]["buf"] for p in params]
            grads = [p.grad for p in params]
            if group["foreach"]:
                torch._foreach_add_(bufs, grads)
                torch._foreach_add_(params, bufs, alpha=-group["lr"])
            else:
                for p, g, buf in zip(params, grads, bufs):
                    buf.mul_(group["momentum"]).add_(g)
                    p.add_(buf, alpha=-group["lr"])


class LateSwitch(DataSGD):
    """Another rule after its fourth step, behind a tensor counter."""

    def __init__(self, params, lr=0.01):
        super().__init__(params, lr)
        self.count = torch.tensor(0.0)

    @torch.no_grad()
    def step(self):
        self.count += 1
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * p.grad * (2 if self.count > 4 else 1)


class DetachedCopy(DataSGD):
    """Writes into a copy."""

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                w = p.detach().clone()
                w -= self.lr * p.grad


class Dropout(DataSGD):
    """Draws random numbers."""

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * p.grad * (1 + 1e-3 * torch.rand_like(p))


class ThroughNumpy(DataSGD):
    """Leaves PyTorch for NumPy and comes back."""

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                w = p.detach().numpy()
                w -= self.lr * p.grad.numpy()


class SingleCounter(StateAdam):
    """One counter for all parameters, counted for each of them: t runs too fast."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.t = 0

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                self.t += 1
                state = self.state[p]
                if not state:
                    state["m"], state["v"] = torch.zeros_like(p), torch.zeros_like(p)
                state["m"].lerp_(p.grad, 1 - beta1)
                state["v"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                m_hat = state["m"] / (1 - beta1**self.t)
                v_hat = state["v"] / (1 - beta2**self.t)
                p -= group["lr"] * m_hat / (v_hat.sqrt() + group["eps"])


class IntTensorCounter(Optimizer):
    """t in a tensor of whole numbers; float(t) and math.sqrt of tensors."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["step"] = torch.tensor(0)
                    state["m"], state["v"] = p.new_zeros(p.shape), torch.zeros_like(p)
                state["step"] += 1
                t = float(state["step"])
                m, v = state["m"], state["v"]
                m.mul_(beta1).add_((1 - beta1) * p.grad)
                v.mul_(beta2).add_(torch.mul(p.grad, p.grad), alpha=1 - beta2)
                scale = group["lr"] * math.sqrt(1 - torch.tensor(beta2, dtype=torch.float64) ** t) / (1 - beta1**t)
                p.copy_(p - scale * m / (torch.pow(v, 0.5) + group["eps"]))


class RoundedCounter(DataSGD):
    """Hands its counter to a function that rounds."""

    def __init__(self, params, lr=0.01):
        super().__init__(params, lr)
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * p.grad * (1 + math.sin(math.pi * self.t) - math.sin(math.pi * self.t))


class UnseenCounter(RoundedCounter):
    """Reads its counter where no symbol is seen."""

    @torch.no_grad()
    def step(self):
        self.t += 1
        half = float.__mul__(0.5, self.t)
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * p.grad * (1 + half - half)


# In the shapes of NumPy's optimizers.


class DictAdam:
    """Parameters and gradients in dicts, as in a book about NumPy."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = {}, {}, 0

    def update(self, params, grads):
        self.t += 1
        for key in params:
            if key not in self.m:
                self.m[key], self.v[key] = torch.zeros_like(params[key]), torch.zeros_like(params[key])
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] = params[key] - self.lr * m_hat / (torch.sqrt(v_hat) + self.eps)


class ByTensorMomentum:
    """State that is found by the tensor itself."""

    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.momentum, self.state = lr, momentum, {}

    def update(self, params, grads):
        for p, g in zip(params, grads):
            v = self.state.setdefault(p, torch.zeros_like(p))
            v.mul_(self.momentum).sub_(g, alpha=self.lr)
            p.add_(v)


class OwnRmspropOfTensors:
    """It is given the parameters once, and puts new tensors in their places."""

    def __init__(self, params, lr=0.01, rho=0.9, eps=1e-8):
        self.params, self.lr, self.rho, self.eps = params, lr, rho, eps
        self.v = [torch.zeros_like(each) for each in params]

    def step(self, grads):
        for place, g in enumerate(grads):
            self.v[place] = self._average(self.v[place], g)
            self.params[place] = self.params[place] - self.lr * g / (self.v[place].sqrt() + self.eps)

    def _average(self, v, g):
        return self.rho * v + (1 - self.rho) * g * g


def sgd_list(params, grads, lr=0.1):
    for p, g in zip(params, grads):
        p -= lr * g


def adam_handing_back(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    return w - lr * m / (1 - beta1**t) / ((v / (1 - beta2**t)).sqrt() + eps), m, v


# As in a book that hands the state and the hyperparameters to functions.


def sgd_of_batch(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


def momentum_of_states(params, states, hyperparams):
    for p, v in zip(params, states):
        with torch.no_grad():
            v[:] = hyperparams["momentum"] * v + p.grad
            p[:] -= hyperparams["lr"] * v
        p.grad.data.zero_()


def rmsprop_of_states(params, states, hyperparams):
    gamma, eps = hyperparams["gamma"], 1e-6
    for p, s in zip(params, states):
        with torch.no_grad():
            s[:] = gamma * s + (1 - gamma) * torch.square(p.grad)
            p[:] -= hyperparams["lr"] * p.grad / torch.sqrt(s + eps)
        p.grad.data.zero_()


def adam_of_states(params, states, hyperparams):
    beta1, beta2, eps = 0.9, 0.999, 1e-6
    for p, (v, s) in zip(params, states):
        with torch.no_grad():
            v[:] = beta1 * v + (1 - beta1) * p.grad
            s[:] = beta2 * s + (1 - beta2) * torch.square(p.grad)
            v_hat = v / (1 - beta1 ** hyperparams["t"])
            s_hat = s / (1 - beta2 ** hyperparams["t"])
            p[:] -= hyperparams["lr"] * v_hat / (torch.sqrt(s_hat) + eps)
        p.grad.data.zero_()
    hyperparams["t"] += 1


def adam_of_states_without_correction(params, states, hyperparams):
    beta1, beta2, eps = 0.9, 0.999, 1e-6
    for p, (v, s) in zip(params, states):
        with torch.no_grad():
            v[:] = beta1 * v + (1 - beta1) * p.grad
            s[:] = beta2 * s + (1 - beta2) * torch.square(p.grad)
            p[:] -= hyperparams["lr"] * v / (torch.sqrt(s) + eps)
        p.grad.data.zero_()
    hyperparams["t"] += 1


class NamedMomentum:
    """Pairs of a name and a parameter, as `named_parameters()` gives them."""

    def __init__(self, named_parameters, lr=0.01, momentum=0.9):
        self.named, self.lr, self.momentum, self.buffers = list(named_parameters), lr, momentum, {}

    @torch.no_grad()
    def step(self):
        for name, p in self.named:
            if p.grad is not None:
                self.buffers[name] = self.momentum * self.buffers.get(name, torch.zeros_like(p)) + p.grad
                p -= self.lr * self.buffers[name]


class _RequiredParameter:
    """What stands where there is no default."""


class RequiredSGD(Optimizer):
    """lr is required, in PyTorch's older idiom."""

    def __init__(self, params, lr=_RequiredParameter()):
        super().__init__(params, {"lr": lr + 0.0})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-group["lr"])


class RatesInATensor(DataSGD):
    """The rate of each parameter is an item of one tensor."""

    def step(self):
        rates = torch.tensor([self.lr for _ in self.params], dtype=self.params[0].dtype)
        for p, rate in zip(self.params, rates, strict=True):
            p.data -= rate * p.grad.data


class YogiByKeyword(Optimizer):
    """Every operand is named, as PyTorch's pages name it."""

    def __init__(self, params, lr=0.01, betas=(0.9, 0.999), eps=1e-3, initial_accumulator=1e-6):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, initial_accumulator=initial_accumulator))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if not state:
                    start = group["initial_accumulator"]
                    state["m"] = torch.full_like(input=g, fill_value=start)
                    state["v"] = g.new_full(size=g.size(), fill_value=start)
                    state["t"] = 0
                state["t"] += 1
                square = torch.mul(input=g, other=g)
                torch.lerp(input=state["m"], end=g, weight=1 - beta1, out=state["m"])
                away = torch.sign(input=torch.sub(input=state["v"], other=square))
                state["v"].addcmul_(tensor1=away, tensor2=square, value=beta2 - 1)
                root = torch.sqrt(input=torch.div(input=state["v"], other=1 - beta2 ** state["t"]))
                step = torch.div(input=state["m"], other=torch.add(input=root, other=group["eps"]))
                p.sub_(other=torch.where(condition=g == g, input=step, other=step), alpha=group["lr"] / (1 - beta1 ** state["t"]))


class MomentumOfViews(Optimizer):
    """Shapes and parts come and go, as where parameters are kept in one flat vector; the numbers stay."""

    def __init__(self, params, lr=0.01, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                g = torch.einsum("...->...", p.grad.contiguous()).reshape(-1)
                first, rest = g.split([1, g.numel() - 1])
                g = torch.hstack([first.expand(1), *rest.chunk(2)]).movedim(0, 0).reshape_as(p)
                g = torch.relu(g) - torch.copysign(g, torch.ones_like(g)) + torch.relu(-g) + g.broadcast_to(p.shape)
                buffer = state.setdefault("buffer", torch.zeros_like(p))
                buffer.mul_(group["momentum"]).add_(g)
                flat = p.view(-1)
                flat.narrow(0, 0, 1).sub_(group["lr"] * buffer.view(-1)[:1])
                flat.narrow(0, 1, flat.numel() - 1).sub_(group["lr"] * buffer.view(-1)[1:])
