"""While JAX traces a function: what its code does with a tracer that loses the number behind it."""

import inspect
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from .messages import readers
from .record import RECORD, leak
from .scalar import LOOKED_UP, WRITTEN

LIBRARIES = frozenset("jax jaxlib numpy ml_dtypes optax chex keras optproof".split())
"""Which may ask a tracer for anything: where it does not tell, they have another way."""

LOSING = {
    **dict.fromkeys(("__bool__", "__index__"), "it asks for a number that JAX does not know while it traces"),
    **dict.fromkeys(
        ("__int__", "__float__", "__complex__", "__round__", "__array__", "item", "tolist", "tobytes", "__reduce__"),
        "it turns a number into a plain one that JAX does not know while it traces",
    ),
    "__hash__": LOOKED_UP,
    "__repr__": WRITTEN,
    "__format__": WRITTEN,
}
"""Why a trace is opaque in which a tracer was asked so: mostly JAX raises, but somebody may catch what it raises."""


@contextmanager
def watching() -> Generator[None]:
    """Let the trace be opaque as soon as the code loses a number; of an error that ends the block nothing is left."""
    import jax
    from jax.core import Tracer

    record = RECORD.get()
    before = 0 if record is None else len(record.leaks)
    own = {name: vars(Tracer)[name] for name in LOSING if name in vars(Tracer)}
    for name, reason in LOSING.items():
        setattr(Tracer, name, _watched(getattr(Tracer, name) or _unhashable, reason))
    try:
        yield
    except jax.errors.ConcretizationTypeError:
        if record is not None:
            del record.leaks[before:]
        raise
    finally:
        for name in LOSING:
            delattr(Tracer, name)
        for name, original in own.items():
            setattr(Tracer, name, original)


def _unhashable(tracer: Any) -> int:
    raise TypeError(f"unhashable type: {type(tracer).__name__!r}")


def _watched(original: Callable[..., Any], reason: str) -> Callable[..., Any]:
    def ask(tracer: Any, *args: Any, **kwargs: Any) -> Any:
        if asked_by_the_subject() and not (reason is WRITTEN and readers() == "people"):
            leak(reason)
        return original(tracer, *args, **kwargs)

    return ask


def asked_by_the_subject() -> bool:
    """Whether the code that asks is none of a library's, two calls up."""
    frame = inspect.currentframe()
    for _ in range(2):
        frame = None if frame is None else frame.f_back
    return frame is not None and str(frame.f_globals.get("__name__", "")).partition(".")[0] not in LIBRARIES
