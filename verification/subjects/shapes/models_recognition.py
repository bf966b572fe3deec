"""The way of driving an object that owns θ and moves it itself, found in the source of its methods.

It is driven only where its source says how a step is made: which attributes move, whose gradient each argument or attribute
is, and that no other method writes what the step reads.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ...english import listed
from ..subject import Arrays, Subject, SubjectError, copies, own_names, signature_of
from ..target import Target
from ..words.hyperparameters import canonical
from ..words.roles import role_of, speaks_of
from ..words.signatures import InCall, Making
from .layers_recognition import likely_steps
from .models import Model, Path, Slot
from .models_members import Members, followers, members, reached
from .states_layout import side


def models(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The one way that the source of its methods allows.  Raises `SubjectError` where several methods may be the step."""
    if not target.is_class:
        return
    making = Making.of(target.object, rule_names, settings)
    given = {name: _given(name, place) for place, name in enumerate(making.missing)}
    if any(each is None for each in given.values()):
        return
    base = Model("model", "", (), given=tuple(given.items()))
    found = [
        driven
        for method in likely_steps(target.object)
        for driven in _driven(target, method, base, making, rule_names, settings)
    ]
    inner = {name for method, _ in found for name in reached(target.object, method) if name != method}
    found = [(method, subject) for method, subject in found if method not in inner]
    if len({method for method, _ in found}) > 1:
        names = listed([*dict.fromkeys(f"{method}()" for method, _ in found)])
        raise SubjectError(
            f"{target.label} cannot be driven: each of {names} moves its parameters. "
            "Name glue that calls the one that is meant: --shape FILE.py:Name."
        )
    yield from (subject for _, subject in found)


FIRST_SIZE = 5
"""The first size that a constructor is given; the next argument has one more."""

RANDOM: dict[str, Callable[[], Any]] = {
    "rng": lambda: np.random.default_rng(0),
    "generator": lambda: np.random.default_rng(0),
    "randomstate": lambda: np.random.RandomState(0),
    "seed": lambda: 0,
    "randomseed": lambda: 0,
}
"""What goes by these names, made anew for each object."""

BEGUN: dict[str, Callable[[], Any]] = {
    "weights": lambda: np.linspace(1.0, 2.0, 30).reshape(5, 6),
    "biases": lambda: np.linspace(-2.0, -1.0, 6),
}
"""The first weights and biases of who is given them."""


def _given(name: str, place: int) -> Any:
    """What to give the constructor: a random generator, first weights, or a size of its own; None where nothing tells."""
    word = canonical(name)
    if word in RANDOM:
        return RANDOM[word]
    if role_of(name) in BEGUN:
        return BEGUN[str(role_of(name))]
    if "shape" in word:
        return (place + FIRST_SIZE, place + FIRST_SIZE + 1)
    sized = (
        speaks_of(name, "size")
        or side(name)
        or re.fullmatch(
            r"(n|num)?(hidden|units|neurons|nodes)(size|dim|units)?|(n|fan)_?(in|out|x|y|h)|indim|outdim", word
        )
    )
    return place + FIRST_SIZE if sized else None


def _driven(
    target: Target, method: str, base: Model, making: Making, rule_names: Hyperparameters, settings: Mapping[str, Any]
) -> Iterator[tuple[str, Subject]]:
    """The subject with that method for its step, if it moves its parameters along their gradients."""
    own = {name: each for name, each in signature_of(getattr(target.object, method)).items() if name != "self"}
    touched = members(target.object, reached(target.object, method))
    free = {name: each for name, each in own.items() if role_of(name) not in ("counter", "gradients")}
    taken = InCall.of(free, rule_names, settings, making.names)
    taken = replace(taken, settings={name: value for name, value in taken.settings.items() if name in own})
    in_call = taken.arguments
    subject = Subject(
        target, base, {**making.names, **taken.names}, {**making.settings, **taken.settings}, hyperparameters=rule_names
    )
    shape = replace(base, method=method, in_call=in_call, lr_name=taken.names.get("lr"))
    try:
        made = shape.made(target, own_names(subject.names, subject.visible) | dict(subject.settings))
        slots = _slots(made, touched, [name for name in own if name not in in_call])
        left = [name for name, each in own.items() if each.default is each.empty and name not in in_call]
        left = [name for name in left if name not in {slot.gradient for slot in slots}]
        counters = [name for name in left if role_of(name) == "counter"]
        if (
            not slots
            or len(left) > len(counters)
            or len(counters) > 1
            or _depends(target.object, method, touched, slots)
        ):
            return
        shape = replace(shape, slots=slots, fitted=_fitted(made, touched, slots))
    except Exception:  # noqa: BLE001 - somebody's constructor may raise anything
        return
    for count in (0, 1) if counters else (1,):
        varying = {"counter": counters[0] if counters else None, "first_count": count}
        counted = replace(subject, shape=replace(shape, **varying))
        ordered = _told_apart(counted, slots)
        if ordered:
            fitted = _fitted(made, touched, ordered)
            yield method, replace(counted, shape=replace(shape, **varying, slots=ordered, fitted=fitted))


def _key(name: str) -> tuple[str, str]:
    """What a name says of a parameter, or of its gradient, and the number of its layer."""
    return role_of(re.sub(r"[\d_]", "", name)) or "", re.sub(r"\D", "", name)


THETA = ("weights", "biases", "parameters")


