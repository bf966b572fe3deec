"""How many scalar trajectories the oracle judges in a second, against a plain mpmath loop over them."""

import statistics
import time
from collections.abc import Callable

import mpmath
import numpy as np

from optproof.reference.library import find_form, find_rule
from optproof.reference.oracle import judge
from optproof.reference.tape import Tape

STEPS = 20
SCALARS = 20_000
LOOPED = 50
"""Trajectories that the loop is timed on: it costs the same for each."""

HYPERPARAMETERS = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
LR = 0.001

EPSILON_HAT = find_form(find_rule("adam"), "epsilon-hat")


def tape(dtype: str) -> Tape:
    """Gradients of every size from 1e-6 to 1e3, for one parameter."""
    generator = np.random.default_rng(0)
    scale = 10.0 ** generator.uniform(-6, 3, SCALARS)
    rows = tuple(((generator.standard_normal(SCALARS) * scale).astype(dtype),) for _ in range(STEPS))
    initial = generator.standard_normal(SCALARS).astype(dtype)
    return Tape((initial,), rows, (LR,) * STEPS, HYPERPARAMETERS)


def judged_per_second(dtype: str, repeats: int) -> float:
    """By the oracle: exact values with their bounds."""
    wide = tape(dtype)
    return SCALARS / _median(lambda: list(judge(EPSILON_HAT, wide)), repeats)


def looped_per_second(dtype: str, repeats: int) -> float:
    """By mpmath, as precise as a long double: exact values without bounds."""
    wide = tape(dtype)
    return LOOPED / _median(lambda: [trajectory(wide, place) for place in range(LOOPED)], repeats)


def trajectory(wide: Tape, place: int) -> list[mpmath.mpf]:
    """θ after each step: epsilon-hat Adam as one would write it with mpmath."""
    mpf = mpmath.mpf
    with mpmath.workprec(64):
        beta1, beta2, epsilon = (mpf(HYPERPARAMETERS[name]) for name in ("beta1", "beta2", "epsilon"))
        theta, m, v = mpf(float(wide.initial[0][place])), mpf(0), mpf(0)
        path: list[mpmath.mpf] = []
        for t, (row, lr) in enumerate(zip(wide.gradients, wide.lr, strict=True), 1):
            assert row[0] is not None
            g = mpf(float(row[0][place]))
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g**2
            lr_t = mpf(lr) * mpmath.sqrt(1 - beta2**t) / (1 - beta1**t)
            theta = theta - lr_t * m / (mpmath.sqrt(v) + epsilon)
            path.append(theta)
        return path


def disagreement(dtype: str) -> float:
    """The largest distance between the two, in units of the oracle's bound: both must compute the same."""
    wide = tape(dtype)
    steps = list(judge(EPSILON_HAT, wide))
    worst = 0.0
    for place in range(LOOPED):
        for (expected,), exact in zip(steps, trajectory(wide, place), strict=True):
            worst = max(worst, abs(float(exact) - expected.value[place]) / expected.bound[place])
    return worst


def _median(work: Callable[[], object], repeats: int) -> float:
    work()  # expressions are turned into programs once
    seconds: list[float] = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)
