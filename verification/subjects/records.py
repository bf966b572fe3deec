"""Arguments of a constructor that are records of hyperparameters: `Adam(config)`, which reads `config.lr` or `config["lr"]`.

A field of a record is an argument like any other, by the name `config.lr`.
"""

import ast
import copy
import dataclasses
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from ...reference.hyperparameters import KNOWN
from .asked import IsIt, followed
from .source import Definition

EMPTY = inspect.Parameter.empty

ASKING = frozenset("get pop setdefault".split())
"""Methods of a dict that are asked for a key."""

WORDS = frozenset(word for each in KNOWN.values() for word in (*each.spellings, each.name))


THETA = frozenset("mu theta w x params parameters weights".split())
"""What θ is called as well, and no record is told."""


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
        if known and any(_is_word(field) for field in known):
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
    if default not in (EMPTY, None):
        made = copy.deepcopy(default)
    else:
        # What it reads and nobody gives is switched off: no decay, no nesterov.
        whole = {field: 0.0 if value is EMPTY else value for field, value in fields.items() if not _is_made(value)}
        declared = _declared(kind)
        if declared:
            made = kind(**{field: given.get(field, value) for field, value in whole.items() if field in declared})
            given = {field: value for field, value in given.items() if field not in declared}
        else:
            made, given = Record(), {**whole, **given}
    for field, value in given.items():
        _put(made, field.split("."), value)
    return made


def _put(record: Any, path: Sequence[str], value: Any) -> None:
    """Put a value into a record, or into a record within it."""
    *holders, last = path
    for each in holders:
        if isinstance(record, Record):
            record.setdefault(each, Record())
        record = record[each] if isinstance(record, dict) else getattr(record, each)
    if isinstance(record, dict):
        record[last] = value
    else:
        object.__setattr__(record, last, value)


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
    """What the methods of a class ask a record for, and what they take where it says nothing; none if it owns what they move."""
    places = [*followed(cls, argument)]
    if any(_is_moved(node, is_it) for own, is_it in places for node in ast.walk(own)):
        return {}
    found = _all_asked(places)
    for field in [*found]:
        # A record within a record: `config["optimizer"]["lr"]`, or `opt = config.optimizer`, and then `opt.lr`.
        inside = _all_asked(_within(places, field))
        if any(_is_word(each) for each in inside):
            del found[field]
            found |= {f"{field}.{each}": default for each, default in inside.items()}
    return found


def _is_word(field: str) -> bool:
    return re.sub(r"[_\W]", "", field.rpartition(".")[2].lower()) in WORDS


def _is_moved(node: ast.AST, is_it: IsIt) -> bool:
    """Whether θ is put there: `pi.mu = pi.mu + step`."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
        return False
    return node.attr in THETA and is_it(node.value)


def _all_asked(places: Iterable[tuple[Definition, IsIt]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for own, is_it in places:
        for field, default in _asked(own, is_it):
            if found.get(field, EMPTY) is EMPTY:
                found[field] = default
    return found


def _within(places: Sequence[tuple[Definition, IsIt]], field: str) -> list[tuple[Definition, IsIt]]:
    """The same functions, with what tells whether something is that field of the record."""
    attributes: set[str] = set()
    named: list[set[str]] = []
    for own, is_it in places:
        targets = [
            target
            for node in ast.walk(own)
            if isinstance(node, ast.Assign) and _is_field(node.value, field, is_it)
            for target in node.targets
        ]
        named.append({each.id for each in targets if isinstance(each, ast.Name)})
        attributes |= {each.attr for each in targets if isinstance(each, ast.Attribute)}

    def told(names: set[str], is_it: IsIt) -> IsIt:
        return lambda node: (
            _is_field(node, field, is_it)
            or (isinstance(node, ast.Name) and node.id in names)
            or (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in attributes)
        )

    return [(own, told(names, is_it)) for (own, is_it), names in zip(places, named, strict=True)]


def _is_field(node: ast.expr, field: str, is_it: IsIt) -> bool:
    if isinstance(node, ast.Call):
        return any(name == field for name, _ in _by_call(node, is_it)) if node.args else False
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == field and is_it(node.value)
    return isinstance(node, ast.Attribute) and node.attr == field and is_it(node.value)


def _asked(own: Definition, is_it: IsIt) -> Iterator[tuple[str, Any]]:
    called = {id(each.func) for each in ast.walk(own) if isinstance(each, ast.Call)}
    for node in ast.walk(own):
        if isinstance(node, ast.Subscript) and is_it(node.value):
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                yield node.slice.value, EMPTY
        elif isinstance(node, ast.Attribute) and is_it(node.value):
            if id(node) not in called:
                yield node.attr, EMPTY
        elif isinstance(node, ast.Call) and node.args:
            yield from _by_call(node, is_it)


def _by_call(node: ast.Call, is_it: IsIt) -> Iterator[tuple[str, Any]]:
    """`config.get("lr", 0.01)` and `getattr(config, "lr", 0.01)`."""
    function, arguments = node.func, node.args
    if isinstance(function, ast.Attribute) and function.attr in ASKING and is_it(function.value):
        key, rest = arguments[0], arguments[1:]
    elif isinstance(function, ast.Name) and function.id == "getattr" and is_it(arguments[0]):
        key, rest = arguments[1], arguments[2:]
    else:
        return
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield key.value, rest[0].value if rest and isinstance(rest[0], ast.Constant) else None if rest else EMPTY
