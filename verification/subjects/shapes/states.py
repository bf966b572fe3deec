"""Shapes in which the state is handed to the step and handed back: `step(w, g, m, v, t) -> w, m, v`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any, Literal

import numpy as np

from ..probes import PARAMETERS
from ..subject import Arrays, Run, Shape, SubjectError, call, copies, is_array_like
from ..target import Target
from ..words.methods import hooks
from .calls import TOGETHER
from .runs import as_array, as_numbers, together
from .states_layout import GIVEN, Layout
from .states_packing import BY_LAYER, TOGETHER as IN_ONE, Group, packed, put, unpacked
from .states_parts import Parts, Where


@dataclass(frozen=True)
class Place:
    """One argument of a step, or one item of what it returns.

    Attributes:
        number: which of them, where weights come with biases, or there are several states.
        keyword: the name of the argument.
        parts: of how many a state consists that goes in as a tuple; 0 where it is none.
    """

    role: Literal[
        "parameters", "gradients", "state", "counter", "lr", "key", "loss", "minus step", "plus step", "ignored"
    ]
    number: int = 0
    keyword: str = ""
    parts: int = 0


@dataclass(frozen=True)
class Exchange(Shape):
    """A step that is handed its state and hands it back.

    Attributes:
        where: where the step, its initializer and its getter are found.
        arguments: what the step is given.
        results: what the items of its result are; empty where everything happens in place.
        states: how many states it is handed.
        prefix: what the keys of the gradients begin with, before those of the parameters.
        begin: how its states begin.
        init: what the initializer is given, in its order.
        own: the constructor's names for the parameters, where it wants them, and the attributes that they are kept in.
        read: the attribute of the state in which the parameters are found.
        layout: how parameters are shown.
        count: how many parameters one call handles, where the step takes so many apart; else 0.
        first: where among them the first of ours is; zeros fill up.
        sizes: the constructor's names for sizes, and which size each is: "rows", "columns", "shape",
            "biases" for the shape of the biases, or "layers" for the sizes of all layers.
        single: whether it takes numbers, each element by itself.
        kind: the class of the named tuple that has the parameters in it.
    """

    where: Where
    group: Group
    arguments: tuple[Place, ...]
    results: tuple[Place, ...] = ()
    states: int = 0
    prefix: str = ""
    begin: Literal["made", "zeros", "default", "empty", "record"] = "zeros"
    init: tuple[Place, ...] = ()
    own: tuple[tuple[str, str], ...] = ()
    read: str | None = None
    layout: Layout = GIVEN
    count: int = 0
    first: int = 0
    sizes: tuple[tuple[str, str], ...] = ()
    in_call: tuple[str, ...] = ()
    first_count: int = 0
    single: bool = False
    kind: Any = None

    @property
    def takes_numbers(self) -> bool:
        return self.single

    @property
    def in_dicts(self) -> bool:
        return self.group == "dict" and not self.own and not self.count

    @property
    def parameters_are_the_callers(self) -> bool:
        return not self.own and self.read is None and self.where.get is None and not self.single

    @property
    def elsewhere(self) -> "tuple[Exchange, ...]":
        return tuple(replace(self, first=place) for place in range(PARAMETERS, self.count, PARAMETERS))

    @property
    def in_one_call(self) -> int:
        return self.size(1)

    @property
    def description(self) -> str:
        given = ", ".join(_shown(each) for each in self.arguments)
        back = ", ".join(_shown(each) for each in self.results)
        begun = {"made": " from its initializer", "zeros": " from zeros", "record": " from zeros"}.get(self.begin, "")
        state = f"; the state begins{begun}" if self.states and begun else ""
        count = "" if self.counts_from is None else f"; the counter begins at {self.counts_from}"
        name = self.where.step if isinstance(self.where.step, str) else "the function"
        fill = "; each parameter is repeated until it fills what the constructor was told of layers"
        shown = (
            fill if self.layout.kind == "squares" else "; each element by itself, as a number" if self.single else ""
        )
        return f"{name}({given}){f' -> {back}' if back else ', in place'}{state}{count}{shown}"

    @property
    def counts_from(self) -> int | None:
        return self.first_count if any(each.role == "counter" for each in self.arguments) else None

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        size = self.size(len(initial))
        groups = [initial[place : place + size] for place in range(0, len(initial), size)]
        if self.single:
            return together([self._start_single(target, arguments, each) for each in groups])
        return together([self.keeper(target, arguments, each, size).run() for each in groups], size)

    def _start_single(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return as_numbers(lambda own: self.keeper(target, arguments, own, 1).run(), initial, 1, single=True)

    def size(self, count: int) -> int:
        """How many parameters one call handles, of `count`."""
        if self.count:
            return self.count
        # Whoever writes "dW" + str(l) counts the layers by half the length of the dict.
        even = self.prefix or self.group in BY_LAYER
        return {"array": 1, "pair": 2}.get(self.group, count + count % 2 if even else count)

    def keeper(self, target: Target, arguments: Mapping[str, Any], initial: Arrays, size: int) -> "Keeper":
        """Somebody who calls the step for one group of parameters, and keeps the state."""
        side = max((each.size for each in initial), default=1)
        own = copies(initial)
        spare = [each * 0 for each, _ in zip(cycle(own), range(size - len(own)), strict=False)]
        shown = [self.layout.shown(each, place, side) for place, each in enumerate([*own, *spare])]
        parts = self._parts(target, arguments, self.turned(shown), side)
        return Keeper(self, parts, shown[: len(own)], shown[len(own) :], initial, arguments, side)

    def turned(self, arrays: Arrays) -> Arrays:
        """Ours, and what fills up, in the places in which they are handed over."""
        return [*arrays[-self.first :], *arrays[: -self.first]] if self.first else arrays

    def _parts(self, target: Target, arguments: Mapping[str, Any], arrays: Arrays, side: int) -> Parts:
        given = {name: value for name, value in arguments.items() if name not in self.in_call}
        given |= {name: self.packed(arrays, place) for place, (name, _) in enumerate(self.own)}
        known = self.layout.sizes(arrays, side) if self.sizes else {}
        given |= {name: known[size] for name, size in self.sizes}
        return self.where.parts(target, given)

    def packed(self, arrays: Sequence[Any], number: int = 0, *, prefix: str = "") -> Any:
        """What is handed over as the parameters, or as one of weights and biases."""
        return packed(self.group, arrays, self.keys, number, prefix, self.kind)

    def unpacked(self, value: Any, number: int, count: int) -> dict[int, Any]:
        """The arrays in something that was returned, each with its place in the group."""
        return unpacked(self.group, value, self.keys, number, count)


def _shown(place: Place) -> str:
    words = {"minus step": "step to subtract", "plus step": "step to add"}
    return words.get(place.role, place.role) + (f" {place.number + 1}" if place.number else "")


@dataclass
class _Kept:
    """What the caller keeps from step to step: the states by their names, and how many steps there were."""

    states: dict[str, Any]
    count: int


class Keeper:
    """The parameters that one call handles, in the middle of a run."""

    def __init__(
        self, shape: Exchange, parts: Parts, arrays: Arrays, spare: Arrays, initial: Arrays,
        arguments: Mapping[str, Any], side: int,
    ) -> None:  # fmt: skip
        self.shape, self.parts, self.shapes, self.side = shape, parts, [each.shape for each in initial], side
        self.arrays, self.spare = shape.turned([*arrays, *spare]), spare
        self.places = [(place + shape.first) % len(self.arrays) for place in range(len(arrays))]
        self.extra = {
            name: value for name, value in arguments.items() if name in shape.in_call and name != shape.lr_name
        }
        self.held = shape.packed(self.arrays) if shape.group in IN_ONE else None
        self.lists = [shape.packed(self.arrays, number) for number in (0, 1)] if shape.group == "lists" else []
        self.names = [each.keyword for each in shape.arguments if each.role == "state"]
        self.kept = _Kept(dict(zip(self.names, self._begun(), strict=bool(self.names))), shape.first_count)
        self.handed: list[Any] = []
        self.before, self.after = hooks(self.parts.root)

    def run(self) -> Run:
        """The same as a run."""
        free = not (self.shape.own or self.shape.read or self.shape.where.get is not None)
        return Run(
            read=self.current,
            step=self.step,
            roots=(self.parts.root, self.kept),
            apart=self.apart,
            replace=self.replace if free else None,
        )

    def _begun(self) -> list[Any]:
        shape = self.shape
        if shape.begin == "made":
            assert self.parts.init is not None
            made = self.parts.init(*(self._value(each, self.arrays) for each in shape.init))
            if shape.states == 0:
                return []
            return list(made) if shape.states > 1 else [made]
        if shape.begin == "empty":
            return [{} for _ in range(shape.states)]
        if shape.begin == "record":
            return [self.parts.record(self.arrays[0])]
        if shape.begin == "default":
            return [None] * shape.states
        places = [each for each in shape.arguments if each.role == "state"]
        return [
            tuple(self._zeros(each.number) for _ in range(each.parts)) if each.parts else self._zeros(each.number)
            for each in places
        ]

    def _zeros(self, number: int) -> Any:
        shape = self.shape
        zeros = [np.zeros_like(each) for each in self.arrays]
        if shape.group == "dict":
            return {
                f"{prefix}{key}": each for prefix in {"", shape.prefix} for key, each in shape.packed(zeros).items()
            }
        if shape.group == "list":
            return zeros
        if shape.group in (*BY_LAYER, "nested", "record"):
            return shape.packed(zeros, number % 2)
        # Of several states for weights and biases, a zero that takes either shape.
        return self._given(zeros[0]) if shape.group == "array" else zeros[number % 2] if shape.states % 2 == 0 else 0.0

    def current(self) -> Arrays:
        shape = self.shape
        if self.parts.get is not None or shape.read is not None:
            state = self.kept.states[self.names[0]]
            found = self.parts.get(state) if self.parts.get is not None else getattr(state, shape.read or "")
            placed = shape.unpacked(found, 0, len(self.arrays))
        elif any(attribute for _, attribute in shape.own):
            placed = {}
            for number, (_, attribute) in enumerate(shape.own):
                placed |= shape.unpacked(getattr(self.parts.root, attribute), number, len(self.arrays))
        elif self.held is not None:
            placed = shape.unpacked(self.held, 0, len(self.arrays))
        else:
            placed = dict(enumerate(self.arrays))
        return [shape.layout.given(placed[place], self.shapes[number]) for number, place in enumerate(self.places)]

    def apart(self) -> list[Any]:
        return [each for each in (*self.arrays, *self.handed, self.held, *self.current()) if each is not None]

    def replace(self, number: int, array: Any) -> None:
        self._store(self.shape.layout.shown(array, number, self.side), self.places[number])

    def step(self, gradients: Sequence[Any], lr: Any) -> None:
        shape = self.shape
        if all(each is None for each in gradients):
            return
        if any(each is None for each in gradients) and (shape.count or shape.group in ("pair", *BY_LAYER)):
            raise SubjectError(TOGETHER)
        self.handed = whole = self.whole(gradients)
        self.held = shape.next_dict(self.held)
        self.before()
        result = self.called(whole, lr)
        self.after()
        if shape.results:
            self._distribute(result)
        else:
            for number, each in enumerate(self.lists):
                self._store_all(each, number)
        self.kept.count += 1

    def whole(self, gradients: Sequence[Any]) -> Arrays:
        """The gradients as they are handed over, and zeros for the parameters that only fill up."""
        shown = [
            None if each is None else self.shape.layout.shown(each, place, self.side)
            for place, each in enumerate(gradients)
        ]
        return self.shape.turned([*shown, *(each * 0 for each in self.spare)])

    def called(self, gradients: Sequence[Any], lr: Any) -> Any:
        """What the step returns; nothing where that is another of its owner, which takes its place."""
        given = {
            each.keyword: self._value(each, gradients, lr)
            for each in self.shape.arguments
            if not (each.role == "state" and self._untouched(each))
        }
        result = call(self.parts.step, {**given, **self.extra})
        owner = self.parts.root
        if not self.shape.own or result is owner or type(result) is not type(owner) or not hasattr(owner, "__dict__"):
            return result
        vars(owner).clear()
        vars(owner).update(vars(result))
        return None

    def _untouched(self, place: Place) -> bool:
        return self.shape.begin == "default" and self.kept.states[self.names[place.number]] is None

    def _value(self, place: Place, gradients: Sequence[Any], lr: Any = None) -> Any:
        shape = self.shape
        if place.role == "gradients":
            packed = shape.packed(gradients, place.number, prefix=shape.prefix)
            self.handed = [*self.handed, packed]
            return self._given(packed)
        if place.role == "parameters":
            if self.lists:
                return self.lists[place.number]
            return self.held if self.held is not None else self._given(self.arrays[place.number])
        if place.role == "state":
            return self.kept.states[self.names[place.number]]
        return {"counter": self.kept.count, "lr": lr, "key": shape.keys[0], "loss": 0.0}.get(place.role)

    def _given(self, value: Any) -> Any:
        """A number by itself where the step takes numbers."""
        return value[()] if self.shape.single else value

    def _distribute(self, result: Any) -> None:
        places = self.shape.results
        items = list(result) if len(places) > 1 else [result]
        if result is None or len(items) != len(places):
            raise SubjectError(f"the step returned {_described(result)} where {len(places)} values were due")
        for place, item in zip(places, items, strict=True):
            if place.role == "state":
                self.kept.states[self.names[place.number]] = item
            elif place.role == "parameters":
                self._store_all(item, place.number)
            elif place.role in ("minus step", "plus step"):
                sign = -1 if place.role == "minus step" else 1
                old = (
                    {n: self.arrays[n] for n in range(len(self.arrays))}
                    if self.held is None
                    else self.shape.unpacked(self.held, 0, len(self.arrays))
                )
                for number, each in self.shape.unpacked(item, place.number, len(self.arrays)).items():
                    self._store(old[number] + each if sign > 0 else old[number] - each, number)

    def _store_all(self, item: Any, number: int) -> None:
        for place, each in self.shape.unpacked(item, number, len(self.arrays)).items():
            self._store(each, place)

    def _store(self, array: Any, place: int) -> None:
        array = as_array(array) if self.shape.single else array
        if not is_array_like(array, self.arrays[place]):
            raise SubjectError(
                f"the step returned {_described(array)} where an array of shape {self.arrays[place].shape} was due"
            )
        if self.held is not None:
            self.held = put(self.shape.group, self.held, self.shape.keys, place, array)
        else:
            self.arrays[place] = array
            if self.lists:
                self.lists[place % 2][place // 2] = array


def _described(value: Any) -> str:
    return f"{len(value)} values" if isinstance(value, tuple | list) else f"a {type(value).__name__}"
