"""Optimizers of PyTorch's kind: `opt = cls(parameters)` and `opt.step()`, over tensors that carry their gradient."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ...symbolic.torch_memory import array_of, give_back, tensor_of, torch_if_loaded
from ..speech import is_for_torch
from ..subject import Run, Shape, Subject, UnguessableError, signature_of
from ..target import Target
from ..words.arguments import needed_by
from ..words.hyperparameters import canonical
from ..words.roles import role_of
from ..words.signatures import Making
from .calls_recognition import calls
from .objects import Objects
from .walkers import Walk, walks

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


@dataclass(frozen=True)
class TorchObjects(OfTensors, Objects):
    """The shape `objects`, with `torch.nn.Parameter`s in the place of objects.

    Attributes:
        closure: whether the step insists on a closure.
    """

    tensors: Tensors = field(default_factory=Tensors)
    closure: bool = False

    @property
    def carried(self) -> str:
        return str(self.tensors)

    @property
    def description(self) -> str:
        held = f"a model of {self.carried}" if self.model else f"named {self.carried}" if self.named else self.carried
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

    def zeros(self, like: Any) -> Any:
        return self.tensors.tensor(np.zeros_like(like))

    def give_back(self, parameter: Any, gradient: Any) -> None:
        if gradient is not None and parameter.grad is not None:
            give_back(parameter.grad, gradient)

    def called(self, method: Any, held: Any) -> None:
        if self.closure:
            method(lambda: torch_if_loaded().zeros(()))
        else:
            super().called(method, held)

    def run(self, receiver: Any, parameters: list[Any], held: Any) -> Run:
        run = super().run(receiver, parameters, held)
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
class TorchWalk(OfTensors, Walk):
    """The shape of a function that walks tensors with `.grad`."""


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
        yield from walks(target, rule_names, rest, TorchWalk, TorchObjects("torch", tensors=tensors))
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
