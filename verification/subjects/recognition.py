"""Find out how a subject wants to be driven: try the shapes that its signatures allow, and keep the first that works."""

import inspect
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...reference.rule import Form, Rule
from ..target import Target, describe
from .calls import Argument, Calls, Container, Result, with_result
from .functions import Config, Trajectory
from .names import (
    CONFIGS, COUNTERS, GRADIENTS, KEYS, LOSSES, PAIRS, PARAMETERS, SIZES, STEP_METHODS, canonical, match_hyperparameters,
)  # fmt: skip
from .graph import Path, leaves
from .layers import LAYERS, Layers
from .objects import Objects
from .run import Arrays, MisconductError, Shape, Subject, SubjectError, own_names, signature_of

SHAPES = ("update-dict", "update-list", "update-array", "returns-parameter", "returns-step", "config", "objects", "trajectory")
"""The names that `--shape` takes."""

VISIBLE: dict[str, float] = {
    "lr": 13 / 256, "mu": 13 / 16, "rho": 11 / 16, "beta1": 13 / 16, "beta2": 29 / 32, "epsilon": 5 / 64,
}  # fmt: skip
"""Hyperparameters at which every term of a rule can be seen; exact in float32."""


def probe_arrays() -> tuple[Arrays, list[Arrays]]:
    """Two small parameters and two steps of gradients for them."""
    initial = [np.array([0.5, -1.25]), np.array([0.75])]
    gradients = [[np.array([1.5, -0.5]), np.array([0.25])], [np.array([0.75, 2.0]), np.array([-1.0])]]
    return initial, gradients


@dataclass(frozen=True)
class Attempt:
    """A shape that was tried, and what came of it."""

    shape: str
    failure: str
    rank: int


def recognise(target: Target, rule: Rule, wanted: str | None, settings: Mapping[str, Any]) -> Subject:
    """The subject with the first shape that drives it.  Raises `SubjectError`, naming what was tried."""
    if wanted is not None and wanted not in SHAPES:
        raise SubjectError(f"There is no shape {wanted!r}. There are: {', '.join(SHAPES)}.")
    names = {each.name: None for form in rule.forms for each in form.hyperparameters}
    settings = {**_flags(target, rule), **settings}
    attempts: list[Attempt] = []
    for subject in candidates(target, tuple(names), settings):
        if wanted is not None and wanted != subject.shape.name and not _may_return(subject.shape, wanted):
            continue
        try:
            settled = _probe(subject)
        except MisconductError:
            settled = subject
        except SubjectError as error:
            attempts.append(Attempt(subject.shape.name, str(error), 2))
            continue
        except (SystemExit, Exception) as error:  # noqa: BLE001 - somebody's optimizer may raise anything
            attempts.append(Attempt(subject.shape.name, describe(error), _rank(error)))
            continue
        if wanted is None or settled.shape.name == wanted:
            return settled
    raise SubjectError(_advice(target, attempts, wanted))


def _may_return(shape: Shape, wanted: str) -> bool:
    return isinstance(shape, Calls) and wanted.startswith("returns")


def _rank(error: BaseException) -> int:
    """A mistake in the call itself tells less than a failure inside the optimizer."""
    return 0 if isinstance(error, TypeError | AttributeError | KeyError | IndexError) else 1


def _advice(target: Target, attempts: Sequence[Attempt], wanted: str | None) -> str:
    if not attempts:
        tried = f" as {wanted}" if wanted else ""
        return (
            f"{target.label} cannot be driven{tried}: it has no step method that takes parameters and gradients. "
            f"Known step methods: {', '.join(STEP_METHODS[:6])} …; name a shape with --shape ({', '.join(SHAPES)})."
        )
    best = max(attempts, key=lambda each: each.rank)
    return f"{target.label} cannot be driven. Tried as {best.shape}: {best.failure}."


def _flags(target: Target, rule: Rule) -> dict[str, Any]:
    """Switches that are named after a rule are on for that rule and off for others; plain SGD has no momentum."""
    found: dict[str, Any] = {}
    for name, each in signature_of(target.object).items():
        if canonical(name) == "nesterov" and isinstance(each.default, bool):
            found[name] = rule.name == "nesterov"
        elif canonical(name) == "momentum" and rule.name == "sgd" and isinstance(each.default, int | float):
            found[name] = 0.0
    return found


