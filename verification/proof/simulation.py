"""Induction: the subject's state is a function of the rule's, at the start and after every step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, Rational, Symbol, cancel, sqrt, together

from ...reference.algebra import FRACTIONS, NotRational
from ...reference.evaluation import NotEvaluable, certainly_nonzero
from ...reference.operations import after_first_step
from ...reference.rule import Form
from ...reference.symbols import g, lr, t, theta
from ..symbolic.scalar import Condition
from ..tracing.machine import Machine, Slot
from ..tracing.session import GIVEN
from .equality import Decision, decide, points

GUESSES = 6
"""At how many points a relation is tried before the induction proves it."""


@dataclass(frozen=True)
class Relation:
    """What a slot of the subject is in terms of the rule: `factor`, which may depend on t, times `symbol` after step t."""

    slot: Symbol
    factor: Expr
    symbol: Symbol

    def at(self, step: Expr) -> Expr:
        return self.factor.xreplace({t: step}) * self.symbol


@dataclass(frozen=True)
class Induction:
    """How the induction went."""

    decision: Decision
    relations: tuple[Relation, ...] = ()
    conditions: tuple[Condition, ...] = ()


def induct(machine: Machine, form: Form, values: Mapping[Symbol, Expr], *, varying: bool) -> Induction:
    """Prove that the machine's step is the form's, for every state and every t, given that both agree after step 1."""
    relations = relations_of(machine, form, values, varying=varying)
    if isinstance(relations, Slot):
        return Induction(
            Decision("unknown", (), f"its {relations.symbol.name} is no known function of the rule's state")
        )
    before = {each.slot: each.at(t - 1) for each in relations}
    # The form's symbols for the state before the step are the relation's; θ, g, lr and t are shared.
    start = {symbol: symbol for symbol in (theta, g, lr, t, *form.start())}
    after = {symbol: after_first_step(each.xreplace(dict(values))) for symbol, each in form.after(start).items()}
    decision = decide(machine.gradient_at.xreplace(before), form.gradient_at.xreplace(dict(values)))
    if decision.answer != "equal":
        return Induction(decision, tuple(relations))
    decision = decide(machine.theta.xreplace(before), after[theta])
    provers = decision.provers
    for slot, relation in zip(machine.slots, relations, strict=True):
        if decision.answer != "equal":
            return Induction(decision, tuple(relations))
        decision = decide(slot.next.xreplace(before), relation.factor * after[relation.symbol])
        provers = tuple(dict.fromkeys((*provers, *decision.provers)))
    conditions = tuple(
        Condition(each.difference.xreplace(before), each.relation, each.outcome) for each in machine.conditions
    )
    return Induction(Decision(decision.answer, provers, decision.detail), tuple(relations), conditions)


def relations_of(
    machine: Machine, form: Form, values: Mapping[Symbol, Expr], *, varying: bool
) -> list[Relation] | Slot:
    """What each slot of the machine is in terms of the form's state, or the first slot that is no known function of it."""
    rule_run = [{**each, theta: each[theta]} for each in _substituted(form, values, varying)]
    relations: list[Relation] = []
    for slot in machine.slots:
        found = _relate(slot, rule_run, varying)
        if found is None:
            return slot
        relations.append(found)
    return relations


def _substituted(form: Form, values: Mapping[Symbol, Expr], varying: bool) -> list[dict[Symbol, Expr]]:
    run = form.unroll(3, constant_lr=not varying)
    return [{symbol: each.xreplace(dict(values)) for symbol, each in state.items()} for state in run]


def _relate(slot: Slot, rule_run: Sequence[Mapping[Symbol, Expr]], varying: bool) -> Relation | None:
    """The slot as a multiple of one of the rule's state symbols, or of θ, with a factor free of the data.

    It is proved after step 1, and for the steps after that only guessed at points: the induction is what proves them.
    """
    values = slot.varying if varying else slot.values
    if values is None:
        return None
    for symbol in [*(each for each in rule_run[0] if each != theta), theta]:
        first = _factor(values[0], rule_run[0][symbol])
        if first is None:
            continue
        for law in _laws(values):
            factor = law if first == law.subs(t, 1) else cancel(first / law.subs(t, 1)) * law
            later = (values[k] - factor.subs(t, k + 1) * rule_run[k][symbol] for k in range(1, len(values)))
            if not any(_apart_somewhere(each) for each in later):
                return Relation(slot.symbol, factor, symbol)
    return None


