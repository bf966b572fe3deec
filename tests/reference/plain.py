"""The published rules once more, as plain loops over numbers: written from the papers and from what libraries document.

Nothing here knows the reference.  Kingma and Ba 2015 (Algorithms 1 and 2, §2, §7.1), Duchi et al. 2011, Hinton's lecture 6e, Sutskever
et al. 2013 (eq. 3, 4), Bengio et al. 2013 (eq. 7), Reddi et al. 2018, Dozat 2015 (Algorithm 8) and 2016 (Algorithm 2), Liu et al. 2020 (Algorithm 2), Loshchilov and Hutter 2019 (Algorithm 2),
Bernstein et al. 2018 (Algorithms 1, 2), Zeiler 2012 (Algorithm 1), Zhuang et al. 2020 (Algorithm 2), Zaheer et al. 2018 (Algorithm 2), Ma and Yarats 2019, Lucas et al. 2019, Reddi et al. 2021 (Algorithm 2), Daskalakis et al. 2018, Mokhtari et al. 2020, Xie et al. 2022 (Algorithm 1), Igel and Hüsken 2003, Taniguchi et al. 2024, Funk 2015, Pagliardini et al. 2024 (Algorithm 1), Chen et al. 2023 (Algorithm 2), and the documentation of torch.optim and of optax.
"""

from collections.abc import Collection, Mapping, Sequence
from math import sqrt


def sign(number: float) -> int:
    return (number > 0) - (number < 0)


