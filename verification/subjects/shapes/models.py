"""Shapes in which an object owns θ and is its own optimizer: a model or a layer with a method that moves its weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...english import listed
from ...symbolic.patches import paused
from ..subject import Arrays, Run, Shape, SubjectError, call, copies
from ..target import Target
from ..words.methods import hooks
from .calls import Counter
from .runs import together

Path = tuple[str | int, ...]
"""An attribute, and the keys and places on the way down from it."""


@dataclass(frozen=True)
class Slot:
    """A parameter of the model, and where its gradient goes.

    Attributes:
        name: the attribute that holds the parameter.
        gradient: the argument of the step, or the attribute, that takes its gradient.
        handed: whether that is an argument.
        alone: whether the constructor makes it a number.
    """

    name: str
    gradient: str
    handed: bool
    alone: bool = False


@dataclass(frozen=True)
class Model(Shape):
    """`model.update(dW, db)`, or `layer.dW, layer.db = …` and `layer.step(lr)`: θ are attributes of the object.

    Attributes:
        method: the method of one step.
        slots: its parameters.
        fitted: what the constructor fills with one constant in the shape of a parameter; it is made so for ours too.
        given: what the constructor insists on besides hyperparameters: sizes, and makers of random generators.
        counter: the argument that takes the number of the step.
        in_call: the hyperparameters that the step takes.
    """

    method: str
    slots: tuple[Slot, ...]
    fitted: tuple[tuple[Path, int], ...] = ()
    given: tuple[tuple[str, Any], ...] = ()
    counter: str | None = None
    first_count: int = 1
    in_call: tuple[str, ...] = ()

    @property
    def parameters_are_the_callers(self) -> bool:
        return False

    @property
    def in_one_call(self) -> int:
        return len(self.slots)

    @property
    def zeros_for_absent(self) -> bool:
        return True

    @property
    def description(self) -> str:
        handed = ", ".join(each.gradient for each in self.slots if each.handed)
        put = listed([f".{each.gradient}" for each in self.slots if not each.handed])
        state = [f".{'.'.join(map(str, path))}" for path, _ in self.fitted]
        fitted = f"; the constants in {listed(state)} are put in the shape of θ" if state else ""
        count = f"; the counter begins at {self.first_count}" if self.counter else ""
        given = f", which finds its gradients in {put}" if put else ""
        return f"{self.method}({handed}) of an object that owns {listed([f'.{each.name}' for each in self.slots])}{given}{fitted}{count}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        size = len(self.slots)
        groups = [initial[place : place + size] for place in range(0, len(initial), size)]
        return together([self._start_one(target, arguments, each) for each in groups], size)

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        own = copies(initial)
        spare = [own[-1] * 0 for _ in self.slots[len(own) :]]
        receiver = self.made(target, arguments)
        _refill(receiver, self.fitted, [*own, *spare])
        for slot, array in zip(self.slots, [*own, *spare], strict=True):
            setattr(receiver, slot.name, array)
        extra = {name: value for name, value in arguments.items() if name in self.in_call and name != self.lr_name}
        count, handed = Counter(self.first_count), list[Any]()
        before, after = hooks(receiver)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if any(each is None for each in gradients):
                raise SubjectError("it takes all gradients in each step")
            given = dict(extra) if self.lr_name is None else {**extra, self.lr_name: lr}
            handed[:] = [*gradients, *spare]
            for place, slot in enumerate(self.slots):
                if slot.handed:
                    given[slot.gradient] = handed[place]
                else:
                    # They are the object's own: it may clear them.
                    handed[place] = handed[place].copy()
                    setattr(receiver, slot.gradient, handed[place])
            if self.counter is not None:
                given[self.counter] = count.count
            before()
            call(getattr(receiver, self.method), given)
            after()
            count.count += 1

        return Run(
            read=lambda: [getattr(receiver, each.name) for each in self.slots[: len(own)]],
            step=step,
            roots=(receiver, count),
            apart=lambda: [*(getattr(receiver, each.name) for each in self.slots), *handed, *spare],
        )

    def made(self, target: Target, arguments: Mapping[str, Any]) -> Any:
        """The object as its constructor makes it."""
        given = {name: value for name, value in arguments.items() if name not in self.in_call}
        with paused():  # its first weights are drawn at random, and are replaced
            given |= {name: each() if callable(each) else each for name, each in self.given}
            return call(target.object, given)


def _refill(holder: Any, fitted: Sequence[tuple[Path, int]], arrays: Arrays) -> None:
    """Fill the constants anew in the shapes of the parameters; what was one array for two names stays one."""
    old = [(path, place, _at(holder, path)) for path, place in fitted]
    new = {id(each): np.full_like(arrays[place], each.flat[0]) for _, place, each in old}
    for path, _, each in old:
        _put(holder, path, new[id(each)])


def _at(holder: Any, path: Path) -> Any:
    found = getattr(holder, str(path[0]))
    for key in path[1:]:
        found = found[key]
    return found


def _put(holder: Any, path: Path, value: Any) -> None:
    if len(path) == 1:
        setattr(holder, str(path[0]), value)
    else:
        _at(holder, path[:-1])[path[-1]] = value
