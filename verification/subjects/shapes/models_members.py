"""What the methods of a class do with the attributes of `self`, by their source."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from ..source import Definition, definition

COPIES = frozenset("copy array asarray deepcopy asanyarray".split())
ZEROS = frozenset("zeros zeros_like".split())


@dataclass(frozen=True)
class Members:
    """The attributes that some methods touch.

    Attributes:
        read: those whose value they ask for.
        written: those that they give a value, or whose items they give one.
        cleared: those of `written` that they give only constants and zeros.
    """

    read: frozenset[str]
    written: frozenset[str]
    cleared: frozenset[str]


def reached(cls: type, method: str) -> frozenset[str]:
    """The methods that a method comes to call on `self`, itself among them."""
    found, open_names = set[str](), [method]
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            for own in _definitions(cls, name):
                asked = {each.attr for each in ast.walk(own) if _is_member(each, own) or _is_above(each)}
                open_names += [each for each in asked if inspect.isfunction(getattr(cls, each, None))]
    return frozenset(found)


def members(cls: type, methods: Iterable[str]) -> Members:
    """What these methods touch."""
    read, written, others = set[str](), set[str](), set[str]()
    for own in _every(cls, methods):
        for node in ast.walk(own):
            if _is_member(node, own) and isinstance(node.ctx, ast.Load):
                read.add(node.attr)
        for target, value in _assignments(own):
            held = _held(target)
            if _is_member(held, own):
                written.add(held.attr)
                if not _is_zero(value):
                    others.add(held.attr)
                if value is None:
                    read.add(held.attr)
    return Members(frozenset(read), frozenset(written), frozenset(written - others))


def followers(cls: type, methods: Iterable[str], names: Iterable[str]) -> frozenset[str]:
    """The attributes that are given the value, or a copy, of one of the attributes `names`, or give it theirs."""
    wanted, found = {*names}, set[str]()
    for own in _every(cls, methods):
        pairs = [(target, _origin(value)) for target, value in _assignments(own) if value is not None]
        local = {value.id for target, value in pairs if isinstance(value, ast.Name) and _names(target, own, wanted)}
        for _ in range(2):
            local |= {
                target.id
                for target, value in pairs
                if isinstance(target, ast.Name) and (_names(value, own, wanted) or _in(value, local))
            }
        found |= {
            target.attr
            for target, value in pairs
            if _is_member(target, own) and (_names(value, own, wanted) or _in(value, local))
        }
        found |= {value.attr for target, value in pairs if _names(target, own, wanted) and _is_member(value, own)}
    return frozenset(found - wanted)


def _every(cls: type, methods: Iterable[str]) -> Iterator[Definition]:
    for name in methods:
        yield from _definitions(cls, name)


def _definitions(cls: type, name: str) -> Iterator[Definition]:
    """The method of that name, and those above it that it calls."""
    for kind in cls.__mro__:
        own = definition(vars(kind)[name]) if inspect.isfunction(vars(kind).get(name)) else None
        if own is not None:
            yield own
            if not any(_is_above(each) and each.attr == name for each in ast.walk(own)):
                return


def _is_member(node: Any, own: Definition) -> TypeGuard[ast.Attribute]:
    first = own.args.args[0].arg if own.args.args else ""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == first


def _is_above(node: Any) -> TypeGuard[ast.Attribute]:
    """Whether it is `super().name`, or `Base.name`."""
    if not isinstance(node, ast.Attribute):
        return False
    if isinstance(node.value, ast.Call):
        return isinstance(node.value.func, ast.Name) and node.value.func.id == "super"
    return isinstance(node.value, ast.Name) and node.value.id[:1].isupper()


def _assignments(own: Definition) -> Iterator[tuple[Any, Any]]:
    """Every target with what it is given; None where something is done to it."""
    for node in ast.walk(own):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _paired(target, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield node.target, node.value
        elif isinstance(node, ast.AugAssign):
            yield node.target, None


def _paired(target: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(target, ast.Tuple | ast.List):
        yield target, value
        return
    apart = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
    for place, each in enumerate(target.elts):
        yield from _paired(each, value.elts[place] if apart else ast.Tuple([], ast.Load()))


def _held(target: Any) -> Any:
    """What `self.w[0][:]` is an item of."""
    while isinstance(target, ast.Subscript | ast.Starred):
        target = target.value
    return target


def _is_zero(value: Any) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Attribute) and value.func.attr in ZEROS
    return isinstance(value, ast.Constant)


def _origin(value: Any) -> Any:
    """What a copy is made of."""
    while isinstance(value, ast.Call | ast.Subscript):
        if isinstance(value, ast.Subscript):
            value = value.value
        elif isinstance(value.func, ast.Attribute) and value.func.attr in COPIES:
            value = value.args[0] if value.args else value.func.value
        else:
            return value
    return value


def _names(node: Any, own: Definition, wanted: set[str]) -> bool:
    return _is_member(node, own) and node.attr in wanted


def _in(node: Any, local: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in local
