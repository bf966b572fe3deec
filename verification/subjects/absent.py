"""Modules that are not installed: a file that imports them loads with stand-ins, and what uses one is told what is missing."""

import importlib.abc
import importlib.machinery
import inspect
import re
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

from .supplied import note

LEAVING = re.compile(
    r"(n|auto|c|numba)?jit(class)?|jitted|profiled?|typechecked|typed|beartype|jaxtyped|deprecated|override|final|public|"
    r"configurable|\w*export\w*|\w*regist\w*|\w*serializable"
)
"""Decorators that leave a function or a class what it is: they make it faster, hold it to its types, or put it on a list."""


class AbsentError(AttributeError):
    """Somebody's code uses a module that is not installed."""

    def __init__(self, module: str) -> None:
        super().__init__(f"it uses the module {module!r}, which is not installed")


class Loading:
    """Whether the file is still being loaded: until then a stand-in lets everything be done with it."""

    def __init__(self) -> None:
        self.names, self.done = list[str](), False

    def under(self, module: str) -> str | None:
        """The module of those that are stood in for that this one is, or is inside."""
        return next((each for each in self.names if f"{module}.".startswith(f"{each}.")), None)


class StandIn:
    """Something out of a module that is not there.

    While the file loads, it may be called, derived from and asked for anything; nobody gets a number out of it.
    """

    def __init__(self, module: str, loading: Loading, name: str = "") -> None:
        self.__dict__.update(absent=module, loading=loading, named=name)

    def _another(self, name: str = "") -> "StandIn":
        if self.loading.done:
            raise AbsentError(self.absent)
        return StandIn(self.absent, self.loading, name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self._another(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._another()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not LEAVING.fullmatch(self.named.lower().replace("_", "")):
            return self._another()
        if len(args) == 1 and not kwargs and isinstance(args[0], FunctionType | type):
            note("decorator", f"@{self.named}")
            return args[0]
        return self._another(self.named)  # with arguments it makes the decorator

    def __getitem__(self, key: Any) -> Any:
        return self._another()

    def __or__(self, other: Any) -> Any:
        return self._another()

    __ror__ = __or__

    def __bool__(self) -> bool:
        self._another()
        return False

    def __iter__(self) -> Iterator[Any]:
        self._another()
        return iter(())

    def __enter__(self) -> Any:
        return self._another()

    def __exit__(self, *raised: object) -> None:
        return None

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        return (type("Absent", (_Derived,), {"absent": self.absent}),)

    def __instancecheck__(self, instance: Any) -> bool:
        return False  # there are no objects of a class that is not there

    def __subclasscheck__(self, cls: Any) -> bool:
        return False


class _Derived:
    """The base of a class whose own base is not there."""

    absent = ""


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds stand-ins for the modules in `names`, and for all that is under them."""

    def __init__(self) -> None:
        self.loading = Loading()

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> Any:
        if self.loading.under(fullname) is None:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: Any) -> ModuleType:
        module, loading = ModuleType(spec.name), self.loading
        name = str(loading.under(spec.name))

        def made(attribute: str) -> Any:
            if attribute.startswith("__") and attribute.endswith("__"):
                raise AttributeError(attribute)
            if loading.done:
                raise AbsentError(name)
            return StandIn(name, loading, attribute)

        module.__getattr__ = made  # type: ignore[method-assign]
        return module

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to execute."""


@contextmanager
def standing_in() -> Generator[Callable[[str, str], bool]]:
    """A function that lets a module be stood in for, if nobody has it; afterwards it is as absent as before.

    Of what is inside another module, only what lies in the package that it is given.
    """
    finder = _Finder()
    sys.meta_path.append(finder)

    def stand_in(name: str, package: str) -> bool:
        inside = package and f"{name}.".startswith(f"{package}.") and name != package
        if ("." in name and not inside) or name in finder.loading.names or name in sys.modules:
            return False
        finder.loading.names.append(name)
        return True

    try:
        yield stand_in
    finally:
        finder.loading.done = True
        sys.meta_path.remove(finder)
        for name in [each for each in sys.modules if finder.loading.under(each) is not None]:
            del sys.modules[name]


def stood_in(module: ModuleType) -> tuple[str, ...]:
    """The modules for which something stands in among what it holds."""
    held = [each for each in vars(module).values() if isinstance(each, ModuleType | StandIn)]
    found = [
        each.absent if isinstance(each, StandIn) else _finder_of(each).loading.under(each.__name__) or each.__name__
        for each in held
        if isinstance(each, StandIn) or isinstance(_finder_of(each), _Finder)
    ]
    return tuple(dict.fromkeys(found))


def _finder_of(module: ModuleType) -> Any:
    return getattr(module.__spec__, "loader", None)


def absent_behind(value: Any) -> str:
    """The module that is not installed, and that a class or a function is of, or derives from; else nothing."""
    if isinstance(value, StandIn):
        return value.absent
    return value.absent if inspect.isclass(value) and issubclass(value, _Derived) else ""
