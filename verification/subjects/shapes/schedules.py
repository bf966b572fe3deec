"""Shapes of a learning rate that is a function of the step: `lr(step)`, or a function or an object that is made first.

It is driven as gradient descent by the rate that it says.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ...symbolic.array import SymbolicArray
from ...symbolic.scalar import Scalar
from ..source import definition
from ..subject import Arrays, Run, Shape, Subject, SubjectError, call, copies, signature_of
from ..target import Target
from ..words.arguments import needed_by, required_of
from ..words.hyperparameters import canonical
from ..words.methods import methods_of
from ..words.roles import speaks_of
from ..words.signatures import InCall, Making
from .calls import Counter

RATE = re.compile(
    r"(get|compute|calc|calculate|current|next)?(current|last|next)?(lr|lrs|learningrate|rate|value|eta|schedule)(at|for|t)?"
)
"""What a method is called that says the learning rate, as `canonical` writes names."""

SCHEDULES = re.compile(
    r"schedul|decay|lr|rate|warm|anneal|cosine|cycle|exponential|inverse|linear|poly|plateau", re.IGNORECASE
)
"""What a function that makes a schedule is called, or a class that is one, more often than not."""


@dataclass(frozen=True)
class ByStep(Shape):
    """`lr(step)`: θ ← θ − lr(step)·g.

    Attributes:
        is_made: whether the target makes what is asked for the rate.
        method: the method that is asked; None where what was made, or the target, is called.
        first_count: the step at the first call.
    """

    is_made: bool = False
    method: str | None = None
    first_count: int = 0

    @property
    def says_lr(self) -> bool:
        return True

    @property
    def counts_from(self) -> int | None:
        return self.first_count

    @property
    def description(self) -> str:
        asked = "the function" if not self.is_made else f".{self.method}" if self.method else "what it makes"
        other = "" if self.name != BY_STEP else f"; --shape {FROM_ONE} has it begin at 1"
        return f"{asked}(step) says the learning rate of gradient descent; the step begins at {self.first_count}{other}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        made: Any = call(target.object, arguments) if self.is_made else None
        method = made if self.method is None else getattr(made, self.method)
        counter = Counter(self.first_count)

        def rate() -> Any:
            found = method(counter.count) if self.is_made else target.object(counter.count, **arguments)
            counter.count += 1
            return found

        return descent(initial, rate, (made, counter))


def descent(initial: Arrays, rate: Callable[[], Any], roots: tuple[Any, ...]) -> Run:
    """A run of gradient descent, in which `rate` says the learning rate of each step."""
    parameters = copies(initial)
    handed: list[Any] = []

    def step(gradients: Sequence[Any], lr: Any) -> None:
        if any(each is None for each in gradients):
            raise SubjectError("a schedule has one step for all parameters")
        handed[:] = gradients
        now = as_number(rate())
        parameters[:] = [theta - now * gradient for theta, gradient in zip(parameters, gradients, strict=True)]

    return Run(
        read=lambda: list(parameters),
        step=step,
        roots=roots,
        apart=lambda: [*parameters, *handed],
        replace=parameters.__setitem__,
    )


def as_number(said: Any) -> Any:
    """What a schedule says, as a plain number or as one in letters."""
    found: Any = said[0] if isinstance(said, list | tuple) and len(said) == 1 else said  # a rate for each group
    if isinstance(found, Scalar):
        return found
    if isinstance(found, SymbolicArray) or isinstance(getattr(found, "symbols", None), SymbolicArray):
        return found.item()
    if isinstance(found, bool | str | list | tuple) or found is None or np.size(found) != 1:
        raise SubjectError(f"a learning rate was due, and a {type(found).__name__} came")
    return float(found)


BY_STEP, FROM_ONE = "schedule", "schedule-from-one"
COUNTS = {BY_STEP: 0, FROM_ONE: 1}
"""The names of the shape, and from where each counts; libraries count from 0."""


def schedules(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The ways of driving what says a learning rate."""
    found = _of_class if target.is_class else _of_function
    for name, first in COUNTS.items():
        yield from found(target, rule_names, settings, name, first)


def _of_function(
    target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any], name: str, first: int
) -> Iterator[Subject]:
    own = signature_of(target.object)
    counter = next((each for each in own if speaks_of(each, "counter")), None)
    if counter is not None and next(iter(own)) == counter:
        free = {each: parameter for each, parameter in own.items() if each != counter}
        given = InCall.of(free, rule_names, settings, {})
        if {*required_of(free)} <= {*given.arguments}:
            yield Subject(target, ByStep(name, first_count=first), given.names, given.settings)
    elif counter is None and _makes_a_schedule(target.object):
        making = Making.of(target.object, rule_names, settings)
        if not making.missing:
            yield Subject(target, ByStep(name, is_made=True, first_count=first), making.names, making.settings)


def _makes_a_schedule(function: Callable[..., Any]) -> bool:
    """Whether it rather makes a function of the step: nobody's function is called to find out."""
    tree = definition(function)
    inner = () if tree is None else (each for each in ast.walk(tree) if each is not tree)
    made = (each.args.args for each in inner if isinstance(each, ast.FunctionDef | ast.Lambda))
    by_name = SCHEDULES.search(getattr(function, "__name__", "")) is not None
    return by_name or any(len(each) == 1 and speaks_of(each[0].arg, "counter") for each in made)


def _of_class(
    target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any], name: str, first: int
) -> Iterator[Subject]:
    making = Making.of(target.object, rule_names, settings)
    if making.missing:
        return
    for method, function in methods_of(target.object).items():
        if method == "__call__" or RATE.fullmatch(canonical(method)):
            own = [each for each in signature_of(function).values() if each.name != "self"]
            needed = needed_by(function)
            if own and len(needed) <= 1 and speaks_of(own[0].name, "counter"):
                asked = None if method == "__call__" else method
                shape = ByStep(name, is_made=True, method=asked, first_count=first)
                yield Subject(target, shape, making.names, making.settings)
