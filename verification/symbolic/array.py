"""Arrays of `Scalar`: an ndarray that NumPy's functions cannot look behind.

It is an object array, so views, slices and in-place updates are NumPy's own; ufuncs and functions are taken over, in
`numpy_functions`, so that what is not understood raises instead of losing a symbol.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from .record import OpaqueError
from .scalar import Scalar, lift
from .truth import Truth, chosen, truth_of


class SymbolicArray(np.ndarray):
    """An array whose elements are `Scalar`s, and which says that it is float64."""

    @property
    def dtype(self) -> np.dtype[Any]:  # type: ignore[override]
        return np.dtype(np.float64)

    def __getitem__(self, key: Any) -> Any:
        return wrap(plain(self)[_place(key)])

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(key, Mask) and np.ndim(plain(value)) == 0 and key.shape == self.shape:
            plain(self)[...] = where(key, value, self)
        else:
            plain(self)[_place(key)] = objects(value)

    def astype(self, dtype: Any, *_: Any, copy: bool = True, **__: Any) -> "SymbolicArray":  # type: ignore[override]
        if np.dtype(dtype).kind not in "fO":
            raise OpaqueError(f"it casts to {np.dtype(dtype)}")
        return symbolic(self) if copy else self

    def item(self, *args: Any) -> Any:  # type: ignore[override]
        return plain(self).item(*args)

    def fill(self, value: Any) -> None:
        plain(self).fill(lift(value))

    def any(self, axis: Any = None, **_: Any) -> Any:  # type: ignore[override]
        return np.any(self, axis=axis)

    def all(self, axis: Any = None, **_: Any) -> Any:  # type: ignore[override]
        return np.all(self, axis=axis)

    def clip(self, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        return np.clip(self, *args, **kwargs)

    def view(self, *args: Any) -> Any:  # type: ignore[override]
        if args and args[0] not in (SymbolicArray, np.ndarray) and np.dtype(args[0]).kind != "f":
            raise OpaqueError("it reads the bytes of an array as another type")
        return super().view(SymbolicArray)

    def __float__(self) -> float:
        return float(plain(self).item())

    def __int__(self) -> int:
        return int(plain(self).item())

    def __index__(self) -> int:
        return plain(self).item().__index__()

    def __repr__(self) -> str:
        return f"array({[each.written() for each in plain(self).ravel()]!r})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(plain(self).item(), spec) if self.ndim == 0 else format(repr(self), spec)

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise OpaqueError("it pickles an array")

    def __copy__(self) -> "SymbolicArray":
        return symbolic(self)

    def __deepcopy__(self, memo: Any) -> "SymbolicArray":
        return symbolic(self)


def _unreadable(name: str) -> Callable[..., Any]:
    def read(self: SymbolicArray, *_: Any, **__: Any) -> Any:
        raise OpaqueError(f"it reads an array by {name}")

    return read


for _name in (
    "tobytes",
    "tofile",
    "dump",
    "dumps",
    "getfield",
    "setfield",
    "byteswap",
    "choose",
    "partition",
    "argpartition",
):
    setattr(SymbolicArray, _name, _unreadable(_name))
for _name in ("data", "ctypes", "__array_interface__", "__array_struct__"):
    setattr(SymbolicArray, _name, property(_unreadable(_name)))


class Mask(SymbolicArray):
    """An array of `Truth`s, which says that it is of truth values."""

    @property
    def dtype(self) -> np.dtype[Any]:  # type: ignore[override]
        return np.dtype(bool)

    def __setitem__(self, key: Any, value: Any) -> None:
        plain(self)[_place(key)] = plain(truths(value))

    def astype(self, dtype: Any, *_: Any, **__: Any) -> Any:
        return truths(self) if np.dtype(dtype) == bool else symbolic(self)

    def view(self, *_: Any) -> Any:  # type: ignore[override]
        return self[...]

    def __copy__(self) -> "Mask":
        return truths(self)

    def __deepcopy__(self, memo: Any) -> "Mask":
        return truths(self)

    def __repr__(self) -> str:
        return repr(decided(self))

    __str__ = __repr__


def truths(values: Any) -> Mask:
    """A new mask of truth values, some of which may be plain ones."""
    return np.ndarray.view(np.array(np.frompyfunc(truth_of, 1, 1)(plain(values)), object), Mask)


def decided(value: Any) -> Any:
    """Masks as plain truth values, of which every one is a branch that is taken; anything else as it is."""
    return np.ndarray.view(value, np.ndarray).astype(bool) if isinstance(value, Mask) else value


def where(condition: Any, yes: Any, no: Any) -> SymbolicArray:
    """`np.where`, by formulas where there are some."""
    operands = (plain(condition), objects(yes), objects(no))
    return np.ndarray.view(np.array(np.frompyfunc(chosen, 3, 1)(*operands), object), SymbolicArray)


def symbolic(values: Any) -> SymbolicArray:
    """A new symbolic array with the given numbers."""
    array = objects(values)
    fresh = np.empty(array.shape, object)
    for index, each in np.ndenumerate(array):
        fresh[index] = lift(each)
    return fresh.view(SymbolicArray)


def _place(key: Any) -> Any:
    """Where an array is read or written."""
    return tuple(map(_place, key)) if isinstance(key, tuple) else plain(decided(key))


def plain(value: Any) -> Any:
    """Symbolic arrays, also inside tuples and lists, as base object arrays on the same memory."""
    if isinstance(value, SymbolicArray):
        return value.view(np.ndarray) if type(value) is np.ndarray else np.ndarray.view(value, np.ndarray)
    if isinstance(value, tuple | list):
        return type(value)(plain(each) for each in value)
    return value


ARRAY = np.array
"""NumPy's own, which a subject's `np.array` calls for symbols."""


def objects(value: Any) -> Any:
    """`value` as a base object array of numbers, whatever it is; on the same memory where it is an array of numbers."""
    if isinstance(value, Mask):
        return np.array(np.frompyfunc(lambda each: each.number, 1, 1)(plain(value)), object)
    if isinstance(value, Truth):
        return objects(value.number)
    if isinstance(value, SymbolicArray):
        return plain(value)
    if isinstance(value, Scalar):
        array = np.empty((), object)
        array[()] = value
        return array
    if isinstance(value, np.ndarray):
        return value.astype(object)
    return ARRAY(plain(value), dtype=object)


def wrap(value: Any) -> Any:
    """Base object arrays as symbolic ones, on the same memory."""
    if type(value) is np.ndarray and value.dtype == object:
        of_truths = value.size > 0 and all(isinstance(each, Truth) for each in value.flat)
        return value.view(Mask if of_truths else SymbolicArray)
    if isinstance(value, tuple | list) and any(isinstance(each, np.ndarray) for each in value):
        return type(value)(wrap(each) for each in value)
    return value


def concrete(array: Any) -> Any:
    """The concrete half, as floats."""
    base = objects(array)
    return np.array([float(lift(each).value) for each in base.ravel()]).reshape(base.shape)
