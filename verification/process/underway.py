"""Which call of somebody's code is under way: noted where it runs, and read by the process that watches it.

A page of memory is shared by both, for a message would cost more than most steps.
"""

import mmap
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

SIZE = 128
"""Bytes: the number of the call, 0 where none is under way, and what is called."""

NOTE: ContextVar[mmap.mmap | None] = ContextVar("NOTE", default=None)
"""Where calls are noted; None where nobody watches."""


def shared() -> mmap.mmap:
    """A page for this process and the one that it forks."""
    return mmap.mmap(-1, SIZE)


@contextmanager
def under_way(name: str) -> Generator[None]:
    """In the block, note that `name` was called and did not return yet."""
    page = NOTE.get()
    if page is None or any(page[8:16]):  # a call within a call
        yield
        return
    number = int.from_bytes(page[:8], "little") + 1
    page[16:] = name.encode()[: SIZE - 16].ljust(SIZE - 16, b"\0")
    page[:16] = number.to_bytes(8, "little") + b"\1".ljust(8, b"\0")
    try:
        yield
    finally:
        page[8:16] = bytes(8)


def call_in(page: mmap.mmap) -> tuple[int, str] | None:
    """The number and the name of the call that is under way."""
    if not any(page[8:16]):
        return None
    return int.from_bytes(page[:8], "little"), page[16:].rstrip(b"\0").decode(errors="replace")
