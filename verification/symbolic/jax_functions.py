"""A function of JAX's arrays as a function of NumPy's, plain or symbolic: what goes in and what comes out crosses over.

On plain arrays the function itself is run.  On symbols JAX makes a jaxpr of it, which is evaluated.
"""

import functools
import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import jax_expressions as jaxpr
from .array import Mask, SymbolicArray, objects, symbolic
from .jax_letter import Letter
from .jax_marks import HEARD
from .jax_watch import watching
from .patches import IS_PAUSED, IS_TRACING, meanwhile, paused
from .scalar import Scalar


class Crossed(SymbolicArray):
    """A symbolic array that came from JAX, and goes back with the dtype that it had there."""

    jax_dtype: Any = None

    @property
    def dtype(self) -> np.dtype[Any]:  # type: ignore[override]
        return np.dtype(self.jax_dtype or np.float64)

    def __array_finalize__(self, other: Any) -> None:
        self.jax_dtype = getattr(other, "jax_dtype", None)


def keep_float64() -> None:
    """Let JAX keep float64 although it was imported before it was told, unless the user has said otherwise."""
    import jax

    jax.config.update(
        "jax_enable_x64", os.environ.get("JAX_ENABLE_X64", "1").lower() in ("1", "true", "t", "yes", "on")
    )


def keep_programs(folder: Path | None) -> None:
    """Let JAX keep what it has compiled in a folder, if there is one, and find it again by what it says.

    By itself it compiles anew what `jit` is asked for with another lr, and every `cond` of a step that is not compiled as a
    whole, at every step.
    """
    import jax

    if folder is not None:
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def layout_of(given: Any) -> Any:
    """What arguments are like for who compiles for them: how they are packed, and their shapes."""
    import jax

    leaves, tree = jax.tree.flatten(given)
    return tree, tuple(np.shape(objects(each)) for each in leaves)


def flushed() -> frozenset[str]:
    """The dtypes whose subnormals JAX takes for zero on the device that it computes on: XLA does on CPUs.  Found by trying."""
    import jax.numpy as jnp

    def survives(name: str) -> bool:
        tiny = jnp.finfo(name).smallest_subnormal
        array = jnp.asarray(np.array([tiny], name))
        return array.dtype != name or bool(np.asarray(array * array.dtype.type(1))[0])

    return frozenset(name for name in ("float16", "bfloat16", "float32", "float64") if not survives(name))


@dataclass(frozen=True)
class _Untouched:
    """Stands for a leaf of the arguments that comes out as it went in."""

    place: int


IS_COMPILING: ContextVar[bool] = ContextVar("IS_COMPILING", default=False)
"""Whether functions that may be are compiled as a whole."""

QUICK = {
    "xla_backend_optimization_level": 0,
    "xla_cpu_parallel_codegen_split_count": 1,
    "xla_cpu_use_fusion_emitters": False,
    "xla_llvm_disable_expensive_passes": True,
}
"""What makes XLA compile five times as fast on CPUs: programs stay nearer to the operations that they are made of."""


def compiling() -> AbstractContextManager[None]:
    """Run compiled what may be; traces are as they are."""
    return meanwhile(IS_COMPILING, True)


def uncompiled() -> AbstractContextManager[None]:
    """Run everything operation by operation, so that its Python code can be watched: also what the subject compiles itself."""
    return sys.modules["jax"].disable_jit() if "jax" in sys.modules else nullcontext()


def crossing(
    function: Callable[..., Any], *, letters: bool = True, compiles: bool = False, insists: bool = False
) -> Callable[..., Any]:
    """The function on NumPy's arrays.  What it changes in dicts and lists that it is given is changed there.

    Where `letters` is False, single numbers that hold a symbol are handed over as they are, to be kept and not computed with.
    Where `compiles` is True the function is compiled as a whole, once for all arguments of the same shapes and dtypes, while
    `compiling`: it must keep nothing.  Where it `insists` on that, it raises `ValueAskedError` if that cannot be.
    """
    program = functools.cache(lambda: _program(function))

    @functools.wraps(function)
    def crossed(*args: Any, **kwargs: Any) -> Any:
        if IS_PAUSED.get():
            return function(*args, **kwargs)
        with paused():
            result, after = _crossed(function, (args, kwargs), letters, program if compiles else None, insists=insists)
        _put_back((args, kwargs), after)
        return result

    return crossed