# What the signatures allow.


def candidates(target: Target, rule_names: Sequence[str], settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every way of driving the target that its signatures allow, the likeliest first."""
    if target.is_class:
        yield from _of_class(target, rule_names, settings)
    else:
        yield from _of_function(target, rule_names, settings)


def _of_class(target: Target, rule_names: Sequence[str], settings: Mapping[str, Any]) -> Iterator[Subject]:
    constructor = signature_of(target.object)
    names = match_hyperparameters([n for n in rule_names if n not in settings], constructor)
    names |= _pairs(constructor, names, rule_names)
    settings = _by_own_name(settings, match_hyperparameters(rule_names, constructor), constructor)
    missing = [
        name
        for name, each in constructor.items()
        if each.default is each.empty and name not in names.values() and name not in settings
        and not any(own.startswith(f"{name}[") for own in names.values())
    ]  # fmt: skip
    owners = [name for name in missing if canonical(name) in PARAMETERS]
    sizes = tuple(name for name in missing if canonical(name) in SIZES)
    unknown = [name for name in missing if name not in owners and name not in sizes]
    if unknown:
        raise SubjectError(
            f"The constructor of {target.label} needs {_listed(unknown)}, which cannot be guessed. "
            f"Give it with --set {unknown[0]}=VALUE."
        )
    if not owners:
        owners = [name for name in constructor if canonical(name) in PARAMETERS and name not in names.values()]
    owner = owners[0] if owners else None
    for method in _step_methods(target.object):
        function = getattr(target.object, method)
        own = {name: each for name, each in signature_of(function).items() if name != "self"}
        if owner is not None or len(_required(own)) <= 1:
            yield from _object_shapes(target, method, own, owner, names, settings)
        yield from _call_shapes(target, method, own, owner, names, settings, rule_names, sizes=sizes)


def _of_function(target: Target, rule_names: Sequence[str], settings: Mapping[str, Any]) -> Iterator[Subject]:
    own = signature_of(target.object)
    words = [*own]
    names = match_hyperparameters([n for n in rule_names if n not in settings], {k: v for k, v in own.items() if k not in words[:2]})
    names |= _pairs(own, names, rule_names)
    settings = _by_own_name(settings, match_hyperparameters(rule_names, own), own)
    required = _required(own)
    if len(words) >= 3 and canonical(words[2]) in CONFIGS and len(required) <= 3:
        yield from _config_shapes(target, rule_names, settings)
        return
    plural = [name for name in words if canonical(name) in GRADIENTS and canonical(name).endswith("s")]
    if len(words) >= 2 and canonical(words[0]) in PARAMETERS | {"theta0", "x0", "w0", "p0", "init", "start", "initial"} and plural:
        second = plural[0]
        yield Subject(target, Trajectory("trajectory", words[0], second), names, settings)
    if any(_role(canonical(name), set()) == "gradients" for name in words):
        yield from _call_shapes(target, None, own, None, names, settings, rule_names, in_call=True)
    yield from _factory_shapes(target, own, names, settings, rule_names)


def _factory_shapes(
    target: Target, own: Mapping[str, inspect.Parameter], names: Mapping[str, str], settings: Mapping[str, Any], rule_names: Sequence[str]
) -> Iterator[Subject]:
    """A function that only takes hyperparameters, and makes the step function."""
    names = match_hyperparameters([n for n in rule_names if n not in settings], own) | _pairs(own, {}, rule_names)
    if any(name not in names.values() and name not in settings for name in _required(own)):
        return
    try:
        made = target.object(**own_names(names, VISIBLE), **settings)
    except Exception:  # noqa: BLE001 - then it is no factory
        return
    if callable(made):
        for subject in _call_shapes(target, None, signature_of(made), None, names, settings, rule_names):
            if isinstance(subject.shape, Calls):
                yield replace(subject, shape=replace(subject.shape, factory=True))


def _config_shapes(target: Target, rule_names: Sequence[str], settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The keys of the config are those that the function fills in when it is given none."""
    for empty in ({}, None):
        try:
            result = target.object(np.array([0.5, -1.25]), np.array([1.5, -0.5]), empty)
        except Exception:  # noqa: BLE001 - it may insist on a config; then its keys are the usual ones
            continue
        if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict):
            made = {
                name: inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value)
                for name, value in result[1].items()
                if isinstance(name, str) and name.isidentifier() and np.ndim(value) == 0
            }
            names = match_hyperparameters([n for n in rule_names if n not in settings], made)
            own = _by_own_name(settings, match_hyperparameters(rule_names, made), made)
            yield Subject(target, Config("config", empty=empty is not None), names, own)
            return
    usual = {"lr": "learning_rate", "mu": "momentum", "rho": "decay_rate", "beta1": "beta1", "beta2": "beta2", "epsilon": "epsilon"}
    yield Subject(target, Config("config"), {name: usual[name] for name in rule_names}, settings)


