"""Where a check comes to a statement: a call before the statement notes the stage of the check that runs it."""

import ast
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from ..process.progress import Stage, listening

DRIVING = {Stage.RECOGNISING, Stage.TRACING}
"""The stages that drive the step itself: what they run is part of what is proved."""


@dataclass
class Watch:
    """The stage of the check that runs now, and those that came to the statement."""

    stage: str = ""
    stages: set[str] = field(default_factory=set)

    def listen(self, stage: str, _done: int, _total: int) -> None:
        self.stage = stage


WATCH: ContextVar[Watch | None] = ContextVar("WATCH", default=None)
"""Who watches the statement, if anybody does."""


def here() -> None:
    """Called where the statement is."""
    watch = WATCH.get()
    if watch is not None:
        watch.stages.add(watch.stage)


def mark() -> ast.stmt:
    """The statement that calls `here`."""
    return ast.parse(f"__import__({__name__!r}, fromlist=['here']).here()").body[0]


@contextmanager
def watched() -> Generator[set[str]]:
    """The stages that come there, while the block runs."""
    watch = Watch()
    before = WATCH.set(watch)
    try:
        with listening(watch.listen):
            yield watch.stages
    finally:
        WATCH.reset(before)
