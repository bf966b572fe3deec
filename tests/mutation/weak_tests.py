"""Tests as people write them: one step, from the start."""

import numpy as np
from optimizer import Momentum


def test_one_step():
    params = {"w": np.array([1.0, -2.0])}
    Momentum(lr=0.1).update(params, {"w": np.array([0.5, 0.5])})
    np.testing.assert_allclose(params["w"], [0.95, -2.05])
