"""The element that is added to every parameter of a loop, so that no stopping rule finds it at rest."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from ..subject import Arrays, SubjectError

SENTINEL = 1000.0
"""The gradient of an element that is added to every parameter, so that no stopping rule finds gradients or steps small."""

SUMMED = 1000
"""How often its square can be summed without an overflow: where 1,000 is too large for that, it is smaller."""


def extended(array: Any, value: float) -> Any:
    """The array with another element, or another row, at its end; a number as it is."""
    if np.ndim(array) == 0:
        return array.copy()
    return np.concatenate([array, np.full((1, *np.shape(array)[1:]), value, np.dtype(array.dtype))])


def with_sentinels(tape: Sequence[Sequence[Any]]) -> list[Arrays]:
    """The gradients of each step as a loop is given them."""
    return [[extended(each, _sentinel(np.dtype(each.dtype))) for each in gradients] for gradients in tape]


@cache
def _sentinel(dtype: np.dtype[Any]) -> float:
    if dtype.kind != "f":
        return SENTINEL
    most = np.sqrt(float(np.finfo(dtype).max) / SUMMED)
    return float(min(SENTINEL, 2 ** np.floor(np.log2(most))))


def trimmed(arrays: Arrays, like: Arrays) -> Arrays:
    """The arrays without what `extended` added to each."""
    return [_trimmed(*pair) for pair in zip(arrays, like, strict=True)]


def _trimmed(array: Any, like: Any) -> Any:
    if not hasattr(array, "__array_ufunc__") or np.ndim(array) != np.ndim(like):
        raise SubjectError("the loop returned something else than its parameter")
    return array if np.ndim(like) == 0 else array[:-1].copy()
