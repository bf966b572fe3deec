"""Everything that a subject holds on to: walk its objects, read their numbers, and put others in their place."""

import math
import numbers
import random
import sys
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from types import NoneType
from typing import Any

import numpy as np

from ..symbolic.array import SymbolicArray, symbolic
from ..symbolic.messages import TELLERS
from ..symbolic.scalar import Scalar
from ..symbolic.torch_memory import array_of, is_tensor

Path = tuple[str, ...]

Put = Callable[[Any], None]
"""Puts something else in the place of a number, or of a tuple."""

ATOMS = (str, bytes, type(None), types.ModuleType, type, types.BuiltinFunctionType, np.dtype)

GENERATORS = (random.Random, np.random.Generator, np.random.RandomState, np.random.BitGenerator)
"""Of random numbers, which go on with every draw."""

OPAQUE = (*ATOMS, *GENERATORS)
"""Nothing in them is walked."""

ARE_NUMBERS = {float: True, int: True} | dict.fromkeys((bool, str, dict, list, tuple, np.ndarray), False)
"""Whether what is of this very type is a number: nearly all is, and to ask the abstract classes takes ten times as long."""


@dataclass(frozen=True)
class Names:
    """Some names of a module or a class, as a root of what a subject holds on to."""

    owner: types.ModuleType | type
    names: tuple[str, ...]

    def children(self) -> Iterator[tuple[str, Any, Put]]:
        """Each name, its value, and what puts another in its place."""
        for name in self.names:
            if name in vars(self.owner):
                yield name, vars(self.owner)[name], lambda new, name=name: setattr(self.owner, name, new)


class HiddenStateError(Exception):
    """The subject keeps state that cannot be looked into; the message is a clause."""


@dataclass(frozen=True)
class Leaf:
    """A number that a subject keeps, or an array of them.

    Attributes:
        put: puts another number in its place; None where that cannot be, and for an array that has more than one.
    """

    path: Path
    value: Any
    put: Put | None

    @property
    def name(self) -> str:
        """The last attribute or string key on the way: what the author called it."""
        words = [each for each in self.path if not each.startswith("[")]
        return words[-1] if words else "".join(self.path)


def pattern(path: Path) -> Path:
    """The path with any place in a collection on the way: what is kept for each parameter has one pattern."""
    return (*("[]" if each.startswith("[") else each for each in path[:-1]), path[-1])


def leaves(roots: Iterable[Any], apart: Iterable[Any] = ()) -> Iterator[Leaf]:
    """Every number and array below `roots`, except the objects `apart` (the parameters and gradients)."""
    # What is seen is kept alive, so that no two have one id: some is made only to be looked at.
    seen = {id(each): each for each in apart}
    stack: list[tuple[Path, Any, Put | None]] = [((f"[root {place}]",), each, None) for place, each in enumerate(roots)]
    while stack:
        path, holder, put_holder = stack.pop()
        if id(holder) in seen or isinstance(holder, OPAQUE) or is_tensor(holder) or _tells(holder):
            continue
        seen[id(holder)] = holder
        within = _items(holder, put_holder) if isinstance(holder, tuple) and put_holder else _children(holder)
        for step, value, put in within:
            if _is_number(value):
                yield Leaf((*path, step), value, put)
            elif id(value) in seen:
                continue
            elif (counted := _counted(value)) is not None:
                seen[id(value)] = value
                yield Leaf((*path, step), counted[0], _put_count(put, counted))
            elif isinstance(value, np.ndarray) or is_tensor(value):
                seen[id(value)] = value
                array = value if isinstance(value, np.ndarray) else array_of(value)
                if array.dtype.kind in "fiuO" or array.dtype.name == "bfloat16":
                    yield Leaf((*path, step), array, _put_number(put, value))
            else:
                stack.append(((*path, step), value, put))


def lists(roots: Iterable[Any], apart: Iterable[Any] = ()) -> Iterator[tuple[Path, list[Any], Put | None]]:
    """Every list below `roots`, once for each place in which it is held."""
    given = {id(each) for each in apart}
    seen = set(given)
    stack: list[tuple[Path, Any, Put | None]] = [((f"[root {place}]",), each, None) for place, each in enumerate(roots)]
    while stack:
        path, holder, put_holder = stack.pop()
        if type(holder) is list and id(holder) not in given:
            yield path, holder, put_holder
        if id(holder) in seen or _is_number(holder) or isinstance(holder, (*ATOMS, np.ndarray)) or is_tensor(holder):
            continue
        seen.add(id(holder))
        within = _items(holder, put_holder) if isinstance(holder, tuple) and put_holder else _children(holder)
        stack.extend(((*path, step), value, put) for step, value, put in within)


