"""What a step reads that is not its own: names of modules and classes, and what functions keep between their calls.

A proof by induction holds in a closed world: whatever the step reads is in its state, or provably does not change.  So what
a module or a class keeps is state like any other, as soon as a function that the step enters speaks of it.
"""

import dis
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from .object_graph import Names

STEADY = (str, bytes, type(None), bool, complex, ModuleType, type, FunctionType, BuiltinFunctionType, MethodType)
"""What a name may stand for that no call changes; a function that is entered is looked at by itself."""

GLOBAL = frozenset("LOAD_GLOBAL LOAD_NAME STORE_GLOBAL DELETE_GLOBAL IMPORT_NAME".split())
ATTRIBUTE = frozenset("LOAD_ATTR LOAD_METHOD STORE_ATTR DELETE_ATTR IMPORT_FROM".split())
BY_WORD = frozenset("getattr setattr vars __dict__ delattr hasattr".split())
"""With one of these, a name may be any."""


@dataclass(frozen=True)
class Spoken:
    """The names of which the bytecode of some functions speaks."""

    globals: frozenset[str]
    attributes: frozenset[str]


def surroundings_of(
    target: Any, entered: Mapping[CodeType, Mapping[str, Any]], is_own: Callable[[str], bool]
) -> dict[str, Any]:
    """What the functions that were entered may find changed: names of modules and classes, and the functions themselves."""
    found: dict[int, Names] = {}
    attributes = frozenset[str]()
    classes: dict[type, None] = dict.fromkeys(getattr(target, "__mro__", ()))
    for code, names in entered.items():
        spoken = _spoken(code)
        attributes |= spoken.attributes
        module = sys.modules.get(str(names.get("__name__", "")))
        if module is not None and vars(module) is names:
            loaded = {name: names[name] for name in spoken.globals if name in names}
            _add(found, module, (name for name, value in loaded.items() if not isinstance(value, STEADY)))
            classes |= dict.fromkeys(value for value in loaded.values() if isinstance(value, type))
            modules = [value for value in loaded.values() if isinstance(value, ModuleType)]
        else:
            modules = []
        modules += [sys.modules[name] for name in spoken.globals if name in sys.modules]
        for each in _with_inner(modules, is_own, spoken.attributes):
            _add(found, each, _changeable(each, spoken.attributes))
            classes |= dict.fromkeys(
                value for name, value in vars(each).items() if isinstance(value, type) and name in spoken.attributes
            )
    for kind in _with_nested(classes, attributes):
        module = sys.modules.get(kind.__module__)
        if is_own(str(getattr(module, "__file__", None) or "")):
            _add(found, kind, _changeable(kind, attributes))
    named = {f"[{type(each.owner).__name__} {each.owner.__name__}]": each for each in found.values()}
    return named | {f"[function {each.__qualname__}]": each for each in _functions(entered, classes)}


def _with_nested(classes: Iterable[type], attributes: frozenset[str]) -> Iterator[type]:
    """The classes, and those that stand in them of which the code speaks."""
    waiting, seen = [*classes], set[type]()
    while waiting:
        kind = waiting.pop()
        if kind not in seen:
            seen.add(kind)
            yield kind
            waiting += [each for name, each in vars(kind).items() if isinstance(each, type) and name in attributes]


def _spoken(code: CodeType) -> Spoken:
    steps = [*dis.get_instructions(code)]
    return Spoken(
        frozenset(str(each.argval) for each in steps if each.opname in GLOBAL),
        frozenset(str(each.argval) for each in steps if each.opname in ATTRIBUTE)
        | frozenset(str(each.argval) for each in steps if each.opname == "LOAD_GLOBAL" and each.argval in BY_WORD),
    )


def attributes_of(entered: Iterable[CodeType]) -> frozenset[str]:
    """The attributes of which these functions speak."""
    return frozenset(name for code in entered for name in _spoken(code).attributes)


def _with_inner(
    modules: Iterable[ModuleType], is_own: Callable[[str], bool], attributes: frozenset[str]
) -> Iterator[ModuleType]:
    """Those of the modules that are the target's, and the modules in them of which the code speaks."""
    waiting, seen = [*modules], set[int]()
    while waiting:
        module = waiting.pop()
        if id(module) not in seen:
            seen.add(id(module))
            waiting += [
                value for name, value in vars(module).items() if isinstance(value, ModuleType) and name in attributes
            ]
            if is_own(str(getattr(module, "__file__", None) or "")):
                yield module


def _changeable(owner: type | ModuleType, attributes: frozenset[str]) -> list[str]:
    anything = not BY_WORD.isdisjoint(attributes)
    return [
        name
        for name, value in vars(owner).items()
        if (name in attributes or (anything and isinstance(owner, ModuleType)))
        and not name.startswith("__")
        and not isinstance(value, (*STEADY, property, staticmethod, classmethod))
        and not hasattr(value, "__get__")
    ]


def _add(found: dict[int, Names], owner: type | ModuleType, names: Iterable[str]) -> None:
    known = found.get(id(owner), Names(owner, ()))
    added = tuple(dict.fromkeys((*known.names, *names)))
    if added:
        found[id(owner)] = Names(owner, added)


def _functions(entered: Mapping[CodeType, Mapping[str, Any]], classes: Iterable[type]) -> Iterator[FunctionType]:
    """The functions of these classes, and of the modules, that were entered: their defaults and closures may be state."""
    owners = [*(vars(kind) for kind in classes), *{id(names): names for names in entered.values()}.values()]
    seen: set[int] = set()
    for owner in owners:
        for value in [*owner.values()]:
            for each in _behind(value):
                if each.__code__ in entered and id(each) not in seen:
                    seen.add(id(each))
                    yield each


def _behind(value: Any) -> tuple[FunctionType, ...]:
    if isinstance(value, FunctionType):
        return (value,)
    if isinstance(value, staticmethod | classmethod):
        return _behind(value.__func__)
    if isinstance(value, property):
        return (*_behind(value.fget), *_behind(value.fset))
    return ()
