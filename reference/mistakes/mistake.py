"""What a mistake is: a named transformation of a rule that people really commit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from sympy import Expr, Integer, Symbol, cancel

from ..algebra import NotRational, is_zero
from ..operations import is_flat
from ..rule import Assignment, Form, Rule, numbered
from ..symbols import lr, theta

Kind = Literal[
    "missing step",
    "wrong order",
    "off by one",
    "wrong variable",
    "wrong constant",
    "sign",
    "state",
    "aliasing",
    "precision",
    "schedule",
    "weight decay",
    "convention",
]

Transform = Callable[[Rule, Form], Form | None]

GRADIENT_AT = Symbol("gradient at", real=True)
"""Stands on the left of the line that says where the gradient is taken."""


@dataclass(frozen=True)
class Mistake:
    """A named transformation of a rule that people really commit.

    Attributes:
        id: a short name, unique in the catalogue.
        title: what is wrong, in one line.
        kind: which sort of slip it is; "convention" where the result may be somebody's published form.
        symptom: what somebody sees who watches a loss curve.
        fix: one sentence.
        links: where it really happened.
        transform: the wrong form, with the name of the right one, or None where the mistake cannot be made.
        others: the same mistake with another number in it.
    """

    id: str
    title: str
    kind: Kind
    symptom: str
    fix: str
    links: tuple[str, ...]
    transform: Transform
    others: tuple[Transform, ...] = ()

    def attempt(self, rule: Rule, form: Form) -> Form | None:
        """The wrong form, or None where the mistake does not apply."""
        return self._new(self.made_in(rule, form), rule, form)

    def attempts(self, rule: Rule, form: Form) -> Iterator[Form]:
        """The wrong form, and what the same mistake gives with other numbers in it."""
        for transform in (self.transform, *self.others):
            wrong = self._new(_made(transform, rule, form), rule, form)
            if wrong is not None:
                yield wrong

    def _new(self, wrong: Form | None, rule: Rule, form: Form) -> Form | None:
        # Where somebody published it, it is that form and no mistake.
        return None if wrong is None or _says_nothing_new(wrong, form, rule, self.kind == "convention") else wrong

    def made_in(self, rule: Rule, form: Form) -> Form | None:
        """What the transformation makes of the form, whether that is a mistake or not."""
        return _made(self.transform, rule, form)

    def applies(self, rule: Rule, form: Form) -> bool:
        """Whether this mistake can be made in `form`."""
        return self.attempt(rule, form) is not None

    def apply(self, rule: Rule, form: Form) -> Form:
        """The wrong form.  Raises `ValueError` where the mistake does not apply."""
        wrong = self.attempt(rule, form)
        if wrong is None:
            raise ValueError(f"the mistake {self.id!r} does not apply to {rule.name}, form {form.name}")
        return wrong

    def difference(self, rule: Rule, form: Form) -> tuple[list[Assignment], list[Assignment]]:
        """The wrong lines, and the right lines in their place."""
        return difference(self.apply(rule, form), form)


# A search for two mistakes asks for thousands of wrong forms, and every subject of a rule for the same ones.


@lru_cache(maxsize=2**15)
def _made(transform: Transform, rule: Rule, form: Form) -> Form | None:
    return transform(rule, form)


@lru_cache(maxsize=2**13)
def _says_nothing_new(wrong: Form, form: Form, rule: Rule, is_convention: bool) -> bool:
    """Whether the wrong form is the right one, or, unless it is a convention, another one of the rule."""
    if _same(wrong, form) or _as_multiples(wrong, form):
        return True
    return not is_convention and any(_same(wrong, other) or _as_multiples(wrong, other) for other in rule.forms)


def difference(wrong: Form, form: Form) -> tuple[list[Assignment], list[Assignment]]:
    """The lines of the wrong form, and those of the right one in their place; lines that agree are left out.

    Where only the order is wrong, both are the whole stretch that is out of order.  An initial value shows as a line
    that assigns v0, and the place where the gradient is taken as a line that assigns `GRADIENT_AT`.
    """
    wrong_lines, right_lines = _differing(wrong.step, form.step)
    return _preparation(wrong, form) + wrong_lines, _preparation(form, wrong) + right_lines


def _same(left: Form, right: Form) -> bool:
    """Whether two forms are letter by letter the same machine, whatever they are called."""
    if (left.state, left.gradient_at) != (right.state, right.gradient_at):
        return False
    return left.step == right.step or _one_step(left) == _one_step(right)


def _as_multiples(left: Form, right: Form) -> bool:
    """Whether one is the other with multiples of its state, of which a sign alone is taken: for every step, by induction.

    What multiplies is read off the first step, and may be made of hyperparameters that do not change.
    """
    if not any(is_flat(line.value) for line in right.step) or left.gradient_at != right.gradient_at:
        return False
    shared = [each.symbol for each in right.state]
    if [each.symbol for each in left.state] != shared or any(each.initial != 0 for each in (*left.state, *right.state)):
        return False
    begun, due = left.unroll(1)[0], right.unroll(1)[0]
    factors = {each: cancel(begun[each] / due[each]) for each in shared if due[each] != 0}
    if any(not each.free_symbols <= {*right.symbols} - {lr} or each == 0 for each in factors.values()):
        return False
    found, expected = _one_step(left), _one_step(right)
    multiples = {each: factor * each for each, factor in factors.items()}
    try:
        return all(
            is_zero(found[each].xreplace(multiples) - factors.get(each, Integer(1)) * expected[each])
            for each in (theta, *shared)
        )
    except NotRational:  # the root of a multiple that is negative is none
        return False


@lru_cache(maxsize=1024)
def _one_step(form: Form) -> dict[Symbol, Expr]:
    return form.after({theta: theta})


def _preparation(form: Form, other: Form) -> list[Assignment]:
    """What differs outside the lines of the step: initial values, and where the gradient is taken."""
    start = [Assignment(numbered(each.symbol, 0), each.initial) for each in form.state if each not in other.state]
    moved = form.gradient_at != other.gradient_at
    return [*start, *([Assignment(GRADIENT_AT, form.gradient_at)] if moved else [])]


def _differing(
    wrong: tuple[Assignment, ...], right: tuple[Assignment, ...]
) -> tuple[list[Assignment], list[Assignment]]:
    blocks = [
        block for block in SequenceMatcher(None, wrong, right, autojunk=False).get_opcodes() if block[0] != "equal"
    ]
    if blocks and len(wrong) == len(right) and set(wrong) == set(right):
        first, last = blocks[0], blocks[-1]
        return [*wrong[first[1] : last[2]]], [*right[first[3] : last[4]]]
    return (
        [line for _, start, end, _, _ in blocks for line in wrong[start:end]],
        [line for _, _, _, start, end in blocks for line in right[start:end]],
    )
