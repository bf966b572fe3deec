"""A line in a picture, as data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """A line with a name.

    Attributes:
        label: what it is called; a second line of text says more.
        x: where it is known, a vector of floats that grow.
        y: its values there.
        right: whether it is what the rule says.
        low: the lower edge of a band around it, if it has one.
        high: the upper edge.
    """

    label: str
    x: Array
    y: Array
    right: bool = False
    low: Array | None = None
    high: Array | None = None
