"""What every command prints, and how it ends: JSON lines, pages, complaints, and exit statuses."""

import errno
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer

from ..process.signals import stop_as_for_ctrl_c
from ..questions.set_option import InputError

UNKNOWN = 2
"""The exit status of what could not be found out, or carried out."""

INTERRUPTED = 130
"""The exit status of what the user has stopped, as shells have it."""


def say(line: str) -> None:
    """Print a line of JSON."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    print(line if encoding.startswith("utf") else _escaped(line), flush=True)


def _escaped(line: str) -> str:
    """JSON in ASCII, for a stream that has no other letters."""
    from json import dumps, loads

    return dumps(loads(line))


def complain(error: Exception) -> NoReturn:
    """End the command with a sentence on what cannot be carried out."""
    from ..reports.layout import fold, page_width

    lines = str(error).splitlines()
    folded = (part for line in lines for part in ([line] if line.startswith("    ") else fold(line, page_width())))
    print("\n".join(folded), file=sys.stderr)
    raise typer.Exit(UNKNOWN)


def show(answer: Any, json: bool, first: bool = True, **how: Any) -> None:
    """Print an answer as a line of JSON, or as its page, below that of the answer before; `how` is what the page takes."""
    if json:
        say(answer.to_json())
        return
    from rich.text import Text

    from ..reports.layout import page_width, write
    from ..reports.pages import page_of

    write([*([] if first else [Text(), Text()]), *page_of(answer, page_width(), **how)])


@contextmanager
def stoppable() -> Generator[None]:
    """Let the user stop the block: that is one word, and leaves no process behind."""
    stop_as_for_ctrl_c()
    try:
        yield
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None


def plottable(option: str, file: Path) -> Path:
    """`file`, if a picture can be written there; else the command ends."""
    from ..reports.pictures.drawing import PlotError, suited

    try:
        return suited(file)
    except PlotError as error:
        complain(InputError(f"{option} {error}"))


def writable(option: str, file: Path) -> bool:
    """Whether a file can be written, as far as that shows before there is anything to write; if not, that is said."""
    if file.is_dir():
        return _refused(option, file, os.strerror(errno.EISDIR))
    if not file.parent.is_dir():
        return _refused(option, file, os.strerror(errno.ENOENT))
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        return _refused(option, file, os.strerror(errno.EACCES))
    return True


def writable_among(asked: Mapping[str, Path | None]) -> tuple[dict[str, Path], bool]:
    """Of the files that options ask for those that can be written, and whether that is all of them; if not, that is said."""
    wanted = {option: file for option, file in asked.items() if file is not None}
    files = {option: file for option, file in wanted.items() if writable(option, file)}
    return files, len(files) == len(wanted)


def write_file(option: str, file: Path, text: str) -> bool:
    """Write what an option asks for; where that cannot be done, it is said, and others may still be written."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        return _refused(option, file, error.strerror)
    return True


def _refused(option: str, file: Path, why: str | None) -> bool:
    print(f"{option} {file}: it cannot be written ({why}).", file=sys.stderr)
    return False


UNWRITTEN = frozenset((errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG))
"""What goes wrong where an answer is printed into a full disk, or to somebody who reads no more."""


@contextmanager
def answering() -> Generator[None]:
    """A command's answer is printed in this block, or a sentence says that it could not be: never the status of REFUTED."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.filename is not None or error.errno not in UNWRITTEN:
            raise
        print(f"The answer could not be printed: {error.strerror}.", file=sys.stderr)
        raise SystemExit(UNKNOWN) from None
