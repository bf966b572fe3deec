"""What JAX's operations compute, by name, on symbolic arrays; what stands in no table is not known, and ends a trace."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .array import Mask, SymbolicArray, objects, plain, truths, where, wrap
from .record import OpaqueError
from .scalar import lift


class First(SymbolicArray):
    """The places of the first truth values that hold, as which `argmax` finds them; 0 where none does."""

    found: Sequence[Any] = ()


def _first(values: Any, axes: Sequence[int]) -> Any:
    if not isinstance(values, Mask):
        raise OpaqueError("it asks where the largest of the numbers stands that the trace keeps symbolic")
    found = [*np.moveaxis(plain(values), axes[0], 0)]
    places: Any = np.zeros(found[0].shape)
    for place in reversed(range(len(found))):
        places = where(found[place], float(place), places)
    first = np.ndarray.view(places, First)
    first.found = found
    return first


def _chosen(which: Any, cases: Sequence[Any]) -> Any:
    if isinstance(which, Mask):
        return where(which, cases[1], cases[0])
    if isinstance(which, First) and which.found:
        found = cases[0]
        for holds, case in reversed([*zip(which.found, cases, strict=True)]):
            found = where(holds, case, found)
        return found
    if isinstance(which, SymbolicArray):
        raise OpaqueError("it selects by a number that the trace keeps symbolic")
    shape = np.broadcast_shapes(*(np.shape(objects(each)) for each in (which, *cases)))
    index = np.broadcast_to(np.asarray(which, int), shape)
    arrays = [np.broadcast_to(objects(each), shape) for each in cases]
    found = np.empty(shape, object)
    for place in np.ndindex(*shape):
        found[place] = arrays[index[place]][place]
    return wrap(found)


def _converted(value: Any, new_dtype: Any) -> Any:
    if isinstance(value, Mask):
        return value.astype(new_dtype)
    if np.dtype(new_dtype) == bool:
        return np.not_equal(value, 0)
    if np.dtype(new_dtype).kind in "iu" and not all(lift(each).expr.is_integer for each in objects(value).ravel()):
        raise OpaqueError(f"it casts to {np.dtype(new_dtype)}")
    return value


def _broadcast(x: Any, shape: Sequence[int], broadcast_dimensions: Sequence[int]) -> Any:
    sides = [1] * len(shape)
    for place, side in zip(broadcast_dimensions, np.shape(objects(x)), strict=True):
        sides[place] = side
    return np.broadcast_to(np.reshape(x, sides), shape)


def _reduced(ufunc: np.ufunc) -> Callable[..., Any]:
    def reduce(x: Any, axes: Sequence[int]) -> Any:
        for axis in sorted(axes, reverse=True):
            x = wrap(objects(ufunc.reduce(x, axis=axis)))
        return x

    return reduce


def _sliced(x: Any, start_indices: Sequence[int], limit_indices: Sequence[int], strides: Sequence[int] | None) -> Any:
    steps = strides or [1] * len(start_indices)
    return x[tuple(slice(*each) for each in zip(start_indices, limit_indices, steps, strict=True))]


def joined(how: Callable[..., Any], arrays_and_axis: Sequence[Any]) -> Any:
    *arrays, axis = arrays_and_axis
    of_truths = all(isinstance(each, Mask) or np.asarray(each).dtype == bool for each in arrays)
    return wrap(how([plain(truths(each)) if of_truths else objects(each) for each in arrays], axis))


def _contracted(x: Any, y: Any, dimension_numbers: Any) -> Any:
    contracted, batch = dimension_numbers
    if batch[0]:
        raise OpaqueError("it multiplies batches of matrices")
    return wrap(np.tensordot(objects(x), objects(y), contracted))


COMPARISONS: Mapping[str, np.ufunc] = {
    "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal, "ne": np.not_equal,
}  # fmt: skip

OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **COMPARISONS,
    "abs": np.absolute,
    "add": np.add,
    "add_any": np.add,
    "and": np.logical_and,
    "argmax": _first,
    "broadcast_in_dim": _broadcast,
    "clamp": lambda low, x, high: np.minimum(np.maximum(x, low), high),
    "concatenate": lambda *arrays_and_axis: joined(np.concatenate, arrays_and_axis),
    "convert_element_type": _converted,
    "copy": np.positive,
    "cos": np.cos,
    "copy_p": np.positive,
    "device_put": lambda *arrays: list(arrays),
    "div": np.divide,
    "dot_general": _contracted,
    "exp": np.exp,
    "expand_dims": lambda x, dimensions: np.expand_dims(x, tuple(dimensions)),
    "expm1": lambda x: np.exp(x) - 1,
    "integer_pow": np.power,
    "is_finite": np.isfinite,
    "log": np.log,
    "log1p": lambda x: np.log(1 + x),
    "max": np.maximum,
    "min": np.minimum,
    "mul": np.multiply,
    "neg": np.negative,
    "not": np.logical_not,
    "optimization_barrier": lambda *arrays: list(arrays),
    "or": np.logical_or,
    "pow": np.power,
    "reduce_and": lambda x, axes: np.all(x, axis=tuple(axes)),
    "reduce_max": _reduced(np.maximum),
    "reduce_min": _reduced(np.minimum),
    "reduce_or": lambda x, axes: np.any(x, axis=tuple(axes)),
    "reduce_prod": _reduced(np.multiply),
    "reduce_sum": _reduced(np.add),
    "reshape": np.reshape,
    "rev": lambda x, dimensions: np.flip(x, tuple(dimensions)),
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "select_n": lambda which, *cases: _chosen(which, cases),
    "sign": np.sign,
    "slice": _sliced,
    "sqrt": np.sqrt,
    "square": np.square,
    "squeeze": lambda x, dimensions: np.squeeze(x, tuple(dimensions)),
    "stack": lambda *arrays_and_axis: joined(np.stack, arrays_and_axis),
    "stop_gradient": np.positive,
    "sub": np.subtract,
    "transpose": np.transpose,
}

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "argmax": ("axes",),
    "broadcast_in_dim": ("shape", "broadcast_dimensions"),
    "concatenate": ("dimension",),
    "convert_element_type": ("new_dtype",),
    "dot_general": ("dimension_numbers",),
    "expand_dims": ("dimensions",),
    "integer_pow": ("y",),
    **dict.fromkeys((f"reduce_{how}" for how in ("and", "max", "min", "or", "prod", "sum")), ("axes",)),
    "reshape": ("new_sizes",),
    "rev": ("dimensions",),
    "slice": ("start_indices", "limit_indices", "strides"),
    "squeeze": ("dimensions",),
    "stack": ("axis",),
    "transpose": ("permutation",),
}
"""What an operation is told besides its operands."""