class Plain:
    """A rule by its name, with a form and parts by theirs, which holds its state."""

    def __init__(self, base: str, form: str, parts: Collection[str], h: Mapping[str, float]) -> None:
        self.way, *self.others = form.split("/")
        self.base, self.parts, self.h = base, parts, h
        self.step = getattr(self, base)
        self.m = self.b = self.last = self.size = self.theta = self.largest = self.rate = self.scaled = 0.0
        self.product = 1.0
        self.several = [0.0, 0.0, 0.0]
        self.v = h["initial_accumulator"] if "initial" in parts else 0.0

    def run(self, theta: float, gradients: Sequence[float], rates: Sequence[float]) -> list[float]:
        """θ after each step."""
        found: list[float] = []
        decay = self.h.get("weight_decay", 0.0)
        for t, (given, rate) in enumerate(zip(gradients, rates, strict=True), 1):
            lr = rate / (1 + (t - 1) * self.h["lr_decay"]) if "lr-decay" in self.parts else rate
            g = -given if "maximize" in self.parts else given
            if "l2" in self.parts:
                g += decay * (theta + self.h["mu"] * self.v if self.way == "lookahead" else theta)
            share = lr if "lr" in self.others else lr / rates[0] if "schedule" in self.others else 1
            shrunk = decay * theta * share if "decoupled" in self.parts else 0.0
            self.theta = theta
            theta = theta - shrunk - self.step(g, lr, t)
            found.append(theta)
        return found

    def divided(self, number: float, square: float) -> float:
        eps = self.h["epsilon"]
        if "eps-root" in self.parts and self.base != "adabelief":
            return number / (sqrt(square + self.h["eps_root"]) + eps)
        return number / sqrt(square + eps) if self.way == "inside" else number / (sqrt(square) + eps)

    def sgd(self, g: float, lr: float, _t: int) -> float:
        return lr * g

    def momentum(self, g: float, lr: float, t: int) -> float:
        mu = self.h["mu"]
        if "dampening" in self.parts:
            whole = t == 1 and "first-whole" in self.others
            self.v = mu * self.v + (g if whole else (1 - self.h["dampening"]) * g)
            return lr * self.v
        self.v = mu * self.v + {"classical": -lr, "buffer": 1.0, "ema": 1 - mu}[self.way] * g
        if "corrected" in self.parts:
            return lr * self.v / (1 - mu**t)
        return -self.v if self.way == "classical" else lr * self.v

    def nesterov(self, g: float, lr: float, _t: int) -> float:
        mu, before = self.h["mu"], self.v
        if self.way == "buffer":
            self.v = mu * before + g
            return lr * (g + mu * self.v)
        self.v = mu * before - lr * g
        return -self.v if self.way == "lookahead" else -(mu * mu * before - (1 + mu) * lr * g)

    def signsgd(self, g: float, lr: float, _t: int) -> float:
        return lr * sign(g)

    def signum(self, g: float, lr: float, _t: int) -> float:
        mu = self.h["mu"]
        self.m = mu * self.m + (1 - mu) * g
        return lr * sign(self.m)

    def lion(self, g: float, lr: float, _t: int) -> float:
        beta1, beta2, before = self.h["beta1"], self.h["beta2"], self.m
        self.m = beta2 * before + (1 - beta2) * g
        return lr * (sign(beta1 * before + (1 - beta1) * g) + self.h["weight_decay"] * self.theta)

    def adadelta(self, g: float, lr: float, _t: int) -> float:
        rho, eps = self.h["rho"], self.h["epsilon"]
        self.v = rho * self.v + (1 - rho) * g * g
        step = sqrt(self.m + eps) / sqrt(self.v + eps) * g
        self.m = rho * self.m + (1 - rho) * step * step
        return lr * step

    def adamax(self, g: float, lr: float, t: int) -> float:
        beta1, eps = self.h["beta1"], self.h["epsilon"]
        self.m = beta1 * self.m + (1 - beta1) * g
        self.v = max(self.h["beta2"] * self.v, abs(g) + (eps if self.way == "inside" else 0.0))
        return lr * (self.m / (1 - beta1**t)) / (self.v + (eps if self.way == "outside" else 0.0))

    def adagrad(self, g: float, lr: float, _t: int) -> float:
        self.v += g * g
        return lr * self.divided(g, self.v)

    def rmsprop(self, g: float, lr: float, t: int) -> float:
        rho = self.h["rho"]
        self.v = rho * self.v + (1 - rho) * g * g
        self.m = rho * self.m + (1 - rho) * g
        whole = 1 - rho**t if "corrected" in self.parts else 1.0
        mean = self.m / whole if "centered" in self.parts else 0.0
        step = self.divided(g, self.v / whole - mean**2)
        if "momentum" not in self.parts:
            return lr * step
        inside, outside = (lr, 1.0) if "classical" in self.others else (1.0, lr)
        self.b = self.h["mu"] * self.b + inside * step
        return outside * (self.h["mu"] * self.b + inside * step if "nesterov" in self.parts else self.b)

    def adabelief(self, g: float, lr: float, t: int) -> float:
        beta1, beta2, eps = self.h["beta1"], self.h["beta2"], self.h["epsilon"]
        self.m = beta1 * self.m + (1 - beta1) * g
        gathered = self.h["eps_root"] if "eps-root" in self.parts else eps
        self.v = beta2 * self.v + (1 - beta2) * (g - self.m) ** 2 + gathered
        return self.adaptive(g, lr, t)

    def yogi(self, g: float, lr: float, t: int) -> float:
        beta1, beta2, start = self.h["beta1"], self.h["beta2"], self.h["initial_accumulator"]
        if t == 1:
            self.m, self.v = start if self.way == "both-start" else 0.0, start
        self.m = beta1 * self.m + (1 - beta1) * g
        self.v -= (1 - beta2) * sign(self.v - g * g) * g * g
        return lr * self.divided(self.m, self.v) if self.way == "algorithm-2" else self.adaptive(g, lr, t)

    def qhm(self, g: float, lr: float, _t: int) -> float:
        mu, nu = self.h["mu"], self.h["nu"]
        self.v = mu * self.v + (1 - mu) * g
        return lr * ((1 - nu) * g + nu * self.v)

    def qhadam(self, g: float, lr: float, t: int) -> float:
        beta1, beta2, nu1, nu2 = (self.h[each] for each in ("beta1", "beta2", "nu1", "nu2"))
        self.m = beta1 * self.m + (1 - beta1) * g
        self.v = beta2 * self.v + (1 - beta2) * g * g
        above = (1 - nu1) * g + nu1 * self.m / (1 - beta1**t)
        return lr * self.divided(above, (1 - nu2) * g * g + nu2 * self.v / (1 - beta2**t))

    def ademamix(self, g: float, lr: float, t: int) -> float:
        beta1, beta2, beta3 = (self.h[each] for each in ("beta1", "beta2", "beta3"))
        self.m = beta1 * self.m + (1 - beta1) * g
        self.b = beta3 * self.b + (1 - beta3) * g
        self.v = beta2 * self.v + (1 - beta2) * g * g
        return lr * self.divided(self.m / (1 - beta1**t) + self.h["alpha"] * self.b, self.v / (1 - beta2**t))

    def aggmo(self, g: float, lr: float, _t: int) -> float:
        for k, beta in enumerate(("beta1", "beta2", "beta3")):
            self.several[k] = self.h[beta] * self.several[k] - g
        return -lr * sum(self.several) / 3

    def fedadagrad(self, g: float, lr: float, t: int) -> float:
        self.begin_at_tau(t)
        self.v += g * g
        return self.served(g, lr)

    def fedyogi(self, g: float, lr: float, t: int) -> float:
        self.begin_at_tau(t)
        self.v -= (1 - self.h["beta2"]) * sign(self.v - g * g) * g * g
        return self.served(g, lr)

    def fedadam(self, g: float, lr: float, t: int) -> float:
        self.begin_at_tau(t)
        self.v = self.h["beta2"] * self.v + (1 - self.h["beta2"]) * g * g
        return self.served(g, lr)

    def begin_at_tau(self, t: int) -> None:
        if t == 1 and self.way == "algorithm-2":
            self.v = self.h["epsilon"] ** 2

    def served(self, g: float, lr: float) -> float:
        self.m = self.h["beta1"] * self.m + (1 - self.h["beta1"]) * g
        return lr * self.divided(self.m, self.v)

    def optimistic(self, g: float, lr: float, t: int) -> float:
        before, self.b = (g if t == 1 else self.b), g
        return lr * (self.h["alpha"] * g + self.h["beta"] * (g - before))

    def adan(self, g: float, lr: float, t: int) -> float:
        beta1, beta2, beta3 = (self.h[each] for each in ("beta1", "beta2", "beta3"))
        change = 0.0 if t == 1 else g - self.last
        self.last = g
        self.m = beta1 * self.m + (1 - beta1) * g
        self.b = beta2 * self.b + (1 - beta2) * change
        self.v = beta3 * self.v + (1 - beta3) * (g + beta2 * change) ** 2
        ahead = self.m / (1 - beta1**t) + beta2 * self.b / (1 - beta2**t)
        return lr * self.divided(ahead, self.v / (1 - beta3**t))

    def rprop(self, g: float, lr: float, t: int) -> float:
        eta_minus, eta_plus, low, high = (self.h[each] for each in ("eta_minus", "eta_plus", "step_min", "step_max"))
        if t == 1:
            self.size = lr
        turn = sign(g * self.last)
        size = self.size * {1: eta_plus, 0: 1.0, -1: eta_minus}[turn]
        if self.way == "clamped" or (self.way == "held" and turn):
            size = min(max(size, low), high)
        elif turn:
            size = min(size, high) if turn > 0 else max(size, low)
        self.size, self.last = size, 0.0 if turn < 0 else g
        return sign(self.last) * size

    def adopt(self, g: float, lr: float, t: int) -> float:
        beta1, beta2 = self.h["beta1"], self.h["beta2"]
        if t == 1:
            self.v = g * g
            return 0.0
        d, c = g / max(sqrt(self.v), self.h["epsilon"]), (t - 1) ** 0.25
        self.m = beta1 * self.m + (1 - beta1) * (min(max(d, -c), c) if self.way == "clipped" else d)
        self.v = beta2 * self.v + (1 - beta2) * g * g
        return lr * self.m

    def smorms3(self, g: float, lr: float, t: int) -> float:
        memory, eps = self.size if t > 1 else 1.0, self.h["epsilon"]
        self.m = (memory * self.m + g) / (memory + 1)
        self.v = (memory * self.v + g * g) / (memory + 1)
        agreed = self.m * self.m / (self.v + eps)
        self.size = 1 + memory * (1 - agreed)
        return min(lr, agreed) * g / (sqrt(self.v) + eps)

    def asgd(self, g: float, lr: float, t: int) -> float:
        eta, decay = lr if t == 1 else self.rate, self.h["lambd"]
        self.rate = lr / (1 + decay * lr * t) ** self.h["alpha"]
        return eta * (g + decay * self.theta)

    def adam(self, g: float, lr: float, t: int) -> float:
        beta1, beta2 = self.h["beta1"], self.h["beta2"]
        self.m = beta1 * self.m + (1 - beta1) * g
        self.v = beta2 * self.v + (1 - beta2) * g * g
        return self.adaptive(g, lr, t)

    def nadam(self, g: float, lr: float, t: int) -> float:
        beta1, beta2 = self.h["beta1"], self.h["beta2"]
        mu, ahead = (beta1 * (1 - 0.96 ** (k * self.h["psi"]) / 2) for k in (t, t + 1))
        self.product *= mu
        decay = beta1 if self.way == "by-beta1" else mu
        self.m = decay * self.m + (1 - decay) * g
        self.v = beta2 * self.v + (1 - beta2) * g * g
        first = ahead * self.m / (1 - self.product * ahead) + (1 - mu) * g / (1 - self.product)
        second = self.v / (1 - beta2**t)
        return lr * self.divided(first, beta2 * second if self.way == "algorithm-2" else second)

    def radam(self, g: float, lr: float, t: int) -> float:
        beta1, beta2 = self.h["beta1"], self.h["beta2"]
        self.m = beta1 * self.m + (1 - beta1) * g
        self.v = beta2 * self.v + (1 - beta2) * g * g
        one, two = 1 - beta1**t, 1 - beta2**t
        first = self.m / one
        if "nesterov" in self.parts:
            first = beta1 * self.m / (one if "ruder" in self.others else 1 - beta1 ** (t + 1)) + (1 - beta1) * g / one
        last = 2 / (1 - beta2) - 1
        rho = last - 2 * t * beta2**t / two
        if rho <= (4 if self.way == "algorithm-2" else 5):
            return lr * first
        r = sqrt((rho - 4) * (rho - 2) * last / ((last - 4) * (last - 2) * rho))
        if self.way == "hat":
            return lr * r * first * sqrt(two) / (sqrt(self.v) + self.h["epsilon"])
        second = self.v * beta2 / two if "dozat" in self.others else self.v / two
        return lr * r * first / (sqrt(second) + (self.h["epsilon"] if self.way == "outside" else 0.0))

    def adaptive(self, g: float, lr: float, t: int) -> float:
        """Adam's step, of moments that are gathered."""
        beta1, beta2 = self.h["beta1"], self.h["beta2"]
        one, two = 1 - beta1**t, 1 - beta2**t
        first, second = self.m / one, self.v
        if "nesterov" in self.parts:
            first = beta1 * self.m / (one if "ruder" in self.others else 1 - beta1 ** (t + 1)) + (1 - beta1) * g / one
        if "dozat" in self.others:
            two /= beta2
        if "laprop" in self.parts:
            inside = lr if "code" in self.others else 1.0
            self.scaled = beta1 * self.scaled + (1 - beta1) * inside * self.divided(g, second / two)
            self.rate = beta1 * self.rate + (1 - beta1) * lr
            return lr * self.scaled / (self.rate if "code" in self.others else one)
        if "amsgrad" in self.parts:
            self.largest = second = max(self.largest, second / two if "after" in self.others else second)
        if "uncorrected" in self.others:
            return lr * self.divided(self.m, second)
        if self.way == "epsilon-hat":
            return lr * sqrt(two) / one * self.m / (sqrt(second) + self.h["epsilon"])
        return lr * self.divided(first, second if "after" in self.others else second / two)
