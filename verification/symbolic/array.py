"""Arrays of `Scalar`: an ndarray that NumPy's functions cannot look behind.

It is an object array, so views, slices and in-place updates are NumPy's own; ufuncs and functions are taken over, so that
what is not understood raises instead of losing a symbol.
"""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from . import scalar
from .record import OpaqueError
from .scalar import Scalar, lift


def _reciprocal(x: Any) -> Any:
    return 1 / lift(x)


UFUNCS: dict[np.ufunc, Callable[..., Any]] = {
    np.add: lambda x, y: lift(x) + lift(y),
    np.subtract: lambda x, y: lift(x) - lift(y),
    np.multiply: lambda x, y: lift(x) * lift(y),
    np.divide: lambda x, y: lift(x) / lift(y),
    np.power: lambda x, y: lift(x) ** lift(y),
    np.float_power: lambda x, y: lift(x) ** lift(y),
    np.negative: lambda x: -lift(x),
    np.positive: lift,
    np.conjugate: lift,
    np.square: lambda x: lift(x) * lift(x),
    np.reciprocal: _reciprocal,
    np.absolute: lambda x: abs(lift(x)),
    np.fabs: lambda x: abs(lift(x)),
    np.sqrt: scalar.square_root,
    np.exp: scalar.exponential,
    np.log: scalar.logarithm,
    np.sign: scalar.sign,
    np.maximum: scalar.maximum,
    np.minimum: scalar.minimum,
    np.fmax: scalar.maximum,
    np.fmin: scalar.minimum,
    np.hypot: lambda x, y: scalar.square_root(lift(x) * lift(x) + lift(y) * lift(y)),
}

PREDICATES: dict[np.ufunc, Callable[..., bool]] = {
    np.less: operator.lt,
    np.less_equal: operator.le,
    np.greater: operator.gt,
    np.greater_equal: operator.ge,
    np.equal: operator.eq,
    np.not_equal: operator.ne,
    np.isfinite: lambda x: True,
    np.isnan: lambda x: False,
    np.isinf: lambda x: False,
    np.signbit: lambda x: lift(x) < 0,
    np.logical_not: lambda x: not x,
    np.logical_and: lambda x, y: bool(x) and bool(y),
    np.logical_or: lambda x, y: bool(x) or bool(y),
}


