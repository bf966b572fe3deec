"""Every way of driving a target that is handed its state, or weights and biases apart, and hands them back."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ..fixed import fixed
from ..probes import values
from ..source import assigned, parts_of, returned
from ..subject import Subject, call, own_names, signature_of
from ..target import Target
from ..uses import constructor_uses, uses
from ..words.arguments import Handed, containers, needed_by, used_as
from ..words.hyperparameters import canonical
from ..words.methods import SETUPS, step_methods
from ..words.roles import GRADIENTS, RoleName, role_of, speaks_of
from ..words.signatures import InCall, Making
from .states import Exchange, Place
from .states_layout import SQUARES, Layout, is_of_layers, side
from .states_packing import NESTED, Group
from .states_parts import Where, is_added, named_tuples, part, records, roles_of
from .states_results import each_alone, stem, with_results

MOST_STATES = 6


@dataclass(frozen=True)
class _Step:
    """A function that may be the step, and what making its owner takes."""

    target: Target
    where: Where
    function: Any
    making: Making
    rule_names: Hyperparameters
    settings: Mapping[str, Any]


def exchanges(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every such way, the likeliest first."""
    for step in _steps(target, rule_names, settings):
        for shape, names, own in _with_numbers(_shapes(step)):
            subject = Subject(target, shape, names, own)
            try:
                with np.errstate(all="ignore"):
                    found = replace(subject, shape=with_results(subject, shape, step.function))
                    if shape.layout.kind != "squares" or each_alone(found):
                        yield found
            except Exception:  # noqa: BLE001 - somebody's function may raise anything; another way may fit
                continue


def _with_numbers(
    shapes: Iterable[tuple[Exchange, Mapping[str, str], Mapping[str, Any]]],
) -> Iterator[tuple[Exchange, Mapping[str, str], Mapping[str, Any]]]:
    """The shapes, and after them those on numbers, where nothing in them asks for more."""
    numbers: list[tuple[Exchange, Mapping[str, str], Mapping[str, Any]]] = []
    for shape, names, own in shapes:
        yield shape, names, own
        bound = shape.own or shape.sizes or shape.count or shape.read
        if shape.group == "array" and shape.begin == "zeros" and not bound:
            numbers.append((replace(shape, single=True), names, own))
    yield from numbers


