"""Every way of driving a target that its signatures allow, the likeliest first."""

import inspect
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from ....reference.parts import PARTS, parts_of
from ....reference.rule import Hyperparameters, Rule
from ..fixed import fixed
from ..probes import values
from ..subject import Subject, UnguessableError, own_names, signature_of
from ..target import Target
from ..words.arguments import (
    Argument,
    arguments_of,
    containers,
    handed_as,
    needed_by,
    required_of,
    takes_parameters,
    told_by_place,
    used_as,
)
from ..words.hyperparameters import canonical, match_hyperparameters
from ..words.methods import SETUPS, beside, step_methods
from ..words.roles import role_of, speaks_of
from ..words.signatures import Making, by_own_name, members_of, without
from .calls import Calls
from .functions import Config, Trajectory
from .objects import Objects

SWITCHES_OF_NESTEROV = {"nesterov", "usenesterov"}


def flags(target: Target, rule: Rule) -> dict[str, Any]:
    """Switches that are named after a rule or a part are on for it and off for others; plain SGD has no momentum."""
    on = {switch for part in PARTS if part.name in rule.parts for switch in part.switches}
    # A switch of a part that does not go with the rule says something else there: correct_bias=True is plain Adam.
    known = {switch for part in parts_of(rule) for switch in part.switches} | SWITCHES_OF_NESTEROV
    if rule.base == "nesterov":
        on |= SWITCHES_OF_NESTEROV
    found: dict[str, Any] = {}
    for name, each in signature_of(target.object).items():
        word = canonical(name)
        if word in known and isinstance(each.default, bool):
            found[name] = word in on
        elif word == "momentum" and rule.base == "sgd" and isinstance(each.default, int | float):
            found[name] = 0.0
    return found


