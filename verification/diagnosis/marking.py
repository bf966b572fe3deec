"""The step of a subject beside a form's, line by line, with the lines that differ marked.

Where mistakes explain the subject, the lines that these change are marked.  Else, and where a mistake changes what has no
line of its own in the code, those are that have other values than the form's for the same letters.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Integer, Symbol

from ...reference.mistakes.mistake import GRADIENT_AT, difference
from ...reference.notation import name_of
from ...reference.operations import FIRST_STEP, after_first_step
from ...reference.roles import chooses
from ...reference.rule import Assignment, Form, let, numbered
from ...reference.symbols import theta
from ..english import listed
from ..proof.branches import open_ones, turned
from ..proof.equality import told_apart
from ..proof.pairing import FEW, Pairing, alike, orders
from ..proof.prover import Proof, first_apart
from ..tracing.trace import ElementTrace, Trace
from ..verdicts.verdict import Formula, Marked
from .counterparts import Counterparts, Pair
from .formula import Row, computed, computed_for, expected, in_step_1, lines_of, row, texts
from .mistakes import Diagnosis
from .wording import spoken

Spot = tuple[Symbol, int]
"""A letter of the code, and the only step that is meant, or 0 for the step in general."""

Sides = tuple[tuple[Marked, ...], tuple[Marked, ...]]
"""The lines of the code, and those of the form."""


def formula(
    trace: Trace | None, form: Form, proof: Proof | None, diagnosis: Diagnosis | None = None, *, regime: str = ""
) -> Formula:
    """What the subject computes and what the form has, with marks unless the form is proved.

    `regime` says where the trace is what the subject computes, if it is not so everywhere.
    """
    values = {} if proof is None else proof.known
    theirs = expected(form, values)
    if trace is None:
        return Formula((), texts(theirs), ((), ()) if diagnosis is None else _as_told(diagnosis))
    equal = proof if proof is not None and proof.outcome == "equal" and not regime else None
    if equal is not None:
        ours = regimes(trace, equal) or computed(trace, always=equal.every_step)
        return Formula(texts(ours), texts(theirs))  # written otherwise, and the same
    element = trace.elements[0] if diagnosis is not None else first_apart(trace, form, values)
    ours = computed_for(element, regime=regime)
    reading = _Reading(element, form, values, None if diagnosis is None else diagnosis.pairing)
    sides = _by_value(reading, ours, theirs) if diagnosis is None else _by_mistake(reading, ours, theirs, diagnosis)
    return Formula(texts(ours), texts(theirs), sides)


def regimes(trace: Trace, proof: Proof) -> tuple[Row, ...]:
    """The step in each of its regimes, where the rule chooses between them as well; nothing where it does not choose."""
    if not chooses(proof.form) or not proof.every_step:
        return ()
    element = trace.elements[0]
    taken = () if element.machine is None else open_ones(element.machine.branches, 2)
    others = {
        said: each.trace.elements[0]
        for each in reversed(proof.sides)
        if each.place == "general" and each.outcome == "equal" and each.trace and turned(each.condition) in taken
        if (said := spoken(each.condition))
    }
    if not others:
        return ()
    usual = listed([each for each in map(spoken, taken) if each])
    rows = computed_for(element, regime=f"where {usual}")
    for said, there in others.items():
        rows += computed_for(there, regime=f"where {said}")
    return rows


def _marked(rows: Sequence[Row], differs: Callable[[Row], bool]) -> tuple[Marked, ...]:
    return tuple(Marked(each.text, differs(each), name_of(each.letter)) for each in rows)


def _all_marked(rows: Sequence[Row]) -> tuple[Marked, ...]:
    return _marked(rows, lambda _: True)


# By value.


@dataclass(frozen=True)
class _Reading:
    """What the subject computes for one element, its state read as it is known to be, or so that least differs.

    A form's letters and a code's are told together by what they hold, not by what they are called: a buffer `v` may be m.
    """

    element: ElementTrace
    form: Form
    values: Mapping[Symbol, Expr]
    known: Pairing | None

    def differing(self) -> set[Spot]:
        """Where the code has certainly another value than the form."""
        return {spot for spot, pair in self._pairs() if _apart(pair)}

    def names(self) -> dict[Symbol, Symbol]:
        """What the code calls the letters of the form."""
        both = self._counterparts
        shared = {theta: theta, GRADIENT_AT: GRADIENT_AT}
        return shared if both is None else {**{each.symbol: each.slot for each in both.pairing.relations}, **shared}

    def _pairs(self) -> Iterator[tuple[Spot, Pair]]:
        if self._counterparts is not None:
            yield from _spots(self._counterparts)
            return
        run = self.form.unroll(len(self.element.constant), constant_lr=True)
        for step, (found, state) in enumerate(zip(self.element.constant, run, strict=True), 1):
            yield (theta, step), (found, state[theta].xreplace(dict(self.values)))

    @cached_property
    def _counterparts(self) -> Counterparts | None:
        machine = self.element.machine
        if machine is None:
            return None
        if self.known is not None:
            some = [self.known]
        elif max(len(machine.slots), len(self.form.state)) <= FEW:
            some = orders(machine, self.form, turned=True)
        else:
            some = [alike(machine, self.form)]
        ways = [Counterparts(machine, self.form, self.values, each) for each in some]
        return min(ways, key=lambda way: (sum(_apart(pair) for _, pair in _spots(way)), way.turned, -way.alike))


def _spots(both: Counterparts) -> Iterator[tuple[Spot, Pair]]:
    yield (GRADIENT_AT, 0), both.point
    for slot, general, first in both.state():
        yield (slot.symbol, 0), general
        yield (slot.symbol, 1), first
    yield (theta, 0), both.theta


def _apart(pair: Pair) -> bool:
    """Whether the two certainly differ; what no point tells apart is not marked."""
    one, other = pair
    return told_apart(one - other)


def _by_value(reading: _Reading, ours: Sequence[Row], theirs: Sequence[Row]) -> Sides:
    spots = reading.differing()
    told = {each.spot for each in ours} | {(GRADIENT_AT, 0)}
    here = {letter for letter, _ in spots & told}
    letters = {letter for letter, name in reading.names().items() if name in here}
    return _marked(ours, lambda each: each.spot in spots), _marked(theirs, lambda each: each.letter in letters)


# By the mistake.


def _by_mistake(reading: _Reading, ours: Sequence[Row], theirs: Sequence[Row], diagnosis: Diagnosis) -> Sides:
    """The lines that the mistake changes, by the code's names; what the code's lines do not tell is a line of its own."""
    wrong, right = difference(diagnosis.wrong, diagnosis.form)
    names, there = reading.names(), {each.spot for each in ours}
    spots: set[Spot] = set()
    added: list[Row] = []
    for line in wrong:
        told = _told(line, diagnosis)
        spot = (names.get(told.letter, told.letter), told.step)
        if spot in there:
            spots.add(spot)
        elif told.step or line.symbol == GRADIENT_AT:
            added.append(told)
        else:  # what is computed in passing shows where it is used
            spots |= reading.differing() or {(theta, 0)}
    if not spots and not added:
        spots = reading.differing()
    lines = lines_of(diagnosis.form)
    changed = {each.text for each, line in zip(theirs, lines, strict=True) if line in right}
    missing = [_told(line, diagnosis) for line in right if line not in lines]
    return (
        (*_all_marked(added), *_marked(ours, lambda each: each.spot in spots)),
        (*_all_marked(missing), *_marked(theirs, lambda each: each.text in changed)),
    )


def _as_told(diagnosis: Diagnosis) -> Sides:
    """The lines that the mistake changes, by the rule's names: nothing else is known of the code."""
    wrong, right = ([_told(line, diagnosis) for line in some] for some in difference(diagnosis.wrong, diagnosis.form))
    return _all_marked(wrong), _all_marked(right)


def _told(line: Assignment, diagnosis: Diagnosis) -> Row:
    """A line of a mistake as it reads in a formula: some speak of the start alone."""
    begun = line.value.xreplace({FIRST_STEP: Integer(1)})
    later = after_first_step(line.value)
    if line.symbol in {numbered(each.symbol, 0) for form in (diagnosis.wrong, diagnosis.form) for each in form.state}:
        return Row(line.symbol, f"at the start: {row(line).text}", 1)
    if begun != later == line.symbol:
        # Before the step that the code's own lines tell: another way to say how the state starts.
        return Row(numbered(line.symbol, 0), f"in step 1, first: {row(let(line.symbol, begun)).text}", 1)
    if begun != later and let(line.symbol, later) in map(_later, diagnosis.form.step):
        return in_step_1(let(line.symbol, begun))
    return row(line)


def _later(line: Assignment) -> Assignment:
    return let(line.symbol, after_first_step(line.value))
