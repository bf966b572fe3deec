"""While a trace runs: tensors of `Scalar`, and what PyTorch's functions do to them.

PyTorch sees a tensor, and the numbers are a `SymbolicArray`.  A function is known by its name.  `add` makes a new tensor,
`add_` changes one, `_foreach_add_` does so for lists, and `__iadd__` is written `+=`: one table of what they compute serves
them all.  What is in no table raises.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from .array import Mask, SymbolicArray, objects, plain, symbolic
from .record import OpaqueError
from .scalar import Scalar, SymbolicFloat, lift
from .torch_functions import CREATORS, FUNCTIONS, INPLACE, NATIVE, OPERATOR_NAMES, RANDOM, VIEWS, WIDTHS, in_order
from .torch_memory import array_of
from .truth import Truth

WHOLE = (torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8)


class SymbolicTensor(torch.Tensor):
    """A tensor without memory of its own, whose numbers are `symbols`."""

    symbols: SymbolicArray
    _gradient: "SymbolicTensor | None" = None

    def __new__(cls, symbols: SymbolicArray, dtype: torch.dtype = torch.float64, device: Any = "cpu") -> Self:
        made = torch.Tensor._make_wrapper_subclass(cls, symbols.shape, dtype=dtype, device=device)  # type: ignore[attr-defined]  # noqa: SLF001
        made.symbols = symbols
        return made

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return carry_out(func, args, kwargs or {})

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        raise OpaqueError(f"it uses torch's {func}, which the tracer does not know")

    @property
    def data(self) -> "SymbolicTensor":
        return SymbolicTensor(self.symbols, self.dtype, self.device)

    @data.setter
    def data(self, value: "SymbolicTensor") -> None:
        self.symbols = value.symbols

    @property
    def grad(self) -> "SymbolicTensor | None":
        return self._gradient

    @grad.setter
    def grad(self, value: "SymbolicTensor | None") -> None:
        self._gradient = value

    @grad.deleter
    def grad(self) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        self._gradient = None

    def numpy(self, *, force: bool = False) -> SymbolicArray:  # type: ignore[override]
        """The symbols themselves, since NumPy's array lies in the tensor's memory."""
        return self.symbols

    def item(self) -> Any:
        only = self.symbols.item()
        if isinstance(only, Truth):
            return bool(only)
        only = lift(only)
        return SymbolicFloat(only.expr, only.value)

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        return self.item().__index__()

    def __complex__(self) -> complex:
        return complex(self.item())

    def __bool__(self) -> bool:
        return bool(self.item())

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise OpaqueError("it pickles a tensor")

    def __copy__(self) -> "SymbolicTensor":
        return SymbolicTensor(self.symbols, self.dtype, self.device)

    def __deepcopy__(self, memo: Any) -> "SymbolicTensor":
        return SymbolicTensor(symbolic(self.symbols), self.dtype, self.device)

    def __repr__(self, **_: Any) -> str:
        return f"tensor({self.symbols!r})"

    def __format__(self, spec: str) -> str:
        return format(self.symbols, spec)

    __hash__ = object.__hash__


UNWRITTEN = ("empty", "empty_strided")
"""What makes tensors of whatever the memory holds: here of zeros, as NumPy's does, or a trace would differ by chance."""


class SymbolicMode(TorchFunctionMode):
    """Hands every call of PyTorch's to `carry_out`, those that only make tensors too."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return carry_out(func, args, kwargs or {})


def carry_out(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What one of PyTorch's functions gives where symbols take part.  Raises `OpaqueError` where it is not known."""
    name = getattr(function, "__name__", str(function))
    if name in RANDOM:
        raise OpaqueError("it draws random numbers")
    if not _meets_symbols((args, kwargs)):
        made = function(*args, **kwargs)
        if name in UNWRITTEN:
            made.zero_()
        return _symbols_of(made) if name in CREATORS and _may_change(made) else made
    if name in NATIVE or name in ("__get__", "__set__") or name.startswith("_group_tensors"):
        return _natively(function, name, args, kwargs)
    args, kwargs = in_order(args, kwargs)
    if name.startswith("_foreach_"):
        return _for_each(name.removeprefix("_foreach_"), args, kwargs)
    return _one(name, args, kwargs)


def _meets_symbols(value: Any) -> bool:
    if isinstance(value, SymbolicTensor | SymbolicArray | Scalar):
        return True
    if isinstance(value, dict):
        return any(_meets_symbols(each) for each in value.values())
    return isinstance(value, list | tuple) and any(_meets_symbols(each) for each in value)


def _may_change(tensor: Any) -> bool:
    """Whether it may become state: floats, or a single whole number, which counts steps."""
    return tensor.is_floating_point() or (tensor.numel() == 1 and tensor.dtype in WHOLE)


def _symbols_of(tensor: Any) -> SymbolicTensor:
    return SymbolicTensor(symbolic(array_of(tensor)), tensor.dtype, tensor.device)


