"""What is asked of an argument that is an object of somebody else's: its attributes and methods, by the source."""

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .source import Definition, definition

IsIt = Callable[[ast.expr], bool]
"""Whether an expression is the object."""


@dataclass(frozen=True)
class Asked:
    """An attribute that the object is asked for.

    Attributes:
        called: whether it is a method.
        written: whether it is given another value.
        result: what the items of a method's result are called, where they are given names.
        data: whether a method is given something.
    """

    name: str
    called: bool = False
    written: bool = False
    result: tuple[str, ...] = ()
    data: bool = False


@lru_cache(maxsize=256)
def asked_of(holder: Any, argument: str) -> tuple[Asked, ...]:
    """Everything that a class, by an argument of its constructor, or a function asks the object for, in the order of the text."""
    found: dict[Asked, None] = {}
    for own, is_it in followed(holder, argument):
        called = {id(node.func): node for node in ast.walk(own) if isinstance(node, ast.Call)}
        named = {id(value): target for target, value in _assignments(own)}
        for node in _in_order(own):
            if isinstance(node, ast.Attribute) and is_it(node.value):
                call = called.get(id(node))
                if call is None:
                    found[Asked(node.attr, written=not isinstance(node.ctx, ast.Load))] = None
                else:
                    result = _names(named[id(call)]) if id(call) in named else ()
                    found[Asked(node.attr, called=True, result=result, data=bool(call.args or call.keywords))] = None
    return tuple(found)


def followed(holder: Any, argument: str) -> Iterator[tuple[Definition, IsIt]]:
    """The functions in which an argument of a constructor, or of a function, is found, each with what tells whether something is it."""
    if not inspect.isclass(holder):
        own = definition(holder)
        if own is not None:
            yield own, _told(own, {argument}, set())
        return
    held = {each.attr for own in _constructors(holder) for each in _receivers(own, {argument}, set(), ast.Attribute)}
    for kind in holder.__mro__[:-1]:
        for name, value in vars(kind).items():
            function = value.fget if isinstance(value, property) else value
            own = definition(function) if inspect.isfunction(function) else None
            if own is not None:
                yield own, _told(own, {argument} if name == "__init__" else set(), held)


def _told(own: Definition, names: set[str], held: set[str]) -> IsIt:
    every = names | {each.id for each in _receivers(own, names, held, ast.Name)}
    return lambda node: _is_it(node, every, held)


def _constructors(cls: type) -> Iterator[Definition]:
    for kind in cls.__mro__[:-1]:
        own = definition(vars(kind)["__init__"]) if inspect.isfunction(vars(kind).get("__init__")) else None
        if own is not None:
            yield own


def _receivers(own: Definition, names: set[str], held: set[str], kind: type) -> list[Any]:
    """The attributes of `self`, or the local names, that are given it."""
    found: list[Any] = []
    for target, value in _assignments(own):
        first = value.values[0] if isinstance(value, ast.BoolOp) else value
        if isinstance(target, kind) and _is_it(first, names, held):
            found.append(target)
    return found


def _is_it(node: ast.expr, names: set[str], held: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in held


def _assignments(own: Definition) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(own):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                apart = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                if apart and len(target.elts) == len(node.value.elts):  # type: ignore[attr-defined]
                    yield from zip(target.elts, node.value.elts, strict=True)  # type: ignore[attr-defined]
                else:
                    yield target, node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield node.target, node.value


def _names(target: ast.expr) -> tuple[str, ...]:
    items = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return tuple(
        each.id if isinstance(each, ast.Name) else each.attr if isinstance(each, ast.Attribute) else ""
        for each in items
    )


def _in_order(own: Definition) -> list[ast.AST]:
    nodes = [node for node in ast.walk(own) if hasattr(node, "lineno")]
    return sorted(nodes, key=lambda node: (node.lineno, node.col_offset))  # type: ignore[attr-defined]