def held_at(roots: Iterable[Any], places: Path) -> list[Any]:
    """The objects below `roots` to which the path is of this pattern."""
    held = [*roots]
    for place in places[1:]:
        held = [
            value
            for holder in held
            for step, value, _ in _children(holder)
            if place == ("[]" if step.startswith("[") else step)
        ]
    return held


def structure(roots: Iterable[Any], apart: Iterable[Any] = ()) -> tuple[tuple[Path, str], ...]:
    """Everything that a subject keeps besides numbers: lengths, words, flags, and the kinds of its objects.

    Raises `HiddenStateError` where it keeps something that goes on without showing where it is.
    """
    seen = {id(each): each for each in apart}
    found: list[tuple[Path, str]] = []
    stack: list[tuple[Path, Any]] = [((f"[root {place}]",), each) for place, each in enumerate(roots)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, np.ndarray) and value.dtype.kind not in "fiucO":
            found.append((path, f"{value.shape} {value.tobytes()!r}"))
        elif _is_number(value) or isinstance(value, np.ndarray) or is_tensor(value):
            found.append((path, f"{np.shape(value)}" if is_finite(value) else repr(value)))
        elif _counted(value) is not None:
            if id(value) in seen:  # another counter in the place of one would be apart from the other
                raise HiddenStateError("it keeps one counter in two places")
            seen[id(value)] = value
            found.append((path, "count"))
        elif isinstance(value, bool | np.bool_ | str | bytes | bytearray | NoneType | count):
            found.append((path, repr(value)))
        elif isinstance(value, GENERATORS):
            found.append((path, _state_of(value)))
        elif hasattr(value, "__next__"):
            raise HiddenStateError(f"it keeps a {type(value).__name__}, which cannot be looked into")
        elif id(value) not in seen and not isinstance(value, ATOMS) and not _tells(value):
            seen[id(value)] = value
            size = len(value) if isinstance(value, dict | list | tuple | set | frozenset | deque) else 1
            found.append((path, f"{type(value).__name__} of {size}"))
            stack.extend(((*path, step), each) for step, each, _ in _children(value))
    return tuple(sorted(found))


def _is_number(value: Any) -> bool:
    known = ARE_NUMBERS.get(type(value))
    return isinstance(value, numbers.Real) and not isinstance(value, bool) if known is None else known


def _put_number(put: Put | None, held: Any) -> Put | None:
    """Puts a number in the place of an array that is one, as libraries keep an lr, in an array of its dtype."""
    if put is None or not isinstance(held, np.ndarray) or held.ndim:
        return None

    def put_number(new: Any) -> None:
        other = symbolic(held) if isinstance(new, Scalar) and not isinstance(held, SymbolicArray) else held.copy()
        other[()] = new
        put(other)

    return put_number


def _counted(value: Any) -> tuple[Any, Any] | None:
    """The number that an `itertools.count` comes to next, and its step; None of what is none, or does not tell."""
    if not isinstance(value, count):
        return None
    try:
        number, *step = value.__reduce__()[1]  # type: ignore[misc]
    except TypeError:
        return None
    return number, step[0] if step else 1


def _put_count(put: Put | None, counted: tuple[Any, Any]) -> Put | None:
    """Puts a number in the place of that to which a counter comes next, by another counter in its place."""
    return None if put is None else lambda new: put(count(new, counted[1]))


def is_finite(value: Any) -> bool:
    """False for infinities and NaN, as of a loss that was never computed, which are no numbers of a trace."""
    return isinstance(value, Scalar) or not isinstance(value, float | np.floating) or math.isfinite(value)


def _tells(value: Any) -> bool:
    """Whether it is a logger, or a bar of progress: what it keeps is for people."""
    return type(value).__module__.partition(".")[0] in TELLERS


def _state_of(generator: Any) -> str:
    if isinstance(generator, random.Random):
        return repr(generator.getstate())
    if isinstance(generator, np.random.RandomState):
        return repr(generator.get_state())
    return repr(getattr(generator, "bit_generator", generator).state)


