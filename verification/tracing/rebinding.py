"""Local variables of a function that runs, bound to something else."""

import ctypes
import sys
from types import FrameType
from typing import Any

from ..symbolic.array import SymbolicArray
from ..symbolic.containers import Holder, held
from ..symbolic.scalar import Scalar


def exchange(frame: FrameType, name: str, old: Holder, new: Holder) -> None:
    """Put another number or array in the place of one that a variable has, or an item of its list or dict."""
    variable, bracket, _ = name.partition("[")
    value = frame.f_locals[variable]
    rebind(frame, variable, _with(value, old, new) if bracket else _like(value, new))


def is_inside(name: str) -> bool:
    """Whether it is the name of an item of a list or a dict."""
    return "[" in name


def _like(named: Any, copied: Holder) -> Any:
    """The copy as what has the name is: a number, an array, or a tensor around one."""
    return copied if isinstance(named, Scalar | SymbolicArray) else type(named)(copied)


def _with(container: Any, old: Holder, new: Holder) -> Any:
    """The list or dict with another number in the place of one."""

    def exchanged(item: Any) -> Any:
        return _like(item, new) if held(item) is old else item

    if isinstance(container, dict):
        return {key: exchanged(item) for key, item in container.items()}
    return type(container)(map(exchanged, container))


def rebind(frame: FrameType, name: str, value: Any) -> None:
    """Assign to a local variable of a running function; before Python 3.13 its `f_locals` are a copy."""
    values = frame.f_locals
    values[name] = value
    if sys.version_info < (3, 13):
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
