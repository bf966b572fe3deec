"""Shapes in which parameters are objects that carry their data and gradient: `opt(params)` and `step()`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...symbolic.array import SymbolicArray
from ..subject import Arrays, Run, Shape, SubjectError, call, copies
from ..target import Target
from ..words.methods import into_training
from .loops_feedback import same
from .runs import together


class Gradient(np.ndarray):
    """A gradient that is an array, and whose `.data` is that array again, as an autograd variable's is."""

    @property
    def data(self) -> Any:  # type: ignore[override]
        return self.view(np.ndarray)


class SymbolicGradient(SymbolicArray):
    """The same, of symbols."""

    @property
    def data(self) -> Any:  # type: ignore[override]
        return np.ndarray.view(self, SymbolicArray)


class Parameter:
    """One parameter with the attributes that people's tensor classes have."""

    xp = np

    def __init__(self, data: Any, name: str) -> None:
        self.data, self.name, self.grad = data, name, None
        self.requires_grad = True

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    @property
    def dtype(self) -> Any:
        return self.data.dtype

    @property
    def size(self) -> int:
        return self.data.size

    def zero_grad(self) -> None:
        self.grad = None

    cleargrad = zero_grad


class Tensor(np.ndarray):
    """A parameter that is an array itself, and carries its gradient."""

    grad: Any = None
    requires_grad = True

    @property
    def data(self) -> Any:  # type: ignore[override]
        return self.view(np.ndarray)

    @data.setter
    def data(self, value: Any) -> None:
        self[...] = value


class SymbolicTensor(SymbolicArray):
    """The same, of symbols."""

    grad: Any = None
    requires_grad = True

    @property
    def data(self) -> Any:  # type: ignore[override]
        return np.ndarray.view(self, SymbolicArray)

    @data.setter
    def data(self, value: Any) -> None:
        self[...] = value


class Holder:
    """A model: something that lists its parameters in every usual way."""

    def __init__(self, parameters: Sequence[Parameter]) -> None:
        self._parameters = list(parameters)

    def params(self) -> Iterator[Parameter]:
        return iter(self._parameters)

    def parameters(self) -> list[Parameter]:
        return list(self._parameters)

    def named_parameters(self) -> list[tuple[str, Parameter]]:
        return [(each.name, each) for each in self._parameters]

    namedparams = named_parameters

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._parameters)


class Loss:
    """A loss whose `backward()` gives every parameter its gradient."""

    def __init__(self, backward: Callable[[], None]) -> None:
        self._backward = backward

    def backward(self, *_: Any, **__: Any) -> None:
        self._backward()


