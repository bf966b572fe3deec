"""What a function computes on JAX's arrays, done to symbols.

JAX runs the function on tracers of its own and writes down every operation, in a jaxpr; here each is carried out on symbolic
arrays.  Whole numbers stay whole and have no end; a conversion from one float dtype to another is rounding, which is not
the algebra's business.  What is not in the tables raises.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .array import Mask, SymbolicArray, objects, where, wrap
from .decimals import read_in
from .jax_marks import Hearer, handed_on, mark_of
from .record import OpaqueError
from .scalar import Scalar, lift


def evaluate(jaxpr: Any, consts: Sequence[Any], values: Sequence[Any], hearer: Hearer | None = None) -> list[Any]:
    """What a jaxpr makes of values: arrays of symbols, and plain arrays of whole numbers and truth values.

    What a statement hands on is what `hearer` makes of it.  Raises `OpaqueError` for an operation that is not known.
    """
    from jax.extend.core import Literal

    known: dict[Any, Any] = {}

    def value_of(variable: Any) -> Any:
        literal: Any = variable
        return _read(literal.val, literal.aval.dtype) if isinstance(variable, Literal) else known[variable]

    for variable, value in zip((*jaxpr.constvars, *jaxpr.invars), (*consts, *values), strict=True):
        known[variable] = _read(value, variable.aval.dtype)
    written = frozenset[Any]() if hearer is None else handed_on(jaxpr, hearer)
    for line in jaxpr.eqns:
        known |= zip(line.outvars, _carried_out(line, [value_of(variable) for variable in line.invars]), strict=True)
        mark = None if hearer is None else mark_of(line)
        if hearer is not None and mark is not None:
            found = [each for each in line.outvars if each in written and isinstance(known[each], SymbolicArray)]
            known |= {each: hearer.handed_on(mark, known[each]) for each in found}
    return [value_of(each) for each in jaxpr.outvars]


def _read(value: Any, dtype: Any) -> Any:
    """A value as it is computed with here: floats become what their author meant, in the dtype that they have."""
    if isinstance(value, Mask):
        return value
    if isinstance(value, SymbolicArray | Scalar):
        array = wrap(objects(value))
        return _truths(array) if dtype.kind == "b" else array
    if dtype.kind in "iub":
        return np.asarray(value, dtype)
    if dtype.kind != "f" and dtype.name != "bfloat16":
        raise OpaqueError(f"it computes with {dtype}")
    held = np.asarray(value, dtype)
    array = np.empty(held.shape, object)
    for place, each in np.ndenumerate(held):
        array[place] = Scalar(read_in(each), float(each)) if np.isfinite(each) else float(each)
    return wrap(array)


def _truths(array: SymbolicArray) -> Any:
    if not all(lift(each).expr.is_number for each in objects(array).ravel()):
        raise OpaqueError("it keeps a truth value that the trace keeps symbolic")
    return np.array([bool(lift(each).value) for each in objects(array).ravel()], bool).reshape(np.shape(objects(array)))


def _carried_out(line: Any, values: Sequence[Any]) -> Sequence[Any]:
    """The results of one operation."""
    name, given = line.primitive.name, line.params
    if name == "cond":
        branch = given["branches"][_place(values[0], len(given["branches"]))]
        return evaluate(branch.jaxpr, branch.consts, values[1:])
    called = next((given[each] for each in CALLED if each in given), None)
    if name in CALLS and called is not None:
        return evaluate(getattr(called, "jaxpr", called), getattr(called, "consts", ()), values)
    if not any(isinstance(each, SymbolicArray) for each in values):
        return _by_jax(line, values)
    if name not in OPERATIONS:
        raise OpaqueError(f"it uses JAX's operation {name}, which the tracer does not know")
    if name in ("div", "rem") and line.outvars[0].aval.dtype.kind in "iu":
        raise OpaqueError("it divides whole numbers that the trace keeps symbolic")
    if name in COMPARISONS and line.invars[0].aval.dtype.kind in "iu":
        values = [_endless(each, of.aval.dtype) for each, of in zip(values, line.invars, strict=True)]
    found = OPERATIONS[name](*values, *(given[each] for each in PARAMETERS.get(name, ())))
    return [_array(each) for each in (found if line.primitive.multiple_results else [found])]


def _array(value: Any) -> Any:
    """NumPy makes single numbers of arrays without dimensions."""
    return wrap(objects(value)) if isinstance(value, Scalar) else value


CALLED = ("jaxpr", "call_jaxpr", "fun_jaxpr")
"""Where an operation that calls a function keeps the function's jaxpr."""

CALLS = frozenset(
    "jit pjit closed_call core_call custom_jvp_call custom_vjp_call custom_vjp_call_jaxpr checkpoint remat remat2".split()
)


def _place(index: Any, branches: int) -> int:
    """The branch that is taken, which is not a matter of symbols: comparisons have told."""
    if isinstance(index, SymbolicArray):
        index = index.item().__index__()
    return min(max(int(index), 0), branches - 1)


def _by_jax(line: Any, values: Sequence[Any]) -> list[Any]:
    """An operation on plain whole numbers and truth values, and on nothing."""
    found = line.primitive.bind(*values, **line.params)
    found = found if line.primitive.multiple_results else [found]
    return [_read(each, of.aval.dtype) for each, of in zip(found, line.outvars, strict=True)]


def _endless(value: Any, dtype: Any) -> Any:
    """Whole numbers have no end here: a guard against the overflow of a counter is never met."""
    if isinstance(value, SymbolicArray) or np.ndim(value):
        return value
    ends = {np.iinfo(dtype).max: np.inf, np.iinfo(dtype).min: -np.inf}
    return ends.get(int(value), value) if dtype.itemsize >= 4 else value


# Operations.


def _chosen(which: Any, cases: Sequence[Any]) -> Any:
    if isinstance(which, Mask):
        return where(which, cases[1], cases[0])
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


def _joined(how: Callable[..., Any], arrays_and_axis: Sequence[Any]) -> Any:
    *arrays, axis = arrays_and_axis
    return wrap(how([objects(each) for each in arrays], axis))


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
    "broadcast_in_dim": _broadcast,
    "clamp": lambda low, x, high: np.minimum(np.maximum(x, low), high),
    "concatenate": lambda *arrays_and_axis: _joined(np.concatenate, arrays_and_axis),
    "convert_element_type": _converted,
    "copy": np.positive,
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
    "stack": lambda *arrays_and_axis: _joined(np.stack, arrays_and_axis),
    "stop_gradient": np.positive,
    "sub": np.subtract,
    "transpose": np.transpose,
}

PARAMETERS: Mapping[str, tuple[str, ...]] = {
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