class SymbolicArray(np.ndarray):
    """An array whose elements are `Scalar`s, and which says that it is float64."""

    @property
    def dtype(self) -> np.dtype[Any]:  # type: ignore[override]
        return np.dtype(np.float64)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        return apply_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return apply_function(function, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        return wrap(plain(self)[plain(key)])

    def __setitem__(self, key: Any, value: Any) -> None:
        plain(self)[plain(key)] = objects(value)

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
        return _clip(self, *args, **kwargs)

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


def symbolic(values: Any) -> SymbolicArray:
    """A new symbolic array with the given numbers."""
    array = objects(values)
    fresh = np.empty(array.shape, object)
    for index, each in np.ndenumerate(array):
        fresh[index] = lift(each)
    return fresh.view(SymbolicArray)


def plain(value: Any) -> Any:
    """Symbolic arrays, also inside tuples and lists, as base object arrays on the same memory."""
    if isinstance(value, SymbolicArray):
        return value.view(np.ndarray) if type(value) is np.ndarray else np.ndarray.view(value, np.ndarray)
    if isinstance(value, tuple | list):
        return type(value)(plain(each) for each in value)
    return value


def objects(value: Any) -> Any:
    """`value` as a base object array, whatever it is."""
    if isinstance(value, SymbolicArray):
        return plain(value)
    if isinstance(value, Scalar):
        array = np.empty((), object)
        array[()] = value
        return array
    if isinstance(value, np.ndarray):
        return value.astype(object)
    return np.array(plain(value), dtype=object)


def wrap(value: Any) -> Any:
    """Base object arrays as symbolic ones, on the same memory."""
    if type(value) is np.ndarray and value.dtype == object:
        return value.view(SymbolicArray)
    if isinstance(value, tuple | list) and any(isinstance(each, np.ndarray) for each in value):
        return type(value)(wrap(each) for each in value)
    return value


def concrete(array: Any) -> Any:
    """The concrete half, as floats."""
    base = objects(array)
    return np.array([float(lift(each).value) for each in base.ravel()]).reshape(base.shape)


def apply_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: C901
    """What a ufunc does to symbols.  Raises `OpaqueError` for those that are not known."""
    if ufunc is np.matmul and method == "__call__":
        return wrap(np.dot(*(objects(each) for each in inputs)))
    function = UFUNCS.get(ufunc)
    if function is None and ufunc in PREDICATES and method == "__call__":
        if any(isinstance(each, SymbolicArray) and not each.size for each in inputs):
            return np.zeros(np.broadcast_shapes(*(np.shape(each) for each in inputs)), bool)
        outcome = np.frompyfunc(PREDICATES[ufunc], ufunc.nin, 1)(*(objects(each) for each in inputs))
        return outcome.astype(bool) if isinstance(outcome, np.ndarray) else np.bool_(outcome)
    if function is None:
        raise OpaqueError(f"it uses np.{ufunc.__name__}, which the tracer does not know")
    lifted = np.frompyfunc(function, ufunc.nin, 1)
    out, where = kwargs.pop("out", None), kwargs.pop("where", True)
    for harmless in ("dtype", "casting", "order", "subok"):
        kwargs.pop(harmless, None)
    if method == "__call__":
        result = lifted(*(objects(each) for each in inputs))
    elif method in ("reduce", "accumulate", "outer"):
        if method == "reduce" and not isinstance(kwargs.get("initial", 0), int | float | Scalar):
            kwargs.pop("initial")
        bases = [objects(each) for each in inputs[: ufunc.nin if method == "outer" else 1]]
        result = getattr(lifted, method)(*bases, *inputs[len(bases) :], **kwargs)
        kwargs = {}
    else:
        raise OpaqueError(f"it uses np.{ufunc.__name__}.{method}")
    if kwargs:
        raise OpaqueError(f"it calls np.{ufunc.__name__} with {', '.join(kwargs)}")
    target = out[0] if isinstance(out, tuple) else out
    if target is None:
        if where is not True:
            raise OpaqueError(f"it calls np.{ufunc.__name__} with where= and no out=")
        return wrap(result)
    if not isinstance(target, SymbolicArray):
        raise OpaqueError("it writes a symbol into a buffer of plain floats")
    np.copyto(plain(target), objects(result), where=plain(where))
    return target


STRUCTURAL: frozenset[Any] = frozenset(
    {
        np.reshape, np.ravel, np.transpose, np.squeeze, np.expand_dims, np.concatenate, np.stack, np.vstack, np.hstack,
        np.broadcast_to, np.tile, np.repeat, np.roll, np.flip, np.split, np.array_split, np.take, np.atleast_1d,
        np.atleast_2d, np.moveaxis, np.swapaxes, np.diag, np.append, np.dot, np.outer, np.inner, np.vdot, np.sum,
        np.prod, np.cumsum, np.shape, np.ndim, np.size, np.copyto, np.where, np.einsum, np.trace,
        np.tensordot, np.delete, np.insert, np.column_stack, np.hsplit, np.vsplit, np.unravel_index, np.ravel_multi_index,
    }
)  # fmt: skip
"""Functions that only move elements, or add and multiply them: they work on object arrays as they are."""


def apply_function(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a NumPy function does to symbols.  Raises `OpaqueError` for those that are not known."""
    if function in FUNCTIONS:
        return FUNCTIONS[function](*args, **kwargs)
    if function not in STRUCTURAL:
        raise OpaqueError(f"it uses np.{getattr(function, '__name__', function)}, which the tracer does not know")
    kwargs = {name: _base(each) for name, each in kwargs.items() if name != "dtype"}
    return wrap(function(*(_base(each) for each in args), **kwargs))


def _base(value: Any) -> Any:
    if isinstance(value, Scalar | SymbolicArray):
        return objects(value)
    if isinstance(value, tuple | list):
        return type(value)(_base(each) for each in value)
    return value


def _filled(array: Any, value: Any, shape: Any) -> SymbolicArray:
    chosen = np.shape(plain(array)) if shape is None else shape
    return symbolic(np.full(chosen, objects(value) if np.ndim(plain(value)) else lift(value), dtype=object))


def _clip(
    array: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None, out: Any = None
) -> Any:
    low, high = (a_min if a_min is not None else min), (a_max if a_max is not None else max)
    result = array if low is None else np.maximum(array, low)
    result = result if high is None else np.minimum(result, high)
    if out is None:
        return result
    out[...] = result
    return out


def _norm(array: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    if ord not in (None, 2, "fro") or (ord == 2 and np.ndim(plain(array)) != 1 and axis is None):
        raise OpaqueError(f"it uses np.linalg.norm with ord={ord!r}")
    return np.sqrt(np.add.reduce(np.square(array), axis=axis, keepdims=keepdims))


def _mean(array: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    total = np.add.reduce(array, axis=axis, keepdims=keepdims)
    return total * Fraction(np.size(plain(total)) or 1, np.size(plain(array)))


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.mean: _mean,
    np.zeros_like: lambda a, dtype=None, order=None, subok=None, shape=None, **_: _filled(a, 0.0, shape),
    np.empty_like: lambda a, dtype=None, order=None, subok=None, shape=None, **_: _filled(a, 0.0, shape),
    np.ones_like: lambda a, dtype=None, order=None, subok=None, shape=None, **_: _filled(a, 1.0, shape),
    np.full_like: lambda a, value, dtype=None, order=None, subok=None, shape=None, **_: _filled(a, value, shape),
    np.copy: lambda a, *_, **__: symbolic(a),
    np.clip: _clip,
    np.linalg.norm: _norm,
    np.nan_to_num: lambda x, copy=True, **_: symbolic(x) if copy else x,
    np.iscomplexobj: lambda x: False,
    np.isrealobj: lambda x: True,
    np.real: lambda x: x,
    np.max: lambda a, axis=None, keepdims=False, **_: np.maximum.reduce(symbolic(a), axis=axis, keepdims=keepdims),
    np.min: lambda a, axis=None, keepdims=False, **_: np.minimum.reduce(symbolic(a), axis=axis, keepdims=keepdims),
    np.any: lambda a, axis=None, **_: np.any(np.asarray(plain(a) != 0, bool), axis=axis),
    np.all: lambda a, axis=None, **_: np.all(np.asarray(plain(a) != 0, bool), axis=axis),
    np.result_type: lambda *_: np.dtype(np.float64),
    np.can_cast: lambda *_, **__: True,
    np.may_share_memory: lambda a, b, **_: np.may_share_memory(plain(a), plain(b)),
    np.shares_memory: lambda a, b, **_: np.shares_memory(plain(a), plain(b)),
}


def _apply_ufunc(self: Scalar, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    return apply_ufunc(ufunc, method, inputs, kwargs)


def _apply_function(self: Scalar, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    return apply_function(function, args, kwargs)


# NumPy's functions of a single symbol may give an array of them, so what they do is known here and not beside `Scalar`.
Scalar.__array_ufunc__ = _apply_ufunc  # type: ignore[attr-defined]
Scalar.__array_function__ = _apply_function  # type: ignore[attr-defined]
