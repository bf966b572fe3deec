"""What the methods of a class read, by their bytecode."""

import dis
import inspect
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from ..subjects.target import Target


def methods(target: Target) -> Iterator[FunctionType]:
    """The functions of a class and of those that it comes from, properties among them."""
    for kind in target.object.__mro__:
        for value in vars(kind).values():
            for function in (value, *(getattr(value, name, None) for name in ("__func__", "fget", "fset"))):
                if inspect.isfunction(function):
                    yield function


def attributes_read(code: CodeType, names: Mapping[str, Any]) -> set[str]:
    """The attributes that a function reads of anything but modules: `np.clip` is no use of an option `clip`."""
    found: set[str] = set()
    of: Any = None
    for each in dis.get_instructions(code):
        if each.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            if not isinstance(of, ModuleType):
                found.add(each.argval)
            of = getattr(of, each.argval, None) if isinstance(of, ModuleType) else None
        elif each.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            of = names.get(each.argval)
        elif each.opname not in ("CACHE", "PUSH_NULL", "EXTENDED_ARG"):
            of = None
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return found.union(*(attributes_read(each, names) for each in inner))
