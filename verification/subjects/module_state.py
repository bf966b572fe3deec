"""The state that a module, its classes and its functions keep for all runs, as it was when the module was loaded.

Functions, classes and modules are no state: while a trace runs, some names of a module stand for other functions.
"""

import inspect
import sys
import types
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from .homes import home_of

LARGEST = 4096
"""Numbers in a collection, and collections in all, that are put back; what is larger is data, not state."""

NO_STATE = (types.ModuleType, np.random.Generator, np.random.RandomState)


def rewinder(module: types.ModuleType | None) -> Callable[[], None]:
    """A function that puts everything back as it is now, so that every run finds the module as it was loaded.

    So do the modules beside it from which it has something.
    """
    modules = [] if module is None else [module, *_beside(module)]
    own = frozenset(each.__name__ for each in modules)
    restorers = [*islice((restore for each in modules for restore in _restorers(each, own)), LARGEST)]

    def rewind() -> None:
        for restore in restorers:
            restore()

    return rewind


def _beside(module: types.ModuleType) -> list[types.ModuleType]:
    """The modules in the same folder that it imports, or imports a class or a function from."""
    folder = _folder(module)
    names = {home_of(value) for value in [*vars(module).values()]}
    others = [sys.modules.get(name) for name in names - {module.__name__}]
    return [each for each in others if each is not None and folder is not None and _folder(each) == folder]


def _folder(module: types.ModuleType) -> Path | None:
    file = getattr(module, "__file__", None)
    return Path(file).parent if isinstance(file, str) else None


def _restorers(module: types.ModuleType, own: frozenset[str]) -> Iterator[Callable[[], None]]:
    classes = [each for _, each in _named(module) if isinstance(each, type) and each.__module__ == module.__name__]
    owners = [*classes, module]
    for owner in owners:
        yield partial(_put_back, owner, _state(owner), frozenset(vars(owner)))
    seen: set[int] = set()
    for owner in owners:
        for _, value in [*_named(owner), *_dunder_methods(owner)]:
            for kept in (value, *_defaults(value)):
                yield from _refilled(kept, seen, own)
            # An object that makes up any attribute that it is asked for, as one that is imported late, has no cache.
            if inspect.getattr_static(value, "cache_clear", None) is not None:
                yield value.cache_clear
            for cell in _cells(value):
                with suppress(ValueError):
                    if not callable(cell.cell_contents):
                        yield partial(setattr, cell, "cell_contents", cell.cell_contents)


def _named(owner: type | types.ModuleType) -> list[tuple[str, Any]]:
    """What its author named in a module or a class; the rest is Python's."""
    return [(name, value) for name, value in vars(owner).items() if not name.startswith("__")]


def _dunder_methods(owner: type | types.ModuleType) -> list[tuple[str, Any]]:
    """A constructor, and the like: their defaults are made once."""
    return [
        (name, value)
        for name, value in vars(owner).items()
        if name.startswith("__") and isinstance(value, types.FunctionType) and value.__module__ == home_of(owner)
    ]


def _state(owner: type | types.ModuleType) -> dict[str, Any]:
    return {name: value for name, value in _named(owner) if not callable(value) and not isinstance(value, NO_STATE)}


def _put_back(owner: type | types.ModuleType, before: dict[str, Any], names: frozenset[str]) -> None:
    """The state as it was `before`; names that were there already may stand for something else while a trace runs."""
    now = vars(owner)
    if not names.issuperset(now):
        for name in _state(owner).keys() - names:
            delattr(owner, name)
    for name, value in before.items():
        if name not in now or now[name] is not value:
            setattr(owner, name, value)


def _defaults(function: Any) -> tuple[Any, ...]:
    if not isinstance(function, types.FunctionType):
        return ()
    return (
        *(function.__defaults__ or ()),
        *(function.__kwdefaults__ or {}).values(),
        function.__dict__,
        *_held(function),
    )


def _cells(value: Any) -> tuple[types.CellType, ...]:
    return (value.__closure__ or ()) if isinstance(value, types.FunctionType) else ()


def _held(function: types.FunctionType) -> Iterator[Any]:
    for cell in _cells(function):
        with suppress(ValueError):
            yield cell.cell_contents


def _refilled(value: Any, seen: set[int], own: frozenset[str]) -> Iterator[Callable[[], None]]:
    """A collection with what it holds now, all the way down; an array of numbers, and an object of an author's own class, too."""
    if _is_helper(value, own):
        value = vars(value)
    if id(value) in seen or not isinstance(value, dict | set | list | deque | array | np.ndarray):
        return
    seen.add(id(value))
    if (value.size if isinstance(value, np.ndarray) else len(value)) > LARGEST:
        return
    if isinstance(value, np.ndarray):
        if value.dtype != object and value.flags.writeable:
            yield partial(value.__setitem__, ..., value.copy())
        return
    inside = value[:] if isinstance(value, array) else value.copy()
    yield partial(_refill, value, inside)
    for each in inside.values() if isinstance(inside, dict) else inside:
        yield from _refilled(each, seen, own)


def _is_helper(value: Any, own: frozenset[str]) -> bool:
    """Whether it is an object of a class that is written in Python beside what is checked, as a configuration is."""
    kind = type(value)
    if isinstance(value, type) or not isinstance(getattr(value, "__dict__", None), dict):
        return False
    return kind is types.SimpleNamespace or kind.__module__ in own


def _refill(value: Any, inside: Any) -> None:
    if isinstance(value, array):
        value[:] = inside
        return
    value.clear()
    if isinstance(value, list | deque):
        value.extend(inside)
    else:
        value.update(inside)
