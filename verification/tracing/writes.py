"""What each statement of a subject writes while one step runs on symbols, and what the step would be if it wrote something else.

A step is run statement by statement, under `sys.settrace`.  After each the arrays and numbers that the subject keeps, its
parameters, and its local variables are compared with those before: what changed was written by that statement, or handed
back by it.  What JAX traces is computed only afterwards: there each operation has the mark of its statement, and what is
read by another one was written.  In another run of the same step that value is cut out, and a symbol X put there.
"""

import ctypes
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any, Self

from sympy import Dummy, Expr, Symbol

from ...reference.symbols import lr
from ..paths.room import room_of
from ..subjects.object_graph import Path
from ..subjects.subject import Subject
from ..symbolic.array import SymbolicArray, objects
from ..symbolic.containers import Holder, first_of, has_first, held, holders, parts, value_of
from ..symbolic.jax_marks import HEARD, marking, renewed, traced
from ..symbolic.patches import meanwhile, tracing
from ..symbolic.scalar import Scalar, lift
from .links import Link, Links
from .machine import generalize
from .session import Element, Key, Session, expressions, letter, lift_numbers, snapshot, start, unroll
from .statements import Statement, statement_at
from .trace import Trace
from .vocabulary import Vocabulary, vocabulary

CUT = Dummy("X", real=True)
"""What stands for the value that was cut out."""

ELEMENT: Element = (0, 0)
"""The element that is watched."""


@dataclass(frozen=True)
class Write:
    """A value that a statement wrote or handed back, for the watched element.

    Attributes:
        callers: the statements that had called what the statement is in, the nearest first.
        line: the one to look at in a statement of several; 0 for its first.
        symbol: what stands for the value in all that comes after; None where that is the value itself.
        is_name: whether it only gave another name to what was there.
    """

    statement: Statement
    value: Expr
    callers: tuple[Statement, ...] = ()
    line: int = 0
    symbol: Symbol | None = None
    is_name: bool = False


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
    with tracing(subject.target.module) as record, subject.shape.tracing():
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
        watch = _Watch(session, room_of(subject.target), cut, apart, hear)
        with watch:
            session.step(number, rate)
        after = expressions(session.parameters())
        return Step(tuple(watch.writes), after, snapshot(session), symbols, watch.heard)


# Watching.


@dataclass
class _Running:
    """A function that runs, with the statement that it is at, and the mark of what JAX traces in it.

    Attributes:
        run: the number of the run of its statement.
        is_link: whether it is no function of the subject's, but made by the statement.
        bound: what each local variable is bound to.
    """

    frame: FrameType
    statement: Statement | None = None
    run: int = 0
    is_link: bool = False
    marked: AbstractContextManager[Any] | None = None
    bound: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class _Mark:
    """Where JAX traces something: in which run of which statement, and in which line of it."""

    run: int
    line: int
    made: Callable[[Expr], Write]


