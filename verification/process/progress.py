"""How far a check has come: told where the work is done, drawn on the terminal alone.

A process of its own draws.  A thread would be copied half-way into the process that runs the target, together with
whatever locks it held; and it would stand still while this process imports SymPy.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from .fork import fork

Listener = Callable[[str, int, int], None]
"""What is told of progress: the stage, how much of it is done, and of how much."""

Keeper = Callable[[Any], None]
"""What is handed an answer that stands."""


class Stage(StrEnum):
    """Where a question stands, as the terminal shows it; what checks report is the id of the check."""

    RECOGNISING = "recognising"
    TRACING = "tracing"
    PROVING = "proving"
    DIAGNOSING = "diagnosing"
    BLAMING = "looking for the line"
    IDENTIFYING = "identifying"
    RUNNING_BOTH = "running both"


LISTENERS: ContextVar[tuple[Listener, ...]] = ContextVar("LISTENERS", default=())
"""Whom `report` tells: the parent, in a process that `isolated` has made, and else nobody."""

KEEPERS: ContextVar[tuple[Keeper, ...]] = ContextVar("KEEPERS", default=())
"""Whom `keep` hands an answer: the parent, in a process that `isolated` has made, and else nobody."""

PATIENCE = 1.0
"""Seconds after which a process that does not stop drawing is ended."""


def report(stage: str, done: int = 0, total: int = 0) -> None:
    """Say that `done` of `total` parts of a stage are done; a total of 0 means that nobody knows."""
    for listener in LISTENERS.get():
        listener(stage, done, total)


def keep(answer: Any) -> None:
    """Hand over an answer that stands, should what would be added to it not be found in time."""
    for keeper in KEEPERS.get():
        keeper(answer)


@contextmanager
def listening(listener: Listener) -> Generator[None]:
    """In the block, tell this listener, too."""
    before = LISTENERS.set((*LISTENERS.get(), listener))
    try:
        yield
    finally:
        LISTENERS.reset(before)


@contextmanager
def keeping(made: Callable[[Any], Any]) -> Generator[None]:
    """In the block, hand over what is made of an answer that is kept, for who asks for more than the answer."""
    before = KEEPERS.set(tuple(lambda answer, keeper=keeper: keeper(made(answer)) for keeper in KEEPERS.get()))
    try:
        yield
    finally:
        KEEPERS.reset(before)


def is_drawn() -> bool:
    """Whether stderr is a terminal on which a bar can be drawn."""
    return hasattr(os, "fork") and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def bar(message: str) -> Generator[Listener]:
    """Show `message` and what the listener is told on stderr, until the block ends."""
    if not is_drawn():
        yield lambda _stage, _done, _total: None
        return
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    told, tell = os.pipe()
    child = fork()
    if child == 0:
        _draw_and_exit(message, told, parent)
    os.close(told)
    os.set_blocking(tell, False)  # a terminal that stands still, as after Ctrl-S, holds up nothing
    try:
        yield lambda stage, done, total: _tell(tell, f"{done} {total} {stage}\n")
    finally:
        _tell(tell, "end\n")
        _wait(child)
        os.close(tell)


def _tell(pipe: int, line: str) -> None:
    with suppress(OSError):
        os.write(pipe, line.encode())


def _wait(child: int) -> None:
    latest = time.monotonic() + PATIENCE
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > latest:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.005)


def _draw_and_exit(message: str, told: int, parent: int) -> None:
    """Draw until told to end, or until the parent is gone.  Does not return."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _draw(message, told, parent)
    finally:
        os._exit(0)


def _draw(message: str, told: int, parent: int) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12),
        TextColumn("{task.fields[stage]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(message, total=None, stage="")
        while os.getppid() == parent:
            if not select.select([told], [], [], 0.1)[0]:
                continue
            *_, last = os.read(told, 65536).decode().splitlines() or ["end"]
            done, _, rest = last.partition(" ")
            if done == "end":
                break
            total, _, stage = rest.partition(" ")
            progress.update(task, completed=int(done), total=int(total) or None, stage=stage)
