"""Prove that a trace is a form of a rule, or find where it is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Literal

from sympy import Expr, Integer, Rational, Symbol

from ...reference.roles import chooses
from ...reference.rule import Form, numbered
from ...reference.symbols import g, lr, theta
from ..symbolic.record import Condition
from ..tracing.machine import Machine
from ..tracing.session import STEPS, Element
from ..tracing.trace import ElementTrace, Trace, started_at_first
from .branches import open_ones
from .choices import unrolled
from .constants import constants_of
from .equality import Decision, decide, told_apart, told_apart_at_zero
from .pairing import LAST_GRADIENT, LAST_RATE, ONE, Pairing
from .regimes import Readings, Settled, Side, explored
from .simulation import induct

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
        sides: the other sides of the branches of its code, and what was found of each.
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
    sides: tuple[Side, ...] = ()
    supposed: frozenset[str] = frozenset()
    reason: str = ""
    pairing: Pairing | None = None

    @property
    def excluded(self) -> tuple[Condition, ...]:
        """The sides of its branches that are left out: they were not proved, or they differ."""
        return tuple(dict.fromkeys(each.condition for each in self.sides if each.is_open))

    @property
    def written(self) -> dict[str, Rational]:
        """The hyperparameters that really stand in the code."""
        return {name: value for name, value in self.recovered.items() if name not in self.supposed}

    @property
    def known(self) -> dict[Symbol, Expr]:
        """The values, without those that are supposed."""
        return {each: value for each, value in self.values.items() if each.name not in self.supposed}


def prove(trace: Trace, form: Form, *, search: bool = True) -> Proof:
    """Hold a trace to a form: refute at exact points, then prove by induction, else for the first steps.

    Where not to `search`, hyperparameters that the code holds are those that are written in it, or it is not the form.
    """
    trace = _as_read(trace, form)
    constants = constants_of(trace, form, search=search)
    values = constants.values

    def proof(
        outcome: Outcome,
        decision: Decision,
        *,
        every_step: bool = False,
        varies: bool = False,
        sides: tuple[Side, ...] = (),
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
            sides,
            constants.supposed,
            decision.detail,
            pairing,
        )

    if constants.rounded:
        return proof("unknown", Decision("unknown", (), "the numbers in its formulas are rounded, and fit nearly"))
    begun = _begun_with(trace, form)
    if any(_refuted(each, form, values, begun, varying=False) for each in trace.elements):
        return proof("different", Decision("different", ("exact point",)))
    can_vary = all(each.varying is not None for each in trace.elements)
    varies = can_vary and not any(_refuted(each, form, values, begun, varying=True) for each in trace.elements)
    outcome: Outcome = "equal" if varies or not can_vary else "equal while lr is constant"
    induction, readings = _by_induction(trace, form, values, varies)
    if induction.answer == "equal":
        hold = partial(_held, form=form, values=values, varying=varies)
        others = explored(trace, form, hold, readings, varying=varies)
        pairing = readings[trace.elements[0].element].plain
        apart = any(each.outcome == "different" for each in others)
        return proof(
            "different" if apart else outcome, induction, every_step=True, varies=varies, sides=others, pairing=pairing
        )
    if induction.answer == "different" and chooses(form):
        # Its first steps say nothing of what such a rule does later.
        return proof("different", induction)
    if open_ones(trace.branches.unrolled, 1):
        return proof(
            "unknown", Decision("unknown", (), "its branches depend on the numbers, and only one way through was seen")
        )
    first_steps = _unrolled(trace, form, values, varies)
    if first_steps.answer == "equal":
        return proof(outcome, Decision("equal", first_steps.provers, induction.detail), varies=varies)
    # Without a branch it is the same formula at every point, those at which something is zero among them.
    claims = (claim for element in trace.elements for claim in _claims(element, form, values, begun, varying=False))
    if any(told_apart_at_zero(left - right) for left, right in claims):
        return proof("different", Decision("different", ("exact point",)))
    return proof("unknown" if first_steps.answer == "unknown" else "different", first_steps)


def _as_read(trace: Trace, form: Form) -> Trace:
    """The trace in the letters of the form, which may call the lr of the first step that of the start."""
    return started_at_first(trace) if form.keeps_lr else trace


def _begun_with(trace: Trace, form: Form) -> tuple[Condition, ...]:
    """The branches on hyperparameters that its first steps take, in the letters of the form."""
    lasting = {each.symbol for each in form.hyperparameters} - {lr}
    return tuple(each for each in trace.branches.unrolled if each.difference.free_symbols <= lasting)


def _claims(
    element: ElementTrace, form: Form, values: Mapping[Symbol, Expr], begun: Sequence[Condition], varying: bool
) -> list[tuple[Expr, Expr]]:
    """What must be equal in the first steps: where each gradient is taken, and each step's change of θ."""
    start = {theta: theta, **form.start()}
    constant = [start, *unrolled(form, values, begun, varying=False)]
    expected = [start, *unrolled(form, values, begun, varying=varying)]
    run = element.varying if varying else element.constant
    assert run is not None
    found = [theta, *run]
    claims: list[tuple[Expr, Expr]] = []
    for k in range(STEPS):
        claims.append((element.gradient_at[k], form.gradient_at.xreplace(constant[k]).xreplace(dict(values))))
        claims.append((found[k + 1] - found[k], expected[k + 1][theta] - expected[k][theta]))
    return claims


