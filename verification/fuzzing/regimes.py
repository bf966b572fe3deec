"""Regimes of gradients: each brings to light what the others hide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ...reference.formats import format_of

Row = NDArray[Any]
"""What the gradients of one element are over the steps, but for their size."""


def _steady(generator: Generator, steps: int) -> Row:
    return generator.standard_normal(steps)


def _constant(_: Generator, steps: int) -> Row:
    return np.ones(steps)


def _nearly_constant(generator: Generator, steps: int) -> Row:
    return 1 + 2.0**-6 * generator.integers(-1, 2, steps)


def _flipping(_: Generator, steps: int) -> Row:
    return (-1.0) ** np.arange(steps)


def _signs(generator: Generator, steps: int) -> Row:
    return generator.choice((-1.0, 1.0), steps)


def _sparse(generator: Generator, steps: int) -> Row:
    return generator.standard_normal(steps) * (generator.random(steps) < 0.3)


def _signed_zeros(generator: Generator, steps: int) -> Row:
    return generator.choice((0.0, -0.0, 1.0, -1.0), steps, p=(0.4, 0.4, 0.1, 0.1))


def _zeros(_: Generator, steps: int) -> Row:
    return np.zeros(steps)


def _one_hot(generator: Generator, steps: int) -> Row:
    return np.where(np.arange(steps) == generator.integers(steps), 1.0, 0.0)


def _burst(generator: Generator, steps: int) -> Row:
    return np.where(np.arange(steps) == generator.integers(steps), 1.0, 2.0**-10 * generator.standard_normal(steps))


def _collapse(generator: Generator, steps: int) -> Row:
    return generator.standard_normal(steps) * np.where(np.arange(steps) < generator.integers(1, steps + 1), 1, 2.0**-10)


def _growing(_: Generator, steps: int) -> Row:
    return 2.0 ** np.arange(steps)


def _fading(_: Generator, steps: int) -> Row:
    return 2.0 ** -np.arange(steps)


@dataclass(frozen=True)
class Regime:
    """How the gradients of an element go, and how large they are.

    Attributes:
        least: the smallest size, as a share of the exponents of the dtype, from −1, the smallest subnormal, to 1.  At −½
            squares underflow, and at ½ they overflow.
        most: the largest.
    """

    name: str
    pattern: Callable[[Generator, int], Row]
    least: float = -0.05
    most: float = 0.05

    def gradients(self, generator: Generator, steps: int, dtype: np.dtype[Any]) -> Row:
        """The gradients of one element, none of them larger than the dtype holds."""
        held = format_of(dtype)
        share = generator.uniform(self.least, self.most)
        size = 2.0 ** np.floor(share * held.emax if share > 0 else -share * np.log2(held.smallest_subnormal))
        with np.errstate(all="ignore"):
            return np.clip(size * self.pattern(generator, steps), -held.largest, held.largest)


REGIMES = (
    Regime("steady", _steady),
    Regime("constant", _constant),
    Regime("nearly constant", _nearly_constant),
    Regime("sign flips", _flipping),
    Regime("random signs", _signs),
    Regime("sparse", _sparse),
    Regime("signed zeros", _signed_zeros),
    Regime("zeros", _zeros),
    Regime("one-hot", _one_hot),
    Regime("burst", _burst),
    Regime("collapse", _collapse),
    Regime("growing", _growing, -0.2, -0.1),
    Regime("fading", _fading, 0.1, 0.2),
    Regime("small", _steady, -0.4, -0.05),
    Regime("large", _steady, 0.05, 0.4),
    Regime("large and nearly constant", _nearly_constant, 0.05, 0.4),
    Regime("large sign flips", _flipping, 0.05, 0.4),
    Regime("squares underflow", _steady, -0.6, -0.45),
    Regime("squares underflow after a burst", _burst, -0.45, -0.4),
    Regime("subnormal", _steady, -0.99, -0.96),
    Regime("the smallest subnormal", _signs, -1, -1),
    Regime("squares nearly overflow", _steady, 0.4, 0.48),
    Regime("squares overflow", _sparse, 0.5, 0.7),
    Regime("nearly overflow", _signs, 0.9, 0.95),
)
"""Every element of a wide tape is in one of these, in this order."""
