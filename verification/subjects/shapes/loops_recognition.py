"""Every way of driving a target that takes a function to minimize, or its gradient."""

import inspect
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ..probes import probe_arrays
from ..source import called, passed_on, unused
from ..subject import Arrays, Subject, SubjectError, own_names, signature_of
from ..target import Target
from ..words.hyperparameters import canonical, match_hyperparameters
from ..words.roles import speaks_of
from ..words.signatures import Making, by_own_name, members_of, without
from .loops import Callback, Loop, trimmed, with_sentinels
from .loops_arguments import Asking, LoopArgument
from .loops_feedback import Answer, Enough, Packing

USUAL = ("minimize", "optimize", "step", "update", "run", "solve", "fit", "descend", "__call__")
"""The methods that are tried first."""

ITERATED = "__iter__"
"""Each item of what it returns is a step."""


def loops(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every such way, the likeliest first."""
    making = Making.of(target.object, rule_names, settings)
    for method, function in _methods(target):
        found = _asking(target, method, function, making, rule_names, settings)
        if found is None:
            continue
        asking, names, own = found
        answers: tuple[Answer, ...] = ("value", "value, gradient", "gradient, value", "gradient")
        containers: tuple[Packing, ...] = ("array", "list", "dict")
        if asking.variadic:
            containers = ("arguments", *containers)
        for answer, container in itertools.product(answers if asking.has("function") else ("value",), containers):
            # What its shape is, the subject finds out.
            told = replace(asking, answer=answer, container=container)
            settled = _settled(Subject(target, Loop("loop", told), names, own), told)
            if settled is not None:
                yield settled
            elif container == "arguments" and _takes_equals(Subject(target, Loop("loop", told), names, own), told):
                # What mixes parameters up is not to be handed one alone, where nobody sees it.
                raise SubjectError(
                    f"{target.label} cannot be driven: it takes several parameters of one shape, and does not take "
                    "them where their shapes differ."
                )


def _methods(target: Target) -> list[tuple[str | None, Any]]:
    if not target.is_class:
        return [(None, target.object)]
    usual = [name for name in (*USUAL, ITERATED) if hasattr(target.object, name)]
    names = usual + [
        name
        for kind in target.object.__mro__[:-1]
        for name in vars(kind)
        if not name.startswith("_") or name == "__call__"
    ]
    functions = [(name, inspect.getattr_static(target.object, name)) for name in dict.fromkeys(names)]
    return [(name, each) for name, each in functions if inspect.isfunction(each)]


def _asking(
    target: Target, method: str | None, function: Any, making: Making, rule_names: Hyperparameters, settings: Mapping[str, Any]
) -> tuple[Asking, Mapping[str, str], Mapping[str, Any]] | None:  # fmt: skip
    """How the target may be asked, with the names of its hyperparameters and its settings."""
    own = {name: each for name, each in signature_of(function).items() if name != "self"}
    taken = {} if not target.is_class else making.names
    open_names = without(rule_names, {*settings, *taken})
    functions = called(function) | {name for name in own if _is_function_word(name, function, own)}
    free = {
        k: v
        for k, v in own.items()
        if k not in functions and not (speaks_of(k, "iterations") and v.default not in (0.9, 0.1, 0.01))
    }
    call_names = match_hyperparameters(open_names, free) | members_of(free, {}, open_names)
    hyper = {each.partition("[")[0] for each in call_names.values()}
    set_here = by_own_name(settings, match_hyperparameters(rule_names, own), own, rule_names) if settings else {}
    set_here = {name: value for name, value in set_here.items() if name in own}
    hyper |= {*set_here}
    roles = _roles(own, hyper, functions, function)
    built: tuple[LoopArgument, ...] | None = ()
    if target.is_class:
        constructor = {name: making.signature[name] for name in (*making.missing, *making.optional)}
        inside = {name for name in constructor if speaks_of(name, "objective", "gradient function")}
        built = _roles(constructor, set(), inside, None)
    if roles is None or built is None:
        return None
    every = [each.role for each in (*built, *roles)]
    variadic = "start" not in every and any(
        each.kind is each.VAR_POSITIONAL for each in inspect.signature(function).parameters.values()
    )
    if ("start" not in every and not variadic) or not {"function", "gradient"} & {*every}:
        return None
    own_settings = {**(making.settings if target.is_class else {}), **set_here}
    asking = Asking(method, built, roles, variadic=variadic, in_call=tuple(hyper))
    return asking, {**taken, **call_names}, own_settings


def _is_function_word(name: str, function: Any, own: Mapping[str, inspect.Parameter]) -> bool:
    """Whether a name that is not called in the body is a function all the same, since it is only handed on."""
    speaks = speaks_of(name, "objective") or (speaks_of(name, "gradient function") and not speaks_of(name, "gradients"))
    idle = passed_on(function) | unused(function, own)
    return speaks and (name in idle or own[name].default is None)


def _roles(
    own: Mapping[str, inspect.Parameter], hyper: set[str], functions: set[str], function: Any
) -> tuple[LoopArgument, ...] | None:
    """What each argument is; None where one is needed that cannot be told."""
    found: list[LoopArgument] = []
    starts = [name for name in own if name not in hyper and name not in functions and _is_start(name, own)]
    starts.sort(key=lambda name: not speaks_of(name, "start"))
    handed = passed_on(function) if function is not None else set[str]()
    for name, parameter in own.items():
        word, required = canonical(name), parameter.default is parameter.empty
        if name in hyper:
            continue
        if name in functions and not isinstance(parameter.default, int | float | str):
            gradient = speaks_of(name, "gradient function")
            if gradient or speaks_of(name, "objective") or (required and not _is_hook(word)):
                found.append(LoopArgument(name, "gradient" if gradient else "function"))
            elif required:
                found.append(LoopArgument(name, "hook"))
        elif starts and name == starts[0]:
            found.append(LoopArgument(name, "start"))
        elif speaks_of(name, "tolerance") or (
            word in ("eps", "epsilon") and not required and isinstance(parameter.default, float)
        ):
            found.append(LoopArgument(name, "tolerance"))
        elif speaks_of(name, "iterations") and (
            required or isinstance(parameter.default, int) or parameter.default is None
        ):
            found.append(LoopArgument(name, "iterations"))
        elif required and (speaks_of(name, "data") or name in handed):
            found.append(LoopArgument(name, "data" if speaks_of(name, "data") else "nothing"))
        elif required:
            return None
    return tuple(found)


def _is_hook(word: str) -> bool:
    return any(stem in word for stem in ("callback", "hook", "log", "print", "monitor", "report", "record"))


def _is_start(name: str, own: Mapping[str, inspect.Parameter]) -> bool:
    if own[name].default is not inspect.Parameter.empty and own[name].default is not None:
        return False
    return speaks_of(name, "parameters")


# Whether it is a loop, and where its parameters are read.


def _settled(subject: Subject, asking: Asking) -> Subject | None:
    """The subject as a loop or as a callback, where it moves along its gradients; None where it does not."""
    arguments = {**own_names(subject.names, subject.visible), **subject.settings}
    for tolerance in (-1.0, 0.0, 1e-300) if asking.has("tolerance") else (-1.0,):
        loop = Loop("loop", replace(asking, tolerance=tolerance))
        try:
            with np.errstate(all="ignore"):
                if _follows(loop, subject.target, arguments):
                    return replace(subject, shape=_reading(loop, subject.target, arguments))
        except Exception:  # noqa: BLE001 - somebody's loop may raise anything
            continue
    return next((replace(subject, shape=each) for each in _callbacks(subject, asking)), None)


def _callbacks(subject: Subject, asking: Asking) -> Iterator[Callback]:
    """The places in which the parameter may be read after a step that asks for its gradient, and is seen to move."""
    inside = Callback("callback", asking, None)
    owners = [Callback("callback", asking, kept=each.name) for each in asking.constructor if each.role == "start"]
    changed = _moved(subject, inside)
    for each in (Callback("callback", asking), Callback("callback", asking, (0,)), *owners, inside):
        after = _moved(subject, each)
        # What is returned beside a parameter that is changed in place may be anything.
        if after is not None and (changed is None or _equal(after, changed)):
            yield each


def _takes_equals(subject: Subject, asking: Asking) -> bool:
    """Whether it moves several parameters of one shape."""
    initial, gradients = probe_arrays()
    first, slope = initial[0], gradients[0][0]
    probes = [first, first + 1], [[slope, slope / 2]]
    return any(_moved(subject, Callback("callback", asking, place), probes) is not None for place in ((), (0,), None))


def _moved(subject: Subject, shape: Callback, probes: tuple[Arrays, list[Arrays]] | None = None) -> Arrays | None:
    """The parameters that are read so after a step; None where one of them is not moved."""
    initial, gradients = probes or probe_arrays()
    try:
        with np.errstate(all="ignore"):
            run = replace(subject, shape=shape).start(subject.visible, initial)
            run.step(gradients[0], subject.rate)
            after = [np.array(each) for each in run.read()]
    except (Exception, Enough):  # noqa: BLE001 - then it is something else
        return None
    return None if any(np.array_equal(*pair) for pair in zip(after, initial, strict=True)) else after


def _equal(one: Arrays, two: Arrays) -> bool:
    return all(np.array_equal(*pair) for pair in zip(one, two, strict=True))


def _probes(asking: Asking) -> tuple[Arrays, list[Arrays]]:
    """Parameters and gradients as one run of a loop takes them."""
    initial, gradients = probe_arrays()
    return asking.groups(initial)[0], [asking.groups(each)[0] for each in gradients]


def _follows(loop: Loop, target: Target, arguments: Mapping[str, Any]) -> bool:
    """Whether it asks at a new point in every step, and goes the other way where the gradient does."""
    initial, tape = _probes(loop.asking)
    points = loop.played(target, arguments, initial, with_sentinels(tape))[0].points
    other_way = with_sentinels([[-each for each in tape[0]], tape[1]])
    turned = loop.played(target, arguments, initial, other_way)[0].points
    if len(points) != 3 or len(turned) != 3:
        return False
    begins = _equal(trimmed(points[0], initial), initial)
    moves = all(_apart(a, b) for a, b in itertools.pairwise(points))
    return begins and moves and _apart(trimmed(points[1], initial), trimmed(turned[1], initial))


def _apart(one: Arrays, two: Arrays) -> bool:
    return all(bool(np.all(np.asarray(a) != np.asarray(b))) for a, b in zip(one, two, strict=True))


def _reading(loop: Loop, target: Target, arguments: Mapping[str, Any]) -> Loop:
    """Read what it returns where that is no point at which it asks for a gradient, as in looking ahead; else the points."""
    initial, tape = _probes(loop.asking)
    points = loop.played(target, arguments, initial, with_sentinels(tape))[0].points
    iterated = loop.asking.method == ITERATED or inspect.isgeneratorfunction(target.object)
    if not (iterated or loop.asking.has("iterations")):
        return loop
    still = with_sentinels([[array * 0 for array in arrays] for arrays in tape])
    for place in ((), (0,), (-1,), (0, -1), (0, 0)):
        reading = replace(loop, result=place)
        try:
            feedback, result = reading.played(target, arguments, initial, with_sentinels(tape))
            found = [np.array(array, float) for array in reading.found(result, initial)]
            known = [array.shape for array in found] == [array.shape for array in points[0]]
            if len(feedback.points) != len(tape) or not known or _equal(found, points[0]):
                continue
            if any(_equal(found, point) for point in points[1:]):
                return loop
            if not all(_equal(*pair) for pair in zip(feedback.points, points, strict=False)):
                # Its steps depend on how many there are to be.
                return loop
            quiet = reading.found(reading.played(target, arguments, initial, still)[1], initial)
            quiet = [np.array(array, float) for array in quiet]
        except Exception:  # noqa: BLE001 - there is nothing at that place
            continue
        if _equal(trimmed(quiet, initial), initial):
            return reading
    return loop
