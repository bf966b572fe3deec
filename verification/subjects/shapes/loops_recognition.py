"""Every way of driving a target that takes a function to minimize, its gradient, or who owns θ and makes it."""

import inspect
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ..probes import probe_arrays
from ..source import returned
from ..subject import Arrays, Subject, SubjectError, own_names
from ..target import Target
from ..words.signatures import Making
from .loops import Callback, Loop
from .loops_arguments import Asking
from .loops_feedback import Answer, Enough, Packing
from .loops_roles import Way, askings
from .loops_sentinels import trimmed, with_sentinels
from .states_results import stem

USUAL = ("minimize", "optimize", "step", "update", "run", "solve", "fit", "descend", "__call__")
"""The methods that are tried first."""

ITERATED = "__iter__"
"""Each item of what it returns is a step."""


def loops(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every such way, the likeliest first."""
    making = Making.of(target.object, rule_names, settings)
    for method, function in _methods(target):
        for asked in askings(target, method, function, making, rule_names, settings):
            yield from _ways(target, asked, function)


def _ways(target: Target, asked: Way, function: Any) -> Iterator[Subject]:
    """The subject in everything that parameters may be packed in, and functions may answer."""
    asking = asked.asking
    answers: tuple[Answer, ...] = ("value", "value, gradient", "gradient, value", "gradient")
    containers: tuple[Packing, ...] = ("array", "list", "dict")
    if asking.access is not None:
        containers = (asking.access.handing,)
    elif asking.starts > 1:
        containers = ("arguments",)
    elif asking.variadic:
        containers = ("arguments", *containers)
    every = itertools.product((False, True), answers if asking.has("function") else ("value",), containers)
    for single, answer, container in every:
        if single and (container not in ("array", "arguments") or asking.access is not None):
            continue
        # What its shape is, the subject finds out.
        told = replace(asking, answer=answer, container=container, single=single)
        subject = Subject(target, Loop("loop", told), asked.names, asked.settings)
        settled = _settled(subject, told, function)
        if settled is not None:
            yield settled
        elif container == "arguments" and asking.variadic and _takes_equals(subject, told):
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


# Whether it is a loop, and where its parameters are read.


def _settled(subject: Subject, asking: Asking, function: Any) -> Subject | None:
    """The subject as a loop or as a callback, where it moves along its gradients; None where it does not."""
    arguments = {**own_names(subject.names, subject.visible), **subject.settings}
    tolerances = (-1.0, 0.0, 1e-300) if asking.has("tolerance") else (-1.0,)
    for once, tolerance in itertools.product((True, False), tolerances):
        loop = Loop("loop", replace(asking, tolerance=tolerance), once=once)
        try:
            with np.errstate(all="ignore"):
                followed = _follows(loop, subject.target, arguments)
                if followed and asking.has("data") and not _minds_no_data(loop, subject.target, arguments):
                    raise DataError(subject)
                if followed:
                    return replace(subject, shape=_reading(loop, subject.target, arguments))
        except DataError:
            raise
        except Exception:  # noqa: BLE001 - somebody's loop may raise anything
            continue
    return next((replace(subject, shape=each) for each in _callbacks(subject, asking, function)), None)


class DataError(SubjectError):
    """What a step makes of its gradient depends on what data it is given, of which optproof knows nothing."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(
            f"{subject.target.label} cannot be driven: its steps depend on the data that it is given, besides their "
            "gradient. Name glue that gives it its data: --shape FILE.py:Name."
        )


def _minds_no_data(loop: Loop, target: Target, arguments: Mapping[str, Any]) -> bool:
    """Whether its steps are the same on other data."""
    initial, tape = _probes(loop.asking)
    points = [
        replace(loop, asking=replace(loop.asking, rows=rows))
        .played(target, arguments, initial, with_sentinels(tape))[0]
        .points
        for rows in (1, 3)
    ]
    return len(points[0]) == len(points[1]) and all(_equal(*pair) for pair in zip(*points, strict=True))


def _callbacks(subject: Subject, asking: Asking, function: Any) -> Iterator[Callback]:
    """The places in which the parameter may be read after a step that asks for its gradient, and is seen to move."""
    rate = subject.names.get("lr")
    inside = Callback("callback", asking, None, lr_name=rate if rate in asking.in_call else None)
    if asking.access is not None:
        candidates = [inside]
    else:
        kept = [replace(inside, kept=each.name) for each in asking.constructor if each.role == "start"]
        candidates = [*(replace(inside, result=place) for place in _places(asking, function)), *kept, inside]
    changed = _moved(subject, inside)
    for each in candidates:
        after = _moved(subject, each)
        # What is returned beside a parameter that is changed in place may be anything.
        if after is None or not (changed is None or _equal(after, changed)):
            continue
        if asking.has("data"):
            other = _moved(subject, replace(each, asking=replace(asking, rows=3)))
            if other is None or not _equal(after, other):
                raise DataError(subject)
        yield each


def _places(asking: Asking, function: Any) -> list[tuple[int, ...]]:
    """Where the parameter may be in what a step returns: at the place of its own name, if that is told; else alone, or first."""
    starts = {stem(each.name) for each in asking.call if each.role == "start"}
    names = returned(function)
    told = [n for n, name in enumerate(names) if name and stem(name) in starts]
    if len(names) > 1 and len(starts) == 1 and len(told) == 1:
        return [(told[0],)]
    return [(), (0,)]


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
    if asking.apart or asking.single:
        # Numbers, each of another value.
        count, place = range(1, max(asking.starts, 1) + 1), 1 if asking.single else 0
        shape = () if asking.single else initial[0].shape
        return [(initial[place] * k).reshape(shape) for k in count], [
            [(each[place] / k).reshape(shape) for k in count] for each in gradients
        ]
    return asking.groups(initial)[0], [asking.groups(each)[0] for each in gradients]


LATE = 2
"""After so many steps a loop moves that asks once in each: some rules stand still in the first."""


def _follows(loop: Loop, target: Target, arguments: Mapping[str, Any]) -> bool:
    """Whether it asks at a new point in every step, and goes elsewhere where a gradient is another."""
    initial, tape = _probes(loop.asking)
    tape, still = (tape * 3, LATE) if loop.once else (tape, 0)

    def points(tape: list[Arrays]) -> list[Arrays]:
        return loop.played(target, arguments, initial, with_sentinels(tape))[0].points

    found = points(tape)
    begins = bool(found) and _equal(trimmed(found[0], initial), initial)
    if (
        not begins
        or len(found) != len(tape) + 1
        or not all(_apart(*each) for each in itertools.pairwise(found[still:]))
    ):
        return False
    for k in range(2):
        # A gradient that changes nothing was asked for to look at it alone.
        turned = points([[-each for each in row] if n == k else row for n, row in enumerate(tape)])
        last = -1 if still else k + 1
        if len(turned) != len(found) or not _apart(trimmed(found[last], initial), trimmed(turned[last], initial)):
            return False
    return True


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