@dataclass(frozen=True)
class Objects(Shape):
    """`optimizer = cls(parameters)` and `optimizer.step()`, over objects with `.data` and `.grad`.

    Attributes:
        method: the method of one step.
        owner: the constructor's name for the parameters; None where a method takes them.
        setup: the method that takes the parameters after construction.
        model: whether the optimizer wants a model with `.params()` rather than a list.
        handed: whether the parameters are handed over at each call.
        arrays: whether parameters are arrays themselves.
        named: whether the optimizer wants pairs of a name and a parameter.
        loss: whether the step is handed a loss, and calls its `backward()`.
        alone: whether each parameter has an optimizer of its own.
        kind: the class of the module that carries parameters; None where ours does.
        wraps: whether gradients are of that class, too.
    """

    method: str = "step"
    owner: str | None = None
    setup: str | None = None
    model: bool = False
    handed: bool = False
    arrays: bool = False
    named: bool = False
    loss: bool = False
    alone: bool = False
    kind: type | None = None
    wraps: bool = False

    @property
    def gradients_carried(self) -> bool:
        return True

    @property
    def carried(self) -> str:
        """What a parameter is."""
        own = "objects with .data and .grad" if self.kind is None else f"objects of its {self.kind.__name__}"
        return "arrays with .grad" if self.arrays else own

    @property
    def description(self) -> str:
        kind = self.carried
        held = f"a model of {kind}" if self.model else f"named {kind}" if self.named else kind
        alone = "; each has an optimizer of its own" if self.alone else ""
        given = "a loss" if self.loss else ""
        return f"{self.method}({held}){alone}" if self.handed else f"{self.method}({given}), made with {held}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        if self.alone:
            return together([self._start_one(target, arguments, [each]) for each in initial])
        return self._start_one(target, arguments, initial)

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        parameters = [self.parameter(each, f"p{place}") for place, each in enumerate(copies(initial))]
        held: Any = Holder(parameters) if self.model else parameters[0] if self.alone else parameters
        if self.named:
            held = [(f"p{place}", each) for place, each in enumerate(parameters)]
        given = dict(arguments)
        if self.owner is not None:
            given[self.owner] = held
        receiver = call(target.object, given)
        if self.setup is not None:
            receiver = getattr(receiver, self.setup)(held) or receiver
        into_training(receiver)
        return self.run(receiver, parameters, held)

    def run(self, receiver: Any, parameters: list[Any], held: Any) -> Run:
        """The run of an optimizer that was made."""
        method: Callable[..., Any] = getattr(receiver, self.method)

        def put(gradients: Sequence[Any]) -> None:
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.grad = None if gradient is None else self.gradient(gradient)

        def given_back(gradients: Sequence[Any]) -> None:
            for parameter, gradient in zip(parameters, gradients, strict=True):
                self.give_back(parameter, gradient)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if not self.loss:
                put(gradients)
                self.called(method, held)
                given_back(gradients)
                return
            before = copies([self.numbers(each) for each in parameters])

            def backward() -> None:
                if not same(before, [self.numbers(each) for each in parameters]):
                    raise SubjectError("it moves its parameters before it asks for gradients")
                put(gradients)

            method(Loss(backward))
            given_back(gradients)

        return Run(
            read=lambda: [self.numbers(each) for each in parameters],
            step=step,
            roots=(receiver, *parameters),
            apart=lambda: [*parameters, *(each for one in parameters for each in (one.data, one.grad))],
            replace=None if self.arrays else lambda place, array: self.replace(parameters[place], array),
        )

    def called(self, method: Callable[..., Any], held: Any) -> None:
        """Call the method of one step."""
        if self.handed:
            method(held)
        else:
            method()

    def parameter(self, array: Any, name: str) -> Any:
        """The object that carries a parameter."""
        if self.kind is not None:
            return _carried(self.kind, array)
        return _as_tensor(array) if self.arrays else Parameter(array, name)

    def gradient(self, array: Any) -> Any:
        """What is found under `.grad`."""
        if self.kind is not None:
            return _carried(self.kind, array) if self.wraps else array
        return _as_gradient(array)

    def numbers(self, parameter: Any) -> Any:
        """The array of an object."""
        return parameter.data

    def zeros(self, like: Any) -> Any:
        """What a state is that begins at zero."""
        return np.zeros_like(like)

    def give_back(self, parameter: Any, gradient: Any) -> None:
        """Let the caller find in his own array what was written into its gradient."""

    def replace(self, parameter: Any, array: Any) -> None:
        """Put another array into an object."""
        parameter.data = array


def _carried(kind: type, array: Any) -> Any:
    """An object of somebody's class that carries this very array, whatever the constructor makes of one."""
    made = kind(np.zeros(array.shape))
    made.data = array
    return made


def _as_tensor(array: Any) -> Any:
    if isinstance(array, SymbolicArray):
        return np.ndarray.view(array, SymbolicTensor)
    return array.view(Tensor)


def _as_gradient(gradient: Any) -> Any:
    if isinstance(gradient, SymbolicArray):
        return np.ndarray.view(gradient, SymbolicGradient)
    return gradient.view(Gradient)
