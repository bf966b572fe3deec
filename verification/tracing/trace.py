"""Run a subject on symbols, and recover the state machine that it is.

Three runs are made.  Three steps from the start with lr left alone; three with lr changed before every step; and one more
step in which everything that the subject keeps has been replaced by symbols, and its counters by functions of a symbolic
t: that one step is the subject's step in general.
"""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sympy import Expr, Symbol

from ...reference.rule import numbered
from ...reference.symbols import lr, lr_start, t, theta
from ..subjects.object_graph import Path, leaves, pattern
from ..subjects.subject import Subject
from ..symbolic.patches import tracing
from ..symbolic.record import Condition
from ..symbolic.scalar import Scalar, lift
from .beginning import start
from .machine import Machine, machines, without_copies
from .point import STEPS, USUAL, Point
from .rehearsal import rehearsed
from .session import (
    START,
    Element,
    Key,
    all_elements,
    changing_rate,
    element_symbol,
    letter,
    own,
    unroll,
    worth_of_data,
)
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


Place = Literal["constant", "varying", "general", "later"]
"""Where in a trace a branch is taken, as `Branches` tells them apart."""


@dataclass
class Branches:
    """The branches that a trace takes, in its three places; what it has taken until then where it ends in an exception.

    Attributes:
        constant: up to the end of the first step, lr constant.
        varying: the same with lr1, lr2, …
        general: in the step in general.
        later: in the other steps from the start, by which the state is only guessed.
        ended: where it ends in an exception; None where it does not.
    """

    constant: tuple[Condition, ...] = ()
    varying: tuple[Condition, ...] = ()
    general: tuple[Condition, ...] = ()
    later: tuple[Condition, ...] = ()
    ended: Place | None = None

    @property
    def unrolled(self) -> tuple[Condition, ...]:
        """All that the first steps take."""
        return (*self.constant, *self.varying, *self.later)


Elsewhere = Callable[[Point, Mapping[Element, Collection[Key]]], "Trace | DeadEnd"]
"""The trace at other numbers, in which these places count as state."""


@dataclass(frozen=True)
class DeadEnd:
    """A trace that came to no end.

    Attributes:
        refused: whether the subject raises the same at those numbers in an ordinary run.
        reason: a clause that says why.
    """

    branches: Branches
    refused: bool
    reason: str


@dataclass(frozen=True)
class Trace:
    """The state machine recovered from a subject, on the branches that it takes at one point.

    Attributes:
        symbolic: the hyperparameters that stayed symbols; the others are numbers in the trace.
        obstacle: why there is no machine for every element.
        raised: what the subject raised in the step in general, if it did.
        rates: what the subject keeps, lr constant, where it takes another lr from.
        kept: what every step but the first finds, besides θ and the numbers that have symbols: the machine is of that alone.
        worth: what the letters of the branches are worth at the point.
        instance: the letters among these of which one instance has another number than the next.
        elsewhere: traces it at other numbers; None where nobody can.
    """

    elements: tuple[ElementTrace, ...]
    symbolic: frozenset[str]
    numbers: Mapping[str, float]
    branches: Branches
    lr_paths: tuple[Path, ...]
    obstacle: str = ""
    raised: type[Exception] | None = None
    rates: tuple[Expr, ...] = ()
    kept: object = None
    worth: Mapping[Symbol, float] = field(default_factory=dict[Symbol, float])
    instance: frozenset[Symbol] = frozenset()
    elsewhere: Elsewhere | None = field(default=None, compare=False, repr=False)


def started_at_first(found: Trace) -> Trace:
    """The trace of the runs in which the lr of the first step is that of the start."""
    elements = (
        replace(
            each,
            varying=None if each.varying is None else tuple(value.xreplace(AT_FIRST) for value in each.varying),
            machine=None if each.machine is None else each.machine.where(AT_FIRST),
        )
        for each in found.elements
    )
    return replace(found, elements=tuple(elements))


AT_FIRST = {numbered(lr, 1): lr_start}


def stands_still(found: Trace) -> bool:
    """Whether θ is after each of the first steps what it was before them."""
    return all({*each.constant} == {each.constant[0]} and each.constant[0].is_Symbol for each in found.elements)


