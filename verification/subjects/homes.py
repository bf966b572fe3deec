"""Where a value that a module holds is from, without waking anybody: many a library warns of its own names when they are asked for."""

from types import ModuleType
from typing import Any


def home_of(value: Any) -> str:
    """The module that something is or comes from, by its name; empty where it does not say.

    What a module or an object answers by a `__getattr__` of its own is not asked.
    """
    name = "__name__" if issubclass(type(value), ModuleType) else "__module__"
    try:
        found = object.__getattribute__(value, name)
    except Exception:  # noqa: BLE001 - a property of somebody's may raise anything
        return ""
    return found if isinstance(found, str) else ""
