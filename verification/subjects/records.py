"""Arguments of a constructor that are records of hyperparameters: `Adam(config)`, which reads `config.lr` or `config["lr"]`.

A field of a record is an argument like any other, by the name `config.lr`.
"""

import ast
import copy
import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from ...reference.hyperparameters import KNOWN
from .source import Definition, definition

EMPTY = inspect.Parameter.empty

ASKING = frozenset("get pop setdefault".split())
"""Methods of a dict that are asked for a key."""

WORDS = frozenset(word for each in KNOWN.values() for word in (*each.spellings, each.name))


class Record(dict[str, Any]):
    """A record of which nothing is known but how it is read: as a dict, or by attributes."""

    def __getattr__(self, name: str) -> Any:
        if name not in self:
            raise AttributeError(f"its record has no {name!r}")
        return self[name]


@lru_cache(maxsize=128)
def records_of(cls: type) -> Mapping[str, Mapping[str, Any]]:
    """The arguments of its constructor that are records, each with its fields and their defaults."""
    try:
        parameters = inspect.signature(cls).parameters
    except (TypeError, ValueError):
        return {}
    found: dict[str, Mapping[str, Any]] = {}
    for name, each in parameters.items():
        if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
            continue
        known = _fields(each.default)
        if known is None and each.default in (EMPTY, None):
            known = {**_used(cls, name), **(_declared(each.annotation) or {})}
        if known and any(re.sub(r"[_\W]", "", field.lower()) in WORDS for field in known):
            found[name] = known
    return found


def with_fields(cls: type, parameters: Mapping[str, inspect.Parameter]) -> dict[str, inspect.Parameter]:
    """The arguments, with the fields in the place of each record."""
    records = records_of(cls)
    found: dict[str, inspect.Parameter] = {}
    for name, each in parameters.items():
        for field, default in records.get(name, {}).items():
            whole = f"{name}.{field}"
            found[whole] = each.replace(kind=each.KEYWORD_ONLY, default=default)
        if name not in records:
            found[name] = each
    return found


def folded(function: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, with the fields put into their records."""
    plain = {name: value for name, value in arguments.items() if "." not in name}
    if not inspect.isclass(function):
        return plain
    for name, fields in records_of(function).items():
        given = {field: arguments[f"{name}.{field}"] for field in fields if f"{name}.{field}" in arguments}
        parameter = inspect.signature(function).parameters[name]
        if name not in plain and (given or parameter.default in (EMPTY, None)):
            plain[name] = _made(parameter, given, fields)
    return plain


def _made(parameter: inspect.Parameter, given: Mapping[str, Any], fields: Mapping[str, Any]) -> Any:
    """The record as its author hands it over: of his own class, where that is told."""
    default, kind = parameter.default, parameter.annotation
    if isinstance(default, tuple):
        return default._replace(**given)  # type: ignore[attr-defined]
    if isinstance(default, dict):
        return {**default, **given}
    if default not in (EMPTY, None):
        made = copy.copy(default)
        for field, value in given.items():
            object.__setattr__(made, field, value)
        return made
    # What it reads and nobody gives is switched off: no decay, no nesterov.
    whole = {field: 0.0 if value is EMPTY else value for field, value in fields.items() if not _is_made(value)} | {
        **given
    }
    if _declared(kind):
        return kind(**{field: value for field, value in whole.items() if field in (_declared(kind) or {})})
    return Record(whole)


def _is_made(value: Any) -> bool:
    """Whether a field of a dataclass makes its own first value."""
    return value is dataclasses.MISSING


def _fields(record: Any) -> dict[str, Any] | None:
    """The fields of a record that is there; None where it is none."""
    if isinstance(record, type) or record is None:
        return None
    if dataclasses.is_dataclass(record):
        return {each.name: getattr(record, each.name) for each in dataclasses.fields(record)}
    if isinstance(record, tuple) and hasattr(record, "_asdict"):
        return dict(record._asdict())  # type: ignore[attr-defined]
    if isinstance(record, SimpleNamespace):
        return dict(vars(record))
    return {**record} if isinstance(record, dict) and all(isinstance(key, str) for key in record) else None


def _declared(kind: Any) -> dict[str, Any] | None:
    """The fields of a class of records."""
    if not isinstance(kind, type):
        return None
    if dataclasses.is_dataclass(kind):
        return {
            each.name: EMPTY if _is_made(each.default) and _is_made(each.default_factory) else each.default
            for each in dataclasses.fields(kind)
        }
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return {name: kind._field_defaults.get(name, EMPTY) for name in kind._fields}  # type: ignore[attr-defined]
    return None


def _used(cls: type, argument: str) -> dict[str, Any]:
    """What the methods of a class ask a record for, and what they take where it says nothing."""
    held = {each.attr for own in _methods(cls, "__init__") for each in _receivers(own, {argument}, set())}
    found: dict[str, Any] = {}
    for kind in cls.__mro__[:-1]:
        for name, value in vars(kind).items():
            own = definition(value) if inspect.isfunction(value) else None
            if own is not None:
                names = {argument} if name == "__init__" else set[str]()
                names |= {each.id for each in _receivers(own, names, held, local=True)}
                for field, default in _asked(own, names, held):
                    if found.get(field, EMPTY) is EMPTY:
                        found[field] = default
    return found


def _methods(cls: type, name: str) -> Iterator[Definition]:
    for kind in cls.__mro__[:-1]:
        own = definition(vars(kind)[name]) if inspect.isfunction(vars(kind).get(name)) else None
        if own is not None:
            yield own


def _receivers(own: Definition, names: set[str], held: set[str], *, local: bool = False) -> list[Any]:
    """The attributes of `self`, or the local names, that are given the record."""
    found: list[Any] = []
    for node in ast.walk(own):
        if isinstance(node, ast.Assign):
            value = node.value.values[0] if isinstance(node.value, ast.BoolOp) else node.value
            if _is_record(value, names, held):
                kind = ast.Name if local else ast.Attribute
                found += [each for each in node.targets if isinstance(each, kind)]
    return found


def _is_record(node: ast.expr, names: set[str], held: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in held


def _asked(own: Definition, names: set[str], held: set[str]) -> Iterator[tuple[str, Any]]:
    called = {id(each.func) for each in ast.walk(own) if isinstance(each, ast.Call)}
    for node in ast.walk(own):
        if isinstance(node, ast.Subscript) and _is_record(node.value, names, held):
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                yield node.slice.value, EMPTY
        elif isinstance(node, ast.Attribute) and _is_record(node.value, names, held):
            if id(node) not in called:
                yield node.attr, EMPTY
        elif isinstance(node, ast.Call) and node.args:
            yield from _by_call(node, names, held)


def _by_call(node: ast.Call, names: set[str], held: set[str]) -> Iterator[tuple[str, Any]]:
    """`config.get("lr", 0.01)` and `getattr(config, "lr", 0.01)`."""
    function, arguments = node.func, node.args
    if isinstance(function, ast.Attribute) and function.attr in ASKING and _is_record(function.value, names, held):
        key, rest = arguments[0], arguments[1:]
    elif isinstance(function, ast.Name) and function.id == "getattr" and _is_record(arguments[0], names, held):
        key, rest = arguments[1], arguments[2:]
    else:
        return
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield key.value, rest[0].value if rest and isinstance(rest[0], ast.Constant) else None if rest else EMPTY