def trace(
    subject: Subject,
    rule_names: Sequence[str],
    fixed: Mapping[str, float],
    lr_paths: Sequence[Path],
    *,
    letters: bool = True,
    point: Point = USUAL,
    live: Mapping[Element, Collection[Key]] | None = None,
    branches: Branches | None = None,
) -> Trace:
    """Run `subject` on symbols; with `letters` False the hyperparameters are numbers.

    What it compares it compares at `point`, and `branches` is told of it as it goes.
    Raises `OpaqueError` where it does something that the tracer does not know, or whatever the subject raises.
    """
    taken = [name for name in rule_names if name in subject.names]
    free = [name for name in taken if name not in fixed]
    visible = subject.visible
    seen = branches or Branches()
    can_vary = subject.shape.lr_in_call or bool(lr_paths)
    # Where lr may change, what it is at the start is another letter than what it is in the step in general.
    begins = {lr: lr_start} if can_vary else dict[Symbol, Symbol]()
    at_start = {**begins, **{element_symbol(theta, each): element_symbol(START, each) for each in all_elements()}}
    known = {
        name: begins.get(subject.hyperparameters[name].symbol, subject.hyperparameters[name].symbol) for name in free
    }
    plain = {name: fixed[name] if name in fixed else point.of(known[name], visible[name]) for name in taken}
    first = plain.get("lr", subject.rate)
    rates = [changing_rate(subject.rate, k, point).value if can_vary else first for k in range(1, STEPS + 1)]
    last = point.of(lr, subject.rate) if can_vary else first
    rehearsal = rehearsed(subject, plain, [*rates, last], lr_paths if can_vary else (), point)
    outside = rehearsal.outside(subject.target)
    apart = rehearsal.apart(subject.target, outside)
    log = _Log(seen, at_start)
    with (
        _left_as_it_was(subject, outside),
        tracing(subject.target.homes) as record,
        subject.shape.tracing(),
        log.of(record.conditions),
    ):
        for reason in apart.opaque:
            record.leak(reason)
        given = {name: value for name, value in fixed.items() if name in taken}
        given |= {name: letter(subject, name, point, known[name]) if letters else lift(visible[name]) for name in free}
        session, injected = start(subject, given, record, outside, point, apart)
        symbolic = frozenset(free if injected is None else injected) if letters else frozenset[str]()
        rate = lift(given.get("lr", subject.rate))
        session.watch = Watch(subject.target)
        constant, snapshots, points = unroll(session, lambda _: rate, (), lambda: log.go_on("later"))
        varying, varying_snapshots = None, None
        if can_vary:
            log.go_on("varying")
            # What is kept of the lr that it was made with is not what lr is in the step in general.
            begun = {**given, "lr": Scalar(lr_start, plain["lr"])} if "lr" in symbolic else given
            letters_here = session.letters
            session, _ = start(subject, begun, record, outside, point, apart)
            session.letters = {**letters_here, **session.letters}
            session.watch = Watch(subject.target)
            varying, varying_snapshots, _ = unroll(
                session, lambda k: changing_rate(subject.rate, k, point), lr_paths, lambda: log.go_on("later")
            )
        record.insist()
        log.go_on("general")
        now = Scalar(lr, last) if can_vary else rate
        # An ordinary run comes to other numbers of state than those of a point, and takes other lines there.
        seen_before = rehearsal if point == USUAL else None
        general = machines(session, seen_before, record, snapshots, varying_snapshots, lr_paths, now, live or {})
        elements = tuple(
            _element(
                element,
                tuple(own(step[element], element) for step in constant),
                None if varying is None else tuple(own(step[element], element) for step in varying),
                tuple(own(step[element], element) for step in points),
                general.machines.get(element),
            )
            for element in all_elements()
        )
    rates = tuple(dict.fromkeys(value for key, value in snapshots[-1].items() if pattern(key[0]) in lr_paths))
    numbers = {name: visible[name] for name in free if name not in symbolic} | dict(fixed)
    worth = {begins.get(symbol, symbol): value for symbol, value in session.letters.items()} | {
        **session.worth, **worth_of_data(point), lr: now.value, t: float(point.step),
        **{numbered(lr, k): changing_rate(subject.rate, k, point).value for k in range(1, STEPS + 1)},
    }  # fmt: skip
    return Trace(
        elements, symbolic, numbers, seen, tuple(lr_paths), general.obstacle, general.raised, rates, general.kept, worth,
        session.instance,
    )  # fmt: skip


@dataclass
class _Log:
    """Keeps the branches that are taken with the place in which they are; also where an exception ends it."""

    branches: Branches
    at_start: Mapping[Symbol, Symbol]
    conditions: list[Condition] = field(default_factory=list[Condition])
    place: Place = "constant"

    @contextmanager
    def of(self, conditions: list[Condition]) -> Generator[None]:
        self.conditions = conditions
        try:
            yield
        except BaseException:
            self.branches.ended = self.place
            raise
        finally:
            self.go_on("later")

    def go_on(self, place: Place) -> None:
        names = {} if self.place == "general" else self.at_start
        found = tuple(replace(each, difference=each.difference.xreplace(dict(names))) for each in self.conditions)
        self.conditions.clear()
        setattr(self.branches, self.place, (*getattr(self.branches, self.place), *found))
        self.place = place


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
