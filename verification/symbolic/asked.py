"""Where a subject compares letters while a trace runs: there a condition of its source is one that the trace has seen."""

import inspect
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from types import CodeType

Comparison = tuple[CodeType, int]
"""An instruction that compares, by its code and its offset in it."""

ASKED: ContextVar[set[Comparison] | None] = ContextVar("ASKED", default=None)
JUDGES = ("optproof.reference", "optproof.verification")
"""The packages of what judges the subject."""


@contextmanager
def asking(asked: set[Comparison]) -> Generator[None]:
    """Note where the block compares letters."""
    before = ASKED.set(asked)
    try:
        yield
    finally:
        ASKED.reset(before)


def note() -> None:
    """Letters are compared now: note the instruction of somebody else's that does so."""
    asked = ASKED.get()
    if asked is None:
        return
    frame = inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(JUDGES):
        frame = frame.f_back
    if frame is not None:
        asked.add((frame.f_code, frame.f_lasti))
