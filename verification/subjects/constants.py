"""The numbers, shapes and words that stand in a target's code: where it may do something else, if anywhere."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

from .replaced_code import codes_in, functions_behind
from .target import Target

LARGEST = 4_000_000
"""Numbers beyond it are no sizes of which an array can be made in no time."""

SAID_BY_PYTHON = frozenset("__module__ __qualname__ __doc__".split())

NAME = re.compile(r"[\w./:-]{1,80}")


@dataclass(frozen=True)
class Constants:
    """What stands in the code.

    Attributes:
        numbers: whole ones from 2 to `LARGEST`, also where they are written as floats, and how long its tables are.
        shapes: tuples of such.
        words: what may be a name.
    """

    numbers: tuple[int, ...] = ()
    shapes: tuple[tuple[int, ...], ...] = ()
    words: tuple[str, ...] = ()


def constants_of(target: Target) -> Constants:
    """What stands in the functions of a target, in those of its file that they speak of, and in what these read of its module."""
    found: dict[Any, None] = {}
    for each in _plain(target):
        # True is 1, and 2.0 is 2: what is a number is told by its type.
        found[int(each) if type(each) is float and each.is_integer() else each] = None
    lengths = {len(each) for each in found if type(each) is tuple}
    numbers = {each for each in (*found, *lengths) if type(each) is int and 2 <= each <= LARGEST}
    shapes = {
        each for each in found if type(each) is tuple and each and all(type(one) is int and one > 0 for one in each)
    }
    words = {each for each in found if type(each) is str and NAME.fullmatch(each)}
    return Constants(tuple(sorted(numbers)), tuple(sorted(shapes)), tuple(sorted(words)))


def _plain(target: Target) -> Iterator[Any]:
    """The plain constants, one by one, and tuples as a whole besides."""
    waiting: list[Any] = [target.object]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, type):
            own = [vars(kind) for kind in value.__mro__ if _is_near(kind, target)]
            waiting += [each for members in own for name, each in members.items() if name not in SAID_BY_PYTHON]
        elif isinstance(value, CodeType):
            waiting += value.co_consts
        elif isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, tuple | list | set | frozenset):
            waiting += value
        if isinstance(value, int | float | str | tuple):
            yield value
        elif isinstance(value, list | dict | set | frozenset):
            yield (None,) * len(value)
        for function in functions_behind(value):
            waiting += [function.__code__, *_spoken_of(function)]


def _is_near(kind: type, target: Target) -> bool:
    return kind.__module__ == getattr(target.object, "__module__", "")


def _spoken_of(function: FunctionType) -> Iterator[Any]:
    """What a function reads of its own module: functions and classes of its file, and what is plain."""
    names = {name for code in codes_in(function.__code__) for name in code.co_names}
    module = sys.modules.get(function.__module__)
    for name in sorted(names & {*vars(module)} if module else ()):
        value = vars(module)[name]
        plain = isinstance(value, int | float | str | tuple | list | set | frozenset | dict)
        if plain or getattr(value, "__module__", None) == function.__module__:
            yield value