def _object_shapes(
    target: Target, method: str, own: Mapping[str, inspect.Parameter], owner: str | None,
    names: Mapping[str, str], settings: Mapping[str, Any],
) -> Iterator[Subject]:  # fmt: skip
    required = _required(own)
    if len(required) == 1 and canonical(required[0]) in PARAMETERS and owner is None:
        yield Subject(target, Objects("objects", method, handed=True), names, settings)
        yield Subject(target, Objects("objects", method, handed=True, model=True), names, settings)
        for attributes in LAYERS:
            yield Subject(target, Layers("objects", method, attributes), names, settings)
            yield Subject(target, Layers("objects", method, attributes, listed=True), names, settings)
        return
    if len(required) == 0 and owner is not None:
        yield Subject(target, Objects("objects", method, owner=owner), names, settings)
        yield Subject(target, Objects("objects", method, owner=owner, model=True), names, settings)
    if len(required) == 0 and owner is None:
        for setup in ("setup", "attach", "register", "set_params", "set_parameters", "add_params"):
            if hasattr(target.object, setup):
                yield Subject(target, Objects("objects", method, setup=setup, model=True), names, settings)
                yield Subject(target, Objects("objects", method, setup=setup), names, settings)


def _call_shapes(
    target: Target, method: str | None, own: Mapping[str, inspect.Parameter], owner: str | None,
    names: Mapping[str, str], settings: Mapping[str, Any], rule_names: Sequence[str], *,
    in_call: bool = False, sizes: tuple[str, ...] = (),
) -> Iterator[Subject]:  # fmt: skip
    if in_call:
        call_names = dict(names)
    else:
        unnamed = [name for name in rule_names if name not in names and name not in settings]
        call_names = match_hyperparameters(unnamed, {k: v for k, v in own.items() if canonical(k) not in COUNTERS})
    arguments = _arguments(own, call_names, owner)
    if arguments is None:
        return
    everything = {**names, **call_names}
    lr_name = call_names.get("lr")
    if lr_name is not None:
        arguments = (*arguments, Argument("lr", lr_name))
    shape = Calls(
        "update-dict", "dict", method, arguments, owner=owner,
        sizes=sizes, in_call=tuple(call_names.values()), lr_name=lr_name, first_count=0,
    )  # fmt: skip
    if any(each.role == "pairs" for each in arguments):
        yield Subject(target, replace(shape, container="list", name="update-list"), everything, settings)
        swapped = tuple(Argument("swapped pairs", each.keyword) if each.role == "pairs" else each for each in arguments)
        yield Subject(target, replace(shape, container="list", name="update-list", arguments=swapped), everything, settings)
        return
    for container in _containers(own):
        keyed = replace(shape, container=container, name=f"update-{container}")
        if container != "array" and any(each.role == "key" for each in arguments):
            continue
        yield Subject(target, keyed, everything, settings)
        if owner is not None and any(each.role == "parameters" for each in arguments):
            yield Subject(target, replace(keyed, owner=None), everything, settings)


