"""Tapes that hunt: Hypothesis strategies, and wide tapes that judge many scalars at once."""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ...reference.tape import Tape
from .setting import Setting

SHAPES = ((2,), (1,))

BETAS = (0.0, 0.25, 0.5, 0.75, 0.875, 0.96875, 0.9990234375)
"""Decays from 0 to nearly 1, exact in every dtype down to float16."""

EPSILONS = (1.0, 0.25, 2.0**-10, 2.0**-20, 2.0**-24)

RATES = (1.0, 0.5, 2.0, 0.125, 2.0**-7, 2.0**-10, 3.0)


def magnitudes(dtype: np.dtype[Any]) -> tuple[float, ...]:
    """Gradients from a subnormal to where squares overflow, the simple ones first."""
    info = np.finfo(dtype)
    edge = float(np.sqrt(float(info.max)))
    tiny = float(np.sqrt(float(info.tiny)))
    return (
        1.0,
        0.0,
        2.0,
        0.5,
        3.0,
        2.0**-7,
        100.0,
        2.0**-17,
        tiny,
        tiny / 64,
        edge / 64,
        float(info.smallest_subnormal),
    )


def tapes(setting: Setting, dtype: np.dtype[Any], most_steps: int = 10) -> st.SearchStrategy[Tape]:
    """Tapes of a few steps for two small parameters; they shrink to few steps and small whole numbers."""
    elements = sum(int(np.prod(shape)) for shape in SHAPES)
    number = st.builds(lambda size, sign: size * sign, st.sampled_from(magnitudes(dtype)), st.sampled_from((1.0, -1.0)))

    @st.composite
    def tape(draw: st.DrawFn) -> Tape:
        steps = draw(st.integers(1, most_steps))
        rate = setting.lr if setting.lr is not None else draw(st.sampled_from(RATES))
        changing = setting.lr_varies and draw(st.booleans())
        rates = tuple(draw(st.sampled_from(RATES)) for _ in range(steps)) if changing else (rate,) * steps
        hyperparameters = {
            name: draw(st.sampled_from(EPSILONS if name == "epsilon" else BETAS)) for name in setting.free
        }
        start = draw(st.lists(st.sampled_from((0.0, 1.0, -2.0, 0.75)), min_size=elements, max_size=elements))
        rows = [draw(st.lists(number, min_size=elements, max_size=elements)) for _ in range(steps)]
        return make(start, rows, rates, {**setting.fixed, **hyperparameters}, dtype)

    return tape()


def make(
    start: list[float], rows: list[list[float]], rates: tuple[float, ...], hyperparameters: dict[str, float], dtype: Any
) -> Tape:
    """A tape for parameters of `SHAPES` from flat lists."""
    return Tape(_split(start, dtype), tuple(_split(row, dtype) for row in rows), rates, hyperparameters)


def _split(flat: list[float], dtype: Any) -> tuple[Any, ...]:
    arrays, place = [], 0
    for shape in SHAPES:
        size = int(np.prod(shape))
        arrays.append(np.array(flat[place : place + size], dtype).reshape(shape))
        place += size
    return tuple(arrays)


def wide_tape(setting: Setting, dtype: np.dtype[Any], seed: int, steps: int = 25, scalars: int = 96) -> Tape:
    """One long tape for one parameter with many elements, each in a regime of its own: steady, sparse, bursts, collapses."""
    generator = np.random.default_rng(seed)
    chooser = random.Random(seed)
    span = 6.0 if dtype.itemsize < 8 else 30.0
    scale = 10.0 ** generator.uniform(-span, span / 2, scalars)
    growth = 10.0 ** generator.choice((0.0, 0.0, -0.5, 0.25), scalars)
    sparse = generator.random(scalars) < 0.3
    rows = []
    for k in range(steps):
        row = generator.standard_normal(scalars) * scale * growth**k
        row[sparse & (generator.random(scalars) < 0.7)] = 0.0
        with np.errstate(all="ignore"):
            rows.append((row.astype(dtype),))
    rate = setting.lr if setting.lr is not None else chooser.choice(RATES)
    rates = tuple(chooser.choice(RATES) for _ in range(steps)) if setting.lr_varies else (rate,) * steps
    free = {name: chooser.choice(EPSILONS if name == "epsilon" else BETAS[1:]) for name in setting.free}
    initial = generator.standard_normal(scalars).astype(dtype)
    return Tape((initial,), tuple(rows), rates, {**setting.fixed, **free})


def shaped_tape(
    setting: Setting, dtype: np.dtype[Any], seed: int, shapes: Sequence[tuple[int, ...]], steps: int = 4
) -> Tape:
    """A short tape for parameters of the given shapes."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    flat = wide_tape(setting, dtype, seed, steps, sum(sizes))
    ends = np.cumsum(sizes)[:-1]

    def shaped(array: Any) -> tuple[Any, ...]:
        return tuple(part.reshape(shape) for part, shape in zip(np.split(array, ends), shapes, strict=True))

    return Tape(shaped(flat.initial[0]), tuple(shaped(row[0]) for row in flat.gradients), flat.lr, flat.hyperparameters)
