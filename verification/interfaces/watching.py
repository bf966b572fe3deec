"""What is asked again as soon as a file is saved beside those that it is about."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import typer
from watchfiles import Change, DefaultFilter, watch

from .output import INTERRUPTED
from .settings import is_file

LOOK = 100
"""Milliseconds between two looks at whether Ctrl-C was pressed."""


class _Written(DefaultFilter):
    """Code, notebooks and settings; no caches, and nothing that a version control or an environment has."""

    def __call__(self, change: Change, path: str) -> bool:
        return path.endswith((".py", ".ipynb", "pyproject.toml")) and super().__call__(change, path)


def watched(targets: Iterable[str], ask: Callable[[], int]) -> int:
    """Ask, and again whenever something is saved, until Ctrl-C; the status of the last answer."""
    places = (each.rpartition(":")[0] for each in targets)
    folders = sorted({Path(each).resolve().parent if is_file(each) else Path.cwd() for each in places})
    status: int | None = None
    try:
        # It looks from before the first answer on, so that what is saved meanwhile is not missed.
        for saved in watch(
            *folders, watch_filter=_Written(), yield_on_timeout=True, rust_timeout=LOOK, raise_interrupt=True
        ):
            if status is None or saved:
                _say(*sorted({f"{Path(path).name} was saved." for _, path in saved}))
                status = _status(ask)
                _say("Waiting for what is saved next. Ctrl-C ends.")
    except KeyboardInterrupt:
        pass
    return status or 0


def _status(ask: Callable[[], int]) -> int:
    """The status of an answer; what could not be asked, as of half a pyproject.toml, may be mended by what is saved next."""
    try:
        return ask()
    except typer.Exit as end:
        if end.exit_code == INTERRUPTED:
            raise
        return end.exit_code


def _say(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr, flush=True)
