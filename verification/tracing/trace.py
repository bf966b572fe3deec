"""Run a subject on symbols, and recover the state machine that it is.

Three runs are made.  Three steps from the start with lr left alone; three with lr changed before every step; and one more
step in which everything that the subject keeps has been replaced by symbols, and its counters by functions of a symbolic
t: that one step is the subject's step in general.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sympy import Expr

from ...reference.symbols import lr
from ..subjects.object_graph import Path, leaves
from ..subjects.subject import Subject
from ..symbolic.patches import tracing
from ..symbolic.record import Condition
from ..symbolic.scalar import Scalar, lift
from .machine import Machine, machines, without_copies
from .rehearsal import rehearsed
from .session import STEPS, Element, all_elements, changing_rate, letter, own, start, unroll
from .watch import Watch


@dataclass(frozen=True)
class ElementTrace:
    """What becomes of one element of a parameter.

    Attributes:
        constant: θ after each of the first steps, lr constant.
        varying: the same with lr1, lr2, …; None where the subject offers no way to change lr.
        gradient_at: where its gradient is taken in each step.
        machine: its step in general; None where that could not be recovered (`Trace.obstacle` says why).
    """

    element: Element
    constant: tuple[Expr, ...]
    varying: tuple[Expr, ...] | None
    gradient_at: tuple[Expr, ...]
    machine: Machine | None


@dataclass(frozen=True)
class Trace:
    """The state machine recovered from a subject."""

    elements: tuple[ElementTrace, ...]
    symbolic: frozenset[str]
    """The hyperparameters that stayed symbols; the others are numbers in the trace."""
    numbers: Mapping[str, float]
    conditions: tuple[Condition, ...]
    lr_paths: tuple[Path, ...]
    obstacle: str = ""
    """Why there is no machine for every element."""


def trace(
    subject: Subject,
    rule_names: Sequence[str],
    fixed: Mapping[str, float],
    lr_paths: Sequence[Path],
    *,
    letters: bool = True,
) -> Trace:
    """Run `subject` on symbols; with `letters` False the hyperparameters are numbers.

    Raises `OpaqueError` where it does something that the tracer does not know, or whatever the subject raises.
    """
    taken = [name for name in rule_names if name in subject.names]
    free = [name for name in taken if name not in fixed]
    visible = subject.visible
    can_vary = subject.shape.lr_in_call or bool(lr_paths)
    plain = {name: fixed.get(name, visible[name]) for name in taken}
    first = plain.get("lr", subject.rate)
    rates = [changing_rate(subject.rate, k).value if can_vary else first for k in range(1, STEPS + 1)]
    rehearsal = rehearsed(subject, plain, [*rates, subject.rate if can_vary else first], lr_paths if can_vary else ())
    outside = rehearsal.outside(subject.target)
    with _left_as_it_was(subject, outside), tracing(subject.target.module) as record, subject.shape.tracing():
        given = {name: value for name, value in fixed.items() if name in taken}
        given |= {name: letter(subject, name) if letters else lift(visible[name]) for name in free}
        session, injected = start(subject, given, record, outside)
        symbolic = frozenset(free if injected is None else injected) if letters else frozenset[str]()
        rate = lift(given.get("lr", subject.rate))
        session.watch = Watch(subject.target)
        constant, snapshots, points = unroll(session, lambda _: rate, ())
        varying, varying_snapshots = None, None
        if can_vary:
            session, _ = start(subject, given, record, outside)
            session.watch = Watch(subject.target)
            varying, varying_snapshots, _ = unroll(session, lambda k: changing_rate(subject.rate, k), lr_paths)
        record.insist()
        conditions = tuple(record.conditions)
        record.conditions.clear()
        general, obstacle = machines(
            session,
            rehearsal,
            record,
            snapshots,
            varying_snapshots,
            lr_paths,
            Scalar(lr, subject.rate) if can_vary else rate,
        )
        elements = tuple(
            _element(
                element,
                tuple(own(step[element], element) for step in constant),
                None if varying is None else tuple(own(step[element], element) for step in varying),
                tuple(own(step[element], element) for step in points),
                general.get(element),
            )
            for element in all_elements()
        )
    numbers = {name: visible[name] for name in free if name not in symbolic} | dict(fixed)
    return Trace(elements, symbolic, numbers, conditions, tuple(lr_paths), obstacle)


@contextmanager
def _left_as_it_was(subject: Subject, outside: Mapping[str, Any]) -> Generator[None]:
    """Let no symbol stay where other runs find it."""
    before = [(leaf.put, leaf.value) for leaf in leaves([outside]) if leaf.put is not None]
    try:
        yield
    finally:
        for put, value in before:
            put(value)
        subject.target.rewind()


def _element(
    element: Element,
    constant: tuple[Expr, ...],
    varying: tuple[Expr, ...] | None,
    points: tuple[Expr, ...],
    machine: Machine | None,
) -> ElementTrace:
    return ElementTrace(
        element, constant, varying, points, None if machine is None else without_copies(machine, constant)
    )
