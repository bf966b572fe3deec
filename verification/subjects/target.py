"""Find what the user points at: `path/to/file.py:Name` or `package.module:Name`."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial, wraps
from types import ModuleType
from typing import Any

from ..symbolic.torch_compiler import leave_compiler_idle
from .absent import absent_behind
from .cells import unrun_of
from .environment import tell_libraries
from .homes import home_of
from .loading import TargetError, absence, module_at
from .module_state import rewinder
from .place import parted

MANY_STEPS = 3000
"""Steps of a long run, where a step is a few operations of NumPy's."""


@dataclass(frozen=True)
class Target:
    """Somebody's optimizer: a class or a function, and the module that it lives in.

    Attributes:
        rewind: put what the module keeps for all runs back as it was when it was loaded.  Every run begins so, but for those
            of one check: what a class or a default argument keeps fails that check, and nothing else.
        flushed: the dtypes whose subnormals the library that it computes with takes for zero.
        compiles: whether that library may compile a step as a whole.
        unrun: what of its notebook did not run and may change it, as a clause.
        most_steps: how many steps of a tiny parameter that library makes in about a tenth of a second.
    """

    label: str
    object: Any
    module: ModuleType | None
    rewind: Callable[[], None] = lambda: None
    flushed: frozenset[str] = frozenset()
    compiles: bool = False
    most_steps: int = MANY_STEPS
    unrun: str = ""

    @property
    def is_class(self) -> bool:
        return inspect.isclass(self.object)

    @property
    def homes(self) -> tuple[ModuleType, ...]:
        """The modules in which its code stands: that from which it was taken, and those that define it and what it inherits."""
        kinds = self.object.__mro__ if self.is_class else (self.object,)
        defined = (sys.modules.get(home_of(each)) for each in kinds)
        return tuple(dict.fromkeys(each for each in (self.module, *defined) if each is not None))


def load(target: Any) -> Target:
    """The class or function that `target` names, or is.  Raises `TargetError`."""
    tell_libraries()
    if not isinstance(target, str):
        if not callable(target):
            raise TargetError(f"A target is a class, a function or 'file.py:Name'; {target!r} is none of these.")
        leave_compiler_idle()
        module = sys.modules.get(getattr(target, "__module__", ""))
        return Target(getattr(target, "__qualname__", repr(target)), _function_of(target), module, rewinder(module))
    place, name = parted(target)
    module = module_at(place, name.partition(".")[0])
    leave_compiler_idle()
    return Target(target, _attribute(module, name, place), module, rewinder(module), unrun=unrun_of(module))


def _attribute(module: ModuleType, name: str, place: str) -> Any:
    value: Any = module
    for part in name.split("."):
        if not hasattr(value, part):
            known = [each for each, thing in vars(value).items() if callable(thing) and not each.startswith("__")]
            close = get_close_matches(part, known, n=1, cutoff=0.4)
            own = [each for each in known if home_of(getattr(value, each)) == module.__name__]
            hint = (
                f"Did you mean {close[0]!r}?" if close else f"It has: {', '.join(own or known) or 'nothing to check'}."
            )
            raise TargetError(f"{place} has no {part!r}. {hint}")
        value = getattr(value, part)
    if absent_behind(value):
        raise TargetError(absence(absent_behind(value), place))
    if not callable(value):
        raise TargetError(f"{name} in {place} is {_kind(value, module, place)}, not a class or a function.")
    return _function_of(value)


def _kind(value: Any, module: ModuleType, place: str) -> str:
    """What an object is, and where its class is to be had, which can be checked."""
    kind = type(value).__name__
    article = "an" if kind[0] in "AEIOUaeiou" else "a"
    near = f" (did you mean {place}:{kind}?)" if vars(module).get(kind) is type(value) else ""
    return f"{article} {kind}{near}"


def _function_of(value: Any) -> Any:
    """A function with some arguments fixed beforehand, `functools.partial`, as the function that it is."""
    if not (isinstance(value, partial) and inspect.isfunction(value.func)):
        return value

    @wraps(value.func)
    def fixed(*args: Any, **kwargs: Any) -> Any:
        return value(*args, **kwargs)

    fixed.__signature__ = inspect.signature(value)  # type: ignore[attr-defined]
    return fixed
