"""A folder for what a child computes and may need again: the parent names it, the child makes it, the parent takes it away."""

import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass
class _Own:
    """What this process may use."""

    folder: Path | None = None


_own = _Own()


def named() -> Path:
    """The name of a folder that is not there yet."""
    return Path(tempfile.gettempdir(), f"optproof-{secrets.token_hex(8)}")


def use(folder: Path) -> None:
    """Let this process, which is a child, have it."""
    _own.folder = folder


def scratch() -> Path | None:
    """The folder of this process; None where it is nobody's child, so that nobody would clean up."""
    if _own.folder is not None:
        _own.folder.mkdir(mode=0o700, exist_ok=True)
    return _own.folder


def is_scratch(path: str) -> bool:
    """Whether a file lies in the folder of this process."""
    return _own.folder is not None and path.startswith(f"{_own.folder}{os.sep}")


def remove(folder: Path) -> None:
    """Take it away, with all that is in it, if it was made."""
    shutil.rmtree(folder, ignore_errors=True)
