"""What is done with an argument, whatever it is called: its value is followed through the source."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from .source import Definition, definition, name_of

Use = Literal["size", "array", "exponent", "key", "called", "indexed", "iterated"]
"""A size or a shape to make arrays of, an array that others are made like, an exponent, a key, a function; what it is a list of
is asked for by number, or one after the other."""

MAKING = frozenset("zeros ones empty full".split())

LIKE = frozenset("zeros_like ones_like empty_like full_like".split())

ARRAY = frozenset("shape ndim dtype copy ravel flatten reshape".split())

CARRYING = frozenset("int list tuple dict enumerate zip reversed sorted float asarray array items values keys".split())
"""Functions whose result is, or holds, what they are given."""

DEEP = 3
"""How many functions an argument is followed into."""


@lru_cache(maxsize=1024)
def uses(cls: type | None, function: Any, argument: str, deep: int = DEEP) -> frozenset[Use]:
    """Everything that is done with an argument of a function, or of a method of the class."""
    own = definition(function)
    if own is None:
        return frozenset()
    walk = _Walk(cls, function, own, deep, {argument})
    found = walk.found()
    if cls is not None and walk.held:
        for name, value in _methods(cls):
            other = definition(value) if value is not function and name != "__init__" else None
            if other is not None:
                found |= _Walk(cls, value, other, deep, set(), walk.held).found()
    return frozenset(found)


def constructor_uses(cls: type, argument: str) -> frozenset[Use]:
    """Everything that the methods of a class do with an argument of its constructor."""
    function = getattr(cls, "__init__", None)
    return uses(cls, function, argument) if inspect.isfunction(function) else frozenset()


def _methods(cls: type) -> Iterator[tuple[str, Any]]:
    for kind in cls.__mro__[:-1]:
        yield from ((name, value) for name, value in vars(kind).items() if inspect.isfunction(value))


@dataclass
class _Walk:
    """One function, and the names and attributes of `self` in which the value is found there."""

    cls: type | None
    function: Any
    own: Definition
    deep: int
    names: set[str]
    held: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)

    def found(self) -> set[Use]:
        for _ in range(3):  # a value goes from name to name
            before = len(self.names) + len(self.held)
            for node in ast.walk(self.own):
                self._follow(node)
            if len(self.names) + len(self.held) == before:
                break
        return {use for node in ast.walk(self.own) for use in self._uses(node)}

    def _follow(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            self._bind_item(node.target, node.iter)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        apart = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts)
        if apart:
            for one, other in zip(target.elts, value.elts, strict=True):  # type: ignore[attr-defined]
                self._assign(one, other)
        elif self.carries(value):
            if isinstance(target, ast.Tuple) or not self._is_whole(value):
                self.parts |= {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}
            self._bind(target)

    def _bind_item(self, target: ast.expr, source: ast.expr) -> None:
        """`for a, b in zip(x, y)` gives `a` an item of `x` alone, and `for key, value in x.items()` `value` one."""
        called = name_of(source.func) if isinstance(source, ast.Call) else ""
        parts = target.elts if isinstance(target, ast.Tuple) else []
        if isinstance(source, ast.Call) and called == "zip" and len(parts) == len(source.args):
            for part, each in zip(parts, source.args, strict=True):
                self._bind_item(part, each)
        elif isinstance(source, ast.Call) and called in ("enumerate", "items") and len(parts) == 2:
            self._bind_item(parts[1], source.args[0] if source.args else source.func)
        elif called not in ("range", "keys") and self.carries(source):
            self._bind(target)

    def _bind(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.names.add(target.id)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
            self.held.add(target.attr)
        elif isinstance(target, ast.Tuple):
            for each in target.elts:
                self._bind(each)

    def carries(self, node: ast.expr | None) -> bool:
        """Whether the value of an expression is, or holds, or comes of, the argument."""
        if isinstance(node, ast.Name):
            return node.id in self.names
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                return node.attr in self.held
            return node.attr in CARRYING and self.carries(node.value)
        if isinstance(node, ast.Call):
            inside = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
            return name_of(node.func) in CARRYING and any(self.carries(each) for each in inside)
        if isinstance(node, ast.Subscript | ast.Starred | ast.UnaryOp):
            return self.carries(node.operand if isinstance(node, ast.UnaryOp) else node.value)
        if isinstance(node, ast.BinOp):
            return not isinstance(node.op, ast.Pow) and (self.carries(node.left) or self.carries(node.right))
        return isinstance(node, ast.Tuple | ast.List) and any(self.carries(each) for each in node.elts)

    def _is_whole(self, node: ast.expr) -> bool:
        """Whether it is the argument, and not a part of it: a state that holds t is no t."""
        inside = [*ast.walk(node)]
        parts = any(
            isinstance(each, ast.Subscript) or (isinstance(each, ast.Name) and each.id in self.parts) for each in inside
        )
        return not parts and self.carries(node)

    def _uses(self, node: ast.AST) -> Iterator[Use]:
        if isinstance(node, ast.Call):
            yield from self._of_call(node)
        elif isinstance(node, ast.Subscript):
            if self.carries(node.value) and isinstance(node.slice, ast.Name | ast.BinOp):
                yield "indexed"
            elif self.carries(node.slice) and not self.carries(node.value):
                yield "key"
        elif isinstance(node, ast.For | ast.comprehension):
            if any(self.carries(each) for each in _iterated(node.iter)):
                yield "iterated"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and self._is_whole(node.right):
            yield "exponent"
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn) and self.carries(node.left):
            yield "key"
        elif (isinstance(node, ast.Attribute) and node.attr in ARRAY and self.carries(node.value)) or (
            isinstance(node, ast.AugAssign) and self.carries(node.target)
        ):
            yield "array"

    def _of_call(self, node: ast.Call) -> Iterator[Use]:
        called = name_of(node.func)
        given = [*node.args, *(each.value for each in node.keywords)]
        if isinstance(node.func, ast.Name) and self.carries(node.func):
            yield "called"
        if called == "len" and any(self.carries(each) for each in given):
            yield "indexed"
        if called in MAKING and any(self.carries(each) for each in given):
            yield "size"
        if called in LIKE and node.args and self.carries(node.args[0]):
            yield "array"
        if called in ("power", "pow", "float_power") and len(node.args) > 1 and self._is_whole(node.args[1]):
            yield "exponent"
        if called in ("get", "setdefault") and node.args and self.carries(node.args[0]):
            yield "key"
        if self.deep:
            yield from self._within(node)

    def _within(self, node: ast.Call) -> Iterator[Use]:
        """What the function does with it to which it is handed on."""
        function, first = self._meant(node.func)
        if not inspect.isfunction(function):
            return
        names = [*inspect.signature(function).parameters][first:]
        handed = [name for name, each in zip(names, node.args, strict=False) if self.carries(each)]
        handed += [each.arg for each in node.keywords if each.arg in names and self.carries(each.value)]
        for name in handed:
            yield from uses(self.cls, function, name, self.deep - 1)

    def _meant(self, callee: ast.expr) -> tuple[Any, int]:
        """The function of ours that is called, and how many of its arguments are bound."""
        if isinstance(callee, ast.Name):
            return getattr(self.function, "__globals__", {}).get(callee.id), 0
        if not isinstance(callee, ast.Attribute) or self.cls is None:
            return None, 0
        if isinstance(callee.value, ast.Name) and callee.value.id == "self":
            found = inspect.getattr_static(self.cls, callee.attr, None)
            return (found.__func__, 0) if isinstance(found, staticmethod) else (found, 1)
        if isinstance(callee.value, ast.Call) and name_of(callee.value.func) == "super":
            above = (vars(kind).get(callee.attr) for kind in self.cls.__mro__[:-1])
            functions = [each for each in above if inspect.isfunction(each)]
            place = functions.index(self.function) + 1 if self.function in functions else len(functions)
            return (functions[place] if place < len(functions) else None), 1
        return None, 0


def _iterated(source: ast.expr) -> list[ast.expr]:
    """What `for … in zip(a, b)` goes through."""
    return source.args if isinstance(source, ast.Call) and name_of(source.func) in ("zip", "enumerate") else [source]
