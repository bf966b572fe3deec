"""Believe a trace only when it foretells ordinary runs of the untouched subject."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol

from ...reference.bound import Bounded, BoundedArithmetic
from ...reference.evaluation import NotEvaluable, evaluate
from ...reference.rule import numbered
from ...reference.symbols import g, lr, theta
from ...reference.tape import Tape
from ..english import listed
from ..fuzzing.acceptance import Acceptance
from ..fuzzing.driving import Session, shown_in_float32
from ..subjects.subject import Subject
from ..symbolic.record import Condition
from ..symbolic.scalar import RELATIONS
from ..tracing.session import SHAPES, START, STEPS, element_symbol
from ..tracing.trace import ElementTrace, Trace

TAPES = 3
"""Ordinary runs, at other numbers than those of the trace."""


CHANGED = frozenset(numbered(lr, k) for k in range(1, STEPS + 1))
"""What lr is in the steps of a run in which it changes."""

FORETELLS_NOT = "the formula traced from it does not foretell what its real code computes"


def disbelief(trace: Trace, subject: Subject) -> str:
    """Why the trace is not to be believed; empty where ordinary runs agree with it, lr constant and lr changing.

    They agree when they lie within the bound of float64, or all within that of float32 for code that computes so.
    """
    acceptance = Acceptance.of(subject, trace.lr_paths, trace.numbers)
    doubt = _disbelief(trace, subject, BoundedArithmetic.of(np.dtype(np.float64)), acceptance)
    if not doubt or not shown_in_float32(subject, _taken(trace, 0, acceptance, varying=False), trace.lr_paths):
        return doubt
    return _disbelief(trace, subject, BoundedArithmetic.of(np.dtype(np.float32)), acceptance)


def _disbelief(trace: Trace, subject: Subject, arithmetic: BoundedArithmetic, acceptance: Acceptance | None) -> str:
    agreed = 0
    alike = {*trace.symbolic}
    for seed in range(TAPES):
        for varying in (False, True):
            if varying and trace.elements[0].varying is None:
                continue
            tape = _taken(trace, seed, acceptance, varying=varying)
            given = {**tape.hyperparameters, "lr": tape.lr[0]}
            alike = {name for name in alike if given[name] == subject.visible[name]}
            outcome = _agrees(trace, subject, tape, arithmetic, varying=varying)
            if outcome is False:
                return FORETELLS_NOT
            agreed += outcome is True
    if not agreed:
        # Its branches are taken by few numbers: those of the trace itself are among them, and others near them.
        for seed in range(TAPES):
            outcome = _agrees(trace, subject, _tape_nearby(trace, random.Random(seed)), arithmetic, varying=False)
            if outcome is False:
                return FORETELLS_NOT
            agreed += outcome is True
    if alike:
        return f"no value of {listed(sorted(alike))} but that of the trace is taken"
    return "" if agreed else "no ordinary run takes the branches that the trace took"


def _taken(trace: Trace, seed: int, acceptance: Acceptance | None, *, varying: bool) -> Tape:
    """A tape at values that the subject takes, and that are not those of the trace, as far as there are such."""
    tape = _tape(trace, random.Random(seed), varying)
    if acceptance is None or acceptance.of_tape(tape) is tape:
        return tape
    wanted = {**tape.hyperparameters, "lr": tape.lr[0]}
    for name in trace.symbolic:
        if not acceptance.takes({**acceptance.base, name: wanted[name]}):
            wanted[name] *= acceptance.base[name]
    factors = [each / tape.lr[0] for each in tape.lr]
    rates = tuple(wanted["lr"] * each for each in factors)
    given = {name: wanted[name] for name in tape.hyperparameters}
    return acceptance.of_tape(replace(tape, lr=rates, hyperparameters=given))


def _tape(trace: Trace, generator: random.Random, varying: bool) -> Tape:
    def number() -> float:
        return generator.choice((-1, 1)) * generator.randint(5, 99) / 32

    names = {each for each in trace.symbolic if each != "lr"}
    hyperparameters = {name: generator.randint(35, 60) / 64 for name in sorted(names)}
    rate = generator.randint(20, 60) / 64 if "lr" in trace.symbolic else trace.numbers.get("lr", 1.0)
    rates = tuple(rate * (1 + k / 4 if varying else 1) for k in range(STEPS))
    initial = tuple(np.array([number() for _ in range(*shape)]) for shape in SHAPES)
    gradients = tuple(tuple(np.array([number() for _ in range(*shape)]) for shape in SHAPES) for _ in range(STEPS))
    return Tape(initial, gradients, rates, hyperparameters | {k: v for k, v in trace.numbers.items() if k != "lr"})


def _tape_nearby(trace: Trace, generator: random.Random) -> Tape:
    """A tape of numbers that are near those of the trace, and none of them."""

    def near(symbol: Symbol) -> float:
        return trace.worth[symbol] * (1 + generator.choice((-1, 1)) * generator.randint(1, 9) / 2**12)

    def row(symbol: Symbol) -> tuple[np.ndarray, ...]:
        return tuple(
            np.array([near(element_symbol(symbol, (p, i))) for i in range(*shape)]) for p, shape in enumerate(SHAPES)
        )

    letters = {each.name: each for each in trace.worth}
    hyperparameters = {name: near(letters[name]) for name in sorted(trace.symbolic) if name != "lr"}
    rate = letters.get("lr0", lr)
    rates = (near(rate) if "lr" in trace.symbolic else trace.numbers.get("lr", 1.0),) * STEPS
    gradients = tuple(row(numbered(g, k)) for k in range(1, STEPS + 1))
    given = hyperparameters | {k: v for k, v in trace.numbers.items() if k != "lr"}
    return Tape(row(START), gradients, rates, given)


def _agrees(trace: Trace, subject: Subject, tape: Tape, arithmetic: BoundedArithmetic, *, varying: bool) -> bool | None:
    """Whether the trace foretells the run; None where the run takes other branches."""
    # Where the trace has another lr in its first step than at the start, so has the run.
    start = tape.lr[0] * 7 / 8 if varying and trace.lr_paths else tape.lr[0]
    session = Session(subject, {**tape.hyperparameters, "lr": start}, tape.initial, trace.lr_paths)
    played = [session.step(row, rate) for row, rate in zip(tape.gradients, tape.lr, strict=True)]
    known = subject.hyperparameters
    shared = {known[k].symbol: arithmetic.hyperparameter(v) for k, v in tape.hyperparameters.items()}
    shared |= {each: arithmetic.hyperparameter(start) for each in (lr, numbered(lr, 0))}
    shared |= {numbered(lr, k): arithmetic.hyperparameter(rate) for k, rate in enumerate(tape.lr, 1)}
    # What is run is the instance that was traced.
    shared |= {each: arithmetic.data(float(trace.worth[each])) for each in trace.instance}
    everything = dict(shared)
    for p, shape in enumerate(SHAPES):
        for i in range(*shape):
            for symbol, value in {**_values(tape, p, i), START: float(tape.initial[p][i])}.items():
                everything[element_symbol(symbol, (p, i))] = arithmetic.data(value)
    # What its setter branches on is asked only where lr changes.
    branches = (each for each in trace.branches.unrolled if varying or each.difference.free_symbols.isdisjoint(CHANGED))
    if not all(_same(each, everything, arithmetic) for each in branches):
        return None
    for alike in _alike(trace, varying=varying):
        places = [each.element for each in alike]
        run = (alike[0].varying if varying else alike[0].constant) or ()
        each_one = [_values(tape, p, i) for p, i in places]
        columns = {symbol: np.array([each[symbol] for each in each_one]) for symbol in each_one[0]}
        values = {**everything, **{symbol: arithmetic.data(column) for symbol, column in columns.items()}}
        steps: list[Bounded] | None = None
        for k, expr in enumerate(run):
            found = np.array([float(played[k].parameters[p].flat[i]) for p, i in places])
            if _foretells(expr, values, arithmetic, found):
                continue
            steps = steps or _stepped(alike[0], values, arithmetic, varying=varying)
            if not steps or not _foretells(expr, values, arithmetic, found, steps[k]):
                return False
    return True


def _alike(trace: Trace, *, varying: bool) -> list[list[ElementTrace]]:
    """The elements, those together whose formulas are the same: as a rule all, and then their numbers are found at once."""
    groups: dict[Any, list[ElementTrace]] = {}
    for each in trace.elements:
        run = each.varying if varying else each.constant
        groups.setdefault((tuple(run or ()), _step_of(each)), []).append(each)
    return [*groups.values()]


def _step_of(element: ElementTrace) -> object:
    """The step in general, as far as numbers are found by it."""
    machine = element.machine
    return machine and (machine.theta, *((slot.symbol, slot.next) for slot in machine.slots))


def _stepped(
    element: ElementTrace, values: Mapping[Symbol, Bounded], arithmetic: BoundedArithmetic, *, varying: bool
) -> list[Bounded]:
    """θ after each step by the step in general, in which no 1 − 0.9 has cancelled another; empty where there is none."""
    if element.machine is None:
        return []
    machine, found = element.machine, [values[theta]]
    state = {slot.symbol: arithmetic.data(0.0) for slot in machine.slots}
    try:
        for k in range(1, STEPS + 1):
            now = {**values, **state, theta: found[-1], g: values[numbered(g, k)]}
            now |= {lr: values[numbered(lr, k)]} if varying else {}
            found.append(evaluate(machine.theta, now, arithmetic, k))
            state = {slot.symbol: evaluate(slot.next, now, arithmetic, k) for slot in machine.slots}
    except NotEvaluable:
        return []
    return found[1:]


def _values(tape: Tape, p: int, i: int) -> dict[Symbol, float]:
    values = {numbered(g, k): float(each[p][i]) for k, each in enumerate(tape.gradients, 1)}  # type: ignore[index]
    return {theta: float(tape.initial[p][i]), **values}


def _foretells(
    expr: Expr,
    values: Mapping[Symbol, Bounded],
    arithmetic: BoundedArithmetic,
    found: NDArray[np.float64],
    stepped: Bounded | None = None,
) -> bool:
    """Whether it is what was found, of every element, within its own bound, or within that of the same number found step by step."""
    try:
        with np.errstate(all="ignore"):
            value, bound = arithmetic.enclosure(evaluate(expr, values, arithmetic))
            off = np.abs(found - value)
            within = off <= bound
            if stepped is not None:
                within = within | (off <= arithmetic.enclosure(stepped)[1])
    except NotEvaluable:
        return False
    return bool(np.all(within))


def _same(condition: Condition, values: Mapping[Symbol, Bounded], arithmetic: BoundedArithmetic) -> bool:
    try:
        difference = evaluate(condition.difference, values, arithmetic)
    except NotEvaluable:
        return False
    return RELATIONS[condition.relation](float(arithmetic.wide.to_double(difference.value)), 0.0) == condition.outcome
