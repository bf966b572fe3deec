"""Which code is the subject's own: its file, and what stands beside it in its package."""

import sys
import sysconfig
from collections.abc import Callable
from functools import cache
from inspect import isclass
from pathlib import Path
from types import FunctionType
from typing import Any

from ..subjects.homes import home_of
from ..subjects.replaced_code import functions_behind
from ..subjects.target import Target

HOUSE = Path(__file__).resolve().parents[2]
JUDGES = tuple(f"{HOUSE / each}/" for each in ("reference", "verification"))
"""What judges the subject, wherever it stands."""

WRITTEN_BY_PYTHON = "<string>"
"""Where the methods of every dataclass stand, the judges' too."""

LIBRARIES = frozenset("builtins numpy math torch jax jaxlib optax keras".split())
"""Whose insides are taken as they are, where a class inherits from them, and of a trace also where the target is theirs."""

INSTALLED = tuple({sysconfig.get_path(each) for each in ("purelib", "platlib", "stdlib", "platstdlib")})


def room_of(target: Target) -> Callable[[str], bool]:
    """Whether a file belongs to the subject.

    What somebody wrote does, wherever it lies; of what is installed, the folders of the target and of what it inherits.
    """
    files = {function.__code__.co_filename for function in _functions(target)} - {WRITTEN_BY_PYTHON}
    # A named tuple has its methods from Python.
    own = frozenset(each for each in files if not _is_of_python(each))
    folders = tuple({f"{Path(each).parent}/" for each in own if _is_installed(each)})

    @cache
    def belongs(file: str) -> bool:
        if file in own:
            return True
        if file.startswith(JUDGES):
            return False
        return file.startswith(folders) if _is_installed(file) else Path(file).is_file()

    return belongs


def _is_installed(file: str) -> bool:
    return "site-packages" in file or "dist-packages" in file or file.startswith(INSTALLED)


def _is_of_python(file: str) -> bool:
    """Whether it is of the standard library."""
    others = "site-packages" in file or "dist-packages" in file
    return file.startswith(sysconfig.get_path("stdlib")) and not others


def _functions(target: Target) -> list[FunctionType]:
    """Those of the target and of its module: where there is no file, each cell of a notebook is one."""
    homes = {each for each in (target.module, sys.modules.get(getattr(target.object, "__module__", ""))) if each}
    named = [value for home in homes for value in vars(home).values() if home_of(value) == home.__name__]
    kinds = [each for each in (target.object, *named) if isclass(each)]
    kinds += [each for kind in kinds for each in kind.__mro__[1:] if _package(each) not in LIBRARIES]
    members: list[Any] = [target.object, *named, *(member for kind in kinds for member in vars(kind).values())]
    return [function for each in members for function in functions_behind(each)]


def _package(kind: type) -> str:
    return kind.__module__.partition(".")[0]
