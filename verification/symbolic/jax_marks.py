"""Which statement made an operation that JAX traces: each is marked with the number of where its source was then."""

import re
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Any, Protocol


class Hearer(Protocol):
    """Listens to what statements hand on, while a jaxpr is evaluated."""

    def run(self, mark: int) -> int:
        """The number of the run of a statement in which this was marked."""
        ...

    def handed_on(self, mark: int, value: Any) -> Any:
        """What is to be computed with instead of a value that a statement hands on to others."""
        ...


HEARD: ContextVar[Hearer | None] = ContextVar("HEARD", default=None)
"""Who listens now."""

MARK = re.compile(r"optproof-statement-(\d+)")


def marking(mark: int) -> AbstractContextManager[Any]:
    """Mark what JAX traces in the block."""
    jax = sys.modules.get("jax")
    return nullcontext() if jax is None else jax.named_scope(f"optproof-statement-{mark}")


def mark_of(line: Any) -> int | None:
    """The mark of an operation, the innermost of several."""
    found = MARK.findall(str(line.source_info.name_stack))
    return int(found[-1]) if found else None


def handed_on(jaxpr: Any, hearer: Hearer) -> frozenset[Any]:
    """The variables that are read by another run of a statement than the one that made them, or come out of it all."""

    def run(line: Any) -> int | None:
        mark = mark_of(line)
        return None if mark is None else hearer.run(mark)

    made = {variable: run(line) for line in jaxpr.eqns for variable in line.outvars}
    read = {each for line in jaxpr.eqns for each in _variables(line.invars) if made.get(each) != run(line)}
    return frozenset(each for each in {*read, *_variables(jaxpr.outvars)} if each in made)


def _variables(variables: Sequence[Any]) -> list[Any]:
    from jax.extend.core import Literal

    return [each for each in variables if not isinstance(each, Literal)]


def traced(value: Any) -> list[Any]:
    """The numbers in it that JAX traces: itself, or what lists, tuples and dicts hold."""
    if "jax" not in sys.modules:
        return []
    from jax.core import Tracer

    if isinstance(value, Tracer):
        return [value]
    inside = value.values() if type(value) is dict else value if isinstance(value, list | tuple) else ()
    return [number for each in inside for number in traced(each)]


def renewed(value: Any) -> Any:
    """The same with a value of its own for each number that JAX traces."""
    import jax
    from jax.core import Tracer

    return jax.tree.map(lambda each: jax.numpy.copy(each) if isinstance(each, Tracer) else each, value)
