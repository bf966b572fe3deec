"""What NumPy's functions do to symbols, by tables; what stands in none of them raises."""

import inspect
from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from typing import Any

import numpy as np
from sympy import sign

from . import scalar
from .array import Mask, SymbolicArray, decided, objects, plain, symbolic, truths, where, wrap
from .record import OpaqueError
from .scalar import Scalar, lift
from .truth import Truth, chosen, conjunction, disjunction, negation, tidied, truth


def _reciprocal(x: Any) -> Any:
    return 1 / lift(x)


def _summed(x: Scalar, y: Scalar) -> Scalar:
    both = x.expr.has(sign) and y.expr.has(sign)
    return tidied(x + y) if both else x + y


def _copysign(x: Any, like: Any) -> Any:
    return chosen(truth("<", like, 0), -abs(lift(x)), abs(lift(x)))


def _heaviside(x: Any, at_zero: Any) -> Any:
    return chosen(truth(">", x, 0), 1, chosen(truth("<", x, 0), 0, at_zero))


UFUNCS: dict[np.ufunc, Callable[..., Any]] = {
    np.add: lambda x, y: _summed(lift(x), lift(y)),
    np.subtract: lambda x, y: _summed(lift(x), -lift(y)),
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
    np.cos: scalar.cosine,
    np.sign: scalar.sign,
    np.maximum: scalar.maximum,
    np.minimum: scalar.minimum,
    np.fmax: scalar.maximum,
    np.fmin: scalar.minimum,
    np.heaviside: _heaviside,
    np.copysign: _copysign,
    np.hypot: lambda x, y: scalar.square_root(lift(x) * lift(x) + lift(y) * lift(y)),
}

RELATIONS: dict[np.ufunc, str] = {
    np.less: "<", np.less_equal: "<=", np.greater: ">", np.greater_equal: ">=", np.equal: "==", np.not_equal: "!=",
}  # fmt: skip

PREDICATES: dict[np.ufunc, Callable[..., Any]] = {
    **{ufunc: partial(truth, relation) for ufunc, relation in RELATIONS.items()},
    np.isfinite: lambda x: True,
    np.isnan: lambda x: False,
    np.isinf: lambda x: False,
    np.signbit: lambda x: truth("<", x, 0),
    np.logical_not: lambda x: not x,
    np.logical_and: lambda x, y: bool(x) and bool(y),
    np.logical_or: lambda x, y: bool(x) or bool(y),
}

CONNECTIVES: dict[np.ufunc, Callable[..., Truth]] = {
    **dict.fromkeys((np.logical_not, np.invert), negation),
    **dict.fromkeys((np.logical_and, np.bitwise_and, np.multiply), conjunction),
    **dict.fromkeys((np.logical_or, np.bitwise_or, np.add), disjunction),
}
"""What is made of truth values alone."""


def apply_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: C901
    """What a ufunc does to symbols.  Raises `OpaqueError` for those that are not known."""
    if ufunc is np.matmul and method == "__call__":
        return wrap(np.dot(*(objects(each) for each in inputs)))
    if method == "__call__" and any(isinstance(each, Mask) for each in inputs) and all(map(_is_truth, inputs)):
        if ufunc in (np.subtract, np.negative):
            raise TypeError(f"numpy boolean {ufunc.__name__} is not supported")
        if ufunc in CONNECTIVES and not kwargs:
            return truths(np.frompyfunc(CONNECTIVES[ufunc], ufunc.nin, 1)(*(plain(truths(each)) for each in inputs)))
    function = UFUNCS.get(ufunc)
    if function is None and ufunc in PREDICATES and method == "__call__":
        if any(isinstance(each, SymbolicArray) and not each.size for each in inputs):
            return np.zeros(np.broadcast_shapes(*(np.shape(each) for each in inputs)), bool)
        outcome = np.frompyfunc(PREDICATES[ufunc], ufunc.nin, 1)(*(objects(each) for each in inputs))
        if not isinstance(outcome, np.ndarray):
            return np.bool_(bool(outcome))
        letters = any(isinstance(each, Truth) for each in outcome.flat)
        return truths(outcome) if letters else outcome.astype(bool)
    if function is None:
        raise OpaqueError(f"it uses np.{ufunc.__name__}, which the tracer does not know")
    lifted = np.frompyfunc(function, ufunc.nin, 1)
    out, chosen_there = kwargs.pop("out", None), kwargs.pop("where", True)
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
        if chosen_there is not True:
            raise OpaqueError(f"it calls np.{ufunc.__name__} with where= and no out=")
        return wrap(result)
    if not isinstance(target, SymbolicArray):
        raise OpaqueError("it writes a symbol into a buffer of plain floats")
    _written(target, result, chosen_there)
    return target


