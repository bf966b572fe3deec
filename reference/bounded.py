"""A value with what rounding may have done to it, as the running error analysis of `bound` carries it."""

from typing import Any, NamedTuple

import numpy as np


class Bounded(NamedTuple):
    """A value with what rounding may have done to it.

    Attributes:
        value: the value, in wide arithmetic.
        error: how far a computed value may be from it; infinite where nothing can be said.  An exact one is 0.0.
        majorant: the value if nothing cancelled.
        settled: made of hyperparameters alone: computed in Python floats perhaps, and rounded when it meets data.
        overflow: where the error is infinite because the dtype may overflow; False where it overflows nowhere.
        terms: how many numbers are summed in it, multiplied out.
        factors: how many numbers are multiplied in each of these, a reciprocal counting for two.
        spread: the largest product of some of these factors; where None, the larger of 1 and the number itself.
    """

    value: Any
    error: Any
    majorant: Any
    settled: bool = False
    overflow: Any = False
    terms: int = 1
    factors: int = 1
    spread: Any = None

    def stored(self) -> "Bounded":
        """As a variable holds it: one number, whatever it was computed from."""
        return Bounded(self.value, self.error, self.majorant, self.settled, self.overflow)


def most(numbers: Any) -> Any:
    """The largest of them."""
    # Most arrays are short: np.max takes three times as long.
    return numbers if isinstance(numbers, float) else np.maximum.reduce(numbers, axis=None, initial=0.0)


def is_zero(error: Any) -> bool:
    """Whether it is known to be 0.0, and no array."""
    return isinstance(error, float) and error == 0.0


def is_exact(number: Bounded) -> bool:
    """Whether no rounding may have done anything to it."""
    return is_zero(number.error)


def zeros(number: Bounded) -> Any:
    """Where it is zero in every evaluation, since all that is summed in it is."""
    if np.minimum.reduce(number.majorant, axis=None, initial=np.inf) > 0:
        return False  # nearly always
    return (number.majorant == 0) & (number.error == 0)


def is_unit(number: Bounded) -> bool:
    """Whether it is 1 or −1."""
    return number.settled and np.ndim(number.majorant) == 0 and number.majorant == 1.0 and is_exact(number)


def spread_of(number: Bounded) -> Any:
    """The largest product of some of its factors."""
    return np.maximum(number.majorant + number.error, 1.0) if number.spread is None else number.spread
