"""Induction: the subject's state is a function of the rule's, at the start and after every step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sympy import Expr, Symbol

from ...reference.algebra import Atoms, NotRational
from ...reference.operations import after_first_step
from ...reference.rule import Form
from ...reference.symbols import g, lr, t, theta
from ..symbolic.record import Condition
from ..tracing.machine import Machine, Slot
from .equality import Decision, apart_at, decide, points
from .pairing import LAST, Pairing, paired


@dataclass(frozen=True)
class Induction:
    """How the induction went.

    Attributes:
        pairing: which letter of the form each slot is; None where that is not known.
    """

    decision: Decision
    pairing: Pairing | None = None
    conditions: tuple[Condition, ...] = ()


def induct(machine: Machine, form: Form, values: Mapping[Symbol, Expr], *, varying: bool) -> Induction:
    """Prove that the machine's step is the form's, for every state and every t, given that both agree after step 1."""
    # An lr that changes is a letter of every step, whatever number the subject was constructed with.
    values = {each: value for each, value in values.items() if not (varying and each == lr)}
    pairing = paired(machine, form, values, varying=varying)
    if isinstance(pairing, Slot):
        return Induction(Decision("unknown", (), f"its {pairing.symbol.name} is no known function of the rule's state"))
    before = pairing.slots
    # The form's symbols for the state before the step are the relation's; θ, g, lr and t are shared.
    start = {symbol: symbol for symbol in (theta, g, lr, t, *form.start())}
    after = {symbol: after_first_step(each.xreplace(dict(values))) for symbol, each in form.after(start).items()} | LAST
    decision = decide(machine.gradient_at.xreplace(before), form.gradient_at.xreplace(dict(values)))
    if decision.answer != "equal":
        return Induction(decision, pairing)
    decision = decide(machine.theta.xreplace(before), after[theta])
    provers = decision.provers
    for slot, relation in zip(machine.slots, pairing.relations, strict=True):
        if decision.answer != "equal":
            return Induction(decision, pairing)
        decision = decide(slot.next.xreplace(before), relation.of(after))
        provers = tuple(dict.fromkeys((*provers, *decision.provers)))
    conditions = tuple(
        Condition(each.difference.xreplace(before), each.relation, each.outcome) for each in machine.conditions
    )
    return Induction(Decision(decision.answer, provers, decision.detail), pairing, conditions)


def covers_every_step(machine: Machine) -> bool:
    """Whether the branches of the general step are taken in every later step, but for single values: else it may be another."""
    return hold_always(machine.conditions, 2)[0]


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
    try:
        sign = Atoms().known_sign(difference)
    except NotRational:
        return False
    if sign is None:
        return False
    strict = all(apart_at(difference, point, step) for point, step in points(difference, 3))
    if condition.relation in ("<", ">="):
        holds = sign == -1 and strict if (condition.relation == "<") == condition.outcome else sign == 1
        return bool(holds)
    if condition.relation in (">", "<="):
        holds = sign == 1 and strict if (condition.relation == ">") == condition.outcome else sign == -1
        return bool(holds)
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
