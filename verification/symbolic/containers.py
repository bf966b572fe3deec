"""What holds numbers of a trace: a number itself, an array, or a tensor of some library with an array behind it."""

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Expr

from .array import Mask, SymbolicArray, objects
from .scalar import Scalar, lift

Holder = Scalar | SymbolicArray


def held(value: Any) -> Holder | None:
    """The number or the array itself, or the array behind a tensor of some library."""
    inside = getattr(value, "symbols", None) if not isinstance(value, Scalar | SymbolicArray) else value
    return inside if isinstance(inside, Scalar | SymbolicArray) and not isinstance(inside, Mask) else None


def holders(items: Any) -> Iterator[tuple[str, Holder]]:
    """The numbers and arrays by their names; those in a list or a dict by its name and their place."""
    for name, each in [*items]:
        for place, item in [*_items(each)]:
            holder = held(item)
            if holder is not None and has_first(holder):
                yield f"{name}{place}", holder


def _items(value: Any) -> Iterable[tuple[str, Any]]:
    if type(value) in (list, tuple):
        return ((f"[{place}]", each) for place, each in enumerate(value))
    if type(value) is dict:
        return ((f"[{key!r}]", each) for key, each in value.items() if isinstance(key, str | int))
    return (("", value),)


def parts(returned: Any) -> list[Holder]:
    """What a function hands back, one by one."""
    several = [each for _, each in _items(returned)]
    return [each for each in map(held, several) if each is not None and has_first(each)]


def has_first(each: Holder) -> bool:
    return isinstance(each, Scalar) or each.size > 0


def first_of(each: Holder) -> Any:
    return each if isinstance(each, Scalar) else objects(each).flat[0]


def value_of(each: Holder) -> Expr:
    """What the first of its numbers is, in letters."""
    return lift(first_of(each)).expr
