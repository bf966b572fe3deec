"""The command `optproof`.  What is slow to import is imported by the command that needs it."""

import gc
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from ..process.signals import left_as_they_were
from ..reports.ascii import SPELLED
from .commands.check import check
from .commands.diff import diff
from .commands.exercise import exercise
from .commands.explain import explain, rules
from .commands.identify import identify
from .commands.init import init
from .commands.lsp import lsp
from .commands.mistakes import mistakes
from .commands.mutate import mutate
from .commands.plot import plot
from .commands.replay import replay
from .commands.serve import serve
from .options import WARNING
from .output import UNKNOWN, answering

app = typer.Typer(
    name="optproof",
    help="What an optimizer really computes, and whether that is the published rule.",
    epilog=WARNING,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


def answered(command: Callable[..., None]) -> Callable[..., None]:
    """The command, as `answering` has it."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        with answering():
            command(*args, **kwargs)

    return run


for command, epilog in (
    (check, WARNING),
    (explain, None),
    (rules, None),
    (identify, WARNING),
    (diff, WARNING),
    (mistakes, None),
    (plot, None),
    (mutate, WARNING),
    (replay, WARNING),
    (exercise, WARNING),
    (init, None),
    (serve, WARNING),
    (lsp, WARNING),
):
    app.command(epilog=epilog)(answered(command))


def main() -> None:
    """The command, by the arguments of the process; ends with `SystemExit`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=SPELLED)
    with left_as_they_were(), answering():
        app(prog_name="optproof")


def program() -> None:
    """The entry point: the command, after which it leaves at once, for to take SymPy apart takes a tenth of a check."""
    gc.set_threshold(300_000)  # what is imported is no garbage, and is no more than that
    try:
        main()
    except SystemExit as end:
        if threading.active_count() > 1 or not isinstance(end.code, int | None):
            raise
        status = end.code or 0
        try:
            sys.stdout.flush()
        except OSError:  # it has been said, or nobody reads on
            status = UNKNOWN
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(status)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"optproof {version('optproof')}")
        raise typer.Exit


@app.callback()
def optproof(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass
