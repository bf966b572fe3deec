"""Random pairs of mistakes in one form: how many are refuted, and named exactly?"""

import itertools
from collections.abc import Iterable, Iterator
from hashlib import sha256

from kills.matrix import Case
from optproof.reference.library import RULES, find_rule
from optproof.reference.mistakes import MISTAKES
from optproof.reference.rule import Rule

PAIRS = 200


def pairs(count: int = PAIRS, seed: int = 0, rules: Iterable[Rule] = RULES) -> Iterator[Case]:
    """Pairs of mistakes that can be made one after the other, from each form in turn; no pair twice.

    Each form has them in an order that a hash gives: a mistake or a form that is new brings in few new pairs.
    """
    waiting = [[*_drawn(rule, form.name, seed)] for rule in rules for form in rule.forms]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*waiting))
    yield from itertools.islice((each for each in turns if each is not None and _can_be_made(each)), count)


def _drawn(rule: Rule, form: str, seed: int) -> list[Case]:
    """All pairs in a form, each in one of its two orders."""
    both = itertools.permutations(_singles(rule, form), 2)
    order = sorted((sha256(f"{seed} {rule.name} {form} {one} {two}".encode()).digest(), one, two) for one, two in both)
    first: dict[frozenset[str], tuple[str, str]] = {}
    for _, one, two in order:
        first.setdefault(frozenset((one, two)), (one, two))
    return [Case(rule.name, form, each) for each in first.values()]


def _singles(rule: Rule, form: str) -> Iterator[str]:
    return (each.id for each in MISTAKES if each.applies(rule, rule.form(form)))


def _can_be_made(case: Case) -> bool:
    """Whether both can be made, and each leaves its mark: the two together are neither one alone nor the form itself."""
    known = {each.id: each for each in MISTAKES}
    rule, right, (first, second) = find_rule(case.rule), case.right, case.mistakes
    alone = known[first].apply(rule, right), known[second].apply(rule, right)
    both = known[second].attempt(rule, alone[0])
    return both is not None and both.step not in (right.step, *(each.step for each in alone))
