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
