"""What the words of a step stand for while it runs: the values of its names, attributes and items, as kinds of values."""

import ast
import enum
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import CodeType, FrameType, ModuleType
from typing import Any

from .measurement import Measured, listening
from .source import Source, source_of

KINDS: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("none", lambda value: value is None),
    ("truth", lambda value: type(value).__name__ in ("bool", "bool_")),
    ("word", lambda value: isinstance(value, str | bytes | enum.Enum)),
    ("number", lambda value: isinstance(value, int | float)),
    ("array", lambda value: hasattr(value, "shape") and hasattr(value, "dtype") and not isinstance(value, type)),
    ("callable", lambda value: isinstance(value, type | ModuleType) or callable(value)),
    ("empty", lambda value: hasattr(type(value), "__len__") and len(value) == 0),
    ("tuple", lambda value: isinstance(value, tuple)),
    ("container", lambda value: hasattr(type(value), "__len__")),
)
"""What a value may be, the first that it is; else it is an object."""


def kind_of(value: Any) -> str:
    return next((name for name, is_one in KINDS if is_one(value)), "object")


@dataclass
class Observed:
    """The kinds of the values that the words of a function had when it was called and when it returned."""

    kinds: dict[tuple[CodeType, str], set[str]] = field(default_factory=dict[tuple[CodeType, str], set[str]])

    def of(self, measured: Measured, node: ast.expr) -> frozenset[str]:
        """What kinds of values an expression had; empty where nobody saw one."""
        return frozenset(self.kinds.get((measured.code, ast.unparse(node)), ()))


def observed(act: Callable[[], object], settings: Mapping[str, Any], functions: Sequence[Measured]) -> Observed:
    """What the words of these functions stand for in the steps of `act`; whatever it raises ends the looking."""
    found = Observed()
    roots = {piece.code: each for each in functions for piece in each.pieces}
    words = {each.code: _words(each) for each in functions}

    def look(frame: FrameType) -> None:
        root = roots[frame.f_code].code
        # Where a function is called its arguments are what they were given as, and where it returns the others are known.
        for text, word in words[root].items():
            with suppress(Exception):  # a name of another scope, an item that is not there yet
                found.kinds.setdefault((root, text), set()).add(kind_of(word.value(frame)))

    def returned(frame: FrameType, event: str, _: Any) -> Any:
        if event == "return":
            look(frame)
        return returned

    def called(frame: FrameType, event: str, _: Any) -> Any:
        if event != "call" or frame.f_code not in roots:
            return None
        look(frame)
        frame.f_trace_lines = False
        return returned

    listening(called, settings, act)
    return found


PRIVATE = re.compile(r"(?<=\.)__(?=\w)(?!\w*__\b)")
"""How the name of an attribute begins that Python puts its class's name before."""

INSIDE = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Slice, ast.UnaryOp, ast.USub, ast.Load, ast.Tuple)


def asked_by_get(node: ast.Call) -> ast.expr | None:
    """What is asked for an item by `get`, where nothing but words and constants stand in it."""
    match node:
        case ast.Call(func=ast.Attribute(value=asked, attr="get"), args=[ast.Constant(), *default], keywords=[]):
            return asked if all(is_word(each) or isinstance(each, ast.Constant) for each in (asked, *default)) else None
        case _:
            return None


def is_word(node: ast.AST) -> bool:
    """Whether it is a name, an attribute or an item, so that reading it once more does nothing."""
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and all(
        isinstance(each, INSIDE) for each in ast.walk(node)
    )


@dataclass(frozen=True)
class _Word:
    """A word, to be read; what is asked by `get` is asked of a dict alone, for another's `get` may do anything."""

    code: CodeType
    asked: CodeType | None = None

    def value(self, frame: FrameType) -> Any:
        if self.asked is not None and getattr(type(self._read(self.asked, frame)), "get", None) is not dict.get:
            raise LookupError
        return self._read(self.code, frame)

    def _read(self, code: CodeType, frame: FrameType) -> Any:
        return eval(code, frame.f_globals, frame.f_locals)  # noqa: S307 - the function's own source


def _words(measured: Measured) -> Mapping[str, _Word]:
    source = source_of(measured.code.co_filename)
    function = None if source is None else function_of(measured, source)
    if source is None or function is None:
        return {}
    owner = f"_{measured.code.co_qualname.rpartition('.')[0].rpartition('.')[2].lstrip('_')}__"

    def read(node: ast.AST) -> CodeType:
        return compile(PRIVATE.sub(owner, ast.unparse(node)), "<word>", "eval")

    found: dict[str, _Word] = {}
    for node in ast.walk(function):
        with suppress(SyntaxError):
            if is_word(node) and isinstance(node.ctx, ast.Load):  # type: ignore[attr-defined]
                found[ast.unparse(node)] = _Word(read(node))
            elif isinstance(node, ast.Call) and (asked := asked_by_get(node)) is not None:
                found[ast.unparse(node)] = _Word(read(node), read(asked))
    return found


def function_of(measured: Measured, source: Source) -> ast.AST | None:
    """Where a measured function stands in its source."""
    return source.functions.get((measured.code.co_name, measured.code.co_firstlineno))
