"""Optimizers on JAX's arrays: made into what takes NumPy's, they are driven in every way in which any other is.

A factory of pure functions is called anew whenever one of its functions is, so that its hyperparameters are arguments of
each: in a trace they can be symbols, and lr can change from step to step.
"""

import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from operator import itemgetter
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from ....reference.rule import Hyperparameters
from ...process.scratch import scratch
from ...symbolic.jax_functions import (
    IS_COMPILING,
    ValueAskedError,
    crossing,
    flushed,
    keep_float64,
    keep_programs,
    layout_of,
)
from ...symbolic.patches import IS_PAUSED, IS_TRACING, paused
from ...symbolic.scalar import Scalar
from ..homes import home_of
from ..subject import Subject
from ..target import Target
from ..words.methods import methods_of
from .calls_recognition import calls
from .schedulers import schedulers
from .schedules import schedules
from .states_parts import Transformation, is_added, part, roles_of
from .states_recognition import exchanges


def jax_calls(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every way of driving a target that computes with JAX; none for any other."""
    if not _is_on_jax(target):
        return
    keep_float64()
    keep_programs(scratch())
    made = _of_class(target.object) if target.is_class else _of_function(target.object)
    crossed = replace(
        target,
        object=made,
        module=_beside(target.module),
        flushed=flushed(),
        compiles=not target.is_class,
        most_steps=300 if target.is_class else 1000,
    )
    for adapter in (calls, exchanges, schedules, schedulers):
        yield from adapter(crossed, rule_names, settings)


def _is_on_jax(target: Target) -> bool:
    """Whether the target's module, or a package that it uses, imports JAX."""
    if "jax" not in sys.modules:
        return False
    module = sys.modules.get(getattr(target.object, "__module__", None) or "", target.module)
    roots = _roots(module)
    used = roots - sys.stdlib_module_names - {"numpy"}
    return "jax" in roots or any(
        "jax" in _roots(each) for name, each in [*sys.modules.items()] if name.partition(".")[0] in used
    )


def _roots(module: ModuleType | None) -> set[str]:
    """The packages from which a module has something."""
    held = [] if module is None else [*vars(module).values()]
    return {home_of(each).partition(".")[0] for each in held}


def _beside(module: ModuleType | None) -> ModuleType | None:
    """What stands for the module: its functions have crossed, as those beside the target that make its state."""
    if module is None:
        return None
    stand_in = ModuleType(module.__name__)
    vars(stand_in).update(vars(module))
    own = {name: each for name, each in vars(module).items() if home_of(each) == module.__name__}
    vars(stand_in).update(
        {name: _of_function(each) for name, each in own.items() if inspect.isroutine(inspect.unwrap(each))}
    )
    return stand_in


# Functions, and factories of them.


def _of_function(function: Callable[..., Any]) -> Callable[..., Any]:
    step = crossing(function, compiles=True)
    whole = functools.cache(lambda place: crossing(_anew(function, place), compiles=True, insists=True))

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        if args or not all(map(_is_setting, kwargs.values())):
            return step(*args, **kwargs)
        with paused():
            made = function(**_floats(kwargs))
        functions = _functions(made)
        return step(**kwargs) if functions is None else _like(made, functions, function, kwargs, whole)

    return called


def _is_setting(value: Any) -> bool:
    """Whether it may be what a factory is given; a named tuple has parameters in it."""
    return isinstance(value, bool | int | float | str | Scalar | tuple | None) and not hasattr(value, "_fields")


def _floats(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _floats(each) for name, each in given.items()}
    if isinstance(given, tuple):
        return tuple(map(_floats, given))
    return given.value if isinstance(given, Scalar) else given


def _functions(made: Any) -> dict[Any, Callable[..., Any]] | None:
    """The functions in what a factory made, by their places; None where it is none."""
    if inspect.isroutine(made):
        return {None: made}
    if made is None or isinstance(made, bool | int | float | str) or hasattr(made, "dtype") or roles_of(made) is None:
        return None
    if isinstance(made, dict):
        found = made
    elif isinstance(made, tuple | list):
        found = dict(zip(getattr(made, "_fields", range(len(made))), made, strict=True))
    else:
        found = {name: getattr(made, name, None) for name in dir(made) if not name.startswith("_")}
    return {place: each for place, each in found.items() if callable(each)}


def _like(
    made: Any,
    functions: Mapping[Any, Callable[..., Any]],
    factory: Callable[..., Any],
    given: dict[str, Any],
    whole: Callable[[Any], Callable[..., Any]],
) -> Any:
    """What the factory made, of functions that call it anew where a hyperparameter is another than before.

    `whole` has the same functions, for all hyperparameters, as they can be compiled.
    """
    latest = functools.lru_cache(maxsize=1)(lambda items: factory(**dict(items)))
    if not IS_TRACING.get():
        with paused():
            latest(tuple(sorted(given.items())))  # what is made before the first step is no part of it; JAX sorts dicts

    def make(**hyperparameters: Any) -> Any:
        return factory(**hyperparameters) if IS_TRACING.get() else latest(tuple(hyperparameters.items()))

    parts = {place: _part(crossing(_anew(make, place)), whole(place), given, each) for place, each in functions.items()}
    if None in parts:
        return parts[None]
    if isinstance(made, tuple | list) and not hasattr(made, "_fields"):
        return tuple(parts.get(place, each) for place, each in enumerate(made))
    if isinstance(made, dict):
        return parts
    return Transformation(**parts) if is_added(made) else SimpleNamespace(**parts)


def _anew(make: Callable[..., Any], place: Any) -> Callable[..., Any]:
    """The function in this place of what is made, with hyperparameters as an argument."""
    # A whole number in a closure would look like a counter.
    pick = itemgetter(place) if isinstance(place, int) else lambda made: made if place is None else part(made, place)

    def anew(hyperparameters: dict[str, Any], args: Any, kwargs: Any) -> Any:
        return pick(make(**hyperparameters))(*args, **kwargs)

    return anew


def _part(
    crossed: Callable[..., Any],
    whole: Callable[..., Any],
    given: dict[str, Any],
    like: Callable[..., Any],
) -> Callable[..., Any]:
    signature = inspect.signature(like)

    @functools.wraps(like)
    def called(*args: Any, **kwargs: Any) -> Any:
        # By place where that can be: a decorated function shows names that it does not have.
        bound = signature.bind(*args, **kwargs)
        if IS_COMPILING.get():
            with suppress(ValueAskedError):
                return whole(given, bound.args, bound.kwargs)
        return crossed(given, bound.args, bound.kwargs)

    called.__dict__.pop("__wrapped__", None)
    called.__signature__ = signature  # type: ignore[attr-defined]
    return called


# Classes.


def _of_class(cls: type) -> type:
    """A class whose methods take and keep NumPy's arrays; what they keep crosses over with what they are given."""
    made = {name: _method(each) for name, each in methods_of(cls).items()}
    made |= {name: _method(each, compiled=True) for name, each in _compiled(cls).items()}
    return type(cls.__name__, (cls,), {"__module__": cls.__module__, "__slots__": (STAND_IN,), **made})


def _compiled(cls: type) -> dict[str, Callable[..., Any]]:
    """The methods that JAX compiles, which are no functions any more, though functions are behind them."""
    return {
        name: value
        for kind in reversed(cls.__mro__[:-1])
        for name, value in vars(kind).items()
        if callable(value) and not isinstance(value, type | staticmethod | FunctionType)
        if inspect.isfunction(inspect.unwrap(value)) and not name.startswith("__")
    }


STAND_IN = "_stand_in"
"""Where an object keeps what stands for it on JAX's side; in a trace, what its compiled methods have read of it."""


def _stand_in(of: Any) -> Any:
    """An object on JAX's side: the same at each call, for `jit` with a static `self` knows it again, with what it read of it."""
    if IS_TRACING.get():
        return object.__new__(type(of))
    if not hasattr(of, STAND_IN):
        object.__setattr__(of, STAND_IN, object.__new__(type(of)))
    return getattr(of, STAND_IN)


def _first_read(of: Any, function: Callable[..., Any], given: Any) -> dict[str, Any]:
    """The attributes as they were when this compiled method was first called with arguments of these shapes: it reads no others."""
    if not hasattr(of, STAND_IN):
        object.__setattr__(of, STAND_IN, {})
    return getattr(of, STAND_IN).setdefault((function, layout_of(given)), dict(vars(of)))


ANOTHER = object()
"""Stands for an object of the class before what it keeps: a step may return another of its owner."""


def _method(function: Callable[..., Any], *, compiled: bool = False) -> Callable[..., Any]:
    @functools.wraps(function)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        if IS_PAUSED.get():
            return function(self, *args, **kwargs)

        def anew(state: dict[str, Any], args: Any, kwargs: Any) -> Any:
            other = _stand_in(self)
            other.__dict__ = state
            result = function(other, *args, **kwargs)
            if result is other:
                return None
            return (ANOTHER, vars(result)) if type(result) is type(self) else result

        read = _first_read(self, function, (args, kwargs)) if compiled and IS_TRACING.get() else vars(self)
        result = crossing(anew, letters=function.__name__ != "__init__")(read, args, kwargs)
        if not (isinstance(result, tuple) and result and result[0] is ANOTHER):
            return result
        another = object.__new__(type(self))
        another.__dict__ = result[1]
        return another

    return called
