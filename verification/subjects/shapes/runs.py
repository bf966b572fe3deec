"""Several runs driven as one: of one parameter each, of a few together, or of single numbers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import numpy as np

from ...symbolic.array import SymbolicArray, objects
from ...symbolic.scalar import Scalar
from ..subject import Arrays, Run


def together(runs: Sequence[Run], size: int = 1) -> Run:
    """Several instances, each of which handles `size` parameters, driven as one run."""

    def step(gradients: Sequence[Any], lr: Any) -> None:
        for place, run in enumerate(runs):
            run.step(gradients[place * size : (place + 1) * size], lr)

    replaceable = [run.replace for run in runs if run.replace is not None]
    looking = [run.lookahead for run in runs if run.lookahead is not None]
    puts = [run.put for run in runs if run.put is not None]

    def put(arrays: Arrays) -> None:
        for place, each in enumerate(puts):
            each(arrays[place * size : (place + 1) * size])

    return Run(
        read=lambda: [array for run in runs for array in run.read()],
        step=step,
        roots=tuple(root for run in runs for root in run.roots),
        apart=lambda: [handed for run in runs for handed in run.apart()],
        lookahead=(lambda: [array for each in looking for array in each()]) if looking else None,
        replace=(lambda place, array: replaceable[place // size](place % size, array)) if replaceable else None,
        put=put if puts else None,
    )


def as_numbers(start: Callable[[Arrays], Run], initial: Arrays, count: int, *, single: bool) -> Run:
    """A run that takes `count` numbers: on arrays of one shape, or on each of their elements by itself where it is `single`.

    A parameter is repeated until it has as many elements as the largest, and the last again for each that is missing.
    """
    size = max(each.size for each in initial)

    def shown(arrays: Sequence[Any]) -> Arrays:
        largest = max(arrays, key=np.size)
        every = [(each if each.size else largest).reshape(-1) for each in arrays]
        alike = [each[np.arange(size) % each.size] for each in every] if size else every
        alike += [alike[-1].copy() for _ in range(count - len(alike))]
        return [each[place : place + 1].reshape(()) for place in range(size) for each in alike] if single else alike

    def given(arrays: Arrays) -> Arrays:
        whole = [[each.reshape(-1) for each in arrays[n::count]] for n in range(len(initial))]
        return [
            np.concatenate(each)[: like.size].reshape(like.shape) if like.size else like.copy()
            for each, like in zip(whole, initial, strict=True)
        ]

    own = shown(initial)
    run = together([start(own[place : place + count]) for place in range(0, len(own), count)], count)
    lookahead = run.lookahead
    return replace(
        _shown(run, shown, given),
        lookahead=None if lookahead is None else lambda: given(lookahead()),
    )


def as_list(start: Callable[[Arrays], Run], initial: Arrays) -> Run:
    """A run that takes one list of numbers, on arrays: it has the elements of all of them, one after the other."""
    ends = [0, *accumulate(each.size for each in initial)]

    def shown(arrays: Sequence[Any]) -> Arrays:
        return [each.reshape(-1)[place : place + 1].reshape(()) for each in arrays for place in range(each.size)]

    def given(numbers: Arrays) -> Arrays:
        flat = [each.reshape(-1) for each in numbers]
        return [
            np.concatenate(flat[begin:end]).reshape(like.shape) if like.size else like.copy()
            for begin, end, like in zip(ends, ends[1:], initial, strict=False)
        ]

    return replace(_shown(start(shown(initial)), shown, given), lookahead=None, add=None)


def _shown(run: Run, shown: Callable[[Sequence[Any]], Arrays], given: Callable[[Arrays], Arrays]) -> Run:
    """A run that is shown arrays otherwise than they are, and gives back what they stand for."""
    exchanged = run.replace

    def put(arrays: Arrays) -> None:
        assert exchanged is not None
        for place, each in enumerate(shown(arrays)):
            exchanged(place, each)

    return replace(
        run,
        read=lambda: given(run.read()),
        step=lambda gradients, lr: run.step(shown(gradients), lr),
        replace=None,
        put=None if exchanged is None else put,
    )


def as_array(value: Any) -> Any:
    """A number as the array without dimensions that it stands for; all else as it is, a whole number too, which counts."""
    return array_of(value) if isinstance(value, float | np.inexact | Scalar) else value


def array_of(value: Any) -> Any:
    if isinstance(value, SymbolicArray):
        return objects(value).copy().view(SymbolicArray)
    if isinstance(value, Scalar) or (
        isinstance(value, list) and any(not isinstance(each, float | int | np.number) for each in value)
    ):
        return objects(value).copy().view(SymbolicArray)
    return np.array(value)
