"""What computes on PyTorch's tensors in a shape of NumPy's optimizers: `update(params, grads)`, `step(w, g, m, v) -> w, m, v`.

It is made into what takes NumPy's arrays.  The tensor that it is handed for an array lies in the same memory, and is the same
at every call; so is the dict or list in which it is handed.
"""

import functools
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from types import FunctionType
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ...symbolic.torch_memory import array_of, is_tensor, torch_if_loaded
from ..speech import is_for_torch
from ..subject import Shape, Subject
from ..target import Target
from ..words.methods import methods_of
from .calls import Calls
from .calls_recognition import calls
from .states import Exchange
from .states_recognition import exchanges
from .torch import OfTensors, Tensors


@dataclass(frozen=True)
class TensorCalls(OfTensors, Calls):
    """The shapes of `Calls`, for what computes on tensors."""


@dataclass(frozen=True)
class TensorExchange(OfTensors, Exchange):
    """The shapes of `Exchange`, for what computes on tensors."""


def tensor_calls(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every such way of driving a target whose module uses PyTorch; none for any other."""
    torch = torch_if_loaded()
    if torch is None or not is_for_torch(target, torch):
        return
    crossed = replace(target, object=_class(target.object) if target.is_class else _function(target.object))
    for adapter in (calls, exchanges):
        for each in adapter(crossed, rule_names, settings):
            if isinstance(each.shape, Calls):
                yield replace(each, shape=_as(TensorCalls, each.shape))
            elif isinstance(each.shape, Exchange):
                yield replace(each, shape=_as(TensorExchange, each.shape))


def _as(kind: type[Shape], shape: Shape) -> Shape:
    return kind(**{each.name: getattr(shape, each.name) for each in fields(shape)})


def _function(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function on arrays; so are the functions that it makes."""

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        return _crossed(function, args, kwargs, _Border())

    return called


def _class(cls: type) -> type:
    """A class whose methods take arrays and return them, where others call them."""
    made = {name: _method(each) for name, each in methods_of(cls).items()}
    return type(cls.__name__, (cls,), {"__module__": cls.__module__, "__qualname__": cls.__qualname__, **made})


def _method(function: FunctionType) -> Callable[..., Any]:
    @functools.wraps(function)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        border = BORDERS.setdefault(self, _Border())
        if function.__name__ != "__init__":
            border = border.of_a_call()
        return _crossed(functools.partial(function, self), args, kwargs, border)

    return called


def _crossed(function: Callable[..., Any], args: Any, kwargs: Any, border: "_Border") -> Any:
    """A call from outside; a call from inside is as it was."""
    if IS_INSIDE.get():
        return function(*args, **kwargs)
    given = [border.tensors(each) for each in args]
    named = {name: border.tensors(each) for name, each in kwargs.items()}
    before = IS_INSIDE.set(True)
    try:
        result = function(*given, **named)
    finally:
        IS_INSIDE.reset(before)
    border.put_back()
    return border.arrays(result)


IS_INSIDE: ContextVar[bool] = ContextVar("IS_INSIDE", default=False)
"""Whether somebody's code runs, which calls its own functions with tensors."""

REMEMBERED = 256
"""Arrays whose tensors an optimizer meets again; those that come at each call are among the last of them."""


class _Border:
    """Where arrays become tensors, and tensors arrays.

    Attributes:
        known: arrays and their tensors, by the ids of the arrays, the last met last.
        packed: dicts and lists of arrays, and the same of tensors, by their ids.
    """

    def __init__(self) -> None:
        self.known: OrderedDict[int, tuple[Any, Any]] = OrderedDict()
        self.packed: dict[int, tuple[Any, Any]] = {}

    def of_a_call(self) -> "_Border":
        """Another, which forgets after the call the dicts and lists that it was handed."""
        border = _Border()
        border.known, border.packed = self.known, dict(self.packed)
        return border

    def tensors(self, value: Any) -> Any:
        """What it is with tensors in the place of arrays."""
        if isinstance(value, np.ndarray):
            return self._remembered(value, None)
        if type(value) is tuple:
            return tuple(self.tensors(each) for each in value)
        if type(value) not in (dict, list):
            return value
        _, inner = self.packed.setdefault(id(value), (value, type(value)()))
        inner.clear()
        if isinstance(value, dict):
            inner.update({key: self.tensors(each) for key, each in value.items()})
        else:
            inner.extend(self.tensors(each) for each in value)
        return inner

    def _remembered(self, array: Any, tensor: Any) -> Any:
        """The tensor of an array, which is `tensor` where it is not known yet."""
        if id(array) not in self.known:
            self.known[id(array)] = array, Tensors().tensor(array) if tensor is None else tensor
        self.known.move_to_end(id(array))
        while len(self.known) > REMEMBERED:
            self.known.popitem(last=False)
        return self.known[id(array)][1]

    def arrays(self, value: Any) -> Any:
        """What it is with arrays in the place of tensors."""
        if is_tensor(value):
            return self._array(value)
        if isinstance(value, FunctionType):
            return _function(value)
        for outer, inner in self.packed.values():
            if value is inner:
                return outer
        if type(value) in (tuple, list):
            return type(value)(self.arrays(each) for each in value)
        return {key: self.arrays(each) for key, each in value.items()} if type(value) is dict else value

    def _array(self, tensor: Any) -> Any:
        """The array that the tensor was made of, or one in its memory."""
        for array, known in self.known.values():
            if known is tensor:
                return array
        array = array_of(tensor)
        self._remembered(array, tensor)
        return array

    def put_back(self) -> None:
        """Let dicts and lists be what has been made of them."""
        for outer, inner in [*self.packed.values()]:
            if isinstance(outer, list):
                outer[:] = [self.arrays(tensor) for tensor in inner]
            else:
                for key in outer.keys() - inner.keys():
                    del outer[key]
                outer.update({key: self.arrays(tensor) for key, tensor in inner.items()})


BORDERS: "weakref.WeakKeyDictionary[Any, _Border]" = weakref.WeakKeyDictionary()
"""The border of each instance, out of its sight."""
