"""While a trace runs: array makers that make symbolic arrays, and `math` and `float` that know symbols."""

import math
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from . import scalar
from .array import SymbolicArray, objects, symbolic
from .asked import JUDGES
from .autograd import introduce
from .memoised import Memoised, without_memory
from .record import OpaqueError, Record, recording
from .scalar import Scalar

IS_TRACING: ContextVar[bool] = ContextVar("IS_TRACING", default=False)
"""Whether a trace runs."""

IS_PAUSED: ContextVar[bool] = ContextVar("IS_PAUSED", default=False)
"""Whether another library computes, whose own use of NumPy is not the subject's."""


T = TypeVar("T")


@contextmanager
def meanwhile(flag: ContextVar[T], value: T) -> Generator[None]:
    """Something is so, or is not so, for as long as the block runs."""
    before = flag.set(value)
    try:
        yield
    finally:
        flag.reset(before)


def paused() -> AbstractContextManager[None]:
    """Let NumPy be as it is, in the middle of a trace."""
    return meanwhile(IS_PAUSED, True)


def _is_float(dtype: Any) -> bool:
    return dtype is None or dtype is _Float or np.dtype(dtype).kind == "f"


def _maker(original: Callable[..., Any], value: float) -> Callable[..., Any]:
    def make(shape: Any, dtype: Any = None, *args: Any, **kwargs: Any) -> Any:
        if IS_PAUSED.get() or not _is_float(dtype):
            return original(shape, dtype, *args, **kwargs)
        return symbolic(np.full(shape, value, dtype=object))

    return make


def _full(shape: Any, fill_value: Any, dtype: Any = None, **kwargs: Any) -> Any:
    if IS_PAUSED.get():
        return FULL(shape, fill_value, dtype, **kwargs)
    return symbolic(np.broadcast_to(objects(fill_value), shape))


FULL = np.full


def _holds_symbols(value: Any) -> bool:
    if isinstance(value, Scalar | SymbolicArray):
        return True
    return isinstance(value, list | tuple) and any(_holds_symbols(each) for each in value)


def _converter(original: Callable[..., Any], copies: bool) -> Callable[..., Any]:
    operand = "object" if original is np.array else "a"

    def convert(*values: Any, **named: Any) -> Any:
        return converted(*values, *([named.pop(operand)] if operand in named else []), **named)

    def converted(value: Any, dtype: Any = None, *args: Any, copy: Any = copies, **kwargs: Any) -> Any:
        if IS_PAUSED.get():
            return original(value, dtype, *args, **({} if copy is copies else {"copy": copy}), **kwargs)
        if not _holds_symbols(value):
            made = original(value, *([] if dtype is None else [float if dtype is _Float else dtype]), *args, **kwargs)
            return symbolic(made) if made.dtype.kind == "f" else made
        if not (_is_float(dtype) or np.dtype(dtype) == object):
            raise OpaqueError(f"it casts to {np.dtype(dtype)}")
        return value if isinstance(value, SymbolicArray) and not copy else symbolic(value)

    return convert


def _is_symbolic(value: Any) -> bool:
    """Whether it is an array of symbols, or a tensor of some library that holds one."""
    return isinstance(value, SymbolicArray) or isinstance(getattr(value, "symbols", None), SymbolicArray)


class _KindMeta(type):
    """The type of `float` and `int` as a subject's module has them: a letter is one of them, as what it stands for is."""

    kind: type
    whole: bool

    def __instancecheck__(cls, instance: object) -> bool:
        return instance.is_whole is cls.whole if isinstance(instance, Scalar) else isinstance(instance, cls.kind)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.kind)

    def __eq__(cls, other: object) -> bool:
        return other is cls.kind or other is cls

    def __hash__(cls) -> int:
        return hash(cls.kind)


class _Float(float, metaclass=_KindMeta):
    """`float` in the subject's module: lets symbols through."""

    kind, whole = float, False

    def __new__(cls, value: Any = 0.0) -> Any:
        return value if isinstance(value, Scalar) else value.item() if _is_symbolic(value) else float(value)


class _Int(int, metaclass=_KindMeta):
    """`int` in the subject's module: lets symbols through that stand for whole numbers."""

    kind, whole = int, True

    def __new__(cls, value: Any = 0, *base: Any) -> Any:
        number = value.item() if _is_symbolic(value) else value
        return number if isinstance(number, Scalar) and number.is_whole else int(number, *base)


def _of_symbols(original: Callable[..., Any], function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        if any(_holds_symbols(each) or _is_symbolic(each) for each in args):
            return function(*(each.item() if _is_symbolic(each) else each for each in args))
        return original(*args, **kwargs)

    return call


GENERATORS = (np.random.Generator, np.random.RandomState)

ORDERING = frozenset("permutation permuted shuffle choice randint integers".split())
"""What draws whole numbers, as the order of the data, in which no symbol is: a step that asks for them is proved for no other."""


def _drawing(original: Callable[..., Any]) -> Callable[..., Any]:
    ordering = getattr(original, "__name__", "") in ORDERING

    def draw(*args: Any, **kwargs: Any) -> Any:
        if IS_PAUSED.get() or (ordering and not any(map(_holds_symbols, (*args, *kwargs.values())))):
            return original(*args, **kwargs)
        raise OpaqueError("it draws random numbers")

    return (
        _Drawing(original.__name__, (), {"original": original, "draw": staticmethod(draw)})
        if isinstance(original, type)
        else draw
    )


class _Drawing(type):
    """The type of what stands for a class of `np.random`: NumPy asks what is an instance of it."""

    original: type
    draw: Callable[..., Any]

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.original)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls.draw(*args, **kwargs)