def calls(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every way of driving the target that its signatures allow, the likeliest first."""
    if target.is_class:
        yield from _of_class(target, rule_names, settings)
    else:
        yield from _of_function(target, rule_names, settings)


def _of_class(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    making = Making.of(target.object, rule_names, settings)
    names, missing = making.names, making.missing
    kinds = {name: making.kind(target.object, name) for name in missing}
    sizes = tuple(name for name in missing if kinds[name] == "size" or speaks_of(name, "size"))
    owners = [
        name
        for name in missing
        if name not in sizes and (takes_parameters(name, making.signature[name]) or kinds[name] == "parameters")
    ]
    unknown = [name for name in missing if name not in owners and name not in sizes]
    if unknown:
        if len(unknown) == 1 and not owners:
            yield from _of_owner(target, unknown[0], making)
        raise UnguessableError(f"The constructor of {target.label}", unknown)
    if not owners:
        owners = [name for name in making.optional if takes_parameters(name, making.signature[name])]
    owner = owners[0] if owners else None
    methods = step_methods(target.object)
    of_biases = {beside(target.object, method) for method in methods}
    for method in [each for each in methods if each not in of_biases]:
        function = getattr(target.object, method)
        own = {name: parameter for name, parameter in signature_of(function).items() if name != "self"} | _rest(
            function
        )
        if owner is not None or len(required_of(own)) <= 1:
            yield from _object_shapes(target, method, own, owner, names, making.settings)
        yield from _call_shapes(target, method, own, owner, names, making.settings, rule_names, sizes=sizes)


def _rest(function: Any) -> dict[str, inspect.Parameter]:
    """Gradients that come one after the other, `*grads`: there is one."""
    every = inspect.signature(function).parameters.values() if inspect.isfunction(function) else ()
    return {
        each.name: each.replace(kind=each.POSITIONAL_OR_KEYWORD)
        for each in every
        if each.kind is each.VAR_POSITIONAL and speaks_of(each.name, "gradients")
    }


def _of_owner(target: Target, owner: str, making: Making) -> Iterator[Subject]:
    """What is made with one thing, by whatever name, and steps without anything: that was its parameters."""
    for method in step_methods(target.object):
        own = {name: each for name, each in signature_of(getattr(target.object, method)).items() if name != "self"}
        if not required_of(own):
            yield from _object_shapes(target, method, own, owner, making.names, making.settings)


def _of_function(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    own = signature_of(target.object)
    words = [*own]
    names = match_hyperparameters(without(rule_names, settings), {k: v for k, v in own.items() if k not in words[:2]})
    names |= members_of(own, names, rule_names)
    settings = by_own_name(settings, match_hyperparameters(rule_names, own), own, rule_names)
    required = required_of(own)
    if len(words) >= 3 and speaks_of(words[2], "config") and len(required) <= 3:
        yield from _config_shapes(target, rule_names, settings)
        return
    plural = [name for name in words if speaks_of(name, "gradients") and canonical(name).endswith("s")]
    if len(words) >= 2 and speaks_of(words[0], "parameters") and plural:
        yield Subject(target, Trajectory("trajectory", words[0], plural[0]), names, settings)
    if "gradients" in {*map(handed_as, words), *used_as(None, target.object, words).values()}:
        yield from _call_shapes(target, None, own, None, names, settings, rule_names, in_call=True)
    yield from _factory_shapes(target, own, names, settings, rule_names)


def _factory_shapes(
    target: Target,
    own: Mapping[str, inspect.Parameter],
    names: Mapping[str, str],
    settings: Mapping[str, Any],
    rule_names: Hyperparameters,
) -> Iterator[Subject]:
    """A function that only takes hyperparameters, and makes the step function."""
    names = match_hyperparameters(without(rule_names, settings), own) | members_of(own, {}, rule_names)
    if any(name not in names.values() and name not in settings for name in required_of(own)):
        return
    try:
        made = target.object(**own_names(names, values(rule_names)), **settings)
    except Exception:  # noqa: BLE001 - then it is no factory
        return
    if callable(made):
        for subject in _call_shapes(target, None, signature_of(made), None, names, settings, rule_names):
            if isinstance(subject.shape, Calls):
                yield replace(subject, shape=replace(subject.shape, factory=True))


def _config_shapes(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
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
            names = match_hyperparameters(without(rule_names, settings), made)
            own = by_own_name(settings, match_hyperparameters(rule_names, made), made, rule_names)
            yield Subject(target, Config("config", empty=empty is not None), names, own)
            return
    usual = {"lr": "learning_rate", "mu": "momentum", "rho": "decay_rate"}
    yield Subject(target, Config("config"), {name: usual.get(name, name) for name in rule_names}, settings)


def _object_shapes(
    target: Target, method: str, own: Mapping[str, inspect.Parameter], owner: str | None,
    names: Mapping[str, str], settings: Mapping[str, Any],
) -> Iterator[Subject]:  # fmt: skip
    held = [*_held_shapes(target, method, own, owner, names, settings)]
    yield from held
    for each in held:
        if isinstance(each.shape, Objects):
            yield replace(each, shape=replace(each.shape, arrays=True))
    for kind in _carriers(target):
        for each in held:
            for wraps in (False, True) if isinstance(each.shape, Objects) else ():
                yield replace(each, shape=replace(each.shape, kind=kind, wraps=wraps))


def _carriers(target: Target) -> Iterator[type]:
    """The classes of the module that carry an array and its gradient, as those of small autograd engines do."""
    own = getattr(target.module, "__name__", "")
    for each in [*vars(target.module).values()] if target.module is not None else []:
        if isinstance(each, type) and each is not target.object and each.__module__ == own:
            with suppress(Exception):  # somebody's constructor may want anything
                made = each(np.zeros(2))
                if isinstance(made.data, np.ndarray) and hasattr(made, "grad"):
                    yield each


def _held_shapes(
    target: Target, method: str, own: Mapping[str, inspect.Parameter], owner: str | None,
    names: Mapping[str, str], settings: Mapping[str, Any],
) -> Iterator[Subject]:  # fmt: skip
    required = required_of(own)
    if len(required) == 1 and takes_parameters(required[0], own[required[0]]) and owner is None:
        yield Subject(target, Objects("objects", method, handed=True), names, settings)
        yield Subject(target, Objects("objects", method, handed=True, model=True), names, settings)
        if not canonical(required[0]).endswith("s"):
            yield Subject(target, Objects("objects", method, handed=True, alone=True), names, settings)
        return
    if len(required) == 1 and role_of(required[0]) == "loss" and owner is not None:
        yield Subject(target, Objects("objects", method, owner=owner, loss=True), names, settings)
    if len(required) == 0 and owner is not None and canonical(owner).startswith("named"):
        yield Subject(target, Objects("objects", method, owner=owner, named=True), names, settings)
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
    names: Mapping[str, str], settings: Mapping[str, Any], rule_names: Hyperparameters, *,
    in_call: bool = False, sizes: tuple[str, ...] = (),
) -> Iterator[Subject]:  # fmt: skip
    if in_call:
        call_names = dict(names)
    else:
        unnamed = without(rule_names, {*names, *settings})
        call_names = match_hyperparameters(unnamed, {k: v for k, v in own.items() if not speaks_of(k, "counter")})
    function = target.object if method is None else getattr(target.object, method)
    used = used_as(target.object, function, own)
    arguments = arguments_of(own, call_names, owner, used)
    if arguments is None:
        return
    words = [[name for name in own if handed_as(name) == role] for role in ("parameters", "gradients")]
    if fixed(function, *words) is not None:
        return  # how many it takes is told by a shape that hands over so many
    everything = {**names, **call_names}
    lr_name = call_names.get("lr")
    if lr_name is not None:
        arguments = (*arguments, Argument("lr", lr_name))
    second = None if method is None or owner is not None else beside(target.object, method)
    shape = Calls(
        "update-dict", "dict", method, arguments, owner=owner, beside=second,
        sizes=sizes, in_call=tuple({each.partition("[")[0]: None for each in call_names.values()}), lr_name=lr_name, first_count=0,
    )  # fmt: skip
    if any(each.role == "pairs" for each in arguments):
        yield Subject(target, replace(shape, container="list", name="update-list"), everything, settings)
        swapped = tuple(Argument("swapped pairs", each.keyword) if each.role == "pairs" else each for each in arguments)
        yield Subject(
            target, replace(shape, container="list", name="update-list", arguments=swapped), everything, settings
        )
        return
    if told_by_place({name: each for name, each in own.items() if name not in shape.in_call}, used):
        # Two names that say nothing: which of them is θ, runs tell.
        other = {"parameters": "gradients", "gradients": "parameters"}
        turned = tuple(Argument(other.get(each.role, each.role), each.keyword) for each in arguments)  # type: ignore[arg-type]
        for each in (arguments, turned):
            guessed = replace(shape, container="array", name="update-array", arguments=each, guessed=True)
            yield Subject(target, guessed, everything, settings)
    for container in containers(own) if second is None else ("array",):
        keyed = replace(shape, container=container, name=f"update-{container}")
        if container != "array" and any(argument.role == "key" for argument in arguments):
            continue
        yield Subject(target, keyed, everything, settings)
        for setup, by_shape in _setups(target):
            prepared = replace(keyed, setup=setup, setup_by_shape=by_shape)
            yield Subject(target, prepared, everything, settings)
        if owner is not None and any(argument.role == "parameters" for argument in arguments):
            yield Subject(target, replace(keyed, owner=None), everything, settings)
    yield from (Subject(target, each, everything, settings) for each in _of_numbers(shape))


def _of_numbers(shape: Calls) -> Iterator[Calls]:
    """The shape on numbers, where nothing in it asks for more."""
    keyed = any(each.role == "key" for each in shape.arguments)
    if shape.owner is None and shape.beside is None and not keyed:
        if not shape.sizes:
            yield replace(shape, container="array", name="update-array", single=True)
        yield replace(shape, container="list", name="update-list", single=True)


def _setups(target: Target) -> Iterator[tuple[str, bool]]:
    """The methods that may have to be called once before the first step, and whether they want a shape."""
    for name in SETUPS if target.is_class else ():
        method = getattr(target.object, name, None)
        required = needed_by(method) if method else []
        if len(required) == 1:
            yield name, speaks_of(required[0], "size")
