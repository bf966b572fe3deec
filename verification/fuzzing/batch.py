"""Tapes that are judged together: the oracle takes as long for a hundred elements as for one."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ...reference.oracle import Expected
from ...reference.tape import Tape


def bundled(tapes: Sequence[Tape]) -> Tape:
    """Tapes as one, whose hyperparameters are one for each element; a tape that ends early goes on with zero gradients."""
    if len(tapes) == 1:
        return tapes[0]
    sizes = [sum(parameter.size for parameter in tape.initial) for tape in tapes]
    rows = []
    for k in range(max(tape.steps for tape in tapes)):
        parts = [
            flat(tape.gradients[k]) if k < tape.steps else np.zeros(size)
            for tape, size in zip(tapes, sizes, strict=True)
        ]
        rows.append((np.concatenate(parts).astype(tapes[0].dtype),))
    names = tapes[0].hyperparameters
    given = {name: np.repeat([tape.hyperparameters[name] for tape in tapes], sizes) for name in names}
    rates = [np.repeat([tape.lr[min(k, tape.steps - 1)] for tape in tapes], sizes) for k in range(len(rows))]
    initial = np.concatenate([flat(tape.initial) for tape in tapes]).astype(tapes[0].dtype)
    # The oracle takes a number for each element wherever it takes a number.
    return Tape((initial,), tuple(rows), cast(tuple[float, ...], tuple(rates)), cast(dict[str, float], given))


def flat(arrays: Sequence[Any]) -> NDArray[np.float64]:
    """Parameters as one row of doubles."""
    return np.concatenate([np.ravel(np.asarray(each, np.float64)) for each in arrays])


COLUMNS = ("value", "bound", "gradient_at", "gradient_bound", "overflow")


def columns_of(expected: Expected, kept: NDArray[np.intp]) -> Expected:
    """What is expected of some elements."""
    return Expected(*(getattr(expected, name)[:, kept] for name in COLUMNS))


def parts_of(judged: Sequence[Sequence[Expected]], tapes: Sequence[Tape]) -> list[Expected]:
    """What is expected of each tape, as arrays of steps × elements."""
    whole = [
        np.array([np.concatenate([np.ravel(getattr(each, name)) for each in row]) for row in judged])
        for name in COLUMNS
    ]
    parts: list[Expected] = []
    place = 0
    for tape in tapes:
        size = sum(parameter.size for parameter in tape.initial)
        parts.append(Expected(*(each[: tape.steps, place : place + size] for each in whole)))
        place += size
    return parts