def _generator(original: Callable[..., Any]) -> Callable[..., Any]:
    """What makes a random generator makes one that draws no number into a formula."""

    def make(*args: Any, **kwargs: Any) -> Any:
        made = original(*args, **kwargs)
        return made if IS_PAUSED.get() else _Drawn(made)

    return make


class _Drawn:
    """A random generator that the subject keeps."""

    def __init__(self, original: Any) -> None:
        self._original = original

    def __getattr__(self, name: str) -> Any:
        return _drawing(getattr(self._original, name))


RANDOM = {
    name: _drawing(each) for name in np.random.__all__ if name != "seed" and callable(each := getattr(np.random, name))
} | {"default_rng": _generator(np.random.default_rng)}
"""For `np.random`, which fills arrays from C, and would write numbers over the objects of a symbolic array."""


LIBRARIES = ("builtins", "numpy", "math", "torch")
"""Never patched by name: they are too large, and what an optimizer of theirs calls is taken over elsewhere."""

KINDS: dict[str, type] = {"float": _Float, "int": _Int}

NUMPY: dict[str, Any] = {
    "zeros": _maker(np.zeros, 0.0),
    "ones": _maker(np.ones, 1.0),
    "empty": _maker(np.empty, 0.0),
    "full": _full,
    "array": _converter(np.array, copies=True),
    "asarray": _converter(np.asarray, copies=False),
    "asanyarray": _converter(np.asanyarray, copies=False),
    "ascontiguousarray": _converter(np.ascontiguousarray, copies=False),
}


def _unknown(name: str) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise OpaqueError(f"it uses math.{name}, which the tracer does not know")

    return refuse


MATH: dict[str, Any] = {
    # These would read the float that is in a symbol for libraries of C; of the others, Python asks the symbol itself.
    name: _of_symbols(function, _unknown(name))
    for name, function in vars(math).items()
    if callable(function) and not name.startswith("_") and name not in ("floor", "ceil", "trunc")
} | {
    name: _of_symbols(getattr(math, name), function)
    for name, function in {
        "sqrt": scalar.square_root,
        "pow": lambda x, y: scalar.lift(x) ** y,
        "exp": scalar.exponential,
        "log": scalar.logarithm,
        "cos": scalar.cosine,
        "fabs": abs,
        "isnan": lambda _: False,
        "isinf": lambda _: False,
        "isfinite": lambda _: True,
    }.items()
}


@contextmanager
def tracing(homes: Sequence[ModuleType]) -> Generator[Record]:
    """Patch NumPy and `math`, and what the modules of a subject imported from them by name, for the time of a trace.

    What is yielded is what it comes across, as it comes.
    """
    replaced = {id(getattr(np, name)): new for name, new in NUMPY.items()}
    replaced |= {id(getattr(math, name)): new for name, new in MATH.items()}
    introduce()
    with ExitStack() as stack:
        record = stack.enter_context(recording())
        stack.enter_context(meanwhile(IS_TRACING, True))
        for library, own in ((np.random, RANDOM), (np, NUMPY), (math, MATH)):
            stack.enter_context(_with_names(vars(library), own))
        for each in {id(each): each for home in homes for each in _subject_modules(home)}.values():
            own = {name: replaced[id(value)] for name, value in vars(each).items() if id(value) in replaced}
            own |= {
                name: without_memory(value, _holds_symbols)
                for name, value in vars(each).items()
                if isinstance(value, Memoised)
            }
            own |= {name: _Drawn(value) for name, value in vars(each).items() if isinstance(value, GENERATORS)}
            own |= {name: kind for name, kind in KINDS.items() if name not in vars(each)}
            stack.enter_context(_with_names(vars(each), own))
        stack.enter_context(np.errstate(all="ignore"))
        yield record


@contextmanager
def _with_names(namespace: dict[str, Any], own: Mapping[str, Any]) -> Generator[None]:
    """Names of a module that mean something else for a time.

    `unittest.mock` would copy the whole module, and imports asyncio.
    """
    before = {name: namespace[name] for name in own if name in namespace}
    namespace.update(own)
    try:
        yield
    finally:
        for name in own.keys() - before.keys():
            namespace.pop(name, None)
        namespace.update(before)


def _subject_modules(module: ModuleType) -> list[ModuleType]:
    """The module, and its siblings in the same package or the same folder."""
    if sys.modules.get(module.__name__) is not module:
        return []  # it stands for one whose code runs while this is paused
    root = module.__name__.split(".")[0]
    if root in LIBRARIES:
        return []
    folder = str(Path(getattr(module, "__file__", None) or "nowhere").parent)
    beside = Path(folder).name not in ("", "site-packages", "dist-packages")
    package = f"{root}."
    siblings = [
        each
        for name, each in [*sys.modules.items()]
        if name == root or name.startswith(package) or (beside and _stands_in(folder, _file_of(each)))
    ]
    return [each for each in siblings if isinstance(each, ModuleType) and not each.__name__.startswith(JUDGES)]


def _file_of(module: object) -> Any:
    """Its file; a module that makes its names when they are asked for is not asked."""
    return getattr(module, "__dict__", {}).get("__file__")


def _stands_in(folder: str, file: Any) -> bool:
    """Whether it is a file of the folder; most of thousands, in every trace, are told by how their names begin."""
    return isinstance(file, str) and (folder == "." or file.startswith(folder)) and str(Path(file).parent) == folder
