"""Optimizers of PyTorch's kind: `opt = cls(parameters)` and `opt.step()`, over tensors that carry their gradient."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ...symbolic.torch_memory import array_of, give_back, tensor_of, torch_if_loaded
from ..source import keys
from ..speech import is_for_torch
from ..subject import Arrays, Run, Shape, Subject, UnguessableError, call, copies, signature_of
from ..target import Target
from ..words.arguments import needed_by
from ..words.hyperparameters import canonical, match_hyperparameters
from ..words.roles import GRADIENTS, role_of, speaks_of
from ..words.signatures import Making, by_own_name, without
from .calls_recognition import calls
from .objects import Objects

MOST_SLOTS = 3
"""The most zeros in the state of one parameter that are tried."""

DEVICE = "device"
"""The setting that says where the parameters lie."""


@dataclass(frozen=True)
class Tensors:
    """Parameters and gradients as tensors on a device, and arrays of symbols as symbolic tensors."""

    device: str = "cpu"

    def tensor(self, array: Any) -> Any:
        """An array as a tensor, in the same memory where that can be."""
        from ...symbolic.array import SymbolicArray

        if isinstance(array, SymbolicArray):
            from ...symbolic.torch_tensor import SymbolicTensor

            return SymbolicTensor(array, device=self.device)
        return tensor_of(array, self.device)

    def parameter(self, array: Any) -> Any:
        """The same as a `torch.nn.Parameter`."""
        return torch_if_loaded().nn.Parameter(self.tensor(array))

    def __str__(self) -> str:
        return "torch.nn.Parameters" if self.device == "cpu" else f"torch.nn.Parameters on {self.device}"


class OfTensors(Shape):
    """What is common to the shapes in which parameters are tensors."""

    @property
    def most_steps(self) -> int:
        return 1000

    def tracing(self) -> AbstractContextManager[Any]:
        from ...symbolic.torch_tensor import SymbolicMode

        return SymbolicMode()

    def number(self, scalar: Any) -> Any:
        from ...symbolic.scalar import SymbolicFloat

        return SymbolicFloat(scalar.expr, scalar.value)

    def as_array(self, number: Any) -> Any:
        return tensor_of(number, "cpu")


def giving_back(
    step: Callable[[Sequence[Any], Any], None], parameters: Sequence[Any]
) -> Callable[[Sequence[Any], Any], None]:
    """A step after which the caller finds in his own arrays what was written into their gradients' tensors."""

    def stepped(gradients: Sequence[Any], lr: Any) -> None:
        step(gradients, lr)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            if gradient is not None and parameter.grad is not None:
                give_back(parameter.grad, gradient)

    return stepped


@dataclass(frozen=True)
class TorchObjects(OfTensors, Objects):
    """The shape `objects`, with `torch.nn.Parameter`s in the place of objects.

    Attributes:
        closure: whether the step insists on a closure.
    """

    tensors: Tensors = field(default_factory=Tensors)
    closure: bool = False

    @property
    def description(self) -> str:
        held = (
            f"a model of {self.tensors}" if self.model else f"named {self.tensors}" if self.named else str(self.tensors)
        )
        closure = "closure" if self.closure else ""
        return f"{self.method}({held})" if self.handed else f"{self.method}({closure}), made with {held}"

    def parameter(self, array: Any, name: str) -> Any:
        return self.tensors.parameter(array)

    def gradient(self, array: Any) -> Any:
        return self.tensors.tensor(array)

    def numbers(self, parameter: Any) -> Any:
        return array_of(parameter)

    def replace(self, parameter: Any, array: Any) -> None:
        parameter.data = self.tensors.tensor(array)

    def called(self, method: Any, held: Any) -> None:
        if self.closure:
            method(lambda: torch_if_loaded().zeros(()))
        else:
            super().called(method, held)

    def run(self, receiver: Any, parameters: list[Any], held: Any) -> Run:
        run = super().run(receiver, parameters, held)
        run.step = giving_back(run.step, parameters)
        if hasattr(receiver, "add_param_group"):

            def add(array: Any) -> None:
                parameters.append(self.tensors.parameter(array))
                receiver.add_param_group({"params": [parameters[-1]]})

            run.add = add
        method = getattr(receiver, self.method)
        if not self.handed and any("closure" in canonical(name) for name in signature_of(method)):
            run.by_closure = lambda gradients: self._by_closure(method, parameters, gradients)
        return run

    def _by_closure(self, method: Any, parameters: Sequence[Any], gradients: Sequence[Any]) -> Sequence[bool]:
        torch, recording = torch_if_loaded(), list[bool]()

        def closure() -> Any:
            recording.append(torch.is_grad_enabled())
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.grad = None if gradient is None else self.gradient(gradient)
            return torch.zeros(())

        closure.__qualname__ = "closure"  # as it is called where somebody calls it wrongly
        method(closure)
        return recording