def _natively(function: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What PyTorch tells of a tensor without looking at its numbers."""
    if name == "__get__" and function.__self__.__name__ in VIEWS:
        return _one(function.__self__.__name__, args[:1], {})
    with torch._C.DisableTorchFunctionSubclass():  # type: ignore[attr-defined]  # noqa: SLF001
        return function(*args, **kwargs)


def _for_each(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The same for each tensor of a list; what is no list is for all of them.  A factor may come last here."""
    if name.removesuffix("_") in ("addcmul", "addcdiv") and len(args) == 4:
        args, kwargs = args[:3], {**kwargs, "value": args[3]}
    count = next(len(each) for each in (*args, *kwargs.values()) if isinstance(each, list | tuple))

    def place(value: Any, index: int) -> Any:
        return value[index] if isinstance(value, list | tuple) else value

    found = [
        _one(name, tuple(place(each, k) for each in args), {key: place(each, k) for key, each in kwargs.items()})
        for k in range(count)
    ]
    return None if name.endswith("_") else found


def _one(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if name in WIDTHS:
        return _converted(name, args, kwargs)
    if name == "__setitem__":
        args[0].symbols[_numbers(args[1])] = _numbers(args[2])
        return None
    if name in CREATORS:
        return _created(name, args, kwargs)
    in_place = INPLACE.get(name) or (name[:-1] if name.endswith("_") and not name.endswith("__") else None)
    target = args[0] if in_place else kwargs.pop("out", None)
    compute = FUNCTIONS.get(in_place or name) or VIEWS.get(name)
    if compute is None:
        raise OpaqueError(f"it uses torch's {name}, which the tracer does not know")
    result = compute(*map(_numbers, args), **{key: _numbers(each) for key, each in kwargs.items()})
    if target is None:
        return _tensors(result, _like((*args, *kwargs.values())))
    if not isinstance(target, SymbolicTensor):
        raise OpaqueError("it writes a symbol into a tensor of plain numbers")
    np.copyto(plain(target.symbols), objects(result))
    return target


def _converted(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A tensor in another dtype or on another device: itself where nothing changes, as PyTorch has it."""
    tensor = args[0]
    with torch._C.DisableTorchFunctionSubclass():  # type: ignore[attr-defined]  # noqa: SLF001
        rest = [each.dtype if name == "type_as" and isinstance(each, torch.Tensor) else each for each in args[1:]]
        empty = torch.empty((), dtype=tensor.dtype, device=tensor.device)
        like = getattr(empty, "type" if name == "type_as" else name)(*rest, **kwargs)
    if isinstance(like, str):
        return like
    if not like.dtype.is_floating_point and tensor.dtype is not torch.bool:
        raise OpaqueError(f"it casts to {like.dtype}")
    if like.dtype == tensor.dtype and like.device == tensor.device and not kwargs.get("copy"):
        return tensor
    return SymbolicTensor(symbolic(tensor.symbols), like.dtype, like.device)


def _created(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A tensor made of symbols."""
    values = kwargs.get("fill_value", args[-1]) if name == "full" else kwargs.get("data", args[0] if args else None)
    if isinstance(values, SymbolicTensor) and name in ("as_tensor", "asarray"):
        return values
    if isinstance(values, SymbolicArray) and name == "from_numpy":
        return SymbolicTensor(values)
    made = symbolic(_numbers(values))
    if name == "full":
        made = symbolic(np.broadcast_to(objects(made), args[0] if args else kwargs["size"]))
    return SymbolicTensor(made, kwargs.get("dtype") or torch.get_default_dtype(), kwargs.get("device") or "cpu")


def _numbers(value: Any) -> Any:
    """Tensors as arrays, also inside lists."""
    if isinstance(value, torch.Tensor):
        return array_of(value)
    if isinstance(value, list | tuple) and not isinstance(value, torch.Size):
        return type(value)(_numbers(each) for each in value)
    return value


def _tensors(result: Any, like: Any) -> Any:
    """Arrays as tensors, on the same memory, of the dtype and on the device of `like`."""
    if isinstance(result, tuple | list):
        return type(result)(_tensors(each, like) for each in result)
    if isinstance(result, SymbolicArray):
        is_float = like.dtype.is_floating_point
        dtype = torch.bool if isinstance(result, Mask) else like.dtype if is_float else torch.get_default_dtype()
        return SymbolicTensor(result, dtype, like.device)
    if isinstance(result, Scalar):
        return _tensors(objects(result).view(SymbolicArray), like)
    if isinstance(result, np.ndarray | np.bool_):
        return torch.as_tensor(np.asarray(result), device=like.device)
    return (_tensors(each, like) for each in result) if hasattr(result, "__next__") else result


def _like(arguments: Sequence[Any]) -> Any:
    """What a result is like: the first tensor, one with dimensions before one without."""
    inside = [part for each in arguments for part in (each if isinstance(each, list | tuple) else (each,))]
    tensors = [each for each in inside if isinstance(each, torch.Tensor)]
    order = sorted(tensors, key=lambda each: (not each.is_floating_point(), each.ndim == 0))
    return order[0] if order else torch.zeros((), dtype=torch.float64)


def _operator(name: str) -> Any:
    return lambda *args: _one(name, args, {})


# PyTorch's own operators would hide why one of these raises.
for _name in OPERATOR_NAMES:
    setattr(SymbolicTensor, _name, _operator(_name))
