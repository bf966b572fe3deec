"""What tells the instances of a subject apart that are made one after another, as a number that its constructor counts.

No argument says it, and a step may read it: a proof for every instance has to hold whatever it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sympy import Symbol

from ..subjects.object_graph import HiddenStateError, Leaf, Path, leaves, structure
from ..subjects.shapes.calls import kept_as
from ..subjects.subject import Run

LARGEST = 2**31
"""Whole numbers beyond it are addresses, as `id()` gives: nobody counts so far."""


@dataclass(frozen=True)
class Apart:
    """Where two instances differ that were made of the same arguments.

    Attributes:
        numbers: the places of numbers.
        own: those of the rest, in the instances.
        outside: and in what their steps read outside of them.
    """

    numbers: frozenset[Path] = frozenset()
    own: frozenset[Path] = frozenset()
    outside: frozenset[Path] = frozenset()

    def read_by(self, attributes: frozenset[str]) -> "Apart":
        """Without what is no number and none of these attributes, of which the steps speak."""
        return replace(self, own=frozenset(each for each in self.own if each[-1] in attributes))

    @property
    def opaque(self) -> list[str]:
        """Why a trace of one instance says nothing of the next, as clauses."""
        kept = dict.fromkeys(kept_as(each) for each in (*sorted(self.own), *sorted(self.outside)))
        return [f"its steps read its {each}, which is another in each instance" for each in kept]

    def letters(self, found: Iterable[Leaf]) -> Iterator[tuple[Leaf, Symbol]]:
        """The numbers among these leaves, each with a letter for what it is in any instance."""
        used: set[str] = set()
        for leaf in found:
            if leaf.path in self.numbers and leaf.put is not None:
                name = f"its {leaf.name}"
                while name in used:
                    name += "'"
                used.add(name)
                whole = isinstance(leaf.value, int | np.integer)
                yield leaf, Symbol(name, integer=True, nonnegative=True) if whole else Symbol(name, real=True)


ALIKE = Apart()


def apart(make: Callable[[], Run], step: Callable[[Run], None], outside: Mapping[str, Any]) -> Apart:
    """What the second of two instances finds or holds otherwise than the first: made, or after its first step."""
    runs: list[Run] = []  # an instance that is let go may be counted no longer
    made: list[_Held] = []
    stepped: list[_Held] = []
    for _ in range(2):
        runs.append(make())
        made.append(_held(runs[-1], outside))
    for run in runs:
        step(run)
        stepped.append(_held(run, {}))
    numbers, own, found = (
        _differing(*((getattr(each, name)) for each in made)) for name in ("numbers", "own", "outside")
    )
    late = _differing(*(each.own | each.numbers for each in stepped))
    return Apart(numbers, own | late - numbers, found)


@dataclass(frozen=True)
class _Held:
    """The numbers that an instance holds or finds outside, and what it holds and finds besides."""

    numbers: dict[Path, Any]
    own: dict[Path, Any]
    outside: dict[Path, Any]


def _held(run: Run, outside: Mapping[str, Any]) -> _Held:
    every = [*leaves((*run.roots, outside), run.apart())]
    arrays = {leaf.path: leaf.value for leaf in every if isinstance(leaf.value, np.ndarray)}
    root = f"[root {len(run.roots)}]"
    return _Held(
        {leaf.path: leaf.value for leaf in every if leaf.path not in arrays},
        _structure(run.roots, run.apart()) | {path: each.tolist() for path, each in arrays.items() if path[0] != root},
        _structure((outside,), (*run.apart(), *run.roots))
        | {path: each.tolist() for path, each in arrays.items() if path[0] == root},
    )


def _differing(one: Mapping[Path, Any], two: Mapping[Path, Any]) -> frozenset[Path]:
    return frozenset(path for path in one.keys() & two.keys() if _differ(one[path], two[path]))


def _structure(roots: Iterable[Any], apart: Iterable[Any]) -> dict[Path, Any]:
    try:
        return dict(structure(roots, apart))
    except HiddenStateError:
        return {}


def _differ(one: Any, two: Any) -> bool:
    return bool(one != two) and not (isinstance(one, int) and max(abs(one), abs(two)) > LARGEST)
