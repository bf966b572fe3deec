"""What a step returns: which item is the parameter, which a state; found by calling it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import numpy as np

from ..probes import probe_arrays
from ..source import returned
from ..subject import Subject, SubjectError, is_array_like, own_names
from ..words.hyperparameters import canonical
from .runs import as_array
from .states import Exchange, Place
from .states_packing import Group


def stem(name: str) -> str:
    """`new_m`, `m_new`, `m2` and `m_t` are m."""
    word = re.sub(r"^(new|next|updated|upd|n)_|_(new|next|updated|out|t|1|2|n|next|prime)$", "", name.lower())
    word = re.sub(r"^(new|next|updated)(?=\w)|(?<=\w)(new|next|updated)$", "", canonical(word))
    return re.sub(r"(?<=[a-z])\d$", "", word)


def with_results(subject: Subject, shape: Exchange, function: Any) -> Exchange:
    """The shape with what the items of its result are, found by calling it.  Raises whatever goes wrong."""
    few, (slopes, _) = probe_arrays()
    size = shape.size(len(few))
    # As many as it is made for: what only fills up does not follow a shift.
    initial, gradients = ([*islice(cycle(each), size)] for each in (few, slopes))
    if shape.single:
        initial, gradients = ([each[:1].reshape(()) for each in some] for some in (initial, gradients))
    arguments = {**own_names(subject.names, subject.visible), **subject.settings}

    def observed(shift: float, sign: float = 1.0) -> tuple[Any, bool, bool]:
        own = [each + shift for each in initial]
        keeper = shape.keeper(subject.target, arguments, own, size)
        result = keeper.called(keeper.whole([sign * each for each in gradients]), subject.rate)
        keeper.kept.count += 1
        now = keeper.current()
        kept = all(is_array_like(a, b) for a, b in zip(now, own, strict=True))
        return result, any(not np.array_equal(a, b) for a, b in zip(own, now, strict=True)), kept

    result, moved, kept = observed(0.0)
    if shape.own and moved:
        if not kept:
            raise SubjectError("it keeps its parameters as something else than they were")
        return shape
    if shape.own and shape.own[0][1]:
        raise SubjectError("it leaves its parameters as they are")
    if result is None:
        return shape
    items, there = (
        [as_array(each) for each in _items(some, shape)] if shape.single else _items(some, shape)
        for some in (result, observed(1.0)[0])
    )
    along = [_along(shape, item, gradients) for item in items]
    shifts = [_shift(shape, a, b) for a, b in zip(items, there, strict=True)]
    return replace(shape, results=_assigned(shape, items, shifts, along, returned(function), moved=moved))


def each_alone(subject: Subject) -> bool:
    """Whether each element is moved by its own gradient alone: what is repeated would else count more than once."""
    initial, gradients = probe_arrays()

    def after(factor: float) -> list[Any]:
        run = subject.start(subject.visible, initial)
        for each in gradients:
            run.step([each[0] * [1, factor], *each[1:]], subject.rate)
        return [np.array(each, float) for each in run.read()]

    (plain, *others), (turned, *others_then) = after(1.0), after(-2.0)
    return bool(plain[0] == turned[0]) and all(map(np.array_equal, others, others_then))


def _items(result: Any, shape: Exchange) -> list[Any]:
    """The items of a result."""
    if shape.read is not None or shape.where.get is not None:
        return [result]
    if isinstance(result, tuple) and not hasattr(result, "_fields"):
        alone = all(_is_item(each, shape.group) for each in result)
        return [result] if alone else list(result)
    apart = shape.group in ("array", "pair", "lists")
    return list(result) if isinstance(result, list) and apart else [result]


def _is_item(value: Any, group: Group) -> bool:
    """Whether it may be one item of the parameters, in this group."""
    if group == "tuples":
        return isinstance(value, tuple | list) and len(value) == 2 and all(_is_item(each, "list") for each in value)
    return group == "list" and isinstance(value, np.ndarray)


def _arrays(item: Any) -> list[Any]:
    if isinstance(item, dict | list | tuple):
        return [each for part in (item.values() if isinstance(item, dict) else item) for each in _arrays(part)]
    return [item] if isinstance(item, np.ndarray) and item.dtype.kind == "f" else []


def _shift(shape: Exchange, here: Any, there: Any) -> float:
    """By how much an item follows a shift of the parameters by 1."""
    pairs = [(a, b) for a, b in zip(_arrays(here), _arrays(there), strict=True) if a.shape == b.shape and a.size]
    return float(np.mean([np.mean(b - a) for a, b in pairs])) if pairs else 0.0


def _along(shape: Exchange, item: Any, gradients: Sequence[Any]) -> float:
    """Whether an item points along the gradients."""
    total = 0.0
    for each in _arrays(item):
        total += sum(float(np.sum(each.reshape(-1) * g)) for g in gradients if g.size == each.size)
    return total


def _assigned(
    shape: Exchange, items: Sequence[Any], shifts: Sequence[float], along: Sequence[float], names: Sequence[str], *,
    moved: bool,
) -> tuple[Place, ...]:  # fmt: skip
    """What each item is: by its name, then by whether it follows the parameters, then by its place."""
    if shape.read is not None or shape.where.get is not None:
        return (Place("state"),)
    groups = 2 if shape.group in ("pair", "lists") else 1
    followers = [i for i, shift in enumerate(shifts) if abs(shift - 1) < 0.5]
    inside = moved and not followers
    if inside and not shape.states:
        return ()
    if len(items) == groups and shape.states and not inside:
        return tuple(_movement(shape, i, i, shifts, along) for i in range(groups))
    wanted = shape.states + (0 if inside else groups)
    counter = any(each.role == "counter" for each in shape.arguments)
    if len(items) - wanted not in ((0, 1) if counter else (0,)):
        raise SubjectError(f"the step returned {len(items)} values where {wanted} were due")
    named, counts = _by_name(shape, items, names)
    if len(items) > wanted and not counts:
        counts = [i for i, item in enumerate(items) if isinstance(item, int)][:1]
    rest = [i for i in range(len(items)) if i not in named and i not in counts]
    movers = [] if inside else [i for i in rest if i in followers] or [i for i in rest if _arrays(items[i])][:groups]
    if not inside and len(movers) != groups:
        raise SubjectError("it cannot be told which of the returned values is the parameter")
    left = [n for n in range(shape.states) if n not in named.values()]
    states = named | dict(zip([i for i in rest if i not in movers], left, strict=True))
    made = {i: Place("state", number) for i, number in states.items()}
    made |= {i: _movement(shape, i, n, shifts, along) for n, i in enumerate(movers)}
    return tuple(made.get(i, Place("ignored")) for i in range(len(items)))


def _by_name(shape: Exchange, items: Sequence[Any], names: Sequence[str]) -> tuple[dict[int, int], list[int]]:
    """The items that are states by their names, each with its number; and those that are counters."""
    own = {each.keyword: each for each in shape.arguments if each.keyword}
    known = {stem(keyword): each for keyword, each in own.items()} | own  # v2 is v, unless there is a v2
    found = {i: known.get(name, known.get(stem(name))) for i, name in enumerate(names) if name}
    if len(names) != len(items):
        return {}, []
    states = {i: place.number for i, place in found.items() if place is not None and place.role == "state"}
    return states, [i for i, place in found.items() if place is not None and place.role == "counter"]


def _movement(shape: Exchange, i: int, number: int, shifts: Sequence[float], along: Sequence[float]) -> Place:
    if not abs(shifts[i] - 1) >= 0.5:
        # A shift that is not finite tells nothing; two steps will.
        return Place("parameters", number)
    # Who says what the caller does with an update is believed: one that points uphill then walks uphill.
    return Place("minus step" if along[i] > 0 and not shape.where.added else "plus step", number)
