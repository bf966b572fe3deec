"""The numbers by which a trace takes its branches: the usual ones, or those of another regime."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, Integer, Symbol

from ...reference.symbols import t

STEPS = 3
"""How many steps are unrolled from the start."""

LONG = 1_000
"""The last step that an ordinary run goes to only to be looked at."""


@dataclass(frozen=True)
class Point:
    """What letters are worth where a trace compares them.

    Attributes:
        values: by letter; a letter that is not in it has the number that is usual for it.
        step: what t is in the step in general.
    """

    values: Mapping[Symbol, float] = field(default_factory=dict[Symbol, float])
    step: int = STEPS + 1

    def __hash__(self) -> int:
        return hash((frozenset(self.values.items()), self.step))

    def of(self, symbol: Symbol, usual: float) -> float:
        found = self.values.get(symbol, usual)
        return int(found) if symbol.is_integer else found

    def clock(self, law: Expr, usual: Any, letters: Mapping[Symbol, float]) -> Any:
        """What a function of t and of hyperparameters is before the step in general."""
        if self.step == STEPS + 1 and law.free_symbols == {t}:
            return usual
        exact = law.xreplace({t: Integer(self.step)})
        if exact.is_Integer:
            return int(exact)
        return float(exact.xreplace({symbol: self.of(symbol, value) for symbol, value in letters.items()}))


USUAL = Point()