def _apart_somewhere(difference: Expr) -> bool:
    return difference != 0 and any(_never_zero(difference, point, step) for point, step in points(difference, GUESSES))


def _factor(value: Expr, expected: Expr) -> Expr | None:
    """value/expected where that is free of the data, else None."""
    if expected == 0 or value == 0:
        return None
    if value == expected:
        return Integer(1)
    data = _data(value, expected)
    here, there = ({symbol: Rational(3 * i + 2 * n, i + 3) for i, symbol in enumerate(data)} for n in (1, 2))
    crossed = value.xreplace(here) * expected.xreplace(there) - value.xreplace(there) * expected.xreplace(here)
    for point, step in points(crossed, 1):
        try:
            if certainly_nonzero(crossed, point, step):
                return None
        except NotEvaluable:
            return None
    ratio = cancel(together(value.xreplace(here) / expected.xreplace(here)))
    return ratio if decide(value, ratio * expected).answer == "equal" else None


def _data(*expressions: Expr) -> list[Symbol]:
    """θ, the gradients, and the changing learning rates."""
    symbols = set().union(*(each.free_symbols for each in expressions))
    return sorted((each for each in symbols if each in GIVEN), key=str)


def _laws(values: Sequence[Expr]) -> Iterator[Expr]:
    """The functions of t that a factor may follow: none, or one of the powers and corrections."""
    yield Integer(1)
    bases = sorted({each for value in values for each in value.free_symbols if each in FRACTIONS}, key=str)
    numbers = sorted({each for value in values for each in value.atoms(Rational) if 0 < each < 1}, key=str)
    for base in dict.fromkeys([*bases, *numbers, *(1 - each for each in numbers)]):
        yield from (base**t, 1 / base**t, 1 - base**t, 1 / (1 - base**t), sqrt(1 - base**t), 1 / sqrt(1 - base**t))


def hold_always(conditions: Sequence[Condition], first: int) -> tuple[bool, list[Condition]]:
    """Whether the branches of the general step are taken for every input from step `first` on.

    Also returns the conditions that only exclude single values, as `x ≠ 0` does, and are left open.
    """
    open_conditions: list[Condition] = []
    for each in conditions:
        if _follows(each, first):
            continue
        single = (each.relation == "==" and not each.outcome) or (each.relation == "!=" and each.outcome)
        if single and t not in each.difference.free_symbols:
            open_conditions.append(each)
            continue
        return False, []
    return True, open_conditions


def _follows(condition: Condition, first: int) -> bool:
    difference = condition.difference
    if difference.free_symbols == {t}:
        return _follows_in_t(condition, first)
    from ...reference.algebra import Atoms

    try:
        sign = Atoms().known_sign(difference)
    except NotRational:
        return False
    if sign is None:
        return False
    strict = all(_never_zero(difference, point, step) for point, step in points(difference, 3))
    if condition.relation in ("<", ">="):
        holds = sign == -1 and strict if (condition.relation == "<") == condition.outcome else sign == 1
        return bool(holds)
    if condition.relation in (">", "<="):
        holds = sign == 1 and strict if (condition.relation == ">") == condition.outcome else sign == -1
        return bool(holds)
    return False


def _never_zero(difference: Expr, point: dict[Symbol, Rational], step: int) -> bool:
    try:
        return certainly_nonzero(difference, point, step)
    except NotEvaluable:
        return False


def _follows_in_t(condition: Condition, first: int) -> bool:
    """A linear condition on t: whether it has the same outcome from `first` on."""
    slope = condition.difference.diff(t)
    if slope.free_symbols:
        return False
    now = condition.difference.subs(t, first)
    relation, outcome = condition.relation, condition.outcome
    growing = slope >= 0
    if relation in (">", ">="):
        positive = now > 0 if relation == ">" else now >= 0
        return bool(positive == outcome and (growing if outcome else slope <= 0))
    if relation in ("<", "<="):
        negative = now < 0 if relation == "<" else now <= 0
        return bool(negative == outcome and (slope <= 0 if outcome else growing))
    equal_somewhere = slope == 0 and now == 0
    beyond = (now > 0 and growing) or (now < 0 and slope <= 0)
    return bool((relation == "!=") == outcome and beyond and not equal_somewhere)
