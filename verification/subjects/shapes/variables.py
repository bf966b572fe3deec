"""Shapes in which parameters are objects, and the gradients come beside them in a dict that is keyed by these objects."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....reference.rule import Hyperparameters
from ..source import attributes
from ..subject import Arrays, Run, Shape, Subject, SubjectError, call, copies, signature_of
from ..target import Target
from ..words.arguments import required_of
from ..words.hyperparameters import canonical
from ..words.roles import role_of
from ..words.signatures import InCall, Making
from .layers_recognition import VALUES


class Variable:
    """A parameter: an object with one attribute, told from others by who it is."""


@dataclass(frozen=True)
class Variables(Shape):
    """`optimizer.step(variables, gradients)`, where `gradients[variable]` is the gradient of `variable.array`.

    Attributes:
        method: the method of one step; None where the target itself is the step.
        value: the attribute that holds the array.
        variables: the name of the argument that takes the variables.
        gradients: the name of the argument that takes the dict.
        in_call: the hyperparameters that are given at each call.
    """

    method: str | None
    value: str
    variables: str
    gradients: str
    in_call: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        return f"{self.method or 'the function'} on objects with .{self.value}, and a dict of their gradients"

    @property
    def zeros_for_absent(self) -> bool:
        return True

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        variables = [Variable() for _ in initial]
        for variable, array in zip(variables, copies(initial), strict=True):
            setattr(variable, self.value, array)
        made = {name: value for name, value in arguments.items() if name not in self.in_call}
        receiver = call(target.object, made) if target.is_class else target.object
        method = getattr(receiver, self.method) if self.method else receiver
        extra = {name: value for name, value in arguments.items() if name in self.in_call or not target.is_class}
        handed: list[Any] = []

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if any(each is None for each in gradients):
                raise SubjectError("it takes all gradients at each call")
            handed[:] = gradients
            given = {self.variables: list(variables), self.gradients: dict(zip(variables, gradients, strict=True))}
            rate = {} if self.lr_name is None else {self.lr_name: lr}
            call(method, {**given, **extra, **rate})

        return Run(
            read=lambda: [getattr(each, self.value) for each in variables],
            step=step,
            roots=(receiver,),
            apart=lambda: [*variables, *(getattr(each, self.value) for each in variables), *handed],
            replace=lambda place, array: setattr(variables[place], self.value, array),
        )


def variables(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every such way that the names of the arguments and the attributes in the source allow."""
    making = Making.of(target.object, rule_names, settings)
    if target.is_class and making.missing:
        return
    words = [each for each in attributes(target.object) if canonical(each) in VALUES]
    for method, function in _functions(target):
        own = {name: parameter for name, parameter in signature_of(function).items() if name != "self"}
        required = required_of(own)
        kinds = [role_of(name) for name in required]
        if sorted(str(each) for each in kinds) != ["gradients", "parameters"]:
            continue
        taken = making.names if target.is_class else {}
        free = {name: parameter for name, parameter in own.items() if name not in required}
        in_call = InCall.of(free, rule_names, settings, taken)
        given = {**(making.settings if target.is_class else {}), **in_call.settings}
        places = required[kinds.index("parameters")], required[kinds.index("gradients")]
        for value in words:
            shape = Variables("variables", method, value, *places, in_call.arguments, lr_name=in_call.names.get("lr"))
            yield Subject(target, shape, {**taken, **in_call.names}, given)


def _functions(target: Target) -> list[tuple[str | None, Any]]:
    """The target, or its methods."""
    if not target.is_class:
        return [(None, target.object)]
    names = [name for name in dir(target.object) if not name.startswith("__") or name == "__call__"]
    found = [(name, getattr(target.object, name)) for name in names]
    return [(name, each) for name, each in found if hasattr(each, "__code__")]
