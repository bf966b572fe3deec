"""NAdam with its schedule as people write it in NumPy, right and wrong."""

import numpy as np

# RIGHT


class NadamOfTheReport:
    """With the schedule in the call of a function, and the product as a plain number."""

    def __init__(self, lr=0.002, beta1=0.9, beta2=0.999, eps=1e-8, schedule_decay=0.004):
        self.lr, self.beta1, self.beta2, self.eps, self.schedule_decay = lr, beta1, beta2, eps, schedule_decay
        self.t, self.product, self.m, self.v = 0, 1.0, {}, {}

    def momentum(self, t):
        return self.beta1 * (1.0 - 0.5 * np.power(0.96, t * self.schedule_decay))

    def kept(self, mu):
        return mu

    def update(self, params, grads):
        self.t += 1
        mu, mu_next = self.momentum(self.t), self.momentum(self.t + 1)
        self.product = self.product * mu
        for key, g in grads.items():
            m, v = self.m.get(key, np.zeros_like(g)), self.v.get(key, np.zeros_like(g))
            kept = self.kept(mu)
            self.m[key] = m = kept * m + (1 - kept) * g
            self.v[key] = v = self.beta2 * v + (1 - self.beta2) * g * g
            m_bar = (1 - mu) * g / (1 - self.product) + mu_next * m / (1 - self.product * mu_next)
            params[key] -= self.lr * m_bar / (np.sqrt(v / (1 - self.beta2**self.t)) + self.eps)


class NadamByBeta1(NadamOfTheReport):
    def kept(self, mu):
        return self.beta1


class NadamWrittenOut:
    """Its ψ = 1/250 stands in the code, m is stepped along in two parts, and lr is folded in."""

    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.state = [{"m": np.zeros_like(p), "v": np.zeros_like(p), "schedule": 1.0} for p in params]
        self.t = 0

    def step(self, grads):
        self.t += 1
        beta1, beta2 = self.betas
        for p, g, s in zip(self.params, grads, self.state):
            now = beta1 * (1.0 - 0.5 * (0.96 ** (self.t / 250)))
            then = beta1 * (1.0 - 0.5 * (0.96 ** ((self.t + 1) / 250)))
            s["schedule"] *= now
            s["m"] += (1 - beta1) * (g - s["m"])
            s["v"] += (1 - beta2) * (g * g - s["v"])
            root = np.sqrt(s["v"] / (1 - beta2**self.t)) + self.eps
            p -= self.lr * (1.0 - now) / (1.0 - s["schedule"]) * g / root
            p -= self.lr * then / (1.0 - s["schedule"] * then) * s["m"] / root


# WRONG


class NadamMultipliesTwice(NadamByBeta1):
    """PyTorch's, where its step could be captured."""

    def update(self, params, grads):
        self.t += 1
        mu, mu_next = self.momentum(self.t), self.momentum(self.t + 1)
        self.product = self.product * mu
        after = self.product * mu * mu_next
        for key, g in grads.items():
            m, v = self.m.get(key, np.zeros_like(g)), self.v.get(key, np.zeros_like(g))
            self.m[key] = m = self.beta1 * m + (1 - self.beta1) * g
            self.v[key] = v = self.beta2 * v + (1 - self.beta2) * g * g
            m_bar = (1 - mu) * g / (1 - self.product) + mu_next * m / (1 - after)
            params[key] -= self.lr * m_bar / (np.sqrt(v / (1 - self.beta2**self.t)) + self.eps)


class NadamCountsFromZero(NadamByBeta1):
    def momentum(self, t):
        return super().momentum(t - 1)


class NadamStartsAtZero(NadamOfTheReport):
    def __init__(self, lr=0.002, beta1=0.9, beta2=0.999, eps=1e-8, schedule_decay=0.004):
        super().__init__(lr, beta1, beta2, eps, schedule_decay)
        self.product = 0.0