def _is_truth(value: Any) -> bool:
    """Whether it is of truth values, some of which may be letters."""
    return isinstance(value, Truth | bool) or getattr(value, "dtype", None) == np.bool_


def _written(target: Any, values: Any, there: Any) -> None:
    """Write values over an array, in some of its places."""
    values = where(there, values, target) if isinstance(there, Mask) else values
    np.copyto(plain(target), objects(values), where=True if isinstance(there, Mask) else plain(there))


STRUCTURAL: frozenset[Any] = frozenset(
    {
        np.reshape, np.ravel, np.transpose, np.squeeze, np.expand_dims, np.concatenate, np.stack, np.vstack, np.hstack,
        np.broadcast_to, np.tile, np.repeat, np.roll, np.flip, np.split, np.array_split, np.take, np.atleast_1d,
        np.atleast_2d, np.moveaxis, np.swapaxes, np.diag, np.append, np.dot, np.outer, np.inner, np.vdot, np.sum,
        np.prod, np.cumsum, np.shape, np.ndim, np.size, np.einsum, np.trace,
        np.tensordot, np.delete, np.insert, np.column_stack, np.hsplit, np.vsplit, np.unravel_index, np.ravel_multi_index,
    }
)  # fmt: skip
"""Functions that only move elements, or add and multiply them: they work on object arrays as they are."""

TURNING = frozenset((np.reshape, np.ravel, np.transpose, np.squeeze, np.expand_dims, np.broadcast_to))
"""Those that move the elements of one array, whatever they are."""


def apply_function(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a NumPy function does to symbols.  Raises `OpaqueError` for those that are not known."""
    args, kwargs = _in_order(function, args, kwargs)
    if function in FUNCTIONS:
        return FUNCTIONS[function](*args, **kwargs)
    if function not in STRUCTURAL:
        raise OpaqueError(f"it uses np.{getattr(function, '__name__', function)}, which the tracer does not know")
    if function in TURNING and isinstance(args[0], Mask):
        return wrap(function(plain(args[0]), *args[1:], **kwargs))
    kwargs = {name: _base(each) for name, each in kwargs.items() if name != "dtype"}
    return wrap(function(*(_base(each) for each in args), **kwargs))


def _in_order(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Arguments with what the function must be given at its place: `np.full_like(a=g, fill_value=lr)` is `np.full_like(g, lr)`."""
    needed = [each for each in _needed(function) if each in kwargs]
    return (*args, *(kwargs[each] for each in needed)), {
        name: each for name, each in kwargs.items() if name not in needed
    }


@cache
def _needed(function: Any) -> tuple[str, ...]:
    """The names of what a function must be given; none where it has no signature."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return ()
    named = (each for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD)
    return tuple(each.name for each in named if each.default is each.empty)


def _base(value: Any) -> Any:
    if isinstance(value, Scalar | SymbolicArray | Truth):
        return objects(value)
    if isinstance(value, tuple | list):
        return type(value)(_base(each) for each in value)
    return value


def _where(condition: Any, *sides: Any) -> Any:
    if not sides:
        return np.where(decided(condition))
    if not _is_truth(condition) and isinstance(condition, SymbolicArray):
        condition = np.not_equal(condition, 0)
    return where(condition, *sides)


def _select(conditions: Any, values: Any, default: Any = 0) -> Any:
    for condition, value in zip(reversed(conditions), reversed(values), strict=True):
        default = _where(condition, value, default)
    return default


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
    np.where: _where,
    np.select: _select,
    np.copyto: lambda dst, src, casting=None, where=True: _written(dst, src, where),
    np.count_nonzero: lambda a, axis=None, **_: np.count_nonzero(decided(a), axis=axis),
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
    np.any: lambda a, axis=None, **_: np.any(np.asarray(plain(decided(a)) != 0, bool), axis=axis),
    np.all: lambda a, axis=None, **_: np.all(np.asarray(plain(decided(a)) != 0, bool), axis=axis),
    np.result_type: lambda *_: np.dtype(np.float64),
    np.can_cast: lambda *_, **__: True,
    np.may_share_memory: lambda a, b, **_: np.may_share_memory(plain(a), plain(b)),
    np.shares_memory: lambda a, b, **_: np.shares_memory(plain(a), plain(b)),
}


def _apply_ufunc(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    return apply_ufunc(ufunc, method, inputs, kwargs)


def _apply_function(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    return apply_function(function, args, kwargs)


# NumPy's functions of a single symbol may give an array of them, so what they do is known here and not beside the classes.
for _class in (Scalar, Truth, SymbolicArray):
    _class.__array_ufunc__ = _apply_ufunc  # type: ignore[attr-defined]
    _class.__array_function__ = _apply_function  # type: ignore[attr-defined]