def _crossed(
    function: Callable[..., Any], given: Any, letters: bool, program: Callable[[], Callable[..., Any]] | None,
    *, insists: bool,
) -> Any:  # fmt: skip
    """What comes of the call, and the arguments after it; what is NumPy's on this side is JAX's in the call."""
    import jax

    leaves, tree = jax.tree.flatten(given)
    if not IS_TRACING.get():
        found = (
            _run_compiled(function, program(), tree, leaves, insists=insists)
            if IS_COMPILING.get() and program and not jax.config.jax_disable_jit  # type: ignore[attr-defined]
            else _run(function, tree, leaves)
        )
    else:
        open_kinds = (SymbolicArray, Scalar) if letters else SymbolicArray
        places = [place for place, each in enumerate(leaves) if isinstance(each, open_kinds) and not _is_known(each)]
        found = _on_symbols(lambda handed: _called(function, tree, handed), leaves, places, letters)
    return jax.tree.map(lambda each: leaves[each.place] if isinstance(each, _Untouched) else each, found)


def _called(function: Callable[..., Any], tree: Any, handed: Sequence[Any]) -> Any:
    import jax

    args, kwargs = jax.tree.unflatten(tree, handed)
    result = function(*args, **kwargs)
    places = {id(each): _Untouched(place) for place, each in enumerate(handed)}
    return result, jax.tree.map(lambda each: places.get(id(each), each), (args, kwargs))


def _run(function: Callable[..., Any], tree: Any, leaves: Sequence[Any]) -> Any:
    """An ordinary call, in which JAX computes one operation after the other."""
    import jax

    return jax.tree.map(_to_numpy, _called(function, tree, [*map(_to_jax, leaves)]))


# Compiled as a whole.


@dataclass(frozen=True)
class _Fixed:
    """What a program was compiled for besides shapes and dtypes: where its numbers go, and all else that it is given."""

    tree: Any
    others: tuple[Any, ...]


class ValueAskedError(Exception):
    """The function asks for the value of a number, which no program has while it is made."""


