"""What a verdict depends on besides files, in one word: what is asked, with what is installed, and where."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ..asked import Asked
from .files import our_folders, site_folders

LEFT_OUT = frozenset("COLUMNS LINES OLDPWD PWD SHLVL TERM TERM_PROGRAM TERM_SESSION_ID WINDOWID NO_COLOR _".split())
"""Variables of the terminal, which is another tomorrow: they say how an answer looks."""

INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".pth")
"""Endings of what tells what is installed, by name and version."""


def word_of(asked: Asked) -> str:
    """The same word for the same question, put to the same optproof, Python and libraries in the same environment."""
    effort = asked.effort
    told = (
        (asked.target, asked.rule, asked.form, asked.shape, [*asked.settings], sorted(asked.listed.items())),
        (effort.seed, effort.examples, effort.time_limit, effort.memory_limit),
        (sys.version, sys.executable, tuple(sys.flags), sys.path, str(Path.cwd()), [*os.uname()] if hasattr(os, "uname") else ()),
        sorted((name, each) for name, each in os.environ.items() if name not in LEFT_OUT),
        [*_installed()],
        [*_ours()],
    )  # fmt: skip
    return sha256(repr(told).encode(errors="surrogateescape")).hexdigest()


def _installed() -> Iterator[tuple[str, int]]:
    for folder in site_folders():
        with suppress(OSError), os.scandir(folder) as entries:
            yield from sorted((each.name, each.stat().st_mtime_ns) for each in entries if each.name.endswith(INSTALLED))


def _ours() -> Iterator[tuple[str, int, int]]:
    for folder in our_folders():  # of which the last has no source
        for place, _, names in os.walk(folder):
            for name in sorted(each for each in names if each.endswith(".py")):
                with suppress(OSError):
                    state = Path(place, name).stat()
                    yield name, state.st_size, state.st_mtime_ns