@dataclass(frozen=True)
class TorchFunction(OfTensors):
    """`step(parameters, lr, …)` or `step(parameters, states, hyperparams)`: a function that walks tensors with `.grad`.

    Attributes:
        owner: its name for the parameters.
        states: its name for the states, where it is handed some: zeros, or tuples of zeros, one for each parameter.
        slots: how many zeros a tuple has; 0 where there are no tuples.
        record: its name for a dict of hyperparameters, where it takes one.
        counter: the key in that dict under which it finds t.
        first_count: what t is before the first step.
    """

    owner: str
    tensors: Tensors
    states: str = ""
    slots: int = 0
    record: str = ""
    counter: str = ""
    first_count: int = 0

    @property
    def gradients_carried(self) -> bool:
        return True

    @property
    def description(self) -> str:
        zeros = f"; its state begins as {self.slots or 1} zeros for each parameter" if self.states else ""
        count = f"; {self.record}[{self.counter!r}] begins at {self.first_count}" if self.counter else ""
        return f"the function({self.tensors}){zeros}{count}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        parameters = [self.tensors.parameter(each) for each in copies(initial)]
        states = [self._zeros(each) for each in initial]
        record: dict[str, Any] = dict(arguments) | ({self.counter: self.first_count} if self.counter else {})
        given: dict[str, Any] = {self.record: record} if self.record else dict(arguments)
        if self.states:
            given[self.states] = states

        def step(gradients: Sequence[Any], lr: Any) -> None:
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.grad = None if gradient is None else self.tensors.tensor(gradient)
            rate = {} if self.lr_name is None else {self.lr_name: lr}
            before = record.get(self.counter)
            call(target.object, {**given, **rate, self.owner: parameters})
            if before is not None and record[self.counter] is before:
                record[self.counter] = before + 1

        return Run(
            read=lambda: [array_of(each) for each in parameters],
            step=giving_back(step, parameters),
            roots=(target.object, record, states, *parameters),
            apart=lambda: [*parameters, *(each.grad for each in parameters)],
            replace=lambda place, array: setattr(parameters[place], "data", self.tensors.tensor(array)),
            add=None if self.states else lambda array: parameters.append(self.tensors.parameter(array)),
        )

    def _zeros(self, like: Any) -> Any:
        if not self.slots:
            return self.tensors.tensor(np.zeros_like(like))
        return tuple(self.tensors.tensor(np.zeros_like(like)) for _ in range(self.slots))


def torch_objects(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Ways of driving a target that was written for PyTorch: one that derives from its Optimizer, or whose module uses it."""
    torch = torch_if_loaded()
    if torch is None or not is_for_torch(target, torch):
        return
    # Threads of PyTorch's own would make a sum depend on their number.
    torch.set_num_threads(1)
    tensors = Tensors(str(settings.get(DEVICE, "cpu")))
    rest = {name: value for name, value in settings.items() if name != DEVICE or name in signature_of(target.object)}
    if not target.is_class:
        yield from _of_function(target, rule_names, rest, tensors)
    elif issubclass(target.object, torch.optim.Optimizer):
        yield from _of_optimizer(target, rule_names, rest, tensors)
    else:
        for each in calls(target, rule_names, rest):
            if isinstance(each.shape, Objects) and not each.shape.arrays:
                shape = TorchObjects(
                    "torch", each.shape.method, each.shape.owner, each.shape.setup, each.shape.model,
                    each.shape.handed, named=each.shape.named, tensors=tensors,
                )  # fmt: skip
                yield Subject(target, shape, each.names, each.settings)


def _of_optimizer(
    target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any], tensors: Tensors
) -> Iterator[Subject]:
    making = Making.of(target.object, rule_names, settings)
    owner = next((name for name in making.signature if role_of(name) == "parameters"), None)
    unknown = [name for name in making.missing if name != owner]
    if unknown:
        raise UnguessableError(f"The constructor of {target.label}", unknown)
    closure = bool(needed_by(target.object.step))
    if owner is not None and canonical(owner).startswith("named"):
        named = TorchObjects("torch", owner=owner, named=True, tensors=tensors, closure=closure)
        yield Subject(target, named, making.names, making.settings)
    for model in (False, True):
        shape = TorchObjects("torch", owner=owner, model=model, tensors=tensors, closure=closure)
        yield Subject(target, shape, making.names, making.settings)


def _of_function(
    target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any], tensors: Tensors
) -> Iterator[Subject]:
    making = Making.of(target.object, rule_names, settings)
    owner = next((name for name in making.missing if role_of(name) == "parameters"), None)
    if owner is None or any(role_of(name) in GRADIENTS for name in making.missing):
        return
    rest = [name for name in making.missing if name != owner]
    shape = TorchFunction("torch", owner, tensors, lr_name=making.names.get("lr"))
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
