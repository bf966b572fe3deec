"""Shapes in which the optimizer is a generator that is sent gradients."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from ....reference.rule import Hyperparameters
from ..probes import probe_arrays
from ..subject import Arrays, Run, Shape, Subject, SubjectError, call, copies, is_array_like
from ..target import Target
from ..words.roles import role_of
from ..words.signatures import Making
from .runs import together


@dataclass(frozen=True)
class Generator(Shape):
    """`x = optimizer.send(gradient)`.

    Attributes:
        owner: the name by which it is handed the parameter; None where it is sent first.
        result: whether it yields the parameter or the step.
    """

    owner: str | None = None
    result: Literal["parameter", "minus step", "plus step"] = "parameter"

    @property
    def parameters_are_the_callers(self) -> bool:
        return False

    @property
    def description(self) -> str:
        words = {"parameter": "the parameter", "minus step": "the step to subtract", "plus step": "the step to add"}
        first = "is made with" if self.owner else "is sent"
        return f"the generator {first} the parameter, then sent gradients; it yields {words[self.result]}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return together([self._start_one(target, arguments, each) for each in initial])

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Any) -> Run:
        (own,) = copies([initial])
        given = dict(arguments) if self.owner is None else {**arguments, self.owner: own}
        generator = call(target.object, given)
        next(generator)
        if self.owner is None:
            generator.send(own)
        held = [_copied(initial)]

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if gradients[0] is None:
                return
            try:
                found = generator.send(gradients[0])
            except StopIteration:
                raise SubjectError("the generator came to its end") from None
            if not is_array_like(found, held[0]):
                raise SubjectError(f"the generator yielded a {type(found).__name__} where an array was due")
            if self.result == "parameter":
                held[0] = _copied(found)
            else:
                held[0] = held[0] - found if self.result == "minus step" else held[0] + found

        # What a generator keeps is in its frame, which nobody may write to.
        return Run(read=lambda: list(held), step=step, roots=())


def _copied(array: Any) -> Any:
    return array.copy() if hasattr(array, "copy") else array


def generators(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The ways of driving a generator function."""
    if not inspect.isgeneratorfunction(target.object):
        return
    making = Making.of(target.object, rule_names, settings)
    owners = [name for name in making.missing if role_of(name) in ("parameters", "weights")]
    if len(making.missing) > len(owners) or len(owners) > 1:
        return
    shape = Generator("generator", owners[0] if owners else None)
    subject = Subject(target, shape, making.names, making.settings, hyperparameters=rule_names)
    yield replace(subject, shape=replace(shape, result=_result(subject, shape)))


def _result(subject: Subject, shape: Generator) -> Literal["parameter", "minus step", "plus step"]:
    """Whether it yields the parameter or the step: a shift of the start shifts only the parameter."""
    initial, gradients = probe_arrays()

    def first(shift: float) -> Any:
        run = replace(subject, shape=replace(shape, result="parameter")).start(subject.visible, [initial[0] + shift])
        run.step([gradients[0][0]], subject.rate)
        return np.array(run.read()[0], float)

    here, there = first(0.0), first(1.0)
    if float(np.mean(there - here)) > 0.5:
        return "parameter"
    return "minus step" if float(np.sum(here * gradients[0][0])) > 0 else "plus step"
