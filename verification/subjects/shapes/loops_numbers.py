"""Loops and steps over numbers: each element of a parameter stands for one, alone or together with others."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..subject import Arrays, Run
from .calls import together
from .loops_arguments import Asking


def grouped(asking: Asking, initial: Arrays, start: Callable[[Arrays], Run]) -> Run:
    """The runs of all groups of parameters, as one."""
    groups = asking.groups(initial)
    if not asking.apart and not asking.single:
        return together([start(each) for each in groups], len(groups[0]))
    count = max(asking.starts, 1)
    return together([_as_numbers(start, each, count, single=asking.single) for each in groups], count)


def _as_numbers(start: Callable[[Arrays], Run], initial: Arrays, count: int, *, single: bool) -> Run:
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
        run,
        read=lambda: given(run.read()),
        step=lambda gradients, lr: run.step(shown(gradients), lr),
        lookahead=None if lookahead is None else lambda: given(lookahead()),
        replace=None,
    )