@dataclass
class _Watch:
    """Listens to every statement of some files while a step runs."""

    session: Session
    is_own: Callable[[str], bool]
    cut: int | None
    apart: bool
    hear: Write | None
    heard: Vocabulary = field(default_factory=Vocabulary)
    now: Vocabulary = field(default_factory=Vocabulary)
    """The words before the statement that is listened for, each time that it runs."""
    writes: list[Write] = field(default_factory=list)
    running: list[_Running] = field(default_factory=list)
    known: dict[int, tuple[Holder, Expr]] = field(default_factory=dict)
    """The arrays and numbers that were seen, kept alive so that no two have one id, with the value they had."""
    author: dict[int, Statement] = field(default_factory=dict)
    """Which statement wrote an array or a number last."""
    marks: list[_Mark] = field(default_factory=list)
    links: Links = field(default_factory=Links)
    seen: dict[int, Any] = field(default_factory=dict)
    """The numbers that JAX traces, as far as they have a name."""
    runs: int = 0
    before: Any = None
    listening: AbstractContextManager[Any] | None = None

    def __enter__(self) -> Self:
        for each in self._kept():
            self.known[id(each)] = each, value_of(each)
        self.listening = meanwhile(HEARD, self)
        self.listening.__enter__()
        self.before = sys.gettrace()
        sys.settrace(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)
        if self.listening is not None:
            self.listening.__exit__(None, None, None)

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        if self.is_own(frame.f_code.co_filename):
            self._quietly(lambda: self._entered(frame))
            return self._heard
        link = self.links.of(frame)
        if link is not None:
            self._quietly(lambda: self._linked(frame, link))
            return self._heard_in_link
        calling = self.running[-1] if self.running else None
        if calling is not None and calling.statement is not None and calling.frame is frame.f_back:
            link = Link(calling.statement, calling.frame.f_lineno)
            return self.links.made_by(link)
        return None

    def _heard_in_link(self, frame: FrameType, event: str, _argument: Any) -> Any:
        frame.f_trace_lines = False
        if event == "return":
            self._quietly(self._left)
        return self._heard_in_link

    def _heard(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self._quietly(lambda: self._finished(frame))
            statement = statement_at(frame.f_code.co_filename, frame.f_lineno)
            self._quietly(lambda: self._begun(statement, frame.f_lineno))
            if self.hear is not None and statement == self.hear.statement:
                self._quietly(lambda: self._listened(frame))
        elif event == "return":
            self._quietly(lambda: self._finished(frame, argument))
            self._quietly(self._left)
        return self._heard

    def _listened(self, frame: FrameType) -> None:
        self.now = vocabulary(frame)

    def _quietly(self, act: Callable[[], None]) -> None:
        """Look without being traced."""
        listener = sys.gettrace()
        sys.settrace(None)
        try:
            act()
        finally:
            sys.settrace(listener)

    def _entered(self, frame: FrameType) -> None:
        """Attribute to the calling statement what it made only to hand it over."""
        caller = self.running[-1].statement if self.running else None
        begun = _Running(frame)
        for name, each in holders(frame.f_locals.items()):
            if id(each) not in self.known and caller is not None:
                self._written(frame, self._write(caller), each, "")
            self.known[id(each)] = each, value_of(each)
            begun.bound[name] = id(each)
        self._see(begun)
        self.running.append(begun)

    def _write(self, statement: Statement) -> Callable[[Expr], Write]:
        """A write of the statement, which runs in the innermost function."""
        callers = tuple(each.statement for each in reversed(self.running[:-1]) if each.statement is not None)
        return lambda value: Write(statement, value, callers)

    def _written(self, frame: FrameType, made: Callable[[Expr], Write], each: Holder, name: str) -> None:
        write = replace(made(value_of(each)), is_name=bool(name))
        if write == self.hear and not self.heard.words:
            self.heard = self.now
        symbol = self._symbol(write.value, is_new=not name)
        if symbol is not None:
            self._replace(frame, each, name, symbol)
        self._append(write, symbol)

    def _symbol(self, value: Expr, *, is_new: bool) -> Symbol | None:
        """What is put in the place of the value that is written next."""
        if self.apart:
            return Dummy("X", real=True, integer=value.is_integer or None) if is_new else None
        return CUT if len(self.writes) == self.cut else None

    def _append(self, write: Write, symbol: Symbol | None) -> None:
        self.writes.append(write if symbol is None else replace(write, symbol=symbol))

    def _finished(self, frame: FrameType, returned: Any = None) -> None:
        """Attribute to the statement that has just run in `frame` all that has changed."""
        running = self.running[-1]
        statement = running.statement
        given = [("", each) for each in parts(returned)]
        local = [*holders(frame.f_locals.items())]
        changed: dict[int, tuple[Holder, str]] = {}
        for name, each in [*local, *(("", kept) for kept in self._kept()), *given]:
            fresh = id(each) not in self.known
            altered = not fresh and self.known[id(each)][1] != value_of(each)
            rebound = bool(name) and running.bound.get(name) != id(each)
            if fresh or altered:
                changed[id(each)] = each, ""
            elif rebound and self._is_worth_it(each, name, statement):
                changed.setdefault(id(each), (each, name))
        for each, name in changed.values():
            if statement is not None:
                self._written(frame, self._write(statement), each, name)
                self.author[id(each)] = statement
        for name, each in holders(frame.f_locals.items()):
            running.bound[name] = id(each)
            self.known[id(each)] = each, value_of(each)
        for each in [*self._kept(), *parts(returned)]:
            self.known[id(each)] = each, value_of(each)
        if statement is not None:
            self._rename(running)
        self._see(running)

    def _is_worth_it(self, each: Holder, name: str, statement: Statement | None) -> bool:
        """Whether a new name for an old value counts as a write: that another statement computed, or an array by itself."""
        author = self.author.get(id(each))
        return author != statement if author else isinstance(each, SymbolicArray) and not _is_inside(name)

    def _replace(self, frame: FrameType, each: Holder, name: str, symbol: Symbol) -> None:
        """A symbol in place of the value: in the object itself, or in a copy where an old object only got a new name."""
        kind = type(each) if isinstance(each, Scalar) else Scalar
        number = kind(symbol, float(lift(first_of(each)).value))
        if name:
            copied = number if isinstance(each, Scalar) else each.copy()
            variable, bracket, _ = name.partition("[")
            value = frame.f_locals[variable]
            _rebind(frame, variable, _with(value, each, copied) if bracket else _like(value, copied))
            each = copied
        if isinstance(each, Scalar):
            each.expr = symbol
        else:
            objects(each).flat[0] = number

    def _kept(self) -> Iterator[Holder]:
        """What the subject keeps, and its parameters."""
        for leaf in self.session.leaves():
            if isinstance(leaf.value, Scalar | SymbolicArray) and has_first(leaf.value):
                yield leaf.value
        one, other = self.session.run.read(), self.session.run.read()
        yield from (
            each
            for each, again in zip(one, other, strict=True)
            if each is again and isinstance(each, SymbolicArray) and has_first(each)
        )

    # What JAX traces.

    def _linked(self, frame: FrameType, link: Link) -> None:
        """A function begins that a statement has made by a call: what it computes is that statement's."""
        self.running.append(_Running(frame, is_link=True))
        self._begun(link.statement, link.line)

    def _begun(self, statement: Statement | None, line: int) -> None:
        """The innermost function comes to a statement, or goes on with it on its next line."""
        running = self.running[-1]
        if statement is None or statement != running.statement:
            running.statement = statement
            self.runs += 1
            running.run = self.runs
        self._unmark(running)
        around = self.running[-2] if len(self.running) > 1 else None
        is_part = around is not None and around.statement == statement and not running.is_link
        if statement is not None and not is_part:
            self.marks.append(_Mark(running.run, line, self._write(statement)))
            running.marked = marking(len(self.marks) - 1)
            running.marked.__enter__()

    def _left(self) -> None:
        self._unmark(self.running.pop())

    def _unmark(self, running: _Running) -> None:
        if running.marked is not None:
            running.marked.__exit__(None, None, None)
            running.marked = None

    def run(self, mark: int) -> int:
        """The number of the run of a statement in which this was marked."""
        return self.marks[mark].run

    def handed_on(self, mark: int, value: Any) -> Any:
        """What is to be computed with instead of a value that a statement hands on to others."""
        if not has_first(value):
            return value
        marked = self.marks[mark]
        write = marked.made(value_of(value))
        if Link(write.statement, marked.line) in self.links.calls:
            write = replace(write, line=marked.line)
        symbol = self._symbol(write.value, is_new=True)
        if symbol is not None:
            number = Scalar(symbol, float(lift(first_of(value)).value))
            value = value.copy()
            objects(value).flat[0] = number
        self._append(write, symbol)
        return value

    def _rename(self, running: _Running) -> None:
        """Let what was traced before, and only got a new name, be written by the statement that names it so."""
        for name, value in [*running.frame.f_locals.items()]:
            numbers = traced(value)
            if numbers and running.bound.get(name) != id(value) and all(id(n) in self.seen for n in numbers):
                again = renewed(value)
                _rebind(running.frame, name, again)

    def _see(self, running: _Running) -> None:
        """The traced numbers that have a name now, and what has it."""
        for name, value in [*running.frame.f_locals.items()]:
            numbers = traced(value)
            self.seen |= {id(each): each for each in numbers}
            if numbers:
                running.bound[name] = id(value)
                self.seen[id(value)] = value


def _is_inside(name: str) -> bool:
    """Whether it is the name of an item of a list or a dict."""
    return "[" in name


def _like(named: Any, copied: Holder) -> Any:
    """The copy as what has the name is: a number, an array, or a tensor around one."""
    return copied if isinstance(named, Scalar | SymbolicArray) else type(named)(copied)


def _with(container: Any, old: Holder, new: Holder) -> Any:
    """The list or dict with another number in the place of one."""

    def exchanged(item: Any) -> Any:
        return _like(item, new) if held(item) is old else item

    if isinstance(container, dict):
        return {key: exchanged(item) for key, item in container.items()}
    return type(container)(map(exchanged, container))


def _rebind(frame: FrameType, name: str, value: Any) -> None:
    """Assign to a local variable of a running function; before Python 3.13 its `f_locals` are a copy."""
    values = frame.f_locals
    values[name] = value
    if sys.version_info < (3, 13):
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
