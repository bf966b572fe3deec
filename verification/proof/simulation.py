"""Induction: the subject's state is a function of the rule's, at the start and after every step."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Symbol

from ...reference.operations import after_first_step
from ...reference.rule import Form
from ...reference.symbols import g, lr, lr_start, t, theta
from ..tracing.machine import Machine, Slot
from .choices import CHOOSES, on_path, undecided
from .equality import Decision, decide
from .pairing import LAST, Pairing, paired


@dataclass(frozen=True)
class Induction:
    """How the induction went.

    Attributes:
        pairing: which letter of the form each slot is; None where that is not known.
    """

    decision: Decision
    pairing: Pairing | None = None


def induct(
    machine: Machine, form: Form, values: Mapping[Symbol, Expr], *,
    varying: bool, known: Pairing | None = None, settled: Mapping[Expr, Expr] | None = None,
) -> Induction:  # fmt: skip
    """Prove that the machine's step is the form's, for every state and every t, given that both agree after step 1.

    Where it is known how the state is read, that is held to be so; what is `settled` is the value of a letter there.
    """
    # An lr that changes is a letter of every step, whatever number the subject was constructed with.
    values = {each: value for each, value in values.items() if not (varying and each == lr)}
    here = dict(settled or {})
    if not varying:
        here[lr_start] = lr
    pairing = known or paired(machine, form, values, varying=varying, settled=_of_every_step(here, form))
    if isinstance(pairing, Slot):
        return Induction(Decision("unknown", (), f"its {pairing.symbol.name} is no known function of the rule's state"))
    before = pairing.slots
    # The form's symbols for the state before the step are the relation's; θ, g, lr and t are shared.
    start = {symbol: symbol for symbol in (theta, g, lr, t, *form.start())}
    after = {
        symbol: on_path(after_first_step(each.xreplace(dict(values))), machine.branches)
        for symbol, each in form.after(start).items()
    } | LAST
    if any(map(undecided, after.values())):
        return Induction(Decision("unknown", (), CHOOSES), pairing)

    def same(left: Expr, right: Expr) -> Decision:
        return decide(left.xreplace(before).xreplace(here), right.xreplace(here))

    decision = same(machine.gradient_at, form.gradient_at.xreplace(dict(values)))
    if decision.answer != "equal":
        return Induction(decision, pairing)
    decision = same(machine.theta, after[theta])
    provers = decision.provers
    for slot, relation in zip(machine.slots, pairing.relations, strict=True):
        if decision.answer != "equal":
            return Induction(decision, pairing)
        decision = same(slot.next, relation.of(after))
        provers = tuple(dict.fromkeys((*provers, *decision.provers)))
    return Induction(Decision(decision.answer, provers, decision.detail), pairing)


def _of_every_step(settled: Mapping[Expr, Expr], form: Form) -> dict[Expr, Expr]:
    """The letters among these that have that value in the first steps too, as a hyperparameter but lr has."""
    shared = {each.symbol for each in form.hyperparameters} - {lr}
    return {each: value for each, value in settled.items() if each in shared and value.free_symbols <= shared}
