"""Where the parts of an optimizer are found that is made of functions: its step, its initializer, its getter."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np

from ..subject import SubjectError, call
from ..target import Target
from ..words.hyperparameters import canonical
from ..words.roles import speaks_of


@dataclass(frozen=True)
class Parts:
    """The functions that an optimizer is made of, and what holds their state."""

    step: Callable[..., Any]
    init: Callable[..., Any] | None
    get: Callable[[Any], Any] | None
    root: Any
    record: Callable[[Any], Any]


@dataclass(frozen=True)
class Where:
    """Where the parts are found.

    Attributes:
        source: the target itself is the step; or its instances have it as a method; or it is a factory of the parts.
        step: the name of the method, or the place in what the factory returns.
        init: the same of the initializer; a function of the module where `beside` says so.
        record: the name of the class of the module that the state is an instance of.
        added: whether what the step returns is added to the parameters, by contract.
    """

    source: Literal["function", "method", "factory"]
    step: str | int | None = None
    init: str | int | None = None
    beside: bool = False
    get: str | int | None = None
    record: str | None = None
    added: bool = False

    def parts(self, target: Target, given: Mapping[str, Any]) -> Parts:
        """The parts, made with `given`."""
        whole = target.object if self.source == "function" else call(target.object, given)
        step = whole if self.step is None else part(whole, self.step)
        init = None
        if self.init is not None:
            init = getattr(target.module, str(self.init)) if self.beside else part(whole, self.init)
        get = None if self.get is None else part(whole, self.get)
        root = step if self.source == "factory" and self.step is not None else whole
        return Parts(step, init, get, root, lambda array: record_of(getattr(target.module, str(self.record)), array))


def part(whole: Any, place: str | int) -> Any:
    """An item or an attribute."""
    if isinstance(place, int):
        return whole[place]
    return whole[place] if isinstance(whole, dict) else getattr(whole, place)


def roles_of(made: Any) -> tuple[str | int, str | int | None, str | int | None] | None:
    """The places of the step, the initializer and the getter in what a factory made; None where there is no step."""
    if isinstance(made, dict):
        named: dict[str | int, Any] = {key: value for key, value in made.items() if callable(value)}
    elif isinstance(made, tuple) and hasattr(made, "_fields"):
        named = {name: getattr(made, name) for name in made._fields}  # type: ignore[attr-defined]
    elif isinstance(made, tuple | list):
        named = dict(enumerate(made))
    else:
        named = {
            name: getattr(made, name)
            for name in dir(made)
            if not name.startswith("_") and inspect.isroutine(getattr(made, name, None))
        }
    functions = {place: each for place, each in named.items() if callable(each)}
    words = {place: _word(place, each) for place, each in functions.items()}

    def first(*stems: str) -> str | int | None:
        return next((place for stem in stems for place, word in words.items() if stem in word), None)

    init, get = first("init"), first("getparam", "params", "get")
    step = next(
        (
            p
            for stem in ("update", "step", "apply")
            for p, word in sorted(words.items(), key=lambda each: each[1] != stem)
            if stem in word and p not in (init, get)
        ),
        None,
    )
    if step is None and isinstance(made, tuple | list) and len(functions) in (2, 3):
        init, step, get = 0, 1, (2 if len(functions) == 3 else None)
    return None if step is None else (step, init, get)


class Transformation(SimpleNamespace):
    """What stands for optax's `GradientTransformation`: its updates are added, as `optax.apply_updates` does."""


def is_added(made: Any) -> bool:
    """Whether the updates of what a factory made are added to the parameters, by the contract of its type."""
    return isinstance(made, Transformation) or any(
        kind.__name__ == "GradientTransformation" for kind in type(made).__mro__
    )


def _word(place: str | int, function: Any) -> str:
    return canonical(place if isinstance(place, str) else getattr(function, "__name__", ""))


def records(target: Target) -> list[tuple[str, str | None]]:
    """The namedtuples and dataclasses of the module, and the field of each that holds parameters."""
    found: list[tuple[str, str | None]] = []
    for name, each in vars(target.module).items() if target.module is not None else ():
        names = _field_names(each)
        if names and each is not target.object:
            found.append((name, next((field for field in names if speaks_of(field, "parameters")), None)))
    return found


def named_tuples(target: Target) -> list[Any]:
    """The named tuples of the module, of two fields or more."""
    every = vars(target.module).values() if target.module is not None else ()
    found = [
        each for each in every if inspect.isclass(each) and issubclass(each, tuple) and len(_field_names(each)) > 1
    ]
    return [each for each in found if each.__module__ == getattr(target.module, "__name__", "")]


def _field_names(cls: Any) -> tuple[str, ...]:
    if not inspect.isclass(cls):
        return ()
    if is_dataclass(cls):
        return tuple(each.name for each in fields(cls))
    return tuple(getattr(cls, "_fields", ())) if issubclass(cls, tuple) else ()


def record_of(cls: Any, array: Any) -> Any:
    """A state that begins at a parameter: counters at 0, all else that is not the parameter at zeros."""
    values: dict[str, Any] = {}
    names = _field_names(cls)
    held = next((name for name in names if speaks_of(name, "parameters")), None)
    for name in names:
        values[name] = array if name == held else 0 if speaks_of(name, "counter") else np.zeros_like(array)
    if not values:
        raise SubjectError(f"{cls!r} has no fields")
    return cls(**values)
