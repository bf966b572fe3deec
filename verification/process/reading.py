"""What a process reads, and whether it turns to others besides, as Python's audit hooks tell it.

They tell of whatever Python opens, and not of what C code opens by itself.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import source_from_cache
from typing import Any, TypeVar

from .scratch import is_scratch

Found = TypeVar("Found")

OTHERS = (
    "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "socket.connect", "socket.bind",
    "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg", "urllib.",
)  # fmt: skip
"""Events of turning to other processes, and to other machines."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        files: absolute paths, of modules that of their source; also what was looked for and is not there.
        alone: whether nothing was written, and nobody else was asked.
    """

    files: frozenset[str]
    alone: bool


def read_by(work: Callable[[], Found]) -> tuple[Found, Reading]:
    """What `work` gives, and what it read; for a process that has nothing else to do, for the hook stays until it ends."""
    files, others = set[str](), list[str]()

    def heard(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            name = "" if isinstance(path, int) else os.fsdecode(path)
            if not name or is_scratch(name):  # it is open already, or gone with this process
                return
            if not _writes(mode, flags):
                files.add(name)
            elif ".pyc" not in name and not name.startswith("/dev/"):  # bytecode is Python's own
                others.append(event)
        elif event == "import" and args[1]:  # an extension, which is loaded and not opened
            files.add(args[1])
        elif event.startswith(OTHERS):
            others.append(event)

    listening = True
    sys.addaudithook(lambda event, args: heard(event, args) if listening else None)
    try:
        found = work()
    finally:
        listening = False
    return found, Reading(frozenset(map(_source_of, files)), not others)


def _writes(mode: str | None, flags: int) -> bool:
    return any(each in mode for each in "wax+") if isinstance(mode, str) else bool(flags & WRITING)


def _source_of(name: str) -> str:
    """The file, or the source that Python has compiled into it."""
    path = os.path.abspath(name)  # noqa: PTH100 - where a link lies is what was asked for
    try:
        return source_from_cache(path) if path.endswith(".pyc") else path
    except ValueError:
        return path