def _children(holder: Any) -> Iterator[tuple[str, Any, Callable[[Any], None] | None]]:
    if isinstance(holder, dict):
        # Keys such as id(parameter) differ from run to run; their order does not.
        for place, key in enumerate([*holder]):
            word = key if isinstance(key, str) else f"[{place}]"
            yield word, holder[key], lambda new, key=key: holder.__setitem__(key, new)
    elif isinstance(holder, list | deque):
        for index, value in enumerate(holder):
            yield f"[{index}]", value, lambda new, index=index: holder.__setitem__(index, new)
    elif isinstance(holder, tuple | set | frozenset):
        names = getattr(holder, "_fields", None) or [f"[{index}]" for index in range(len(holder))]
        for name, value in zip(names, holder, strict=True):
            yield name, value, None
    elif isinstance(holder, Names):
        yield from holder.children()
    elif isinstance(holder, types.FunctionType):
        yield from _function_children(holder)
    elif isinstance(holder, types.MethodType):
        yield "__self__", holder.__self__, None
        yield "__func__", holder.__func__, None
    elif isinstance(holder, ContextVar):
        yield "value", holder.get(None), lambda new: _set_context(holder, new)
    else:
        yield from _object_children(holder)
        yield from _reduced(holder)


def _items(holder: tuple[Any, ...], put_holder: Put) -> Iterator[tuple[str, Any, Put]]:
    """What a tuple holds; as it cannot be changed, another takes its place."""
    held = [*holder]
    words = getattr(holder, "_fields", [f"[{place}]" for place in range(len(held))])

    def put_item(place: int, new: Any) -> None:
        held[place] = new
        put_holder(type(holder)(*held) if hasattr(holder, "_fields") else type(holder)(held))

    for place, value in enumerate(holder):
        yield words[place], value, lambda new, place=place: put_item(place, new)


def _function_children(function: types.FunctionType) -> Iterator[tuple[str, Any, Callable[[Any], None] | None]]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents, lambda new, cell=cell: setattr(cell, "cell_contents", new)
        except ValueError:
            continue
    for name, value in [*vars(function).items()]:
        yield name, value, lambda new, name=name: setattr(function, name, new)
    # A number that stands as a default stays what it is.
    given = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    yield from ((f"[default {place}]", value, None) for place, value in enumerate(given) if not _is_number(value))


def _reduced(holder: Any) -> Iterator[tuple[str, Any, None]]:
    """What an object of the standard library holds that no attribute shows, as an array or a partial does."""
    own = next(kind for kind in type(holder).__mro__ if "__reduce__" in vars(kind) or "__reduce_ex__" in vars(kind))
    if own is object or own.__module__.partition(".")[0] not in sys.stdlib_module_names:
        return
    if any(isinstance(vars(own).get(name), types.FunctionType) for name in ("__reduce__", "__reduce_ex__")):
        return  # it is written in Python, and has attributes
    try:
        parts = holder.__reduce_ex__(2)
    except Exception:  # noqa: BLE001 - what cannot be taken apart, as a lock, has no numbers
        return
    for place, part in enumerate(() if isinstance(parts, str) else parts[1:]):
        yield f"[{place}]", tuple(part) if isinstance(part, Iterator) else part, None


def _object_children(holder: Any) -> Iterator[tuple[str, Any, Callable[[Any], None] | None]]:
    names = dict.fromkeys(getattr(holder, "__dict__", {}))
    if type(holder).__module__.partition(".")[0] == "jaxlib":
        # A compiled function: which of its arguments are static is a number too, and none of its state.
        names = {name: None for name in names if name == "__wrapped__"}
    for kind in type(holder).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        names.update(dict.fromkeys([slots] if isinstance(slots, str) else slots))
        if kind.__module__ not in ("builtins", "abc", "typing") and not kind.__module__.startswith("numpy"):
            mutable = {
                name
                for name, value in kind.__dict__.items()
                if isinstance(value, dict | list) and not name.startswith("__")
            }
            names.update(dict.fromkeys(mutable))
    for name in names:
        if name in ("__dict__", "__weakref__"):
            continue
        try:
            value = getattr(holder, name)
        except Exception:  # noqa: BLE001 - somebody's property may raise anything
            continue
        yield name, value, lambda new, name=name: _set(holder, name, new)


def _set_context(holder: ContextVar[Any], value: Any) -> None:
    holder.set(value)


def _set(holder: Any, name: str, value: Any) -> None:
    object.__setattr__(holder, name, value)
