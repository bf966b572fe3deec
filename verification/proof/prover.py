"""Prove that a trace is a form of a rule, or find where it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sympy import Expr, Rational, Symbol

from ...reference.rule import Form
from ...reference.symbols import theta
from ..symbolic.record import Condition
from ..tracing.session import STEPS
from ..tracing.trace import ElementTrace, Trace
from .constants import constants_of
from .equality import Decision, decide, told_apart
from .pairing import Pairing
from .simulation import hold_always, induct

Outcome = Literal["equal", "equal while lr is constant", "different", "unknown"]


@dataclass(frozen=True)
class Proof:
    """What algebra has to say about a trace and a form.

    Attributes:
        outcome: whether they are equal over the reals.
        every_step: whether that holds for every step, or only for the first `STEPS`.
        lr_varies: whether it was shown for an lr that changes from step to step.
        values: the form's hyperparameters that are numbers in the trace.
        recovered: those of them that are written into the code.
        supposed: those of the recovered that stand nowhere in it, where it is another form.
        provers: who proved it.
        excluded: single values that the branches of the code treat apart, as `μ ≠ 0`.
        reason: why it is not more.
        pairing: which letter of the form each slot of the first element is; None where the induction did not tell.
    """

    form: Form
    outcome: Outcome
    every_step: bool
    lr_varies: bool
    values: Mapping[Symbol, Expr]
    recovered: Mapping[str, Rational]
    provers: tuple[str, ...] = ()
    excluded: tuple[Condition, ...] = ()
    supposed: frozenset[str] = frozenset()
    reason: str = ""
    pairing: Pairing | None = None

    @property
    def written(self) -> dict[str, Rational]:
        """The hyperparameters that really stand in the code."""
        return {name: value for name, value in self.recovered.items() if name not in self.supposed}

    @property
    def known(self) -> dict[Symbol, Expr]:
        """The values, without those that are supposed."""
        return {each: value for each, value in self.values.items() if each.name not in self.supposed}


def prove(trace: Trace, form: Form) -> Proof:
    """Hold a trace to a form: refute at exact points, then prove by induction, else for the first steps."""
    constants = constants_of(trace, form)
    values = constants.values

    def proof(
        outcome: Outcome,
        decision: Decision,
        *,
        every_step: bool = False,
        varies: bool = False,
        excluded: Sequence[Condition] = (),
        pairing: Pairing | None = None,
    ) -> Proof:
        return Proof(
            form,
            outcome,
            every_step,
            varies,
            values,
            constants.recovered,
            decision.provers,
            tuple(excluded),
            constants.supposed,
            decision.detail,
            pairing,
        )

    if constants.rounded:
        return proof("unknown", Decision("unknown", (), "the numbers in its formulas are rounded, and fit nearly"))
    if any(_refuted(each, form, values, varying=False) for each in trace.elements):
        return proof("different", Decision("different", ("exact point",)))
    can_vary = all(each.varying is not None for each in trace.elements)
    varies = can_vary and not any(_refuted(each, form, values, varying=True) for each in trace.elements)
    outcome: Outcome = "equal" if varies or not can_vary else "equal while lr is constant"
    induction, excluded, pairing = _by_induction(trace, form, values, varies)
    if induction.answer == "equal":
        return proof(outcome, induction, every_step=True, varies=varies, excluded=excluded, pairing=pairing)
    if trace.conditions and not hold_always(trace.conditions, 1)[0]:
        return proof(
            "unknown", Decision("unknown", (), "its branches depend on the numbers, and only one way through was seen")
        )
    unrolled = _unrolled(trace, form, values, varies)
    if unrolled.answer == "equal":
        return proof(outcome, Decision("equal", unrolled.provers, induction.detail), varies=varies)
    return proof("unknown" if unrolled.answer == "unknown" else "different", unrolled)


def _expected(form: Form, values: Mapping[Symbol, Expr], varying: bool) -> list[dict[Symbol, Expr]]:
    run = form.unroll(STEPS, constant_lr=not varying)
    return [{symbol: each.xreplace(dict(values)) for symbol, each in state.items()} for state in run]


def _claims(element: ElementTrace, form: Form, values: Mapping[Symbol, Expr], varying: bool) -> list[tuple[Expr, Expr]]:
    """What must be equal in the first steps: where each gradient is taken, and each step's change of θ."""
    start = {theta: theta, **form.start()}
    constant = [start, *_expected(form, values, varying=False)]
    expected = [start, *_expected(form, values, varying=varying)]
    run = element.varying if varying else element.constant
    assert run is not None
    found = [theta, *run]
    claims: list[tuple[Expr, Expr]] = []
    for k in range(STEPS):
        claims.append((element.gradient_at[k], form.gradient_at.xreplace(constant[k]).xreplace(dict(values))))
        claims.append((found[k + 1] - found[k], expected[k + 1][theta] - expected[k][theta]))
    return claims


def _refuted(element: ElementTrace, form: Form, values: Mapping[Symbol, Expr], *, varying: bool) -> bool:
    """Whether some exact point tells them apart in the first steps."""
    return any(told_apart(left - right, 3) for left, right in _claims(element, form, values, varying))


def _by_induction(
    trace: Trace, form: Form, values: Mapping[Symbol, Expr], varying: bool
) -> tuple[Decision, tuple[Condition, ...], Pairing | None]:
    """What induction makes of every element, what it leaves out, and how the first element's state is read."""
    provers: tuple[str, ...] = ()
    excluded: dict[Condition, None] = {}
    pairing: Pairing | None = None
    early, left_open = hold_always(trace.conditions, 1)
    if not early:
        return Decision("unknown", (), "its branches depend on the numbers"), (), None
    excluded.update(dict.fromkeys(left_open))
    for element in trace.elements:
        if element.machine is None:
            return Decision("unknown", (), trace.obstacle), (), None
        base = Decision("equal")
        for left, right in _claims(element, form, values, varying)[:2]:
            base = decide(left, right)
            if base.answer != "equal":
                return base, (), None
        induction = induct(element.machine, form, values, varying=varying)
        if induction.decision.answer != "equal":
            return induction.decision, (), None
        always, left_open = hold_always(induction.conditions, 2)
        if not always:
            return Decision("unknown", (), "its branches depend on the numbers"), (), None
        excluded.update(dict.fromkeys(left_open))
        provers = tuple(dict.fromkeys((*provers, *base.provers, *induction.decision.provers)))
        pairing = pairing or (induction.pairing and induction.pairing.plain)
    return Decision("equal", provers), tuple(excluded), pairing


def _unrolled(trace: Trace, form: Form, values: Mapping[Symbol, Expr], varying: bool) -> Decision:
    provers: tuple[str, ...] = ()
    for element in trace.elements:
        for left, right in _claims(element, form, values, varying):
            decision = decide(left, right)
            if decision.answer != "equal":
                return decision
            provers = tuple(dict.fromkeys((*provers, *decision.provers)))
    return Decision("equal", provers)
