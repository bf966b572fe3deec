"""Schedules of the learning rate as people write them, right and wrong."""

import math

# EXPONENTIAL


def exponential(step, lr=0.1, gamma=0.95):
    return lr * gamma**step


def exponential_written_out(step):
    return 0.01 * math.pow(0.96, step / 250)


def exponential_factory(initial_lr, decay_rate, decay_steps):
    def schedule(count):
        return initial_lr * decay_rate ** (count / decay_steps)

    return schedule


class ExponentialCalled:
    def __init__(self, initial_learning_rate, decay_steps, decay_rate):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate

    def __call__(self, step):
        return self.initial_learning_rate * self.decay_rate ** (step / self.decay_steps)


class ExponentialOfOptimizer:
    def __init__(self, optimizer, gamma=0.9):
        self.optimizer, self.gamma = optimizer, gamma

    def step(self):
        for group in self.optimizer.param_groups:
            group["lr"] *= self.gamma


class ExponentialClosed:
    """With the rate at the start, and the number of steps so far."""

    def __init__(self, optimizer, gamma=0.9):
        self.optimizer, self.gamma, self.epoch = optimizer, gamma, 0
        self.base_lr = optimizer.lr

    def step(self):
        self.epoch += 1
        self.optimizer.lr = self.base_lr * self.gamma**self.epoch


class ExponentialAsked:
    def __init__(self, lr=0.1, gamma=0.9):
        self.lr, self.gamma, self.t = lr, gamma, 0

    def step(self):
        self.t += 1

    def get_lr(self):
        return self.lr * self.gamma**self.t


class ExponentialReturned:
    def __init__(self, lr=0.1, gamma=0.9):
        self.lr, self.gamma, self.t = lr, gamma, 0

    def step(self):
        lr = self.lr * self.gamma**self.t
        self.t += 1
        return lr


class ExponentialKept:
    def __init__(self, lr=0.1, gamma=0.9):
        self.lr, self.gamma = lr, gamma

    def step(self):
        self.lr *= self.gamma


def exponential_late(step, lr=0.1, gamma=0.95):
    return lr * gamma ** (step + 1)


def exponential_ends(step, lr=0.1, gamma=0.95):
    """Right for a hundred thousand steps."""
    return lr * gamma**step if step < 100_000 else 0.0


def exponential_first(step, lr=0.1, gamma=0.95):
    """Wrong in its first step alone."""
    if step == 0:
        return lr / 2
    return lr * gamma**step


class ExponentialBefore(ExponentialReturned):
    """Counts before it says the rate."""

    def step(self):
        self.t += 1
        return self.lr * self.gamma**self.t


# INVERSE TIME


def inverse_time(t, eta0=0.1, decay=0.01):
    return eta0 / (1 + decay * t)


def inverse_time_squared(t, eta0=0.1, decay=0.01):
    return eta0 / (1 + decay * t**2)


# WARM-UP


def warmup(step, lr=0.1, warmup_steps=10):
    if step < warmup_steps:
        return lr * (step + 1) / warmup_steps
    return lr


def warmup_from_zero(step, lr=0.1, warmup_steps=10):
    return lr * min(1.0, step / warmup_steps)


def warmup_too_low(step, lr=0.1, warmup_steps=10):
    """Wrong once it is over."""
    if step < warmup_steps:
        return lr * (step + 1) / warmup_steps
    return lr / 2


def warmup_too_long(step, lr=0.1, warmup_steps=10):
    if step <= warmup_steps + 1:
        return lr * (step + 1) / warmup_steps
    return lr


# LINES AND POWERS


def linear(step, lr=0.1, total_steps=100):
    return lr * max(0.0, 1 - step / total_steps)


