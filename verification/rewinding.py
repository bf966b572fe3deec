"""What a module, its classes and its functions keep for all runs, and how it was when it was loaded."""

import types
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

LARGEST = 4096
"""Elements of an array that is copied; larger ones are data, not state."""


def rewinder(module: types.ModuleType | None) -> Callable[[], None]:
    """A function that puts everything back as it is now, so that every run finds the module as it was loaded."""
    restorers = [] if module is None else [*_restorers(module)]

    def rewind() -> None:
        for restore in restorers:
            restore()

    return rewind


def _restorers(module: types.ModuleType) -> Iterator[Callable[[], None]]:
    namespace = vars(module)
    yield from _of_names(namespace, namespace.__setitem__)
    for value in [*namespace.values()]:
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from _of_names(vars(value), partial(setattr, value))
            for each in vars(value).values():
                yield from _of_defaults(each)
        yield from _of_defaults(value)


def _of_names(namespace: Any, put: Callable[[str, Any], None]) -> Iterator[Callable[[], None]]:
    """The names of a module or a class: what they stand for, and what that holds."""
    before = {name: value for name, value in namespace.items() if not name.startswith("__")}

    def restore() -> None:
        for name, value in before.items():
            if namespace.get(name) is not value:
                put(name, value)

    yield restore
    for value in before.values():
        yield from _of_contents(value)


def _of_defaults(function: Any) -> Iterator[Callable[[], None]]:
    if isinstance(function, types.FunctionType):
        for value in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values(), function.__dict__):
            yield from _of_contents(value)


def _of_contents(value: Any) -> Iterator[Callable[[], None]]:
    """What a collection holds, all the way down; an array of numbers too."""
    if isinstance(value, dict | set):
        inside, refill = value.copy(), value.update
        yield lambda: (value.clear(), refill(inside), None)[-1]
    elif isinstance(value, list):
        inside = value.copy()
        yield partial(value.__setitem__, slice(None), inside)
    elif isinstance(value, np.ndarray) and value.dtype != object and value.flags.writeable and value.size <= LARGEST:
        yield partial(value.__setitem__, ..., value.copy())
        return
    else:
        return
    for each in inside.values() if isinstance(inside, dict) else inside:
        yield from _of_contents(each)
