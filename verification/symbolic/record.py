"""What a trace comes across on its way: the branches that it takes, and the numbers of which it loses sight."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sympy import Expr


@dataclass(frozen=True)
class Condition:
    """A branch that the run took: `difference` (relation) 0 was found to be `outcome`."""

    difference: Expr
    relation: str
    outcome: bool


@dataclass(frozen=True)
class Record:
    """What a trace has come across so far.

    Attributes:
        conditions: the branches that it has taken, in their order.
        leaks: why it is opaque, as clauses; nothing may be proved by a trace that has one.
    """

    conditions: list[Condition] = field(default_factory=list[Condition])
    leaks: list[str] = field(default_factory=list[str])

    def insist(self) -> None:
        """Raise `OpaqueError` unless all was seen."""
        if self.leaks:
            raise OpaqueError(self.leaks[0])

    def leak(self, reason: str) -> None:
        if reason not in self.leaks:
            self.leaks.append(reason)


RECORD: ContextVar[Record | None] = ContextVar("RECORD", default=None)
"""Of the trace that runs; None where none does, as in a thread of the subject's own."""


class OpaqueError(TypeError):
    """The subject did something with a symbol that the tracer does not know.

    The trace remembers it: somebody's `except TypeError` may end the error, and the symbol is lost all the same.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        leak(reason)


@contextmanager
def recording() -> Generator[Record]:
    """Record what the block comes across."""
    record = Record()
    before = RECORD.set(record)
    try:
        yield record
    finally:
        RECORD.reset(before)


def leak(reason: str) -> None:
    """Let the trace be opaque, and go on."""
    record = RECORD.get()
    if record is not None:
        record.leak(reason)
