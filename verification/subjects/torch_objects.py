"""Optimizers of PyTorch's kind: `opt = cls(parameters)` and `opt.step()`, over tensors that carry their gradient."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from typing import Any

from ..target import Target
from .candidates import candidates
from .objects import Objects
from .run import Run, Subject
from .tensors import array_of, tensor_of, torch_if_loaded

DEVICE = "device"
"""The setting that says on which device the parameters lie, for code that takes no argument of that name."""


@dataclass(frozen=True)
class TorchObjects(Objects):
    """The shape `objects`, with `torch.nn.Parameter`s in the place of objects.

    Attributes:
        device: where the parameters lie.
    """

    device: str = "cpu"

    @property
    def description(self) -> str:
        held = "a model of torch.nn.Parameter" if self.model else "torch.nn.Parameters"
        place = "" if self.device == "cpu" else f" on {self.device}"
        return f"{self.method}({held}){place}" if self.handed else f"{self.method}(), made with {held}{place}"

    def tracing(self) -> AbstractContextManager[Any]:
        from ..tracers.torch_mode import SymbolicMode

        return SymbolicMode()

    def number(self, scalar: Any) -> Any:
        from ..tracers.scalar import SymbolicFloat

        return SymbolicFloat(scalar.expr, scalar.value)

    def parameter(self, array: Any, name: str) -> Any:
        return torch_if_loaded().nn.Parameter(self._tensor(array))

    def gradient(self, array: Any) -> Any:
        return self._tensor(array)

    def numbers(self, parameter: Any) -> Any:
        return array_of(parameter)

    def replace(self, parameter: Any, array: Any) -> None:
        parameter.data = self._tensor(array)

    def run(self, receiver: Any, parameters: list[Any], held: Any) -> Run:
        run = super().run(receiver, parameters, held)
        if hasattr(receiver, "add_param_group"):

            def add(array: Any) -> None:
                parameters.append(self.parameter(array, f"p{len(parameters)}"))
                receiver.add_param_group({"params": [parameters[-1]]})

            run.add = add
        return run

    def _tensor(self, array: Any) -> Any:
        from ..tracers.array import SymbolicArray

        if isinstance(array, SymbolicArray):
            from ..tracers.torch_tensor import SymbolicTensor

            return SymbolicTensor(array)
        return tensor_of(array, self.device)


def torch_objects(target: Target, rule_names: Sequence[str], settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Ways of driving a target that was written for PyTorch, as candidates of the shape `objects` with tensors."""
    if not _is_for_torch(target):
        return
    torch_if_loaded().set_num_threads(1)
    device = str(settings.get(DEVICE, "cpu"))
    for each in candidates(target, rule_names, {name: value for name, value in settings.items() if name != DEVICE}):
        if isinstance(each.shape, Objects) and not each.shape.arrays:
            yield Subject(target, _with_tensors(each.shape, device), each.names, each.settings)


def _is_for_torch(target: Target) -> bool:
    """Whether it derives from `torch.optim.Optimizer`, or its module works with PyTorch."""
    torch = torch_if_loaded()
    if torch is None:
        return False
    if target.is_class and issubclass(target.object, torch.optim.Optimizer):
        return True
    held = vars(target.module).values() if target.module is not None else ()
    return any(each is torch or str(getattr(each, "__module__", "")).split(".")[0] == "torch" for each in held)


def _with_tensors(shape: Objects, device: str) -> TorchObjects:
    given = {each.name: getattr(shape, each.name) for each in fields(Objects)}
    return TorchObjects(**{**given, "name": "torch"}, device=device)
