"""Who takes part: plain SGD, and every specimen, right and wrong, at its own defaults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules
from typing import Any, Protocol

from optproof.implementations import SGD, specimens

REPAIRED_AT = 1000
"""The iteration after which the stalled Adam is repaired."""

STALLED, MENDED = "adam_v_plus_equals", "adam_right"


class Updates(Protocol):
    """What steps: parameters and their gradients, by name, in place."""

    def update(self, params: dict[str, Any], grads: dict[str, Any], /) -> None: ...


@dataclass(frozen=True)
class Contender:
    """An optimizer that takes part.

    Attributes:
        name: the specimen's, or `sgd_right`.
        make: a new one, at its defaults.
    """

    name: str
    make: Callable[[], Updates]

    @property
    def family(self) -> str:
        """The rule that it was meant to be."""
        return self.name.partition("_")[0]

    @property
    def right(self) -> bool:
        return self.name.endswith("_right")


class Repaired:
    """An optimizer that is exchanged for another one after some iterations; the parameters stay where they are."""

    def __init__(self, first: Updates, second: Updates, after: int) -> None:
        self.first, self.second, self.after, self.taken = first, second, after, 0

    def update(self, params: dict[str, Any], grads: dict[str, Any], /) -> None:
        (self.first if self.taken < self.after else self.second).update(params, grads)
        self.taken += 1


@cache
def contenders() -> Mapping[str, Contender]:
    """Everybody by name, the right one of each family first."""
    found = {"sgd_right": Contender("sgd_right", SGD)}
    for module in iter_modules(specimens.__path__):
        loaded = import_module(f"{specimens.__name__}.{module.name}")
        made: Any
        (made,) = (each for _, each in getmembers(loaded, isclass) if each.__module__ == loaded.__name__)
        found[module.name] = Contender(module.name, made)
    mended = f"{STALLED}_repaired"
    found[mended] = Contender(mended, lambda: Repaired(found[STALLED].make(), found[MENDED].make(), REPAIRED_AT))
    ordered = sorted(found.values(), key=lambda each: (each.family, not each.right, each.name))
    return {each.name: each for each in ordered}
