"""Tapes that hunt: Hypothesis strategies, and wide tapes that judge many scalars at once."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from ...reference.formats import format_of
from ...reference.hyperparameters import tried
from ...reference.rule import Hyperparameter
from ...reference.tape import Tape
from ..symbolic.dtypes import is_exact
from .regimes import REGIMES
from .setting import Setting

SHAPES = ((2,), (1,))

Choose = Callable[[Sequence[float]], float]
"""How one of several values is chosen."""


def hyperparameters(setting: Setting, dtype: np.dtype[Any], choose: Choose) -> dict[str, float]:
    """A value for each hyperparameter but lr, exact in the dtype where a tape may choose it."""
    given = dict(setting.fixed)
    for name in setting.free:
        values = values_of(name, dtype, setting)
        given[name] = choose([each for each in values if not _hides({**given, name: each}, setting)])
    return given


def values_of(name: str, dtype: np.dtype[Any], setting: Setting) -> list[float]:
    """The values that a tape may choose for a hyperparameter.

    They and 1 − β are exact in the dtype, so that it does not matter whether they are rounded before they are used.
    """
    of = setting.hyperparameters[name]
    exact = _exact(of, dtype)
    if not setting.instead:
        return exact
    found = dict.fromkeys(setting.instead.get((name, each), each) for each in tried(of))
    return [each for each in found if each is not None and _holds(of, each, dtype)] or exact


@cache
def _exact(of: Hyperparameter, dtype: np.dtype[Any]) -> list[float]:
    return [each for each in tried(of) if _holds(of, each, dtype)]


def _holds(of: Hyperparameter, value: float, dtype: np.dtype[Any]) -> bool:
    return is_exact(value, dtype) and (not of.domain.is_fraction or is_exact(1 - value, dtype))


def _hides(given: Mapping[str, float], setting: Setting) -> bool:
    """Whether √(1 − β₂) = 1 − β₁, as at 0.9 and 0.99: mistakes in the start of a run cancel there."""
    pairs = (
        (each.hidden_by.name, name) for name, each in setting.hyperparameters.items() if each.hidden_by is not None
    )
    return any(by in given and name in given and (1 - given[by]) ** 2 == 1 - given[name] for by, name in pairs)


def rates(setting: Setting, dtype: np.dtype[Any], steps: int, choose: Choose, *, changing: bool) -> tuple[float, ...]:
    """The lr of each step."""
    if setting.lr is not None:
        return (setting.lr,) * steps
    table = values_of("lr", dtype, setting)
    return tuple(choose(table) for _ in range(steps)) if changing else (choose(table),) * steps


# Tapes that shrink.


def magnitudes(dtype: np.dtype[Any]) -> tuple[float, ...]:
    """Gradients from the smallest subnormal to nearly the largest number, the simple ones first."""
    held = format_of(dtype)
    edge, tiny = 2.0 ** (held.emax // 2), 2.0 ** (held.emin // 2)
    return (
        1.0, 0.0, 2.0, 0.5, 3.0, 2.0**-7, 100.0, 2.0**-12, -0.0, edge / 64, tiny, tiny / 64, held.smallest_subnormal,
        held.largest / 2,
    )  # fmt: skip


def tapes(setting: Setting, dtype: np.dtype[Any], most_steps: int = 8) -> st.SearchStrategy[Tape]:
    """Tapes of a few steps for two small parameters; they shrink to few steps and small whole numbers."""
    elements = sum(map(math.prod, SHAPES))
    sizes = magnitudes(dtype)
    # A strategy is made once: Hypothesis looks at each anew before it draws from it, and that takes as long as to draw.
    number, length, changes = (
        st.sampled_from([*sizes, *(-each for each in sizes)]),
        st.integers(1, most_steps),
        st.booleans(),
    )

    @cache
    def one_of(values: tuple[float, ...]) -> st.SearchStrategy[float]:
        return st.sampled_from(values)

    @st.composite
    def tape(draw: st.DrawFn) -> Tape:
        def choose(values: Sequence[float]) -> float:
            return draw(one_of(tuple(values)))

        steps = draw(length)
        lr = rates(setting, dtype, steps, choose, changing=setting.lr_varies and draw(changes))
        start = [choose((0.0, 1.0, -2.0, 0.75)) for _ in range(elements)]
        rows = [[draw(number) for _ in range(elements)] for _ in range(steps)]
        return _made(start, rows, lr, hyperparameters(setting, dtype, choose), dtype)

    return tape()


def _made(
    start: list[float], rows: list[list[float]], lr: tuple[float, ...], given: dict[str, float], dtype: np.dtype[Any]
) -> Tape:
    """A tape for parameters of `SHAPES` from flat lists."""
    initial, *gradients = (shaped(np.array(flat).astype(dtype), SHAPES) for flat in (start, *rows))
    return Tape(initial, tuple(gradients), lr, given)


def shaped(flat: Any, shapes: Sequence[tuple[int, ...]]) -> tuple[Any, ...]:
    """A flat array, cut into parameters of the given shapes."""
    ends = [*accumulate(map(math.prod, shapes))]
    return tuple(flat[start:end].reshape(shape) for start, end, shape in zip((0, *ends), ends, shapes, strict=False))


# Tapes that are wide.


def wide_tape(setting: Setting, dtype: np.dtype[Any], seed: int, steps: int = 16) -> Tape:
    """A long tape for one parameter with an element for each regime of gradients."""
    return setting.taken(_wide(setting, dtype, seed, steps))


@lru_cache(maxsize=256)
def _wide(setting: Setting, dtype: np.dtype[Any], seed: int, steps: int) -> Tape:
    """The same for every subject of which a tape may choose the same."""
    chooser = random.Random(seed)
    initial, rows = _columns(dtype, seed, steps)
    lr = rates(setting, dtype, steps, chooser.choice, changing=setting.lr_varies)
    return Tape(initial, rows, lr, hyperparameters(setting, dtype, chooser.choice))


@lru_cache(maxsize=64)
def _columns(
    dtype: np.dtype[Any], seed: int, steps: int
) -> tuple[tuple[NDArray[Any]], tuple[tuple[NDArray[Any]], ...]]:
    """Where the elements begin, and the gradients of each step: the same whatever a tape may choose."""
    generator = np.random.default_rng(seed)
    columns = [each.gradients(generator, steps, dtype) for each in REGIMES]
    rows = tuple((row.astype(dtype),) for row in np.array(columns).T)
    initial = generator.standard_normal(len(REGIMES)) * generator.integers(0, 2, len(REGIMES))
    return (initial.astype(dtype),), rows


def shaped_tape(
    setting: Setting, dtype: np.dtype[Any], seed: int, shapes: Sequence[tuple[int, ...]], steps: int = 4
) -> Tape:
    """A short tape of ordinary numbers for parameters of the given shapes, whose hyperparameters lie inside their domains."""
    generator = np.random.default_rng(seed)
    chooser = random.Random(seed)

    def choose(values: Sequence[float]) -> float:
        return chooser.choice([each for each in values if each != 0] or values)

    def numbers() -> Any:
        size = sum(int(np.prod(shape)) for shape in shapes)
        return (generator.standard_normal(size) * 2.0 ** generator.integers(-2, 3, size)).astype(dtype)

    initial, *rows = (shaped(numbers(), shapes) for _ in range(steps + 1))
    lr = rates(setting, dtype, steps, choose, changing=setting.lr_varies)
    return setting.taken(Tape(initial, tuple(rows), lr, hyperparameters(setting, dtype, choose)))
