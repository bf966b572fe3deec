"""The dtypes in which subjects are tried."""

from importlib.util import find_spec
from typing import Any

import numpy as np

from ...reference.tape import Tape

DTYPES = ("float64", "float32", "float16", "bfloat16")
"""From the widest to the narrowest."""


def dtype_of(name: str) -> np.dtype[Any] | None:
    """The dtype of that name; None for bfloat16 where ml_dtypes, which brings it to NumPy, is not installed."""
    if name != "bfloat16":
        return np.dtype(name)
    if find_spec("ml_dtypes") is None:
        return None
    import ml_dtypes

    return np.dtype(ml_dtypes.bfloat16)


def rounded(value: Any, dtype: np.dtype[Any]) -> Any:
    """What the dtype holds of a number, or of each number of an array."""
    with np.errstate(all="ignore"):
        held = np.asarray(value, np.float64).astype(dtype).astype(np.float64)
    return float(held) if held.ndim == 0 else held


def is_exact(value: Any, dtype: np.dtype[Any]) -> bool:
    """Whether the dtype holds a number without rounding it."""
    return bool(np.all(rounded(value, dtype) == value))


def as_dtype(tape: Tape, dtype: np.dtype[Any]) -> Tape:
    """The tape with its arrays in another dtype."""
    if tape.dtype == dtype:
        return tape
    rows = tuple(
        tuple(None if gradient is None else gradient.astype(dtype) for gradient in row) for row in tape.gradients
    )
    return Tape(tuple(each.astype(dtype) for each in tape.initial), rows, tape.lr, tape.hyperparameters)
