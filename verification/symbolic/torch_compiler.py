"""PyTorch's optimizers import its compiler, `torch._dynamo`, before their first step, only to tell it to stay away from it.

That takes as long as two checks.  So something else stands for the compiler until somebody compiles, or asks it for anything else.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

NAME = "torch._dynamo"

OF_ARRAYS = ("shape", "dtype")
"""Asked of whatever may be an array, as names like `__file__` are of every module: who does so compiles nothing."""


class _Idle(ModuleType):
    """The compiler as long as nothing is compiled: it has nothing to stay away from."""

    def __getattr__(self, name: str) -> Any:
        if (name.startswith("__") and name != "__path__") or name in OF_ARRAYS:
            raise AttributeError(f"module {NAME!r} has no attribute {name!r}")
        return getattr(_compiler(), name)

    @staticmethod
    def graph_break(*args: Any, **kwargs: Any) -> None:
        if _is_at_work():
            _compiler().graph_break(*args, **kwargs)

    @staticmethod
    def disable(function: Any = None, recursive: bool = True, **given: Any) -> Any:
        if function is None or given != {"wrapping": False}:
            return _compiler().disable(function, recursive, **given)
        return _kept_away(function, recursive)


def leave_compiler_idle() -> None:
    """Where PyTorch was imported and its compiler was not, let it stay so while optimizers make plain steps."""
    torch = sys.modules.get("torch")
    if torch is not None and NAME not in sys.modules:
        sys.modules[NAME] = torch._dynamo = _Idle(NAME)  # type: ignore[attr-defined]  # noqa: SLF001


def _is_at_work() -> bool:
    return not isinstance(sys.modules.get(NAME), _Idle)


def _compiler() -> Any:
    if not _is_at_work():
        del sys.modules[NAME], vars(sys.modules["torch"])["_dynamo"]
    return import_module(NAME)


def _kept_away(function: Callable[..., Any], recursive: bool) -> Callable[..., Any]:
    made: list[Callable[..., Any]] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        if not made and _is_at_work():
            made.append(_compiler().disable(function, recursive, wrapping=False))
        return (made or [function])[0](*args, **kwargs)

    return call