def _containers(own: Mapping[str, inspect.Parameter]) -> tuple[Container, ...]:
    """Plural names are containers; singular ones single arrays."""
    words = [canonical(name) for name in own]
    gradients = next((word for word in words if word in GRADIENTS), "")
    if gradients.endswith("s"):
        return ("dict", "list", "array")
    return ("array", "dict", "list") if gradients else ("dict", "list", "array")


def _arguments(
    own: Mapping[str, inspect.Parameter], call_names: Mapping[str, str], owner: str | None
) -> tuple[Argument, ...] | None:
    """What to hand to the step method, by the names of its parameters; None where that cannot be told."""
    found: list[Argument] = []
    taken: set[str] = set()
    for name, parameter in own.items():
        word = canonical(name)
        if name in call_names.values():
            continue
        role = _role(word, taken)
        if role is None:
            if parameter.default is parameter.empty:
                role = _by_place(taken, owner)
                if role is None:
                    return None
            else:
                continue
        if role in ("counter", "key", "loss") and parameter.default is not parameter.empty and parameter.default is not None:
            continue
        taken.add(role)
        keyword = None if parameter.kind is not parameter.KEYWORD_ONLY and not _after_hole(own, name, found) else name
        found.append(Argument(role, keyword))  # type: ignore[arg-type]
    if not taken & {"gradients", "pairs"}:
        return None
    return tuple(found)


def _after_hole(own: Mapping[str, inspect.Parameter], name: str, found: Sequence[Argument]) -> bool:
    return list(own).index(name) != len(found) or any(each.keyword is not None for each in found)


def _role(word: str, taken: set[str]) -> str | None:
    kinds = {"pairs": PAIRS, "gradients": GRADIENTS, "parameters": PARAMETERS, "counter": COUNTERS, "key": KEYS, "loss": LOSSES}
    for role, words in kinds.items():
        if word in words and role not in taken:
            return role
    if word.startswith(("grad", "d")) and word[1:] in PARAMETERS and "gradients" not in taken:
        return "gradients"
    return "gradients" if word.startswith("grad") and "gradients" not in taken else None


def _by_place(taken: set[str], owner: str | None) -> str | None:
    """Unknown names: parameters come first, then gradients."""
    if "parameters" not in taken and "gradients" not in taken and owner is None:
        return "parameters"
    return "gradients" if "gradients" not in taken else None


def _required(own: Mapping[str, inspect.Parameter]) -> list[str]:
    return [name for name, each in own.items() if each.default is each.empty]


def _step_methods(cls: Any) -> list[str]:
    known = [name for name in STEP_METHODS if callable(getattr(cls, name, None)) and (name != "__call__" or "__call__" in dir(cls))]
    abstract = getattr(cls, "__abstractmethods__", frozenset())
    if "__call__" in known and not any("__call__" in vars(kind) for kind in cls.__mro__):
        known.remove("__call__")
    others = [
        name
        for kind in cls.__mro__[:-1]
        for name, value in vars(kind).items()
        if inspect.isfunction(value) and not name.startswith("__") and name not in known
        and any(canonical(word) in GRADIENTS for word in signature_of(value))
    ]  # fmt: skip
    return [name for name in [*known, *dict.fromkeys(others)] if name not in abstract]


def _pairs(constructor: Mapping[str, inspect.Parameter], names: Mapping[str, str], rule_names: Sequence[str]) -> dict[str, str]:
    """`betas=(…, …)` is β₁ and β₂."""
    for name in constructor:
        if canonical(name) in ("betas", "beta", "coeffs") and "beta1" in rule_names and name not in names.values():
            return {"beta1": f"{name}[0]", "beta2": f"{name}[1]"}
    return {}


def _by_own_name(
    settings: Mapping[str, Any], names: Mapping[str, str], known: Mapping[str, inspect.Parameter]
) -> dict[str, Any]:
    """Settings may go by the rule's names or by the subject's."""
    return {name if name in known else names.get(name, name): value for name, value in settings.items()}


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


# Whether it works.


