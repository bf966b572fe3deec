"""The process in which somebody's code runs: it does the work, tells what comes of it, and waits to be ended."""

import ctypes
import faulthandler
import gc
import io
import mmap
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NoReturn

from .progress import KEEPERS, LISTENERS
from .underway import NOTE

ALLOWED: ContextVar[int | None] = ContextVar("ALLOWED", default=None)
"""MB that what runs here may ask for; None where that is not limited."""


def has_threads_of_jax() -> bool:
    """Whether JAX has computed in this process: a fork of it would wait for ever."""
    bridge = sys.modules.get("jax._src.xla_bridge")
    return bridge is not None and getattr(bridge, "backends_are_initialized", bool)()


def work_and_wait(
    work: Callable[[], Any], tell: Callable[[Any], None], page: mmap.mmap, memory_limit: int, parent: int
) -> NoReturn:
    """Do the work, send its answer, and wait to be ended: as long as it is there, what it has started can be found."""
    try:
        os.setsid()
        end_with(parent)
        _silence()
        own = os.getpid()

        def send(kind: str, content: Any) -> None:
            if os.getpid() != own:
                os._exit(0)  # the target has forked, and this is its copy of us
            try:
                tell((kind, content))
            except OSError:
                _wait()  # the target has closed the pipe, as the parent sees

        # In the place of those of the parent, whose terminal and pipe are not this process's.
        LISTENERS.set((lambda *stage: send("progress", stage),))
        KEEPERS.set((lambda answer: send("kept", answer),))
        NOTE.set(page)
        if has_threads_of_jax():
            _at_jax(lambda: send("jax", None))
        # What there is by now stays: nobody looks through SymPy for garbage again and again.
        gc.freeze()
        gc.set_threshold(300_000)
        lift = _limit(memory_limit)
        try:
            answer = work()
            lift()
            send("answer", answer)
        except BaseException as error:  # noqa: BLE001 - told to the parent
            lift()
            send("lost", _cause(error, memory_limit))
        _wait()
    finally:
        os._exit(1)


def _at_jax(tell: Callable[[], None]) -> None:
    """Tell it as soon as JAX is to compute, and wait to be ended; nothing that it has compiled is to run either."""

    def bind(*args: Any, **kwargs: Any) -> NoReturn:
        tell()
        _wait()

    sys.modules["jax"].clear_caches()
    sys.modules["jax._src.core"].Primitive.bind = bind


def _wait() -> NoReturn:
    """Wait to be ended."""
    while True:
        signal.pause()


def end_with(parent: int) -> None:
    """Where the system can (Linux), be killed when the parent is, however that comes to its end."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


def _silence() -> None:
    """Read nothing, write to nowhere, and leave no core behind after a crash."""
    import resource

    faulthandler.disable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r", closefd=False))
    sys.stdout = sys.stderr = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", "replace", write_through=True)


def _limit(megabytes: int) -> Callable[[], None]:
    """Ask for no more memory than that from here on; what is returned lifts the limit."""
    import resource

    pages = Path("/proc/self/statm")
    if not pages.exists():
        return lambda: None
    before = resource.getrlimit(resource.RLIMIT_AS)
    limit = int(pages.read_text().split()[0]) * resource.getpagesize() + megabytes * 2**20
    if before[0] == resource.RLIM_INFINITY or limit < before[0]:
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
        ALLOWED.set(megabytes)
    return lambda: resource.setrlimit(resource.RLIMIT_AS, before)


def _cause(error: BaseException, memory_limit: int) -> str:
    """Why there is no answer, as a sentence: whatever else is raised was caught where it was raised."""
    if isinstance(error, MemoryError):
        return f"It asked for more than {memory_limit} MB of memory."
    if not isinstance(error, Exception):
        return f"It raised {type(error).__name__}."
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return f"optproof itself failed, which is a bug of optproof's: {type(error).__name__}: {error} ({place})"
