"""The nearest to some hyperparameters that somebody's optimizer takes: what it refuses, loudly, is found by bisection.

A range may depend on another value, as where β₁ < β₂ is asked for, so that whole combinations are tried, and never values alone.
"""

from collections.abc import Callable, Mapping

import numpy as np

Values = Mapping[str, float]
Takes = Callable[[Values], bool]
"""Whether a combination of hyperparameters, lr among them, is taken."""

HALVINGS = 12
"""How often the way from a value that is taken to one that is refused is halved."""

DIGITS = 5
"""Binary digits of what is found: every dtype holds it, and 1 − β as well."""


def nearest(takes: Takes, base: Values, wanted: Values) -> dict[str, float]:
    """`wanted` where it is taken; else from `base`, which is, one value after another as far towards it as it is taken."""
    if takes(wanted):
        return dict(wanted)
    found = {**wanted, **base}
    for name, value in wanted.items():
        found[name] = towards(takes, found, name, value)
    return found


def towards(takes: Takes, base: Values, name: str, value: float) -> float:
    """How far a hyperparameter can be taken from where it is in `base` to a value."""
    best = base[name]
    if value == best or takes({**base, name: value}):
        return value
    refused = value
    for _ in range(HALVINGS):
        between = _short((best + refused) / 2)
        if not min(best, refused) < between < max(best, refused):
            break
        if takes({**base, name: between}):
            best = between
        else:
            refused = between
    return best


def _short(number: float) -> float:
    """The number in few binary digits; above a half and below 1, what it lacks to 1 in few."""
    return 1 - _rounded(1 - number) if 0.5 < number < 1 else _rounded(number)


def _rounded(number: float) -> float:
    mantissa, exponent = np.frexp(number)
    return float(np.ldexp(np.round(np.ldexp(mantissa, DIGITS)), exponent - DIGITS))
