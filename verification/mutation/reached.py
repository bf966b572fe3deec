"""Where a check comes to a statement: a call before the statement notes the stage of the check that runs it."""

import ast
from collections.abc import Generator
from contextlib import contextmanager

from ..process.progress import LISTENERS

DRIVING = {"recognising", "tracing"}
"""The stages that drive the step itself: what they run is part of what is proved."""

_stage = [""]
_stages: set[str] = set()


def here() -> None:
    """Called where the statement is."""
    _stages.add(_stage[0])


def mark() -> ast.stmt:
    """The statement that calls `here`."""
    return ast.parse(f"__import__({__name__!r}, fromlist=['here']).here()").body[0]


@contextmanager
def watched() -> Generator[set[str]]:
    """The stages that came there, once the block is left."""

    def listen(stage: str, _done: int, _total: int) -> None:
        _stage[0] = stage

    found: set[str] = set()
    _stages.clear()
    LISTENERS.append(listen)
    try:
        yield found
    finally:
        LISTENERS.remove(listen)
        found |= _stages