class LinearScheduler:
    def __init__(self, optimizer, total_steps, min_lr=0.0):
        self.optimizer, self.total_steps, self.min_lr = optimizer, total_steps, min_lr
        self.base_lr, self.t = optimizer.param_groups[0]["lr"], 0

    def step(self):
        self.t += 1
        left = max(self.total_steps - self.t, 0) / self.total_steps
        for group in self.optimizer.param_groups:
            group["lr"] = self.min_lr + (self.base_lr - self.min_lr) * left


def polynomial(step, lr=0.1, total_steps=100, power=2):
    return lr * (1 - min(step, total_steps) / total_steps) ** power


def linear_below_zero(step, lr=0.1, total_steps=100):
    return lr * (1 - step / total_steps)


# COSINE


def cosine(step, lr=0.1, total_steps=100):
    if step >= total_steps:
        return 0.0
    return lr * 0.5 * (1 + math.cos(math.pi * step / total_steps))


def cosine_with_floor(step, max_lr=0.1, min_lr=0.001, total_steps=100):
    s = min(step, total_steps)
    return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * s / total_steps)) / 2


class CosineCalled:
    def __init__(self, lr=0.1, decay_steps=100, alpha=0.0):
        self.lr, self.decay_steps, self.alpha = lr, decay_steps, alpha

    def __call__(self, step):
        share = 0.5 * (1 + math.cos(math.pi * min(step, self.decay_steps) / self.decay_steps))
        return self.lr * ((1 - self.alpha) * share + self.alpha)


def cosine_rises(step, lr=0.1, lr_min=0.001, total_steps=100):
    return lr_min + 0.5 * (lr - lr_min) * (1 + math.cos(math.pi * step / total_steps))


def cosine_whole_wave(step, lr=0.1, total_steps=100):
    s = min(step, total_steps)
    return lr * 0.5 * (1 + math.cos(2 * math.pi * s / total_steps))


def cosine_at_the_end(step, lr=0.1, total_steps=100):
    """Wrong in one step alone, the one after which it stays."""
    if step == total_steps:
        return lr
    return cosine(step, lr, total_steps)


def cosine_jumps(step, lr=0.1, total_steps=100):
    """Wrong after its end alone."""
    if step > total_steps:
        return lr
    return lr * 0.5 * (1 + math.cos(math.pi * step / total_steps))


class StepsByItself:
    """No schedule: an optimizer that nothing tells how to drive."""

    def __init__(self, lr=0.1):
        self.lr = lr

    def step(self):
        pass


# WITH A MIDDLE, AND A PEAK


def wsd(step, lr=0.1, warmup_steps=10, stable_steps=80, decay_steps=10, min_lr=0.0):
    if step < warmup_steps:
        return lr * (step + 1) / warmup_steps
    if step < warmup_steps + stable_steps:
        return lr
    if step < warmup_steps + stable_steps + decay_steps:
        return lr + (min_lr - lr) * (step - warmup_steps - stable_steps) / decay_steps
    return min_lr


def wsd_falls_at_once(step, lr=0.1, warmup_steps=10, stable_steps=80, decay_steps=10, min_lr=0.0):
    """Counts the fall from the end of the warm-up."""
    if step < warmup_steps:
        return lr * (step + 1) / warmup_steps
    if step < warmup_steps + stable_steps:
        return lr
    return max(min_lr, lr + (min_lr - lr) * (step - warmup_steps) / decay_steps)


def linear_shares(step, lr=0.1, start_factor=1 / 3, end_factor=1.0, total_iters=5):
    share = min(step, total_iters) / total_iters
    return lr * (start_factor + (end_factor - start_factor) * share)


def one_cycle(step, max_lr=0.1, total_steps=100, pct_start=0.3, div_factor=25.0, final_div_factor=1e4):
    top = pct_start * total_steps - 1
    low = max_lr / div_factor
    if step <= top:
        return max_lr + (low - max_lr) / 2 * (1 + math.cos(math.pi * step / top))
    end = low / final_div_factor
    return end + (max_lr - end) / 2 * (1 + math.cos(math.pi * (step - top) / (total_steps - 1 - top)))
