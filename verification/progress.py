"""A spinner on the terminal while a target is checked; nothing at all in a pipe.

It runs in a process of its own.  A thread would be copied half-way into the process that runs the target, together with
whatever locks it held; and it would stand still while this process imports SymPy.
"""

import os
import signal
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def spinner(message: str) -> Generator[None]:
    """Show `message` with a spinner and the seconds on stderr, until the block ends."""
    if not (hasattr(os, "fork") and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"):
        yield
        return
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _spin(message, parent)
    try:
        yield
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def _spin(message: str, parent: int) -> None:
    """Draw until told to end, or until the parent is gone.  Does not return."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _end)
        _draw(message, parent)
    except SystemExit:
        pass
    finally:
        os._exit(0)


def _end(*_: object) -> None:
    raise SystemExit


def _draw(message: str, parent: int) -> None:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(message, total=None)
        while os.getppid() == parent:
            time.sleep(0.1)
