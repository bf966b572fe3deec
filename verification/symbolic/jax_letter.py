"""A hyperparameter inside of a function that JAX traces, for code that asks how large it is."""

import operator
from collections.abc import Callable
from typing import Any

from .jax_watch import asked_by_the_subject
from .scalar import Scalar, compare


class Letter:
    """A symbol, and the tracer that stands for it: arithmetic acts on both, and what meets an array goes on as a tracer.

    A comparison follows the symbol's value and records the condition, where a tracer could only refuse.
    """

    __slots__ = ("scalar", "tracer")
    __array_priority__ = 2000.0

    def __init__(self, scalar: Scalar, tracer: Any) -> None:
        self.scalar, self.tracer = scalar, tracer

    def __jax_array__(self) -> Any:
        return self.tracer

    def __bool__(self) -> bool:
        return bool(self.scalar)

    def __hash__(self) -> int:
        return hash(self.scalar) if asked_by_the_subject() else id(self)

    def __repr__(self) -> str:
        return repr(self.scalar) if asked_by_the_subject() else "a letter"

    def __format__(self, spec: str) -> str:
        return format(self.scalar, spec)

    def item(self) -> "Letter":
        return self

    __copy__ = item

    def __deepcopy__(self, memo: Any) -> "Letter":
        return self

    def __neg__(self) -> "Letter":
        return Letter(-self.scalar, -self.tracer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tracer, name)


def _binary(operation: Callable[[Any, Any], Any], *, swapped: bool) -> Callable[[Letter, Any], Any]:
    def act(self: Letter, other: Any) -> Any:
        both = (lambda x, y: operation(y, x)) if swapped else operation
        if isinstance(other, Letter):
            return Letter(both(self.scalar, other.scalar), both(self.tracer, other.tracer))
        traced = both(self.tracer, other)
        return Letter(both(self.scalar, other), traced) if isinstance(other, int | float) else traced

    return act


def _losing(name: str) -> Callable[..., Any]:
    def act(self: Letter, *args: Any) -> Any:
        return getattr(self.scalar, name)(*args)

    return act


def _comparison(relation: str) -> Callable[[Letter, Any], Any]:
    def act(self: Letter, other: Any) -> Any:
        if isinstance(other, Letter | int | float):
            return compare(relation, self.scalar, other.scalar if isinstance(other, Letter) else other)
        return RELATIONS[relation](self.tracer, other)

    return act


RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip

for _name in ("add", "sub", "mul", "truediv", "pow"):
    setattr(Letter, f"__{_name}__", _binary(getattr(operator, _name), swapped=False))
    setattr(Letter, f"__r{_name}__", _binary(getattr(operator, _name), swapped=True))
for _name, _relation in zip(("lt", "le", "gt", "ge", "eq", "ne"), RELATIONS, strict=True):
    setattr(Letter, f"__{_name}__", _comparison(_relation))
for _name in ("float", "int", "complex", "index", "round", "trunc", "floor", "ceil", "reduce_ex"):
    setattr(Letter, f"__{_name}__", _losing(f"__{_name}__"))
