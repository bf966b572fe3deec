"""The numbers in which a subject is tried."""

from typing import Any

import numpy as np

from ...reference.hyperparameters import KNOWN, visible
from ...reference.rule import Hyperparameters

Arrays = list[Any]

RATE = visible(KNOWN)["lr"]
"""The lr at which a subject is tried, whatever its rule."""


def values(hyperparameters: Hyperparameters) -> dict[str, float]:
    """The values at which a subject is tried, lr among them."""
    return {**visible(hyperparameters), "lr": RATE}


PARAMETERS = 2
"""How many parameters there are, here and in a trace."""


def probe_arrays() -> tuple[Arrays, list[Arrays]]:
    """Two small parameters and two steps of gradients for them."""
    initial = [np.array([0.5, -1.25]), np.array([0.75])]
    gradients = [[np.array([1.5, -0.5]), np.array([0.25])], [np.array([0.75, 2.0]), np.array([-1.0])]]
    return initial, gradients
