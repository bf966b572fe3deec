"""Listens to every statement of a subject while a step runs, for what it writes.

A step is run statement by statement, under `sys.settrace`.  After each the arrays and numbers that the subject keeps, its
parameters, and its local variables are compared with those before: what changed was written by that statement, or handed
back by it.  What JAX traces is computed only afterwards: there each operation has the mark of its statement, and what is
read by another one was written.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any, Self

from sympy import Dummy, Expr, Symbol

from ..symbolic.array import SymbolicArray, objects
from ..symbolic.containers import Holder, first_of, has_first, holders, parts, value_of
from ..symbolic.jax_marks import HEARD, marking, renewed, traced
from ..symbolic.patches import meanwhile
from ..symbolic.scalar import Scalar, lift
from .links import Link, Links
from .rebinding import exchange, is_inside, rebind
from .session import Session
from .statements import Statement, statement_at
from .vocabulary import Vocabulary, vocabulary
from .writes import CUT, Write


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
class Listener:
    """Listens to every statement of some files while a step runs; `cut`, `apart` and `hear` are those of a rehearsal."""

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
            elif rebound and not self._is_part and self._is_worth_it(each, name, statement):
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

    @property
    def _is_part(self) -> bool:
        """Whether the innermost function is a part of the statement that runs it, as `x for x in y` is: its names are its own."""
        around = self.running[-2] if len(self.running) > 1 else None
        return around is not None and around.statement == self.running[-1].statement

    def _is_worth_it(self, each: Holder, name: str, statement: Statement | None) -> bool:
        """Whether a new name for an old value counts as a write: that another statement computed, or an array by itself."""
        author = self.author.get(id(each))
        return author != statement if author else isinstance(each, SymbolicArray) and not is_inside(name)

    def _replace(self, frame: FrameType, each: Holder, name: str, symbol: Symbol) -> None:
        """A symbol in place of the value: in the object itself, or in a copy where an old object only got a new name."""
        kind = type(each) if isinstance(each, Scalar) else Scalar
        number = kind(symbol, float(lift(first_of(each)).value))
        if name:
            copied = number if isinstance(each, Scalar) else each.copy()
            exchange(frame, name, each, copied)
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
        if statement is not None and (running.is_link or not self._is_part):
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
                rebind(running.frame, name, renewed(value))

    def _see(self, running: _Running) -> None:
        """The traced numbers that have a name now, and what has it."""
        for name, value in [*running.frame.f_locals.items()]:
            numbers = traced(value)
            self.seen |= {id(each): each for each in numbers}
            if numbers:
                running.bound[name] = id(value)
                self.seen[id(value)] = value
