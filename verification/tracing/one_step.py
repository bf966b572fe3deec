"""What each statement of a subject writes while one step runs on symbols, and what the step would be if it wrote something else.

In another run of the same step a value that was written is cut out, and a symbol X put there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, Symbol

from ...reference.symbols import lr
from ..paths.room import room_of
from ..subjects.object_graph import Path
from ..subjects.subject import Subject
from ..symbolic.patches import tracing
from ..symbolic.scalar import Scalar, lift
from .beginning import start
from .listener import Listener
from .machine import generalize
from .session import Element, Key, expressions, letter, lift_numbers, snapshot, unroll
from .trace import Trace
from .vocabulary import Vocabulary
from .writes import Write


@dataclass(frozen=True)
class Step:
    """One step of a subject: what its statements wrote, in their order, and what came of it.

    Attributes:
        theta: the parameters after the step.
        kept: every number that the subject keeps, after the step.
        symbols: what stood for each number of the state before it; empty for the first step.
        vocabulary: in what words the source could speak of values before the write that was listened for.
    """

    writes: tuple[Write, ...]
    theta: dict[Element, Expr]
    kept: dict[Key, Expr]
    symbols: dict[Key, Symbol]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)


def rehearse(
    subject: Subject,
    names: Sequence[str],
    fixed: dict[str, float],
    trace: Trace,
    *,
    first: bool,
    cut: int | None = None,
    apart: bool = False,
    hear: Write | None = None,
) -> Step:
    """The step in general, or the first step, with the value of the write of number `cut` replaced by X.

    `apart` has every value replaced by a symbol of its own, but what only got another name.  Just before the write `hear`, its function is asked for its words.

    Raises whatever the subject raises on symbols.
    """
    taken = [name for name in names if name in subject.names]
    paths: Sequence[Path] = trace.lr_paths
    given: dict[str, Any] = {name: value for name, value in fixed.items() if name in taken}
    for name in taken:
        if name not in fixed:
            given[name] = letter(subject, name) if trace.symbolic else lift(subject.visible[name])
    with tracing(subject.target.homes) as record, subject.shape.tracing():
        session, _ = start(subject, given, record)
        rate = lift(given.get("lr", subject.rate))
        symbols: dict[Key, Symbol] = {}
        number: int | None = 1
        if first:
            lift_numbers(session)
        else:
            _, snapshots, _ = unroll(session, lambda _: rate, ())
            number = None
            if subject.shape.lr_in_call or paths:
                rate = Scalar(lr, subject.rate)
            record.conditions.clear()
            _, symbols = generalize(session, snapshots, paths, rate)
        watch = Listener(session, room_of(subject.target), cut, apart, hear)
        with watch:
            session.step(number, rate)
        after = expressions(session.parameters())
        return Step(tuple(watch.writes), after, snapshot(session), symbols, watch.heard)
