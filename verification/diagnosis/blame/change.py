"""How much of what a statement computes would be otherwise if it were right: the least, where it is the one that is wrong."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sympy import Expr, preorder_traversal

from ...tracing.session import own
from ...tracing.writes import ELEMENT, Write
from .candidates import Candidate, found_among

ENOUGH = 400
"""The nodes of the largest formula that is compared."""


def change(
    place: int, pieces: Sequence[Write], whole: Sequence[Write], should: Expr, known: Sequence[Candidate]
) -> float:
    """How many nodes of a formula come and go where it should be another one; ∞ where that is too long to tell.

    `pieces` are what is written, in terms of the symbols of what was written before, and `whole` is the same in letters.
    What is `known` of the rule may be written otherwise in the source.
    """
    now = own(pieces[place].value, ELEMENT)
    read = [number for number, each in enumerate(pieces[:place]) if each.symbol in now.free_symbols]
    # What was written last says most.
    for number in reversed(read):
        symbol = pieces[number].symbol
        assert symbol is not None
        value = own(whole[number].value, ELEMENT)
        same = found_among(value, known)
        should = should.subs(value, symbol) if same is None else should.subs(same.value, symbol).subs(value, symbol)
    before, after = _signs(now), _signs(should)
    if max(before.total(), after.total()) > ENOUGH:
        return math.inf
    return (before - after).total() + (after - before).total()


def _signs(expr: Expr) -> Counter[Any]:
    """What stands in a formula: its letters and numbers, and what is done with them."""
    return Counter(each.func if each.args else each for each in preorder_traversal(expr))


def computes_nothing(place: int, pieces: Sequence[Write]) -> bool:
    """Whether a statement only gives another name to what one before it has computed, and not for it."""
    now = own(pieces[place].value, ELEMENT)
    made = next((each for each in pieces[:place] if each.symbol == now), None)
    return made is not None and pieces[place].statement not in made.callers
