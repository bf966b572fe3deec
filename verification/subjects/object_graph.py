"""Everything that a subject holds on to: walk its objects, read their numbers, and put others in their place."""

import numbers
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any, Protocol

import numpy as np

from ..symbolic.torch_memory import array_of, is_tensor

Path = tuple[str, ...]

Put = Callable[[Any], None]
"""Puts something else in the place of a number, or of a tuple."""

ATOMS = (str, bytes, type(None), types.ModuleType, type, types.BuiltinFunctionType, np.dtype, np.random.Generator)


class HiddenStateError(Exception):
    """The subject keeps state that cannot be looked into; the message is a clause."""


@dataclass(frozen=True)
class Leaf:
    """A number that a subject keeps, or an array of them; `put` replaces it (or, for an array, does not exist)."""

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
    seen = {id(each) for each in apart}
    stack: list[tuple[Path, Any, Put | None]] = [((f"[root {place}]",), each, None) for place, each in enumerate(roots)]
    while stack:
        path, holder, put_holder = stack.pop()
        if id(holder) in seen or isinstance(holder, ATOMS) or is_tensor(holder):
            continue
        seen.add(id(holder))
        within = _items(holder, put_holder) if isinstance(holder, tuple) and put_holder else _children(holder)
        for step, value, put in within:
            if id(value) in seen and not _is_number(value):
                continue
            if _is_number(value):
                yield Leaf((*path, step), value, put)
            elif isinstance(value, np.ndarray) or is_tensor(value):
                seen.add(id(value))
                array = value if isinstance(value, np.ndarray) else array_of(value)
                if array.dtype.kind in "fiuO" or array.dtype.name == "bfloat16":
                    yield Leaf((*path, step), array, None)
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


class Walkable(Protocol):
    """What has state to walk: a run."""

    @property
    def roots(self) -> tuple[Any, ...]: ...
    @property
    def apart(self) -> Callable[[], Sequence[Any]]: ...


def set_leaves(run: Walkable, patterns: Sequence[Path], value: Any) -> None:
    """Put a number in the places of these patterns."""
    if patterns:
        for leaf in [*leaves(run.roots, run.apart())]:
            if leaf.put is not None and pattern(leaf.path) in patterns:
                leaf.put(value)


def structure(roots: Iterable[Any], apart: Iterable[Any] = ()) -> tuple[tuple[Path, str], ...]:
    """Everything that a subject keeps besides numbers: lengths, words, flags, and the kinds of its objects.

    Raises `HiddenStateError` where it keeps something that goes on without showing where it is.
    """
    seen = {id(each) for each in apart}
    found: list[tuple[Path, str]] = []
    stack: list[tuple[Path, Any]] = [((f"[root {place}]",), each) for place, each in enumerate(roots)]
    while stack:
        path, value = stack.pop()
        if _is_number(value) or isinstance(value, np.ndarray) or is_tensor(value):
            found.append((path, f"{np.shape(value)}"))
        elif isinstance(value, bool | np.bool_ | str | bytes | NoneType):
            found.append((path, repr(value)))
        elif hasattr(value, "__next__"):
            raise HiddenStateError(f"it keeps a {type(value).__name__}, which cannot be looked into")
        elif id(value) not in seen and not isinstance(value, ATOMS):
            seen.add(id(value))
            size = len(value) if isinstance(value, dict | list | tuple | set | frozenset) else 1
            found.append((path, f"{type(value).__name__} of {size}"))
            stack.extend(((*path, step), each) for step, each, _ in _children(value))
    return tuple(sorted(found))


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _children(holder: Any) -> Iterator[tuple[str, Any, Callable[[Any], None] | None]]:
    if isinstance(holder, dict):
        # Keys such as id(parameter) differ from run to run; their order does not.
        for place, key in enumerate([*holder]):
            word = key if isinstance(key, str) else f"[{place}]"
            yield word, holder[key], lambda new, key=key: holder.__setitem__(key, new)
    elif isinstance(holder, list):
        for index, value in enumerate(holder):
            yield f"[{index}]", value, lambda new, index=index: holder.__setitem__(index, new)
    elif isinstance(holder, tuple | set | frozenset):
        names = getattr(holder, "_fields", None) or [f"[{index}]" for index in range(len(holder))]
        for name, value in zip(names, holder, strict=True):
            yield name, value, None
    elif isinstance(holder, types.FunctionType):
        yield from _function_children(holder)
    elif isinstance(holder, types.MethodType):
        yield "__self__", holder.__self__, None
    else:
        yield from _object_children(holder)


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


def _object_children(holder: Any) -> Iterator[tuple[str, Any, Callable[[Any], None] | None]]:
    names = dict.fromkeys(getattr(holder, "__dict__", {}))
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


def _set(holder: Any, name: str, value: Any) -> None:
    object.__setattr__(holder, name, value)
