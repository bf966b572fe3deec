"""Shapes in which the optimizer is a generator that is sent gradients."""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from ....reference.rule import Hyperparameters
from ..probes import probe_arrays
from ..source import definition
from ..subject import Arrays, Run, Shape, Subject, SubjectError, call, copies, is_array_like
from ..target import Target
from ..words.roles import role_of, speaks_of
from ..words.signatures import Making
from .runs import together

Sent = Literal["start", "gradient", "both", "both, turned"]
"""What it is sent first: the parameter, and gradients from then on; or only gradients; or the parameter with each of them, before
it or behind it."""


@dataclass(frozen=True)
class Generator(Shape):
    """`x = optimizer.send(gradient)`.

    Attributes:
        owner: the name by which it is handed the parameter; None where it is sent.
        sent: what it is sent.
        result: whether it yields the parameter or the step.
    """

    owner: str | None = None
    sent: Sent = "gradient"
    result: Literal["parameter", "minus step", "plus step"] = "parameter"

    @property
    def parameters_are_the_callers(self) -> bool:
        return self.sent in ("both", "both, turned")

    @property
    def description(self) -> str:
        words = {"parameter": "the parameter", "minus step": "the step to subtract", "plus step": "the step to add"}
        first = "is made with the parameter, then sent gradients" if self.owner else SENT[self.sent]
        return f"the generator {first}; it yields {words[self.result]}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return together([self._start_one(target, arguments, each) for each in initial])

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Any) -> Run:
        (own,) = copies([initial])
        given = dict(arguments) if self.owner is None else {**arguments, self.owner: own}
        generator = call(target.object, given)
        next(generator)
        if self.sent == "start":
            generator.send(own)
        held, handed = [_copied(initial)], list[Any]()

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if gradients[0] is None:
                return
            handed[:] = gradients
            pair = held[0], gradients[0]
            try:
                found = generator.send(
                    pair if self.sent == "both" else pair[::-1] if self.sent == "both, turned" else gradients[0]
                )
            except StopIteration:
                raise SubjectError("the generator came to its end") from None
            if not is_array_like(found, held[0]):
                raise SubjectError(f"the generator yielded a {type(found).__name__} where an array was due")
            if self.result == "parameter":
                held[0] = _copied(found)
            else:
                held[0] = held[0] - found if self.result == "minus step" else held[0] + found

        # What a generator keeps is in its frame, which nobody may write to.
        return Run(
            read=lambda: list(held),
            step=step,
            roots=(),
            apart=lambda: [*held, *handed],
            replace=held.__setitem__ if self.parameters_are_the_callers else None,
        )


SENT: Mapping[Sent, str] = {
    "start": "is sent the parameter, then gradients",
    "gradient": "is sent gradients",
    "both": "is sent the parameter and its gradient",
    "both, turned": "is sent a gradient and its parameter",
}


def _copied(array: Any) -> Any:
    return array.copy() if hasattr(array, "copy") else array


def generators(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The ways of driving a generator function."""
    if not inspect.isgeneratorfunction(target.object):
        return
    making = Making.of(target.object, rule_names, settings)
    owners = [name for name in making.missing if role_of(name) in ("parameters", "weights") or speaks_of(name, "start")]
    if len(making.missing) > len(owners) or len(owners) > 1:
        return
    ways: list[Sent] = ["gradient"] if owners else _sent(target.object)
    for sent in ways:
        shape = Generator("generator", owners[0] if owners else None, sent)
        subject = Subject(target, shape, making.names, making.settings, hyperparameters=rule_names)
        result = _result(subject)
        # Who yields a step has no use for a start.
        if sent != "start" or result == "parameter":
            yield replace(subject, shape=replace(shape, result=result))


def _sent(function: Callable[..., Any]) -> list[Sent]:
    """What it may be sent, by what it calls that: `w, g = yield`, or `g = yield step`."""
    for node in ast.walk(definition(function) or ast.Module([], [])):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Yield):
            (target,) = node.targets[:1]
            if isinstance(target, ast.Tuple) and len(target.elts) == 2:
                first = target.elts[0]
                turned = isinstance(first, ast.Name) and speaks_of(first.id, "gradients")
                return ["both, turned" if turned else "both"]
    return ["start", "gradient"]


def _result(subject: Subject) -> Literal["parameter", "minus step", "plus step"]:
    """Whether it yields the parameter or the step: a shift of the start shifts only the parameter."""
    initial, gradients = probe_arrays()

    def first(shift: float) -> Any:
        run = subject.start(subject.visible, [initial[0] + shift])
        run.step([gradients[0][0]], subject.rate)
        return np.array(run.read()[0], float)

    here, there = first(0.0), first(1.0)
    if float(np.mean(there - here)) > 0.5:
        return "parameter"
    return "minus step" if float(np.sum(here * gradients[0][0])) > 0 else "plus step"