def _program(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, compiled once for each `_Fixed` and for shapes and dtypes; numbers are arguments of it."""
    import jax

    outside: dict[Any, Any] = {}
    asking: set[Any] = set()
    filled: dict[Any, Sequence[Any] | None] = {}

    def computed(fixed: _Fixed, key: Any, numbers: Sequence[Any]) -> Any:
        rest = iter(numbers)
        handed = [next(rest) if each is NUMBER else each for each in fixed.others]
        found, tree = jax.tree.flatten(_called(function, fixed.tree, handed))
        outside[fixed, key] = tree, [None if isinstance(each, jax.Array) else each for each in found]
        return [each for each in found if isinstance(each, jax.Array)]

    compiled = jax.jit(computed, static_argnums=(0, 1), compiler_options=_quick())

    def run(fixed: _Fixed, numbers: Sequence[Any]) -> Any:
        key = tuple((np.shape(each), str(getattr(each, "dtype", type(each).__name__))) for each in numbers)
        if (fixed, key) in asking:
            raise ValueAskedError
        try:
            if (fixed, key) not in filled:
                filled[fixed, key] = _filled(compiled.trace(fixed, key, numbers).jaxpr)
            written = filled[fixed, key]
            arrays = map(_number, compiled(fixed, key, numbers)) if written is None else map(copy, written)
        except (jax.errors.ConcretizationTypeError, jax.errors.TracerArrayConversionError):
            # What is asked without any value at hand is asked every time, and to find it out costs more than a step.
            asking.add((fixed, key))
            raise ValueAskedError from None
        tree, others = outside[fixed, key]
        return jax.tree.unflatten(tree, [next(arrays) if each is None else each for each in others])

    return run


def _filled(closed: Any) -> Sequence[Any] | None:
    """What comes of a jaxpr that fills arrays with numbers that stand in it, as most states begin; None where it does more.

    XLA would compile that for each shape, and half of its programs were such.
    """
    from jax.extend.core import Literal

    writers: dict[Any, Any] = {to: line for line in closed.jaxpr.eqns for to in line.outvars}

    def written(to: Any) -> Any:
        line = None if isinstance(to, Literal) else writers.get(to)
        fills = line is not None and line.primitive.name == "broadcast_in_dim" and len(line.invars) == 1
        of: Any = line.invars[0] if line is not None and fills else to
        if not isinstance(of, Literal) or np.ndim(of.val):
            return None
        kind: Any = to.aval
        array = np.full(kind.shape, of.val, kind.dtype)
        return array.item() if kind.weak_type and not kind.shape else array

    found = [] if closed.jaxpr.effects else [written(each) for each in closed.jaxpr.outvars]
    return None if closed.jaxpr.effects or any(each is None for each in found) else found


NUMBER = "a number"
"""Stands in a `_Fixed` where a number goes."""


def _run_compiled(
    function: Callable[..., Any], program: Callable[..., Any], tree: Any, leaves: Sequence[Any], *, insists: bool
) -> Any:
    """The same by one program; operation by operation where its author asks for the value of a number."""
    is_number = [
        isinstance(each, np.ndarray | np.generic | float | int) and not isinstance(each, bool) for each in leaves
    ]
    fixed = _Fixed(tree, tuple(NUMBER if it else each for it, each in zip(is_number, leaves, strict=True)))
    try:
        return program(fixed, [each for it, each in zip(is_number, leaves, strict=True) if it])
    except ValueAskedError:
        if insists:
            raise
        return _run(function, tree, leaves)


@functools.cache
def _quick() -> dict[str, Any]:
    """`QUICK`, where this XLA knows it."""
    import jax

    try:
        jax.jit(lambda x: x, compiler_options=QUICK)(0.0)
    except Exception:  # noqa: BLE001 - XLA has errors of its own
        return {}
    return QUICK


def _number(array: Any) -> Any:
    """What came of Python's numbers alone is one of them."""
    return array.item() if array.weak_type and array.ndim == 0 else np.array(array)


# On symbols.


def _is_known(value: Any) -> bool:
    return isinstance(value, Scalar) and bool(value.expr.is_number)


def _on_symbols(run: Callable[..., Any], leaves: Sequence[Any], places: Sequence[int], letters: bool) -> Any:
    """The same by the jaxpr of the function, for the leaves in these places; the others are handed over as they are."""
    import jax

    asked: set[int] = set()
    while True:
        try:
            return _by_jaxpr(run, leaves, places, letters, asked)
        except jax.errors.ConcretizationTypeError as error:
            if asked.issuperset(places):
                raise
            asked |= {places[int(each)] for each in ASKED.findall(str(error))} - asked or {*places}


ASKED = re.compile(r"values\[(\d+)\]")
"""How JAX says whose value a function asks for."""


def _by_jaxpr(
    run: Callable[..., Any], leaves: Sequence[Any], places: Sequence[int], letters: bool, asked: Collection[int]
) -> Any:
    """The hyperparameters in the places `asked` are handed over as what can be compared."""
    import jax

    outside: list[Any] = []

    def traced(*values: Any) -> Any:
        handed = [_to_jax(each.value if letters and isinstance(each, Scalar) else each) for each in leaves]
        for place, value in zip(places, values, strict=True):
            number = leaves[place]
            handed[place] = Letter(number, value) if place in asked and isinstance(number, Scalar) else value
        found, tree = jax.tree.flatten(run(handed))
        others = [each.scalar if isinstance(each, Letter) else each for each in found]
        outside[:] = [tree, [None if isinstance(each, jax.Array) else each for each in others]]
        return [each for each in found if isinstance(each, jax.Array)]

    with watching():
        closed = jax.make_jaxpr(traced)(*(_example(leaves[place]) for place in places))
    values = jaxpr.evaluate(closed.jaxpr, closed.consts, [leaves[place] for place in places], HEARD.get())
    arrays = iter([_held(each, of.dtype) for each, of in zip(values, closed.out_avals, strict=True)])
    tree, others = outside
    return jax.tree.unflatten(tree, [next(arrays) if each is None else each for each in others])


def _example(value: Any) -> Any:
    """Something of the same shape and dtype."""
    import jax

    if isinstance(value, Scalar):
        return value.value
    return jax.ShapeDtypeStruct(np.shape(objects(value)), jax.dtypes.canonicalize_dtype(value.dtype))


def _held(value: Any, dtype: Any) -> Any:
    if dtype == np.bool_:
        return value if isinstance(value, Mask) else np.array(value)
    array = np.ndarray.view(symbolic(value), Crossed)
    array.jax_dtype = np.dtype(dtype)
    return array


def _to_jax(value: Any) -> Any:
    import jax.numpy as jnp

    return jnp.array(value) if isinstance(value, np.ndarray) and not isinstance(value, SymbolicArray) else value


def _to_numpy(value: Any) -> Any:
    import jax

    return np.array(value) if isinstance(value, jax.Array) else value


def _put_back(given: Any, after: Any) -> None:
    """Let dicts and lists be what the function has made of its copies of them."""
    if isinstance(given, tuple):
        for one, two in zip(given, after, strict=True):
            _put_back(one, two)
    elif isinstance(given, dict | list):
        old = dict(enumerate(given)) if isinstance(given, list) else dict(given)
        new = dict(enumerate(after)) if isinstance(after, list) else after
        whole = {key: _merged(old.get(key), value) for key, value in new.items()}
        if isinstance(given, list):
            given[:] = [*whole.values()]
        else:
            for key in given.keys() - whole.keys():
                del given[key]
            given.update(whole)


def _merged(old: Any, new: Any) -> Any:
    """A container that was there before, with what is in it now; anything else as it is now."""
    if type(old) is type(new) and isinstance(old, dict | list | tuple):
        _put_back(old, new)
        return new if isinstance(old, tuple) else old
    return new