def _steps(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[_Step]:
    making = Making.of(target.object, rule_names, settings)
    if target.is_class:
        for method in step_methods(target.object):
            function = getattr(target.object, method)
            yield _Step(target, Where("method", method), function, making, rule_names, settings)
        return
    nothing = Making({}, {}, {}, (), ())
    yield _Step(target, Where("function"), target.object, nothing, rule_names, settings)
    if making.missing:
        return
    try:
        made = call(target.object, {**own_names(making.names, values(rule_names)), **making.settings})
    except Exception:  # noqa: BLE001 - then it is no factory
        return
    roles = None if isinstance(made, np.ndarray | int | float | str) or made is None else roles_of(made)
    if roles is not None:
        step, init, get = roles
        where = Where("factory", step, init, get=get, added=is_added(made))
        function = part(made, step)
        yield _Step(target, where, function, making, rule_names, settings)


def _shapes(step: _Step) -> Iterator[tuple[Exchange, Mapping[str, str], Mapping[str, Any]]]:
    own = {name: each for name, each in signature_of(step.function).items() if name != "self"}
    back = {stem(name) for name in returned(step.function) if name}
    data = {name for name in own if _is_handed_back(name, own[name], back, step.function)}
    free = {
        name: each for name, each in own.items() if name not in data and role_of(name) not in ("counter", "gradients")
    }
    in_call = InCall.of(free, step.rule_names, step.settings, step.making.names)
    hyper = {*in_call.arguments}
    used = used_as(step.target.object, step.function, own)
    if step.where.added:
        # By the contract of its type: update(updates, state, params).
        used |= dict.fromkeys([*own][:1], "gradients")
    found = _places(own, hyper, data, used)
    if found is None:
        return
    pair, places = found
    places = tuple(
        replace(each, parts=parts_of(step.function, each.keyword)) if each.role == "state" else each for each in places
    )
    names = {**step.making.names, **in_call.names}
    lr_name = in_call.names.get("lr")
    if lr_name is not None:
        places = (*places, Place("lr", 0, lr_name))
    states = sum(each.role == "state" for each in places)
    # Who is handed the parameters themselves has nothing to begin, and nothing to get them from.
    where = step.where if states else replace(step.where, init=None, get=None)
    base = Exchange(
        "state" if states else "update-pair" if pair else "state", where, "pair", places,
        states=states, in_call=tuple(name for name in own if name in hyper), lr_name=lr_name,
    )  # fmt: skip
    settings = {**step.making.settings, **in_call.settings}
    for made in _made(step, base, own, pair=pair):
        for begun in _begun(step, made, own):
            for count in (0, 1) if any(place.role == "counter" for place in places) else (0,):
                yield replace(begun, first_count=count), names, settings


def _is_handed_back(name: str, parameter: inspect.Parameter, back: set[str], function: Any) -> bool:
    """Whether an argument is data rather than a hyperparameter: it is returned, or it is called as state is and written to."""
    if role_of(name) in GRADIENTS:
        return True
    if parameter.default is not parameter.empty and isinstance(parameter.default, int | float) and parameter.default:
        return False
    return stem(name) in back or (
        speaks_of(name, "state") and name in assigned(function) and parameter.default is parameter.empty
    )


def _places(
    own: Mapping[str, inspect.Parameter], hyper: set[str], data: set[str], used: Mapping[str, Handed]
) -> tuple[bool, tuple[Place, ...]] | None:
    """What each argument of the step is, and whether weights and biases go apart."""
    kinds = {name: role_of(name) for name in own if name not in hyper}
    # `u` may be the parameters, and is the updates where somebody says so.
    instead: dict[str, RoleName] = {"gradients": "parameters"}
    told = {
        name: role for name, role in used.items() if role == "counter" or kinds.get(name) in (None, instead.get(role))
    }
    kinds |= {name: role for name, role in told.items() if name in kinds}  # type: ignore[misc]
    pair = {"gradients of weights", "gradients of biases"} <= {*kinds.values()}
    places: list[Place] = []
    states = 0
    taken: set[tuple[str, int]] = set()
    for name, kind in kinds.items():
        required = own[name].default is inspect.Parameter.empty
        role, number = _role(kind, pair=pair)
        if role in ("parameters", "gradients", "counter") and (role, number) not in taken:
            if role == "counter" and not (required or own[name].default is None):
                continue
            taken.add((role, number))
            places.append(Place(role, number, name))  # type: ignore[arg-type]
        elif role in ("key", "loss"):
            if required:
                places.append(Place(role, 0, name))  # type: ignore[arg-type]
        elif required or name in data:
            places.append(Place("state", states, name))
            states += 1
    if not any(role == "gradients" for role, _ in taken) or states > MOST_STATES:
        return None
    return pair, tuple(places)


def _role(kind: str | None, *, pair: bool) -> tuple[str | None, int]:
    if kind in ("weights", "biases"):
        return "parameters", int(pair and kind == "biases")
    if kind in ("gradients of weights", "gradients of biases"):
        return "gradients", int(pair and kind == "gradients of biases")
    return kind, 0


def _made(step: _Step, base: Exchange, own: Mapping[str, inspect.Parameter], *, pair: bool) -> Iterator[Exchange]:
    """The shape with everything that the constructor insists on."""
    making = step.making
    owners, sizes, layers, unknown = [], [], [], []
    for name in making.missing:
        kind, _ = _role(making.kind(step.target.object, name), pair=pair)
        if kind == "parameters":
            owners.append(name)
        elif is_of_layers(name) and {"indexed", "iterated"} & constructor_uses(step.target.object, name):
            layers.append(name)
        elif kind == "size" or side(name):
            sizes.append(name)
        else:
            unknown.append(name)
    if unknown:
        return
    kept = (owners, *([[]] if owners and any(each.role == "parameters" for each in base.arguments) else []))
    for packed in _packed(step, base, own, pair=pair):
        for attributes in kept:
            for inside in (True, False) if attributes else (False,):
                held = tuple((name, name if inside else "") for name in attributes)
                shape = replace(packed, own=held)
                if layers:
                    # Parameters of layers whose sizes it was told fit together.
                    told = tuple((name, "layers") for name in layers)
                    yield from (replace(shape, layout=layout, sizes=told) for layout in SQUARES)
                else:
                    yield from _sized(shape, sizes, making)


def _packed(step: _Step, base: Exchange, own: Mapping[str, inspect.Parameter], *, pair: bool) -> Iterator[Exchange]:
    """The shape with every way in which one call may have its parameters."""
    words = [[each.keyword for each in base.arguments if each.role == role] for role in ("parameters", "gradients")]
    parts = fixed(step.function, *words)
    if parts is not None and pair:
        yield replace(base, group="lists", count=2 * parts.count)
        return
    if parts is not None:
        keys = parts.keys or base.keys
        yield replace(base, group=parts.packed, count=parts.count, keys=keys, prefix=parts.prefix)
        return
    groups: Sequence[Group] = _pairs(step, own) if pair else (*containers({n: own[n] for n in own}), "tuples", "layers")
    for group in groups:
        for prefix in ("", "d") if group == "dict" else ("",):
            yield replace(base, group=group, prefix=prefix)
    if not pair:
        yield replace(base, group="nested", keys=NESTED)
        for kind in named_tuples(step.target):
            yield replace(base, group="record", keys=kind._fields, count=len(kind._fields), kind=kind)


def _pairs(step: _Step, own: Mapping[str, inspect.Parameter]) -> tuple[Group, Group]:
    """Whether weights and biases are rather arrays, or lists of them, by whether somebody goes through their gradients."""
    cls = step.target.object if step.target.is_class else None
    listed = any({"indexed", "iterated"} & uses(cls, step.function, name) for name in own if role_of(name) in GRADIENTS)
    return ("lists", "pair") if listed else ("pair", "lists")


def _sized(shape: Exchange, sizes: Sequence[str], making: Making) -> Iterator[Exchange]:
    sides = tuple((name, side(name)) for name in sizes)
    if any(side for _, side in sides):
        told = tuple((name, side or "shape") for name, side in sides)
        for layout in (Layout("columns"), *(SQUARES if shape.group == "pair" else ())):
            yield replace(shape, layout=layout, sizes=told)
        return
    for size in ("shape", "rows") if sizes else ("shape",):
        yield replace(shape, sizes=tuple((name, "biases" if _is_of_biases(name) else size) for name in sizes))
    optional = [name for name in making.optional if role_of(name) == "size" or side(name)]
    if optional:
        every = [*sizes, *optional]
        for layout in (Layout(), Layout("columns")):
            yield replace(shape, layout=layout, sizes=tuple((name, side(name) or "shape") for name in every))


def _is_of_biases(name: str) -> bool:
    return role_of(re.sub(r"_?(shape|size|dims?)$", "", name)) == "biases"


def _begun(step: _Step, shape: Exchange, own: Mapping[str, inspect.Parameter]) -> Iterator[Exchange]:
    """The shape with every way in which its states may begin."""
    if shape.states == 0:
        yield shape
    for init, beside, places in _inits(step, shape):
        where = replace(step.where, init=init, beside=beside)
        yield replace(shape, where=where, begin="made", init=places)
    if shape.states == 0:
        return
    handed = [each.keyword for each in shape.arguments if each.role == "state"]
    if all(own[name].default is not inspect.Parameter.empty for name in handed):
        yield replace(shape, begin="default")
    if shape.states == 1 and not any(each.role == "parameters" for each in shape.arguments):
        for name, field in records(step.target):
            if field is not None:
                yield replace(shape, where=replace(step.where, record=name), begin="record", read=field)
    yield replace(shape, begin="zeros")
    if shape.states == 1:
        for name, _ in records(step.target):
            yield replace(shape, where=replace(step.where, record=name), begin="record")
    yield replace(shape, begin="empty")


def _inits(step: _Step, shape: Exchange) -> Iterator[tuple[str | int, bool, tuple[Place, ...]]]:
    """The functions that may make the first state, with what they are to be given."""
    if step.where.init is not None:
        yield step.where.init, False, (Place("parameters"),)
        return
    if step.target.is_class:
        names = [n for n in dir(step.target.object) if not n.startswith("__") and _begins(n) and n != step.where.step]
        found = [(name, False, getattr(step.target.object, name)) for name in names]
    elif shape.states and step.target.module is not None:
        own = step.target.module.__name__
        functions = [
            (name, each)
            for name, each in vars(step.target.module).items()
            if inspect.isfunction(each) and each.__module__ == own and _begins(name) and each is not step.target.object
        ]
        words = {*re.split(r"[_\W]+", step.target.object.__name__.lower())}
        functions.sort(key=lambda each: -len(words & {*re.split(r"[_\W]+", each[0].lower())}))
        found = [(name, True, each) for name, each in functions]
    else:
        found = []
    for name, beside, function in found:
        if not callable(function):
            continue
        required = needed_by(function)
        pair = shape.group in ("pair", "lists")
        roles = [_role(role_of(argument), pair=pair) for argument in required]
        numbers = range(len(required)) if pair and len(required) == 2 else [0] * len(required)
        if len(required) <= (2 if pair else 1) and all(role in (None, "parameters") for role, _ in roles):
            yield name, beside, tuple(Place("parameters", number) for number in numbers)


def _begins(name: str) -> bool:
    word = canonical(name)
    return name in SETUPS or any(
        stem in word for stem in ("init", "zerostate", "createstate", "newstate", "makestate", "setup")
    )
