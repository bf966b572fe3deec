"""How much of what a statement computes would be otherwise if it were right: the least, where it is the one that is wrong."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Dummy, Expr, preorder_traversal

from ...tracing.session import own
from ...tracing.writes import ELEMENT, Write
from .candidates import Candidate, found_among

ENOUGH = 400
"""The nodes of the largest formula that is compared."""


@dataclass(frozen=True)
class Change:
    """How many nodes of a formula go and come where it should be another one; ∞ where that is too long to tell."""

    gone: float
    come: float

    @property
    def total(self) -> float:
        return self.gone + self.come


UNTOLD = Change(math.inf, math.inf)


def change(
    place: int, pieces: Sequence[Write], whole: Sequence[Write], should: Expr, known: Sequence[Candidate]
) -> Change:
    """What would be otherwise in a formula where it should be another one.

    `pieces` are what is written, in terms of the symbols of what was written before, and `whole` is the same in letters.
    What is `known` of the rule may be written otherwise in the source.
    """
    now = own(pieces[place].value, ELEMENT)
    read = [number for number, each in enumerate(pieces[:place]) if each.symbol in now.free_symbols]
    kept = Dummy()  # what it writes now may be a part of what it should write
    # What was written last says most.
    for number in (place, *reversed(read)):
        symbol = kept if number == place else pieces[number].symbol
        assert symbol is not None
        value = own(whole[number].value, ELEMENT)
        same = found_among(value, known)
        should = should.subs(value, symbol) if same is None else should.subs(same.value, symbol).subs(value, symbol)
    should = should.xreplace({kept: now})
    before, after = _signs(now), _signs(should)
    if max(before.total(), after.total()) > ENOUGH:
        return UNTOLD
    return Change((before - after).total(), (after - before).total())


def _signs(expr: Expr) -> Counter[Any]:
    """What stands in a formula: its letters and numbers, and what is done with them."""
    return Counter(each.func if each.args else each for each in preorder_traversal(expr))


def computes_nothing(place: int, pieces: Sequence[Write]) -> bool:
    """Whether a statement only gives another name to what one before it has computed, and not for it."""
    now = own(pieces[place].value, ELEMENT)
    made = next((each for each in pieces[:place] if each.symbol == now), None)
    return made is not None and pieces[place].statement not in made.callers
