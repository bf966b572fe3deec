"""Induction: the subject's state is a function of the rule's, at the start and after every step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sympy import Expr, Symbol

from ...reference.operations import after_first_step
from ...reference.rule import Form
from ...reference.symbols import g, lr, lr_start, t, theta
from ..symbolic.record import Condition
from ..tracing.machine import Machine, Slot
from .choices import on_path, paths
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
    begun: Sequence[Condition] = (),
) -> Induction:  # fmt: skip
    """Prove that the machine's step is the form's, for every state and every t, given that both agree after step 1.

    Where it is known how the state is read, that is held to be so; what is `settled` is the value of a letter there, and with
    what it has `begun` are the branches of its first steps.
    """
    # An lr that changes is a letter of every step, whatever number the subject was constructed with.
    values = {each: value for each, value in values.items() if not (varying and each == lr)}
    here = dict(settled or {})
    if not varying:
        here[lr_start] = lr
    pairing = known or paired(machine, form, values, varying=varying, settled=_of_every_step(here, form), begun=begun)
    if isinstance(pairing, Slot):
        return Induction(Decision("unknown", (), f"its {pairing.symbol.name} is no known function of the rule's state"))
    before = pairing.slots
    # The form's symbols for the state before the step are the relation's; θ, g, lr and t are shared.
    start = {symbol: symbol for symbol in (theta, g, lr, t, *form.start())}
    after = {symbol: after_first_step(each.xreplace(dict(values))) for symbol, each in form.after(start).items()}
    point = form.gradient_at.xreplace(dict(values))

    def same(left: Expr, right: Expr) -> Decision:
        return decide(left.xreplace(before).xreplace(here), right.xreplace(here))

    def step(chosen: Mapping[Symbol, Expr]) -> Decision:
        """Whether it is the machine's, where the rule makes these choices."""
        decision = same(machine.gradient_at, point)
        provers: tuple[str, ...] = ()
        claims = [(machine.theta, chosen[theta])]
        claims += [(slot.next, each.of(chosen)) for slot, each in zip(machine.slots, pairing.relations, strict=True)]
        for claim in claims:
            if decision.answer != "equal":
                return decision
            decision = same(*claim)
            provers = tuple(dict.fromkeys((*provers, *decision.provers)))
        return Decision(decision.answer, provers, decision.detail) if decision.answer == "equal" else decision

    decisions = [
        step({symbol: on_path(each, path) for symbol, each in after.items()} | LAST)
        for path in paths(after.values(), machine.branches)
    ]
    for answer in ("different", "unknown"):
        for each in decisions:
            if each.answer == answer:
                return Induction(each, pairing)
    provers = tuple(dict.fromkeys(name for each in decisions for name in each.provers))
    return Induction(Decision("equal", provers), pairing)


def _of_every_step(settled: Mapping[Expr, Expr], form: Form) -> dict[Expr, Expr]:
    """The letters among these that have that value in the first steps too, as a hyperparameter but lr has."""
    shared = {each.symbol for each in form.hyperparameters} - {lr}
    return {each: value for each, value in settled.items() if each in shared and value.free_symbols <= shared}
