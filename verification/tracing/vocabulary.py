"""In what words the source of a running function can speak of values: its names, attributes and items, and what they hold."""

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from types import FrameType, ModuleType
from typing import Any

from sympy import Expr

from ..subjects.source import Definition, tree_of
from ..symbolic.containers import has_first, held, value_of
from ..symbolic.scalar import Scalar, lift

INSIDE = (
    ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.BinOp, ast.UnaryOp, ast.JoinedStr, ast.FormattedValue,
    ast.Tuple, ast.Slice, ast.expr_context, ast.operator, ast.unaryop,
)  # fmt: skip
"""What may stand in a word besides `str(…)` and `len(…)`: nothing that does anything when it is read once more."""


@dataclass(frozen=True)
class Word:
    """A piece of source, and what it is for the watched element; for one number of an array, or for each."""

    text: str
    value: Expr
    is_array: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """The words of a function at one of its statements.

    Attributes:
        roots: how it may take a square root, its own way first, as `np.sqrt`.
    """

    words: tuple[Word, ...] = ()
    roots: tuple[str, ...] = ()


def vocabulary(frame: FrameType) -> Vocabulary:
    """The words of a function at the statement that it runs next."""
    path, line = frame.f_code.co_filename, frame.f_lineno
    function = function_at(path, line)
    if function is None:
        return Vocabulary()
    words: dict[str, Word] = {}
    owner = f"_{frame.f_code.co_qualname.rpartition('.')[0].rpartition('.')[2].lstrip('_')}__"
    for text, value in [*_chains(function, frame, owner), *_members(frame.f_locals, owner)]:
        with suppress(Exception):  # whatever somebody's objects do when they are looked at
            words.setdefault(text, _word(text, value))
    return Vocabulary(tuple(words.values()), tuple(dict.fromkeys(_roots(function, frame.f_globals))))


def _word(text: str, value: Any) -> Word:
    holder = held(value)
    if holder is None:
        if isinstance(value, bool):
            raise TypeError("a truth value is no number")
        return Word(text, lift(value).expr)
    if not has_first(holder):
        raise ValueError("an empty array has no number")
    return Word(text, value_of(holder), not isinstance(holder, Scalar))


def function_at(path: str, line: int) -> Definition | None:
    """The innermost function to which a line belongs."""
    around = [each for each in _functions(path) if each.lineno <= line <= (each.end_lineno or each.lineno)]
    return max(around, key=lambda each: each.lineno) if around else None


@lru_cache(maxsize=64)
def _functions(path: str) -> tuple[Definition, ...]:
    return tuple(each for each in ast.walk(tree_of(path)) if isinstance(each, Definition))


PRIVATE = re.compile(r"(?<=\.)__(?=\w)(?!\w*__\b)")
"""How the name of an attribute begins that Python puts its class's name before."""


def _chains(function: Definition, frame: FrameType, owner: str) -> Iterator[tuple[str, Any]]:
    """The names, attributes and items that stand in the function."""
    names = {name: frame.f_globals.get(name) for name in frame.f_code.co_names} | dict(frame.f_locals)
    texts = {ast.unparse(each): each for each in ast.walk(function) if _is_chain(each)}
    for name in frame.f_locals:
        texts.setdefault(name, ast.Name(name, ast.Load()))
    for text in texts:
        with suppress(Exception):  # a name that is not bound yet, an item that is not there yet
            yield text, eval(PRIVATE.sub(owner, text), frame.f_globals, names)  # noqa: S307 - the function's own source


def _is_chain(node: ast.AST) -> bool:
    if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        return False
    return all(isinstance(each, INSIDE) or _is_harmless(each) for each in ast.walk(node))


def _is_harmless(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("str", "len")


def _members(values: Mapping[str, Any], owner: str) -> Iterator[tuple[str, Any]]:
    """The numbers that the objects and dictionaries at hand keep, whether the function reads them or not."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from (
                (f"{name}[{key!r}]", each) for key, each in value.items() if _is_number(each) and type(key) is str
            )
        else:
            own = getattr(value, "__dict__", {})
            numbers = {key: each for key, each in own.items() if _is_number(each) and key.isidentifier()}
            yield from ((f"{name}.{key}".replace(f".{owner}", ".__"), each) for key, each in numbers.items())


def _is_number(value: Any) -> bool:
    return isinstance(value, Scalar | int | float)


def _roots(function: Definition, names: Mapping[str, Any]) -> Iterator[str]:
    """How it takes roots already, and how the modules that it could ask do."""
    for each in ast.walk(function):
        if isinstance(each, ast.Call):
            match each.func:
                case ast.Name("sqrt"):
                    yield "sqrt"
                case ast.Attribute(ast.Name(owner), "sqrt") if isinstance(names.get(owner), ModuleType):
                    yield f"{owner}.sqrt"
                case _:
                    pass
    for name, value in names.items():
        if isinstance(value, ModuleType) and hasattr(value, "sqrt"):
            yield f"{name}.sqrt"
