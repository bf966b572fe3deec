"""What a function computes on JAX's arrays, done to symbols.

JAX runs the function on tracers of its own and writes down every operation, in a jaxpr; here each is carried out on symbolic
arrays.  Whole numbers stay whole and have no end; a conversion from one float dtype to another is rounding, which is not
the algebra's business.  What is not in the tables raises.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .array import Mask, SymbolicArray, objects, wrap
from .decimals import read_in
from .jax_marks import Hearer, handed_on, mark_of
from .jax_operations import COMPARISONS, OPERATIONS, PARAMETERS, joined
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
    if name in LOOPS:
        return LOOPS[name](given, values)
    called = next((given[each] for each in CALLED if each in given), None)
    if name in CALLS and called is not None:
        return evaluate(getattr(called, "jaxpr", called), getattr(called, "consts", ()), values)
    if not any(isinstance(each, SymbolicArray) for each in values):
        return _by_jax(line, values)
    if name in MOVING:
        return [_moved(line, values, MOVING[name])]
    if name == "scatter-add":
        return [_added(line, *values)]
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


def _scanned(given: Mapping[str, Any], values: Sequence[Any]) -> list[Any]:
    """A loop of so many rounds, which hands on what it carries, and takes and makes a row of arrays in each."""
    body, ends = given["jaxpr"], (given["num_consts"], given["num_consts"] + given["num_carry"])
    if given["length"] > ROUNDS:
        raise OpaqueError(f"it loops {given['length']} times in JAX")
    fixed, carried, rows = values[: ends[0]], [*values[ends[0] : ends[1]]], values[ends[1] :]
    made: list[list[Any]] = [[] for _ in body.jaxpr.outvars[len(carried) :]]
    rounds = range(given["length"])
    for k in reversed(rounds) if given["reverse"] else rounds:
        found = evaluate(body.jaxpr, body.consts, [*fixed, *carried, *(_array(each[k]) for each in rows)])
        found, new = found[: len(carried)], found[len(carried) :]
        carried = found
        for row, each in zip(made, new, strict=True):
            row.insert(0, each) if given["reverse"] else row.append(each)
    return [*carried, *(joined(np.stack, (*row, 0)) for row in made)]


def _repeated(given: Mapping[str, Any], values: Sequence[Any]) -> list[Any]:
    """A loop for as long as its condition holds, which comparisons have told."""
    ends = (given["cond_nconsts"], given["cond_nconsts"] + given["body_nconsts"])
    for_condition, for_body, carried = values[: ends[0]], values[ends[0] : ends[1]], [*values[ends[1] :]]
    condition, body = given["cond_jaxpr"], given["body_jaxpr"]
    for _ in range(ROUNDS):
        (goes_on,) = evaluate(condition.jaxpr, condition.consts, [*for_condition, *carried])
        if not bool(goes_on):
            return carried
        carried = evaluate(body.jaxpr, body.consts, [*for_body, *carried])
    raise OpaqueError(f"it loops more than {ROUNDS} times in JAX")


ROUNDS = 100
"""How often a loop of JAX's is carried out; each round is as much as a step."""

LOOPS: Mapping[str, Callable[..., list[Any]]] = {"scan": _scanned, "while": _repeated}


MOVING: Mapping[str, Sequence[int]] = {
    "dynamic_slice": (0,), "dynamic_update_slice": (0, 1), "gather": (0,), "pad": (0, 1), "scatter": (0, 2),
}  # fmt: skip
"""What only moves numbers, and which of its operands it moves; the others say where to."""


def _moved(line: Any, values: Sequence[Any], moved: Sequence[int]) -> Any:
    """An operation that only moves numbers: JAX moves their places."""
    pool = np.concatenate([objects(values[k]).ravel() for k in moved])
    given, first = [each if k in moved else _counted(each) for k, each in enumerate(values)], 0
    for k in moved:
        shape = np.shape(objects(values[k]))
        given[k] = np.arange(first, first + math.prod(shape), dtype=np.int32).reshape(shape)
        first += given[k].size
    places = np.asarray(line.primitive.bind(*given, **line.params))
    if places.size and not 0 <= places.min() <= places.max() < pool.size:
        raise OpaqueError("it reads beyond the end of an array")
    return wrap(pool[places])


def _added(line: Any, array: Any, where: Any, given: Any) -> Any:
    """`x.at[where].add(given)`: JAX adds the numbers of places, from 1 on, to zeros, and how many come to each."""
    dtype, shape = line.outvars[0].aval.dtype, np.shape(objects(given))
    zeros, ones = np.zeros(np.shape(objects(array)), dtype), np.ones(shape, dtype)
    numbers = np.arange(1, ones.size + 1, dtype=dtype).reshape(shape)
    places, times = (
        np.asarray(line.primitive.bind(zeros, _counted(where), each, **line.params)).astype(int)
        for each in (numbers, ones)
    )
    if times.max(initial=0) > 1:
        raise OpaqueError("it adds several numbers to one")
    pool = np.concatenate([objects(lift(0)).ravel(), objects(given).ravel()])
    return wrap(np.add(objects(array), pool[places]))


def _counted(value: Any) -> Any:
    """Whole numbers as plain ones, which say where something is."""
    if not isinstance(value, SymbolicArray):
        return value
    places = [lift(each).__index__() for each in objects(value).ravel()]
    return np.array(places, np.int32).reshape(np.shape(value))


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
