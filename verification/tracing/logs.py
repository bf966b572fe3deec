"""Lists that a subject only writes to: what grows with every step is no state of a step that never reads it.

For the step in general, such a list is taken away, and one that can only be written to stands in all of its places.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from ..subjects.object_graph import Path, Put, lists
from ..symbolic.record import OpaqueError

READS = "it reads a list that grows with every step"


class Log(list[Any]):
    """Takes what is appended; whoever reads it makes the trace opaque."""

    def extend(self, values: Iterable[Any]) -> None:
        super().extend([*values])

    def __iadd__(self, values: Iterable[Any]) -> Self:  # type: ignore[override]
        self.extend(values)
        return self


def _told(self: Log, *_: Any, **__: Any) -> Any:
    raise OpaqueError(READS)


WRITES = {"append", "extend", "__iadd__"}

# All that a list can do besides, and what C code asks of one first.
for _name in (*vars(list), "__array__", "__radd__", "__bool__", "__copy__", "__deepcopy__", "__str__"):
    if _name not in {*WRITES, "__new__", "__init__", "__class_getitem__", "__getattribute__", "__doc__"}:
        setattr(Log, _name, _told)


@dataclass(frozen=True)
class Replaced:
    """A list that was taken away, with its length at that time, and the log in its place.

    Attributes:
        growth: by how much it grew in the last step.
    """

    path: Path
    was: list[Any]
    length: int
    growth: int
    log: Log

    def insist(self) -> None:
        """Raises `OpaqueError` where the step has reached the list that was taken away, or not written as before."""
        if len(self.was) != self.length or list.__len__(self.log) != self.growth:
            raise OpaqueError(READS)


def replace_grown(roots: Iterable[Any], apart: Iterable[Any], structures: Sequence[object]) -> list[Replaced]:
    """Put logs in the places of the lists that have grown in every step."""
    grown = _grown(structures)
    places: dict[int, tuple[Path, list[Any], list[Put]]] = {}
    for path, value, put in lists(roots, apart):
        if put is not None:
            places.setdefault(id(value), (path, value, []))[2].append(put)
    found: list[Replaced] = []
    for path, value, puts in places.values():
        if path in grown:
            log = Log()
            found.append(Replaced(path, value, len(value), grown[path], log))
            for put in puts:
                put(log)
    return found


def _grown(structures: Sequence[object]) -> dict[Path, int]:
    """Where a list has become longer in every step, and by how much in the last; outermost places alone."""
    steps = [*pairwise(_sizes(each) for each in structures)]
    grown = {
        path: after[path] - before[path]
        for before, after in steps[-1:]
        for path in after
        if all(path in one and path in two and one[path] < two[path] for one, two in steps)
    }
    return {path: by for path, by in grown.items() if not any(path[:end] in grown for end in range(1, len(path)))}


def _sizes(structure: object) -> dict[Path, int]:
    if not isinstance(structure, tuple):
        return {}
    return {path: int(said.removeprefix("list of ")) for path, said in structure if said.startswith("list of ")}


def without(structure: object, logs: Sequence[Replaced]) -> object:
    """What is kept besides numbers, apart from what stood in these lists."""
    if not isinstance(structure, tuple):
        return structure
    places = {each.path for each in logs}
    return tuple(
        (path, said)
        for path, said in structure
        if not any(path[:length] in places for length in range(1, len(path) + 1))
    )
