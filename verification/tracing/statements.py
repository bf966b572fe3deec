"""What each statement of a subject writes while one step runs on symbols, and what the step would be if it wrote something else.

A step is run statement by statement, under `sys.settrace`.  After each the arrays and numbers that the subject keeps, its
parameters, and its local variables are compared with those before: what changed was written by that statement, or handed
back by it.  In another run of the same step that value is cut out, and a symbol X put there.
"""

import ast
import ctypes
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Self

from sympy import Dummy, Expr, Symbol

from ...reference.symbols import lr
from ..subjects.object_graph import Path
from ..subjects.source import tree_of
from ..subjects.subject import Subject
from ..subjects.target import Target
from ..symbolic.array import SymbolicArray, objects
from ..symbolic.containers import Holder, first_of, has_first, holders, parts, value_of
from ..symbolic.patches import tracing
from ..symbolic.scalar import Scalar, lift
from .machine import generalize
from .session import Element, Key, Session, expressions, letter, lift_numbers, snapshot, start, unroll
from .trace import Trace
from .vocabulary import Vocabulary, vocabulary

CUT = Dummy("X", real=True)
"""What stands for the value that was cut out."""

ELEMENT: Element = (0, 0)
"""The element that is watched."""


@dataclass(frozen=True)
class Statement:
    """A statement of the subject's source: its file and the lines that it takes."""

    path: str
    first: int
    last: int


@dataclass(frozen=True)
class Write:
    """A value that a statement wrote or handed back, for the watched element."""

    statement: Statement
    value: Expr


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
    hear: Write | None = None,
) -> Step:
    """The step in general, or the first step, with the value of the write of number `cut` replaced by X.

    Just before the write `hear`, its function is asked for its words.

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
        watch = _Watch(session, sources(subject.target), cut, hear)
        with watch:
            session.step(number, rate)
        after = expressions(session.parameters())
        return Step(tuple(watch.writes), after, snapshot(session), symbols, watch.heard)


def sources(target: Target) -> frozenset[str]:
    """The files in which the target is written: its own, and those of the classes that it inherits from."""
    kinds = inspect.getmro(target.object) if inspect.isclass(target.object) else (target.object,)
    files = {getattr(sys.modules.get(getattr(each, "__module__", "")), "__file__", None) for each in kinds}
    return frozenset(
        each for each in (*files, getattr(target.module, "__file__", None)) if each and each.endswith(".py")
    )


# Watching.


@dataclass
class _Watch:
    """Listens to every statement of some files while a step runs."""

    session: Session
    files: frozenset[str]
    cut: int | None
    hear: Write | None
    heard: Vocabulary = field(default_factory=Vocabulary)
    now: Vocabulary = field(default_factory=Vocabulary)
    """The words before the statement that is listened for, each time that it runs."""
    writes: list[Write] = field(default_factory=list)
    running: list[tuple[FrameType, Statement | None]] = field(default_factory=list)
    known: dict[int, tuple[Holder, Expr]] = field(default_factory=dict)
    """The arrays and numbers that were seen, kept alive so that no two have one id, with the value they had."""
    bound: dict[tuple[int, str], int] = field(default_factory=dict)
    """What each local variable of each frame is bound to."""
    before: Any = None

    def __enter__(self) -> Self:
        for each in self._kept():
            self.known[id(each)] = each, value_of(each)
        self.before = sys.gettrace()
        sys.settrace(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename not in self.files:
            return None
        self._quietly(lambda: self._entered(frame))
        return self._heard

    def _heard(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self._quietly(lambda: self._finished(frame))
            statement = statement_at(frame.f_code.co_filename, frame.f_lineno)
            self.running[-1] = (frame, statement)
            if self.hear is not None and statement == self.hear.statement:
                self._quietly(lambda: self._listened(frame))
        elif event == "return":
            self._quietly(lambda: self._finished(frame, argument))
            self.running.pop()
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
        for name, each in holders(frame.f_locals.items()):
            caller = self.running[-1][1] if self.running else None
            if id(each) not in self.known and caller is not None:
                self._written(frame, caller, each, "")
            self.known[id(each)] = each, value_of(each)
            self.bound[id(frame), name] = id(each)
        self.running.append((frame, None))

    def _written(self, frame: FrameType, statement: Statement, each: Holder, name: str) -> None:
        if len(self.writes) == self.cut:
            self._replace(frame, each, name)
        write = Write(statement, value_of(each))
        if write == self.hear and not self.heard.words:
            self.heard = self.now
        self.writes.append(write)

    def _finished(self, frame: FrameType, returned: Any = None) -> None:
        """Attribute to the statement that has just run in `frame` all that has changed."""
        statement = self.running[-1][1]
        given = [("", each) for each in parts(returned)]
        local = [*holders(frame.f_locals.items())]
        changed: dict[int, tuple[Holder, str]] = {}
        for name, each in [*local, *(("", held) for held in self._kept()), *given]:
            place = (id(frame), name)
            fresh = id(each) not in self.known
            altered = not fresh and self.known[id(each)][1] != value_of(each)
            rebound = bool(name) and self.bound.get(place) != id(each)
            if fresh or altered:
                changed[id(each)] = each, ""
            elif rebound:
                changed.setdefault(id(each), (each, name))
        for each, name in changed.values():
            if statement is not None:
                self._written(frame, statement, each, name)
        for name, each in holders(frame.f_locals.items()):
            self.bound[id(frame), name] = id(each)
            self.known[id(each)] = each, value_of(each)
        for each in [*self._kept(), *parts(returned)]:
            self.known[id(each)] = each, value_of(each)

    def _replace(self, frame: FrameType, each: Holder, name: str) -> None:
        """X in place of the value: in the object itself, or in a copy where an old object only got a new name."""
        kind = type(each) if isinstance(each, Scalar) else Scalar
        number = kind(CUT, float(lift(first_of(each)).value))
        if name:
            copied = number if isinstance(each, Scalar) else each.copy()
            named = frame.f_locals[name]
            _rebind(frame, name, copied if isinstance(named, Scalar | SymbolicArray) else type(named)(copied))
            each = copied
        if isinstance(each, Scalar):
            each.expr = CUT
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


def _rebind(frame: FrameType, name: str, value: Any) -> None:
    """Assign to a local variable of a running function; before Python 3.13 its `f_locals` are a copy."""
    values = frame.f_locals
    values[name] = value
    if sys.version_info < (3, 13):
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))


# Sources.

_STATEMENTS: dict[str, list[Statement]] = {}


def statement_at(path: str, line: int) -> Statement | None:
    """The simple statement, or the head of the compound one, to which a line belongs."""
    if path not in _STATEMENTS:
        _STATEMENTS[path] = _statements(path)
    fitting = [each for each in _STATEMENTS[path] if each.first <= line <= each.last]
    return min(fitting, key=lambda each: each.last - each.first) if fitting else None


def _statements(path: str) -> list[Statement]:
    return [Statement(path, each.lineno, each.end_lineno or each.lineno) for each in simple_statements(tree_of(path))]


def simple_statements(tree: ast.Module) -> list[ast.stmt]:
    """The statements that hold no others."""
    return [each for each in ast.walk(tree) if isinstance(each, ast.stmt) and not hasattr(each, "body")]
