"""Files that a verdict depends on: whose they are, and in what state."""

import os
import sys
import sysconfig
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Literal

from ...process import bytecode

Owner = Literal["own", "installed", "ours"]
"""The user's own, what is installed, Python too, and what is optproof's or the system's."""

State = str | tuple[int, int] | None
"""Of a file of the user's the digest; of one that is installed its size, and when it was written; None where it is not there."""

OF_THE_SYSTEM = tuple(f"{os.sep}{each}{os.sep}" for each in ("dev", "proc", "sys"))


@lru_cache(maxsize=1)
def site_folders() -> tuple[Path, ...]:
    """The folders of what is installed."""
    return tuple(Path(each) for each in sys.path if Path(each).name in ("site-packages", "dist-packages"))


@lru_cache(maxsize=1)
def our_folders() -> tuple[Path, ...]:
    """The folders of optproof, wherever they have come from, and that of its bytecode."""
    packages = ("optproof", "optproof.reference", "optproof.verification")
    found = [Path(each) for name in packages for each in import_module(name).__path__]
    with suppress(RuntimeError):
        found.append(bytecode.folder())
    return tuple(found)


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    folders = (*map(str, site_folders()), sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
    return tuple(f"{each}{os.sep}" for each in folders)


def whose(path: str) -> Owner:
    """Whose a file is."""
    if path.startswith(OF_THE_SYSTEM) or path.startswith(tuple(f"{each}{os.sep}" for each in our_folders())):
        return "ours"
    return "installed" if path.startswith(_installed()) else "own"


def state_of(path: str) -> State:
    """What a file is now."""
    with suppress(OSError):
        if whose(path) == "own":
            return sha256(Path(path).read_bytes()).hexdigest()
        state = os.stat(path)  # noqa: PTH116 - of thousands
        return state.st_size, state.st_mtime_ns
    return None


def saved(path: str) -> int:
    """When a file was last written, or put where it is, in nanoseconds; 0 where it is not there."""
    with suppress(OSError):
        state = Path(path).stat()
        return max(state.st_mtime_ns, state.st_ctime_ns)
    return 0


def modules_in(folder: str) -> tuple[str, ...]:
    """The names in a folder that an import may mean."""
    with suppress(OSError), os.scandir(folder) as entries:
        return tuple(
            sorted(
                each.name
                for each in entries
                if each.name.endswith((".py", ".so", ".pyd"))
                or (each.is_dir() and each.name.isidentifier() and each.name != "__pycache__")
            )
        )
    return ()
