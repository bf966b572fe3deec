"""Finds the setters of an optimizer: what of its code runs where its user changes a hyperparameter."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import FunctionType
from typing import Any

import numpy as np

from .object_graph import Path, held_at, leaves, pattern
from .probes import probe_arrays
from .rates import lr_paths
from .setters import Setter, Walkable
from .subject import Run, Subject
from .words.hyperparameters import canonical, spellings

LIBRARIES = frozenset("builtins numpy torch jax jaxlib flax optax keras dataclasses enum abc typing".split())
"""Whose setters are no part of somebody's optimizer."""

BY_METHOD = ("set", "assign", "update", "change", "adjust")
"""How methods begin that take over a hyperparameter, the surest first."""

GIVEN = frozenset("value val v x new rate".split())
"""How they call what they are given, besides the name of the hyperparameter itself."""


def with_setters(subject: Subject) -> Subject:
    """The subject, with the ways in which its user may change its hyperparameters."""
    found = _setters_of(subject)
    rates: list[Mapping[str, Setter]] = [{"lr": each} for each in found.pop("lr", ())]
    if rates and _is_open(subject, rates):
        rates.append({})
    others = [
        {name: ways[k % len(ways)] for name, ways in found.items()}
        for k in range(max(map(len, found.values()), default=0))
    ]
    rates = rates or [{}]
    first, *rest = (*rates, *({**rates[0], **each} for each in others))
    return replace(subject, setters=first, other_setters=tuple(rest))


def _is_open(subject: Subject, rates: Sequence[Mapping[str, Setter]]) -> bool:
    """Whether the place where lr is kept is its user's to change, besides these setters."""
    places = lr_paths(subject)
    known = {(*each.owner, each.name) for way in rates for each in way.values()}
    return any(place not in known and not any(word.startswith("_") for word in place) for place in places)


def _setters_of(subject: Subject) -> dict[str, tuple[Setter, ...]]:
    """By the rule's names, how the user changes the hyperparameters that go by a setter; nothing of the others."""
    try:
        with np.errstate(all="ignore"):
            run = _begun(subject)
            found = {
                name: tuple(
                    dict.fromkeys(each for owner in _owners(run) for each in _setters(subject, run, owner, name))
                )
                for name, own in subject.names.items()
                if own.isidentifier() and not (name == "lr" and subject.shape.says_lr)
            }
    except BaseException:  # noqa: BLE001 - the run on which somebody's code fails is for the fuzzer to find
        return {}
    return {name: each for name, each in found.items() if each}


def _begun(subject: Subject) -> Run:
    """A run in the middle: what it makes in its first step, it has."""
    initial, gradients = probe_arrays()
    run = subject.start(subject.visible, initial)
    run.step(gradients[0], subject.rate)
    return run


def _owners(run: Walkable) -> list[Path]:
    """The patterns of all objects that hold numbers, or hold who does."""
    paths = [pattern(leaf.path) for leaf in leaves(run.roots, run.apart())]
    ends = [each[:length] for each in paths for length in range(1, len(each))]
    return [*dict.fromkeys([("[]",), *ends])]


def _setters(subject: Subject, run: Run, owner: Path, name: str) -> Iterator[Setter]:
    held = held_at(run.roots, owner)
    words = {canonical(subject.names[name]), *spellings(subject.hyperparameters[name])}
    for kind in dict.fromkeys(type(each) for each in held if type(each).__module__.partition(".")[0] not in LIBRARIES):
        holder = next(each for each in held if type(each) is kind)
        for setter, is_sure in _candidates(holder, owner, words):
            shows = setter.is_method or _reads(holder, setter.name, subject.visible[name])
            if shows and (is_sure or _takes(subject, setter, name)):
                yield setter


def _candidates(holder: Any, owner: Path, words: set[str]) -> Iterator[tuple[Setter, bool]]:
    """What may be a setter by its name, and whether the name alone says so."""
    kind = type(holder)
    names = dict.fromkeys(each for base in kind.__mro__ for each in vars(base) if not each.startswith("_"))
    for name in names:
        if canonical(name) in words and _is_descriptor(_found(kind, name)):
            yield Setter(owner, name), True
    if _is_written(_found(kind, "__setattr__")):
        for name in getattr(holder, "__dict__", {}):
            if not name.startswith("_") and canonical(name) in words and name not in names:
                yield Setter(owner, name), False
    for name in names:
        said, function = canonical(name), _found(kind, name)
        verb = next((each for each in BY_METHOD if said.startswith(each)), None)
        if verb is not None and said.removeprefix(verb) in words and _is_written(function):
            given = _argument(function)
            if given in GIVEN or given.removeprefix("new") in words:
                yield Setter(owner, name, is_method=True), verb == "set"


def _found(kind: type, name: str) -> Any:
    """What a class has under that name, as it is written there."""
    return next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)


def _is_descriptor(attribute: Any) -> bool:
    """Whether somebody's code runs where the attribute is assigned."""
    if isinstance(attribute, property):
        return _is_written(attribute.fset)
    return _is_written(_found(type(attribute), "__set__"))


def _is_written(function: Any) -> bool:
    """Whether it is a function of somebody's, and none of a library's."""
    function = getattr(function, "__wrapped__", function)
    return isinstance(function, FunctionType) and function.__module__.partition(".")[0] not in LIBRARIES


def _argument(function: FunctionType) -> str:
    """The one argument that it needs, as people call it; empty where there are more, or none."""
    code = function.__code__
    needed = code.co_varnames[1 : code.co_argcount - len(function.__defaults__ or ())]
    return canonical(needed[0]) if len(needed) == 1 and not code.co_kwonlyargcount else ""


def _reads(holder: Any, name: str, value: float) -> bool:
    with suppress(Exception):
        return float(getattr(holder, name)) == value
    return False


def _takes(subject: Subject, setter: Setter, name: str) -> bool:
    """Whether a number that it is given is kept somewhere where another was."""
    before, after = subject.visible[name], subject.visible[name] / 2

    def places(run: Walkable, value: float) -> set[Path]:
        return {
            leaf.path for leaf in leaves(run.roots, run.apart()) if np.ndim(leaf.value) == 0 and leaf.value == value
        }

    run = _begun(subject)
    held = places(run, before)
    with suppress(Exception):
        setter.put(run, after)
        return bool(held & places(run, after))
    return False
