"""Tensors of `Scalar`: PyTorch sees a tensor, and the numbers are a `SymbolicArray`.

Every function of PyTorch's that meets one is handed to `torch_mode`; what it does not know raises.
"""

from typing import Any, Self

import torch

from .array import SymbolicArray
from .scalar import OpaqueError, SymbolicFloat, lift


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
        from .torch_mode import carry_out

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
        only = lift(self.symbols.item())
        return SymbolicFloat(only.expr, only.value)

    def __float__(self) -> float:
        raise OpaqueError("it turns a tensor into a plain float")

    __int__ = __index__ = __complex__ = __float__  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return bool(self.item())

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise OpaqueError("it pickles a tensor")

    def __repr__(self, **_: Any) -> str:
        return f"tensor({self.symbols!r})"

    __hash__ = object.__hash__
