"""Functions that walk what carries its gradient: `step(params, lr, …)`, or `step(params, states, hyperparams)` as in a book."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ....reference.rule import Hyperparameters
from ..source import attributes, keys
from ..subject import Arrays, Run, Shape, Subject, UnguessableError, call, copies
from ..target import Target
from ..words.hyperparameters import match_hyperparameters
from ..words.roles import GRADIENTS, role_of, speaks_of
from ..words.signatures import Making, by_own_name, without
from .objects import Objects

MOST_SLOTS = 3
"""The most zeros in the state of one parameter that are tried."""


@dataclass(frozen=True)
class Walk(Shape):
    """A function that walks a list of parameters.

    Attributes:
        owner: its name for the parameters.
        carrier: what a parameter is.
        gradients: its name for a list of gradients, where they do not come with the parameters.
        states: its name for the states, where it is handed some: zeros, or tuples of zeros, one for each parameter.
        slots: how many zeros a tuple has; 0 where there are no tuples.
        record: its name for a dict of hyperparameters, where it takes one.
        counter: the key in that dict under which it finds t.
        first_count: what t is before the first step.
    """

    owner: str
    carrier: Objects
    gradients: str = ""
    states: str = ""
    slots: int = 0
    record: str = ""
    counter: str = ""
    first_count: int = 0

    @property
    def gradients_carried(self) -> bool:
        return not self.gradients

    @property
    def description(self) -> str:
        zeros = f"; its state begins as {self.slots or 1} zeros for each parameter" if self.states else ""
        count = f"; {self.record}[{self.counter!r}] begins at {self.first_count}" if self.counter else ""
        carried = "a list of arrays, and one of their gradients" if self.gradients else self.carrier.carried
        return f"the function({carried}){zeros}{count}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        carrier = self.carrier
        parameters = [carrier.parameter(each, f"p{place}") for place, each in enumerate(copies(initial))]
        states = [self._zeros(each) for each in initial]
        record: dict[str, Any] = dict(arguments) | ({self.counter: self.first_count} if self.counter else {})
        given: dict[str, Any] = {self.record: record} if self.record else dict(arguments)
        if self.states:
            given[self.states] = states

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if self.gradients:
                given[self.gradients] = list(gradients)
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.grad = None if gradient is None else carrier.gradient(gradient)
            rate = {} if self.lr_name is None else {self.lr_name: lr}
            before = record.get(self.counter)
            call(target.object, {**given, **rate, self.owner: parameters})
            if before is not None and record[self.counter] is before:
                record[self.counter] = before + 1
            for parameter, gradient in zip(parameters, gradients, strict=True):
                carrier.give_back(parameter, gradient)

        return Run(
            read=lambda: [carrier.numbers(each) for each in parameters],
            step=step,
            roots=(target.object, record, states, *parameters),
            apart=lambda: [*parameters, *(each for one in parameters for each in (one.data, one.grad))],
            replace=None if carrier.arrays else lambda place, array: carrier.replace(parameters[place], array),
            add=None if self.states else lambda array: parameters.append(carrier.parameter(array, "another")),
        )

    def _zeros(self, like: Any) -> Any:
        if not self.slots:
            return self.carrier.zeros(like)
        return tuple(self.carrier.zeros(like) for _ in range(self.slots))


def walks(
    target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any], kind: type[Walk], carrier: Objects
) -> Iterator[Subject]:
    """Every way of driving such a function.  Raises `UnguessableError` where it insists on what nothing tells."""
    making = Making.of(target.object, rule_names, settings)
    owner = next((name for name in making.missing if role_of(name) == "parameters"), None)
    handed = [name for name in making.missing if role_of(name) in GRADIENTS]
    if owner is None or len(handed) > 1 or (handed and not carrier.arrays):
        return
    rest = [name for name in making.missing if name not in (owner, *handed)]
    name = "update-list" if handed else carrier.name
    shape = kind(name, owner, carrier, gradients="".join(handed), lr_name=making.names.get("lr"))
    if not rest:
        yield Subject(target, shape, making.names, making.settings)
        return
    records = [name for name in rest if keys(target.object, name)]
    states = [name for name in rest if name not in records and speaks_of(name, "state")]
    unknown = [name for name in rest if name not in (*records[:1], *states[:1])]
    if unknown:
        raise UnguessableError(target.label, unknown)
    if not records:
        for slots in range(MOST_SLOTS + 1):
            yield Subject(target, replace(shape, states=states[0], slots=slots), making.names, making.settings)
        return
    own = {name: inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in keys(target.object, records[0])}
    counter = next((name for name in own if role_of(name) == "counter"), "")
    free = {name: each for name, each in own.items() if name != counter}
    names = match_hyperparameters(without(rule_names, settings), free)
    given = by_own_name(settings, match_hyperparameters(rule_names, free), free, rule_names)
    shape = replace(shape, lr_name=None, record=records[0], counter=counter, states=states[0] if states else "")
    for slots in range(MOST_SLOTS + 1) if states else (0,):
        for count in (0, 1) if counter else (0,):
            yield Subject(target, replace(shape, slots=slots, first_count=count), names, given)


def walkers(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The ways of driving such a function of NumPy's arrays; none for any other target."""
    if target.is_class or not inspect.isfunction(target.object):
        return
    carries = "grad" in attributes(target.object)
    for carrier in (Objects("objects", arrays=True), Objects("objects")):
        with suppress(UnguessableError):  # another shape may know
            for each in walks(target, rule_names, settings, Walk, carrier):
                if isinstance(each.shape, Walk) and bool(each.shape.gradients) != carries:
                    yield each