def _slots(made: Any, touched: Members, arguments: Sequence[str]) -> tuple[Slot, ...]:
    """The parameters, with their gradients; none where one has no gradient of its own."""
    moved = [name for name in vars(made) if name in touched.written and _key(name)[0] in THETA]
    held = [name for name in moved if _key(name)[0] != "parameters"] or moved
    if not all(_is_number(getattr(made, name)) for name in held):
        return ()
    free = [name for name in touched.read if name not in touched.written - touched.cleared and name not in held]
    found: list[Slot] = []
    for name in held:
        kind, number = _key(name)
        wanted = {
            (f"gradients of {kind}", number),
            *([("gradients", number)] if len(held) == 1 or kind == "parameters" else []),
        }
        handed = [source for source in arguments if _key(source) in wanted]
        put = [source for source in free if _key(source) in wanted]
        sources = handed or put
        if len(sources) != 1:
            return ()
        found.append(Slot(name, sources[0], bool(handed), alone=np.ndim(getattr(made, name)) == 0))
    return tuple(found) if len({each.gradient for each in found}) == len(found) else ()


def _is_number(value: Any) -> bool:
    """Whether it is a number, or an array of numbers."""
    return not isinstance(value, bool) and np.asarray(value).dtype.kind in "fi" and not isinstance(value, list | tuple)


def _depends(cls: type, method: str, touched: Members, slots: Sequence[Slot]) -> bool:
    """Whether a step depends on what other methods do, or on what was made of θ: then calling it alone is not its rule."""
    own = {name for slot in slots for name in (slot.name, slot.gradient)}
    inside = reached(cls, method) | reached(cls, "__init__")
    harmless = re.compile(r"_*(set|reset|load|zero|clear|init|build)")
    outside = [
        name for name in dir(cls) if name not in inside and not harmless.match(name) and not name.startswith("__")
    ]
    after = members(cls, outside).written
    theta = {each.name for each in slots}
    kept = touched.read - own
    return bool(kept & (after | followers(cls, inside, theta)) or any(_is_former(name) for name in kept))


def _is_former(name: str) -> bool:
    """Whether θ of another step goes by that name."""
    word = canonical(name)
    bare = re.sub(r"prev(ious)?|old|last|past|before|initial|init|best|shadow|slow|start", "", word)
    return bare != word and role_of(bare) in THETA


def _fitted(made: Any, touched: Members, slots: Sequence[Slot]) -> tuple[tuple[Path, int], ...]:
    """What is made in the shape and the dtype of a parameter.  Raises `SubjectError` where it is no constant."""
    found: list[tuple[Path, int]] = []
    own = {name for slot in slots for name in (slot.name, slot.gradient)}
    thetas = [getattr(made, each.name) for each in slots]
    for name in sorted(touched.read - own):
        for path, value in _arrays(getattr(made, name, None), (name,)):
            alike = [
                n
                for n, parameter in enumerate(thetas)
                if np.ndim(parameter) and parameter.shape == value.shape and parameter.dtype == value.dtype
            ]
            if len(alike) > 1:
                alike = [n for n in alike if _belongs(path, slots[n].name)]
            if len(alike) > 1 or any(np.shares_memory(parameter, value) for parameter in thetas):
                raise SubjectError(f"it cannot be told to which parameter its .{name} belongs")
            # A constant can be had in the shape of our parameter; a copy of θ, or a random start, cannot.
            if alike and not np.all(value == value.flat[0]):
                raise SubjectError(f"its .{name} begins with other numbers than one constant")
            found += [(path, n) for n in alike]
    return tuple(found)


def _belongs(path: Path, name: str) -> bool:
    word, stem = canonical(str(path[-1] if isinstance(path[-1], str) else path[0])), canonical(name).removesuffix("s")
    return stem in word if len(stem) > 2 else word.startswith(stem) or word.endswith(stem)


def _arrays(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The arrays in a value, and in its items."""
    if isinstance(value, np.ndarray) and value.size:
        yield path, value
    elif isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _arrays(each, (*path, key))


def _told_apart(subject: Subject, slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The parameters in an order in which the first two show what any of them does; none where they do not move as they should.

    A tape may have fewer parameters than the object: those that move otherwise than the rest, or with another's gradient,
    must not be left out.
    """
    numbers = range(len(slots))
    initial = [np.linspace(-1.0 - n, 2.0, 21).reshape(3, 7) for n in numbers]
    gradients = [np.linspace(0.5 + n, -1.625, 21).reshape(3, 7) for n in numbers]

    def after(begun: Arrays, given: Arrays) -> Arrays:
        run = subject.start(subject.visible, copies(begun))
        with np.errstate(all="ignore"):
            for scale in (1.0, -0.5, 2.0):
                run.step([scale * gradient for gradient in given], subject.rate)
        return [np.array(each, float) for each in run.read()]

    def turned(n: int, place: Any = ...) -> Arrays:
        given = copies(gradients)
        given[n][place] *= -1
        return after(initial, given)

    try:
        plain = after(initial, gradients)
        others = [turned(n) for n in numbers]
        alike = after([initial[0]] * len(slots), [gradients[0]] * len(slots))
        mixed = any(not np.array_equal(turned(n, 0)[n][1:], plain[n][1:]) for n in numbers if slots[n].alone)
    except Exception:  # noqa: BLE001 - somebody's step may raise anything
        return ()
    if mixed or not all(any(np.all(other[n] != plain[n]) for other in others) for n in numbers):
        return ()
    crossed = [(i, j) for j in numbers for i in numbers if i != j and not np.array_equal(others[j][i], plain[i])]
    kinds = [*{each.tobytes(): n for n, each in enumerate(alike)}.values()]
    if len(slots) > 2 and len(kinds) > 2 and not crossed:
        return ()
    first = [*crossed[0]] if crossed else kinds
    return tuple(slots[n] for n in [*first, *(n for n in numbers if n not in first)])
