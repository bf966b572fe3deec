"""Random pairs of mistakes in one form: how many are refuted, and named exactly?"""

import random
from collections.abc import Iterable, Iterator

from kills.matrix import Case
from optproof.reference.library import RULES
from optproof.reference.mistakes import MISTAKES
from optproof.reference.rule import Rule

PAIRS = 200


def pairs(count: int = PAIRS, seed: int = 0, rules: Iterable[Rule] = RULES) -> Iterator[Case]:
    """Pairs of mistakes that can be made one after the other; forms and mistakes are drawn evenly, no pair twice."""
    generator = random.Random(seed)
    forms = [(rule, form) for rule in rules for form in rule.forms if len([*_singles(rule, form.name)]) > 1]
    drawn: set[tuple[str, str, frozenset[str]]] = set()
    while len(drawn) < count:
        rule, form = generator.choice(forms)
        first, second = generator.sample([*_singles(rule, form.name)], 2)
        key = (rule.name, form.name, frozenset((first, second)))
        if key not in drawn and _can_be_made(rule, form.name, first, second):
            drawn.add(key)
            yield Case(rule.name, form.name, (first, second))


def _singles(rule: Rule, form: str) -> Iterator[str]:
    return (each.id for each in MISTAKES if each.applies(rule, rule.form(form)))


def _can_be_made(rule: Rule, form: str, first: str, second: str) -> bool:
    """Whether both can be made, and each leaves its mark: the two together are neither one alone nor the form itself."""
    known = {each.id: each for each in MISTAKES}
    right = rule.form(form)
    alone = known[first].apply(rule, right), known[second].apply(rule, right)
    both = known[second].attempt(rule, alone[0])
    return both is not None and both.step not in (right.step, *(each.step for each in alone))