def _probe(subject: Subject) -> Subject:
    """Drive the subject two steps in floats; find where its result is.  Raises whatever goes wrong."""
    initial, gradients = probe_arrays()
    counts = (0, 1) if isinstance(subject.shape, Calls) and any(a.role == "counter" for a in subject.shape.arguments) else (1,)
    failure: Exception = SubjectError("it does nothing")
    for count in counts:
        shape = replace(subject.shape, first_count=count) if isinstance(subject.shape, Calls) else subject.shape
        candidate = replace(subject, shape=shape)
        try:
            return _settle(candidate, initial, gradients)
        except MisconductError:
            raise
        except Exception as error:  # noqa: BLE001 - tried with the other first count
            failure = error
    raise failure


def _settle(subject: Subject, initial: Arrays, gradients: list[Arrays]) -> Subject:
    run = subject.start(VISIBLE, initial)
    with np.errstate(all="ignore"):
        run.step(gradients[0], VISIBLE["lr"])
        after = [np.array(each, float) for each in run.read()]
        run.step(gradients[1], VISIBLE["lr"])
        last = [np.array(each, float) for each in run.read()]
    moved = [not np.array_equal(old, new) for old, new in zip(initial, last, strict=True)]
    if all(moved):
        if not all(np.isfinite(each).all() for each in (*after, *last)):
            raise SubjectError("its parameters are not finite after two small steps")
        if any(np.shape(old) != np.shape(new) for old, new in zip(initial, last, strict=True)):
            raise SubjectError("it changes the shape of the parameters")
        return subject
    if not any(moved) and isinstance(subject.shape, Calls) and subject.shape.owner and subject.shape.kept is None:
        for name in _attributes_holding(subject, initial):
            try:
                return _settle(replace(subject, shape=replace(subject.shape, kept=name)), initial, gradients)
            except SubjectError:
                continue
    if any(moved):
        raise SubjectError("it leaves some of the parameters as they are")
    if not isinstance(subject.shape, Calls):
        raise SubjectError("it leaves the parameters as they are")
    return replace(subject, shape=_returning(subject, subject.shape, initial, gradients[0]))


def _attributes_holding(subject: Subject, initial: Arrays) -> list[str]:
    """The attributes under which the optimizer keeps the parameters that it was given."""
    assert isinstance(subject.shape, Calls)
    receiver = subject.start(VISIBLE, initial).roots[0]
    alone = subject.shape.container == "array"
    held = [name for name, value in vars(receiver).items() if alone == isinstance(value, np.ndarray) and not isinstance(value, int | float)]
    return [name for name in held if alone and np.array_equal(getattr(receiver, name), initial[0])] or ([] if alone else held[:3])


def _returning(subject: Subject, shape: Calls, initial: Arrays, gradients: Arrays) -> Calls:
    """Whether the result is the parameter or the step, and the step's sign: a shift of θ shifts only the parameter."""

    def first(start: Arrays) -> Arrays:
        run = replace(subject, shape=with_result(shape, "parameter")).start(VISIBLE, start)
        run.step(gradients, VISIBLE["lr"])
        return [np.array(each, float) for each in run.read()]

    here, there = first(initial), first([each + 1.0 for each in initial])
    shift = float(np.mean([np.mean(b - a) for a, b in zip(here, there, strict=True)]))
    if not math.isfinite(shift):
        raise SubjectError("what it returns is not finite")
    result: Result
    if shift > 0.5:
        result = "parameter"
    else:
        along = sum(float(np.sum(step * gradient)) for step, gradient in zip(here, gradients, strict=True))
        result = "minus step" if along > 0 else "plus step"
    return with_result(shape, result)


def lr_paths(subject: Subject) -> tuple[Path, ...]:
    """Where the subject keeps lr and leaves it alone: there it may be changed between steps."""
    if "lr" not in subject.names:
        return ()
    initial, gradients = probe_arrays()
    run = subject.start(VISIBLE, initial)

    def places() -> set[Path]:
        return {leaf.path for leaf in leaves(run.roots, run.apart()) if leaf.put is not None and _is_lr(leaf.value)}

    found = places()
    try:
        with np.errstate(all="ignore"):
            for each in (*gradients, *gradients):
                run.step(each, VISIBLE["lr"])
                found &= places()
    except MisconductError:
        return ()
    return tuple(sorted(found))


def _is_lr(value: Any) -> bool:
    return isinstance(value, float) and float(value) == VISIBLE["lr"]
