"""Where in the source a subject makes its step: the function that is called, and in it the lines that assign a letter."""

import ast
import inspect
from collections.abc import Sequence
from contextlib import suppress
from types import CodeType, FrameType
from typing import Any

from ...process.calls import calls_heard_by
from ...subjects.probes import probe_arrays
from ...subjects.source import shown, text_of, tree_of
from ...subjects.subject import Subject
from ...tracing.statements import simple_statements
from ...verdicts.verdict import Line, Place

CONSTRUCTORS = ("__init__", "__new__", "__post_init__")
"""Called in a step by whatever owns its loop, and making none."""


def place_of(subject: Subject, letters: Sequence[str]) -> Place | None:
    """The lines that assign the first of `letters` that any does; else the function that makes a step; else the target."""
    file = _file_of(subject.target.object)
    if file is None:
        return None
    tree = tree_of(file)
    if not tree.body:
        return None
    codes = _called(subject, file)
    steps = [each for code in codes for each in _functions(tree) if _first_line(each) == code.co_firstlineno]
    for letter in letters:
        lines = [each for step in steps for each in _assignments(step, letter)]
        if lines:
            return Place(shown(file), min(each.lineno for each in lines), max(_end(each) for each in lines))
    if steps:
        return Place(shown(file), steps[0].lineno, _end(steps[0]))
    return _definition(subject.target.object, file)


def only_call(subject: Subject, names: Sequence[str]) -> Line | None:
    """The statement in what a step calls that calls one of these functions or methods, where there is but one."""
    file = _file_of(subject.target.object)
    if file is None:
        return None
    begun = {each.co_firstlineno for each in _called(subject, file)}
    steps = [each for each in _functions(tree_of(file)) if _first_line(each) in begun]
    found = {each.lineno: each for step in steps for each in simple_statements(step)}
    calling = [each for each in found.values() if any(_calls(node, names) for node in ast.walk(each))]
    if len(calling) != 1:
        return None
    number = calling[0].lineno
    return Line(shown(file), number, text_of(file).splitlines()[number - 1].strip())


def _calls(node: ast.AST, names: Sequence[str]) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) in names


def _file_of(thing: Any) -> str | None:
    with suppress(TypeError, OSError):
        return inspect.getsourcefile(inspect.unwrap(thing))  # JAX's functions are wrapped, in ours
    return None


def _called(subject: Subject, file: str) -> list[CodeType]:
    """The functions of `file` that one step calls, in the order in which it does."""
    seen: dict[CodeType, None] = {}

    def look(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename == file and frame.f_code.co_name not in CONSTRUCTORS:
            seen[frame.f_code] = None

    subject.target.rewind()
    initial, gradients = probe_arrays()
    with suppress(BaseException):  # whatever somebody's code raises, what it called is known
        run = subject.start(subject.visible, initial)
        with calls_heard_by(look):
            run.step(gradients[0], subject.rate)
    return list(seen)


def _functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]


def _first_line(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """As Python counts it, with the decorators."""
    return min(each.lineno for each in (function, *function.decorator_list))


def _assignments(function: ast.AST, letter: str) -> list[ast.stmt]:
    """The statements that compute a new value for `letter`: a name, an attribute, or an item of either."""
    return [
        node
        for node in ast.walk(function)
        if (isinstance(node, ast.AugAssign) and _name(node.target) == letter)
        or (isinstance(node, ast.Assign) and letter in map(_name, node.targets) and _computes(node.value))
    ]


def _computes(value: ast.expr) -> bool:
    """Whether it is more than another name for something, or a fresh array."""
    return any(isinstance(each, ast.BinOp) for each in ast.walk(value))


def _name(target: ast.expr) -> str:
    while isinstance(target, ast.Subscript | ast.Starred):
        target = target.value
    return target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _definition(thing: Any, file: str) -> Place | None:
    with suppress(OSError, TypeError):
        lines, first = inspect.getsourcelines(thing)
        return Place(shown(file), max(first, 1), max(first, 1) + len(lines) - 1)
    return None
