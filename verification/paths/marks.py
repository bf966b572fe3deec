"""Numbers and words of a run that know of which sizes, places and names they were made.

A run with them computes what it computes without: they are ints, floats and words, and nothing but `operations.py` looks at
what they carry.  What can be no int, float or word of its own, as an array, is kept in a register beside its marks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

Kind = Literal["sizes", "places", "names"]


@dataclass(frozen=True, order=True)
class Mark:
    """Of what something was made: `text` is how the source says it, `instead` what it stands for where that is not there yet."""

    kind: Kind
    text: str
    instead: str = ""


Marks = frozenset[Mark]
NONE: Marks = frozenset()


class MarkedInt(int):
    """A whole number, or a truth value, with its marks; `plain` is what it would be without."""

    plain: int
    marks: Marks


class MarkedFloat(float):
    plain: float
    marks: Marks


class MarkedStr(str):  # noqa: SLOT000 - it has attributes, as the others have
    plain: str
    marks: Marks


BOXES: Mapping[type, type] = {int: MarkedInt, bool: MarkedInt, float: MarkedFloat, str: MarkedStr}
BUILTIN = type(len)
BOXED = (MarkedInt, MarkedFloat, MarkedStr)
DEEPEST = 3
"""How far down a container is searched for arrays, or for what is marked."""

SOME = 4
"""How many of the things in a container are looked at: those of the others are alike."""


def boxed(value: Any, marks: Marks) -> Any:
    """A number or a word with these marks instead of its own."""
    plain = value.plain if isinstance(value, BOXED) else value
    made = BOXES[type(plain)](plain)
    made.plain, made.marks = plain, marks
    return made


def plain(value: Any) -> Any:
    """The same without marks, also in sequences and dicts that hold some."""
    if isinstance(value, BOXED):
        return value.plain
    if type(value) in (list, tuple):
        return type(value)(map(plain, value)) if _holds_boxes(value) else value
    if type(value) is dict:
        return {plain(key): plain(each) for key, each in value.items()} if _holds_boxes(value.values()) else value
    if type(value) is slice:
        return slice(plain(value.start), plain(value.stop), plain(value.step))
    return value


def _holds_boxes(values: Any) -> bool:
    return any(
        isinstance(each, BOXED) or (type(each) in (list, tuple, dict) and each and plain(each) is not each)
        for each in values
    )


def is_data(value: Any) -> bool:
    """Whether it is an array of some library's, or one of its numbers."""
    return not isinstance(value, type) and hasattr(value, "shape") and hasattr(value, "dtype")


def is_of_reals(value: Any) -> bool:
    """Whether it is data of floating point, as parameters and gradients are: a counter or a mask is none."""
    return is_data(value) and "float" in str(value.dtype)


def some_of(value: Any) -> Iterator[Any]:
    """Some of the things in a container."""
    mapping = getattr(value, "mapping", value)
    if isinstance(mapping, Mapping):
        yield from islice(mapping.values(), SOME)
    elif isinstance(value, list | tuple | set | frozenset):
        yield from islice(value, SOME)


def holds_data(value: Any, depth: int = DEEPEST) -> bool:
    """Whether it is an array, or a container of some."""
    return is_data(value) or (depth > 0 and any(holds_data(each, depth - 1) for each in some_of(value)))


@dataclass
class Register:
    """The marks of what can have none of its own; what is in it stays alive, so that no two things have one id."""

    known: dict[int, tuple[Any, Marks]] = field(default_factory=dict[int, tuple[Any, Marks]])

    def of(self, value: Any) -> Marks:
        """The marks of a value itself."""
        if isinstance(value, BOXED):
            return value.marks
        if type(value) is slice:
            return self.of(value.start) | self.of(value.stop) | self.of(value.step)
        if type(value) is BUILTIN and isinstance(value.__self__, BOXED):
            return value.__self__.marks  # type: ignore[no-any-return]
        return self.known[id(value)][1] if id(value) in self.known else NONE

    def within(self, value: Any, depth: int = DEEPEST) -> Marks:
        """The marks of a value, and of what it holds."""
        found = self.of(value)
        if depth > 0 and type(value) in (list, tuple, dict):
            for each in value.values() if type(value) is dict else value:
                found |= self.within(each, depth - 1)
        return found

    def marked(self, value: Any, marks: Marks) -> Any:
        """The value with these marks besides its own, and each number in a sequence as well."""
        if not marks or value is None or value is NotImplemented or isinstance(value, type) or callable(value):
            return value
        if type(value) in BOXES or isinstance(value, BOXED):
            return boxed(value, marks | self.of(value))
        if type(value) in (list, tuple):
            value = type(value)(self.marked(each, marks) for each in value)
        if not (type(value) is tuple and not value):  # of those there is but one
            self.known[id(value)] = value, marks
        return value
