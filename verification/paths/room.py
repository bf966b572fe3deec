"""Which code is the subject's own: its file, and what stands beside it in its package."""

import sys
import sysconfig
from collections.abc import Callable
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

INSTALLED = tuple({sysconfig.get_path(each) for each in ("purelib", "platlib", "stdlib", "platstdlib")})


def room_of(target: Target) -> Callable[[str], bool]:
    """Whether a file belongs to the subject.

    Of what somebody wrote that is its package, or what lies beside its file; of what is installed, its folder alone.
    """
    files = {function.__code__.co_filename for function in _functions(target)} - {WRITTEN_BY_PYTHON}
    # A named tuple has its methods from Python.
    own = frozenset(each for each in files if not _is_of_python(each))
    folders = tuple({_folder(each) for each in own if Path(each).is_file()})

    def belongs(file: str) -> bool:
        if file in own:
            return True
        folder = next((each for each in folders if file.startswith(each)), None)
        return folder is not None and not file.startswith(JUDGES) and _is_installed(file) == _is_installed(folder)

    return belongs


def _folder(file: str) -> str:
    """The folder of a file, or of the whole package in which it stands."""
    folder = Path(file).parent
    while not _is_installed(file) and (folder / "__init__.py").is_file() and (folder.parent / "__init__.py").is_file():
        folder = folder.parent
    return f"{folder}/"


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
    # What a class inherits in its own package is written for it, in whichever folder.
    kinds += [each for kind in kinds for each in kind.__mro__[1:] if _package(each) == _package(kind)]
    members: list[Any] = [target.object, *named, *(member for kind in kinds for member in vars(kind).values())]
    return [function for each in members for function in functions_behind(each)]


def _package(kind: type) -> str:
    return kind.__module__.partition(".")[0]
