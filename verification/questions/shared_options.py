"""What two optimizers both take that the rule has no name for: the same in both, and varied, or said to be as it is left."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..diagnosis.evidence import Evidence
from ..english import listed
from ..verdicts.difference import LETTERS, Difference
from .arguments import left_alone

MOST = 3
"""How many options are varied: each costs a comparison."""


def over_their_options(
    first: Evidence, second: Evidence, found: Difference, compared: Callable[[dict[str, Any]], Difference]
) -> Difference:
    """Two that are the same with their options as they are left: asked again at another value of each.

    `compared` gives the answer with some of them set.
    """
    left = left_alone(first.subject), left_alone(second.subject)
    shared = [name for name in left[0] if name in left[1]]
    kept: list[str] = []
    for name in shared:
        one, other = left[0][name], left[1][name]
        if one != other:
            kept.append(f"{name}={one!r} in {LETTERS[0]} and {name}={other!r} in {LETTERS[1]}")
            continue
        for value in _others(one) if shared.index(name) < MOST else ():
            again = compared({name: value})
            if again.answer == "different":
                return _at(replace(again, conditions=(f"at {name} = {one!r}", *again.conditions)), name, value)
            if again.answer == found.answer:
                break
        else:
            kept.append(f"{name}={one!r}")
    if not kept:
        return found
    return replace(found, reason=f"{found.reason} With {listed(kept)}, as left: nothing else was tried.".strip())


def _at(found: Difference, name: str, value: Any) -> Difference:
    """With the value of an option among what their tape was run with."""
    if found.parting is None:
        return found
    given = {**found.parting.hyperparameters, name: float(value)}
    return replace(found, parting=replace(found.parting, hyperparameters=given))


def _others(value: Any) -> Iterator[Any]:
    """Another value of an option."""
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
        case float():
            yield 0.25 if value == 0.5 else 0.5
        case _:
            return
