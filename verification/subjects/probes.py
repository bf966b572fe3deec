"""The numbers in which a subject is tried."""

import numpy as np

from .subject import Arrays

VISIBLE: dict[str, float] = {
    "lr": 13 / 256, "mu": 13 / 16, "rho": 11 / 16, "beta1": 13 / 16, "beta2": 29 / 32, "epsilon": 5 / 64,
    "weight_decay": 7 / 64, "dampening": 9 / 32, "initial_accumulator": 7 / 32, "lr_decay": 11 / 32, "eps_root": 9 / 128,
}  # fmt: skip
"""Hyperparameters at which every term of a rule can be seen; exact in float32."""


def probe_arrays() -> tuple[Arrays, list[Arrays]]:
    """Two small parameters and two steps of gradients for them."""
    initial = [np.array([0.5, -1.25]), np.array([0.75])]
    gradients = [[np.array([1.5, -0.5]), np.array([0.25])], [np.array([0.75, 2.0]), np.array([-1.0])]]
    return initial, gradients
