"""What PyTorch's functions compute, by name, in terms of NumPy's, which the tracer knows.

What stands in no table is not known, and ends a trace.
"""

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

import numpy as np

from .array import SymbolicArray, plain, symbolic
from .record import OpaqueError

Function = Callable[..., Any]


OPERANDS = (
    "condition", "input", "self", "tensors", "size", "mask", "other", "end", "exponent", "tensor1", "tensor2", "scalar",
    "fill_value", "mat2", "tensor",
)  # fmt: skip
"""What PyTorch calls the operands of its functions, in the order in which each function takes those that it has."""


def in_order(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Arguments with the operands that are named at their places: `torch.mul(input=g, other=lr)` is `torch.mul(g, lr)`."""
    named = [kwargs[each] for each in OPERANDS if each in kwargs]
    return (*args, *named), {key: each for key, each in kwargs.items() if key not in OPERANDS}


def _div(x: Any, y: Any, *, rounding_mode: Any = None) -> Any:
    if rounding_mode is not None:
        raise OpaqueError("it divides with rounding")
    return np.divide(x, y)


def _scaling(factor: str, count: int, function: Function) -> Function:
    """A function of `count` operands with a factor: by name, `x.add_(g, alpha=0.1)`, or first, as once: `x.add_(0.1, g)`."""

    def scaled(x: Any, *operands: Any, **named: Any) -> Any:
        if not named.keys() <= {factor}:
            raise OpaqueError(f"it gives {', '.join(named)} where {factor} is known")
        given = operands if len(operands) > count else (named.get(factor, 1), *operands)
        return function(x, *given)

    return scaled


def _clamp(x: Any, min: Any = None, max: Any = None) -> Any:
    x = x if min is None else np.maximum(x, min)
    return x if max is None else np.minimum(x, max)


def _norm(x: Any, p: Any = 2, dim: Any = None, keepdim: bool = False, *, ord: Any = None, dtype: Any = None) -> Any:
    if (p if ord is None else ord) not in (2, 2.0, "fro", None):
        raise OpaqueError("it uses a norm that is not the Euclidean one")
    return np.sqrt(np.add.reduce(np.square(x), axis=dim, keepdims=keepdim))


def _sum(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    return np.add.reduce(x, axis=dim, keepdims=keepdim)


def _mean(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    return np.mean(x, axis=dim, keepdims=keepdim)


def _extreme(of_all: Function, of_two: Function) -> Function:
    """The largest or smallest of all elements, or of each two of a pair of tensors; along an axis it is no tensor alone."""

    def extreme(x: Any, other: Any = None) -> Any:
        if other is None:
            return of_all(x)
        if isinstance(other, int):
            raise OpaqueError("it takes extremes along an axis")
        return of_two(x, other)

    return extreme


def _where(condition: Any, x: Any = None, y: Any = None) -> Any:
    if x is None:
        raise OpaqueError("it asks where a condition holds")
    return np.where(condition, x, y)


def _like(value: int) -> Function:
    def make(x: Any, *, dtype: Any = None, **_: Any) -> Any:
        if dtype is not None and not dtype.is_floating_point:
            raise OpaqueError("it makes a tensor of whole numbers like one of symbols")
        return np.full_like(x, value)

    return make


def _filled(x: Any, value: Any, **_: Any) -> Any:
    return np.full_like(x, value)


def _new(value: int, shape: Any) -> Any:
    wanted = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
    return symbolic(np.full(tuple(wanted), value, dtype=object))


_PLAIN: Mapping[str, Function] = {
    "add": _scaling("alpha", 1, lambda x, alpha, y: np.add(x, np.multiply(alpha, y))),
    "sub": _scaling("alpha", 1, lambda x, alpha, y: np.subtract(x, np.multiply(alpha, y))),
    "rsub": lambda x, y, *, alpha=1: np.subtract(y, np.multiply(alpha, x)),
    "mul": np.multiply,
    "div": _div,
    "pow": np.power,
    "float_power": np.power,
    "neg": np.negative,
    "positive": np.positive,
    "abs": np.absolute,
    "sqrt": np.sqrt,
    "rsqrt": lambda x: np.reciprocal(np.sqrt(x)),
    "square": np.square,
    "reciprocal": np.reciprocal,
    "exp": np.exp,
    "log": np.log,
    "cos": np.cos,
    "sign": np.sign,
    "sgn": np.sign,
    "copysign": np.copysign,
    "relu": lambda x: np.maximum(x, 0),
    "maximum": np.maximum,
    "minimum": np.minimum,
    "hypot": np.hypot,
    "clamp": _clamp,
    "clip": _clamp,
    "clamp_min": np.maximum,
    "clamp_max": np.minimum,
    "lerp": lambda x, y, weight: np.add(x, np.multiply(weight, np.subtract(y, x))),
    "addcmul": _scaling("value", 2, lambda x, value, y, z: np.add(x, np.multiply(value, np.multiply(y, z)))),
    "addcdiv": _scaling("value", 2, lambda x, value, y, z: np.add(x, np.multiply(value, np.divide(y, z)))),
    "copy": lambda x, y, non_blocking=False: y,
    "zero": np.zeros_like,
    "zeros_like": _like(0),
    "empty_like": _like(0),
    "ones_like": _like(1),
    "full_like": _filled,
    "new_zeros": lambda x, *shape, **_: _new(0, shape),
    "new_empty": lambda x, *shape, **_: _new(0, shape),
    "new_ones": lambda x, *shape, **_: _new(1, shape),
    "new_tensor": lambda x, data, **_: symbolic(data),
    "new_full": lambda x, shape, value, **_: np.full_like(_new(0, (shape,)), value),
    "fill": _filled,
    "clone": lambda x, memory_format=None: symbolic(x),
    "conj": np.positive,
    "where": _where,
    "masked_fill": lambda x, mask, value: np.where(mask, value, x),
    "norm": _norm,
    "vector_norm": _norm,
    "linalg_vector_norm": _norm,
    "sum": _sum,
    "mean": _mean,
    "dot": np.dot,
    "matmul": np.matmul,
    "mm": np.matmul,
    "outer": np.outer,
    "einsum": np.einsum,
    "max": _extreme(np.max, np.maximum),
    "min": _extreme(np.min, np.minimum),
    "amax": lambda x, dim=None, keepdim=False: np.max(x, axis=dim, keepdims=keepdim),
    "any": np.any,
    "all": np.all,
    "stack": lambda xs, dim=0: np.stack(xs, axis=dim),
    "cat": lambda xs, dim=0: np.concatenate(xs, axis=dim),
    "hstack": np.hstack,
    "vstack": np.vstack,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "isnan": np.isnan,
    "isinf": np.isinf,
    "isfinite": np.isfinite,
    "nan_to_num": lambda x, *_, **__: symbolic(x),
}

OPERATORS: Mapping[str, str] = {
    "add": "add", "sub": "sub", "mul": "mul", "truediv": "div", "div": "div", "pow": "pow", "matmul": "matmul",
}  # fmt: skip
"""What stands between two underscores on each side, and the function that it is."""

COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")


def _reflected(function: Function) -> Function:
    return lambda x, y: function(y, x)


FUNCTIONS: Mapping[str, Function] = {
    **_PLAIN,
    **{f"__{name}__": _PLAIN[base] for name, base in OPERATORS.items()},
    **{f"__r{name}__": _reflected(_PLAIN[base]) for name, base in OPERATORS.items()},
    **{f"__{name}__": _PLAIN[name] for name in COMPARISONS},
    "__neg__": _PLAIN["neg"],
    "__abs__": _PLAIN["abs"],
    "__invert__": np.logical_not,
    **dict.fromkeys(("subtract",), _PLAIN["sub"]),
    "multiply": np.multiply,
    "divide": _div,
    "true_divide": _div,
    "negative": np.negative,
    "absolute": np.absolute,
    "logical_not": np.logical_not,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    **dict.fromkeys(("bitwise_and", "__and__", "__rand__"), np.bitwise_and),
    **dict.fromkeys(("bitwise_or", "__or__", "__ror__"), np.bitwise_or),
    "bitwise_not": np.invert,
    "heaviside": np.heaviside,
    "concat": _PLAIN["cat"],
    "concatenate": _PLAIN["cat"],
    "greater": np.greater,
    "less": np.less,
}
"""Functions that compute a new tensor; with `_` at the end of its name, each writes it over its first argument."""

INPLACE: Mapping[str, str] = {f"__i{name}__": base for name, base in OPERATORS.items()}
"""Operators that change their first argument: `__iadd__` is `add_`."""

OPERATOR_NAMES = (*INPLACE, *(f"__{side}{name}__" for side in ("", "r") for name in OPERATORS if name != "div"))


def _turned(x: SymbolicArray, *axes: Any) -> Any:
    return np.transpose(x, axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes or None)


def _shaped(x: SymbolicArray, *shape: Any) -> Any:
    wanted = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
    return np.reshape(x, tuple(wanted))


def _part(x: SymbolicArray, key: Any) -> Any:
    # With the dots, one element is a view as well.
    parts = key if isinstance(key, tuple) else (key,)
    return x[(*parts, ...)] if not any(each is Ellipsis for each in parts) else x[key]


def _swapped(x: SymbolicArray, dim0: int, dim1: int) -> Any:
    return np.swapaxes(x, dim0, dim1)


def _unsqueezed(x: SymbolicArray, dim: int) -> Any:
    return np.expand_dims(x, dim)


def _squeezed(x: SymbolicArray, dim: Any = None) -> Any:
    return np.squeeze(x, dim) if dim is None or x.shape[dim] == 1 else x


def _broadcast(x: SymbolicArray, *shape: Any) -> Any:
    """Of the shape that is asked for, in which −1 leaves an extent as it is."""
    wanted = tuple(shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape)
    own = (1,) * (len(wanted) - len(x.shape)) + x.shape
    return np.broadcast_to(x, tuple(here if each == -1 else each for each, here in zip(wanted, own, strict=True)))


def _contiguous(x: SymbolicArray, memory_format: Any = None) -> Any:
    """Itself where its elements stand one after the other, and else a copy."""
    return x[...] if plain(x).flags.c_contiguous else symbolic(x)


def _along(x: SymbolicArray, dim: int, key: Any) -> Any:
    """What stands at a place, or between two, along one axis."""
    return x[(*[slice(None)] * (dim % len(x.shape)), key, ...)]


def _narrowed(x: SymbolicArray, dim: int, start: int, length: int) -> Any:
    return _along(x, dim, slice(start, start + length))


def _split(x: SymbolicArray, sizes: Any, dim: int = 0) -> tuple[Any, ...]:
    """In parts of one size, the last of which may be smaller, or of several."""
    extent = x.shape[dim]
    if isinstance(sizes, int):
        sizes = [min(sizes, extent - start) for start in range(0, max(extent, 1), sizes)]
    ends = [*accumulate(sizes)]
    return tuple(_narrowed(x, dim, end - size, size) for end, size in zip(ends, sizes, strict=True))


VIEWS: Mapping[str, Function] = {
    "__getitem__": _part,
    "view": _shaped,
    "reshape": _shaped,
    "view_as": lambda x, y: np.reshape(x, y.shape),
    "flatten": lambda x: np.reshape(x, -1),
    "ravel": lambda x: np.reshape(x, -1),
    "t": np.transpose,
    "T": np.transpose,
    "mT": lambda x: np.swapaxes(x, -1, -2),
    "transpose": _swapped,
    "permute": _turned,
    "unsqueeze": _unsqueezed,
    "squeeze": _squeezed,
    "expand": _broadcast,
    "broadcast_to": _broadcast,
    "expand_as": lambda x, y: np.broadcast_to(x, y.shape),
    "reshape_as": lambda x, y: np.reshape(x, y.shape),
    "contiguous": _contiguous,
    "swapaxes": _swapped,
    "swapdims": _swapped,
    "movedim": np.moveaxis,
    "moveaxis": np.moveaxis,
    "narrow": _narrowed,
    "select": _along,
    "split": _split,
    "chunk": lambda x, chunks, dim=0: _split(x, max(1, -(-x.shape[dim] // chunks)), dim),
    "atleast_1d": lambda x: x[...] if x.shape else np.reshape(x, (1,)),
    "unbind": lambda x, dim=0: tuple(_along(x, dim, k) for k in range(x.shape[dim])),
    "__iter__": lambda x: iter([x[(k, ...)] for k in range(len(x))]),
    "detach": lambda x: x[...],
    "alias": lambda x: x[...],
    "real": lambda x: x[...],
}
"""Functions and attributes that show the same numbers in another way."""

WIDTHS = ("float", "double", "half", "bfloat16", "int", "long", "short", "to", "type", "type_as", "cpu", "cuda")
"""Functions that change in how many digits, or where, a tensor is kept: over the reals, nothing."""

CREATORS = frozenset(
    "zeros ones empty full tensor as_tensor scalar_tensor asarray from_numpy eye empty_strided arange".split()
)
"""Functions that make a tensor of numbers."""

RANDOM = frozenset(
    "rand randn randint randperm rand_like randn_like randint_like normal bernoulli dropout multinomial poisson".split()
)

NATIVE = frozenset(
    "size dim ndimension numel nelement stride is_contiguous element_size get_device is_floating_point is_complex "
    "is_tensor is_conj is_neg is_inference requires_grad_ retain_grad has_names __len__ __hash__ __format__ "
    "register_hook is_same_size result_type can_cast is_shared storage_offset is_signed is_set_to".split()
)
"""Functions that ask for a tensor's shape, dtype or device and not for its numbers, which PyTorch answers itself."""
