"""Which parts, added to the rule or left out of it, make it what the subject computes?"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Expr, Integer

from ...reference.evaluation import NotEvaluable, certainly_nonzero
from ...reference.library import UnknownNameError, find_rule
from ...reference.notation import name_of, number
from ...reference.parts import PARTS, parts_of
from ...reference.rule import Form, Rule
from ...reference.symbols import theta
from ..english import as_far_as_known
from ..proof.equality import points
from ..proof.prover import Proof, prove
from ..subjects.words.hyperparameters import canonical
from ..tracing.trace import Trace

HIDDEN = 2
"""With more hyperparameters that are written into the code than this, the search would take too long."""


@dataclass(frozen=True)
class Combination:
    """A rule with other parts, and the form of it that the prover found the subject to be."""

    rule: Rule
    form: Form
    proof: Proof

    def __str__(self) -> str:
        numbers = {each.symbol: self.proof.recovered.get(each.name) for each in self.form.hyperparameters}
        known = [f"{name_of(symbol)} = {number(value)}" for symbol, value in numbers.items() if value is not None]
        given = f" with {' and '.join(known)}" if known else ""
        return f"{as_far_as_known(exact=self.proof.every_step)} {self.rule.name}, form {self.form.name}{given}: check it with --rule {self.rule.name}."


def recombined(trace: Trace, rule: Rule) -> Combination | None:
    """The rule with one or two parts more, fewer or exchanged that the trace is proved to be."""
    moved, held = _reads_theta(trace.elements[0].constant[0]), _has_maximum(trace.elements[0].constant[-1])
    for other in _neighbours(rule):
        for form in other.forms:
            run = form.unroll(1, constant_lr=True)[0][theta]
            if _reads_theta(run) == moved and (held or not _has_maximum(run)):
                found = _proved(trace, other, form)
                if found is not None:
                    return found
    return None


def switched_on(trace: Trace, rule: Rule, settings: Mapping[str, Any]) -> Combination | None:
    """The rule with the parts besides that the user switched on."""
    words = {canonical(name) for name, value in settings.items() if value is True}
    parts = [part.name for part in parts_of(rule) if words & {*part.switches}]
    other = _rule_with(rule, {*rule.parts, *parts}) if not {*parts} <= {*rule.parts} else None
    found = (_proved(trace, other, form) for form in other.forms) if other else ()
    return next((each for each in found if each is not None), None)


def _proved(trace: Trace, rule: Rule, form: Form) -> Combination | None:
    hidden = [h for h in form.hyperparameters if h.name not in trace.symbolic and h.name not in trace.numbers]
    proof = prove(trace, form) if len(hidden) <= HIDDEN else None
    return Combination(rule, form, proof) if proof is not None and proof.outcome == "equal" else None


def _neighbours(rule: Rule) -> Iterator[Rule]:
    """The rule with other parts, the fewest changes first; those that do not go together are left out."""
    names = [part.name for part in parts_of(rule)]
    for changes in (1, 2):
        for toggled in itertools.combinations(names, changes):
            other = _rule_with(rule, {*rule.parts} ^ {*toggled})
            if other is not None:
                yield other


def _rule_with(rule: Rule, parts: set[str]) -> Rule | None:
    try:
        return find_rule("+".join((rule.base, *(part.name for part in PARTS if part.name in parts))))
    except UnknownNameError:
        return None


def _reads_theta(after: Expr) -> bool:
    """Whether the step depends on where it starts."""
    step = after - theta
    change = step.xreplace({theta: Integer(0)}) - step.xreplace({theta: Integer(1)})
    for point, k in points(change, 2):
        try:
            if change != 0 and certainly_nonzero(change, point, k):
                return True
        except NotEvaluable:
            continue
    return False


def _has_maximum(expr: Expr) -> bool:
    return expr.has(sympy.Max)