def _refuted(
    element: ElementTrace, form: Form, values: Mapping[Symbol, Expr], begun: Sequence[Condition], *, varying: bool
) -> bool:
    """Whether some exact point tells them apart in the first steps."""
    return any(told_apart(left - right, 3) for left, right in _claims(element, form, values, begun, varying))


def first_apart(trace: Trace, form: Form, values: Mapping[Symbol, Expr]) -> ElementTrace:
    """The first element that some exact point tells from a form; the first of all where none is."""
    if len(trace.elements) == 1:
        return trace.elements[0]
    begun = _begun_with(trace, form)
    apart = (each for each in trace.elements if _refuted(each, form, values, begun, varying=False))
    return next(apart, trace.elements[0])


def _by_induction(trace: Trace, form: Form, values: Mapping[Symbol, Expr], varying: bool) -> tuple[Decision, Readings]:
    """What induction makes of every element, on the branches of the trace, and how the state of each is read."""
    kept = _rates_kept(trace, values)
    if kept.answer != "equal":
        return kept, {}
    begun = _begun_with(trace, form)
    provers: tuple[str, ...] = ()
    readings: dict[Element, Pairing] = {}
    for element in trace.elements:
        if element.machine is None:
            return Decision("unknown", (), trace.obstacle), {}
        base = _equal(_claims(element, form, values, begun, varying)[:2])
        if base.answer != "equal":
            return base, {}
        induction = induct(element.machine, form, values, varying=varying, begun=begun)
        if induction.decision.answer != "equal" or induction.pairing is None:
            return induction.decision, {}
        provers = tuple(dict.fromkeys((*provers, *base.provers, *induction.decision.provers)))
        readings[element.element] = induction.pairing
    return Decision("equal", provers), readings


def _rates_kept(trace: Trace, values: Mapping[Symbol, Expr], settled: Mapping[Expr, Expr] | None = None) -> Decision:
    """Whether an lr that nobody changes is kept as it was given: then its run is one of those in which lr may change."""
    decision = _equal(((each, lr) for each in trace.rates), {**values, **(settled or {})})
    return (
        replace(decision, detail="it does not keep the lr that it is given") if decision.answer != "equal" else decision
    )


def _held(
    trace: Trace, readings: Readings | None, here: Mapping[Element, Settled],
    *, form: Form, values: Mapping[Symbol, Expr], varying: bool,
) -> tuple[Decision, Readings]:  # fmt: skip
    """The same in another regime, in which some letters have one value; with `readings`, the state is read so."""
    trace = _as_read(trace, form)
    if readings is None and not here:
        return _by_induction(trace, form, values, varying)
    kept = _rates_kept(trace, values, here[trace.elements[0].element].constant)
    if kept.answer != "equal":
        return kept, {}
    begun = _begun_with(trace, form)
    found: dict[Element, Pairing] = {}
    for element in trace.elements:
        if element.machine is None:
            return Decision("unknown", (), trace.obstacle), {}
        settled = here[element.element]
        for some, changing in ((settled.constant, False), *(((settled.varying, True),) if varying else ())):
            decision = _equal(_claims(element, form, values, begun, changing)[:2], some)
            if decision.answer != "equal":
                return decision, {}
        known = None if readings is None else readings[element.element]
        induction = induct(
            element.machine, form, values, varying=varying, known=known, settled=settled.general, begun=begun
        )
        if induction.decision.answer != "equal" or induction.pairing is None:
            return induction.decision, {}
        first = unrolled(form, values, begun, varying=varying)[0]
        after_first = _begun(element.machine, induction.pairing, first, varying)
        decision = _equal(after_first, settled.varying if varying else settled.constant)
        if decision.answer != "equal":
            return decision, {}
        found[element.element] = induction.pairing
    return Decision("equal"), found


def _begun(
    machine: Machine, reading: Pairing, expected: Mapping[Symbol, Expr], varying: bool
) -> Iterator[tuple[Expr, Expr]]:
    """What the state is after the first step, and what it is read as."""
    given = {LAST_RATE: numbered(lr, 1) if varying else lr, LAST_GRADIENT: numbered(g, 1), ONE: Integer(1)}
    for slot, relation in zip(machine.slots, reading.relations, strict=True):
        values = slot.varying if varying else slot.values
        assert values is not None
        yield values[0], relation.of({**expected, **given}, Integer(1))


def _equal(claims: Iterable[tuple[Expr, Expr]], here: Mapping[Expr, Expr] = MappingProxyType({})) -> Decision:
    """Whether all of these are equal, where some letters have one value."""
    provers: tuple[str, ...] = ()
    for left, right in claims:
        decision = decide(left.xreplace(dict(here)), right.xreplace(dict(here)))
        if decision.answer != "equal":
            return decision
        provers = tuple(dict.fromkeys((*provers, *decision.provers)))
    return Decision("equal", provers)


def _unrolled(trace: Trace, form: Form, values: Mapping[Symbol, Expr], varying: bool) -> Decision:
    begun = _begun_with(trace, form)
    return _equal(claim for element in trace.elements for claim in _claims(element, form, values, begun, varying))
