"""Which statement of the source computes what deviates from a rule: exact, or silent.

Every value that a statement writes is cut out in turn, and a value of the rule is put in its place.  Where that makes the
whole step the rule's, for every input, as the prover confirms, the statement could be mended there.  The first such
statement is to blame if what it writes now arises nowhere in the rule.  Otherwise it may be right and one after it wrong:
then it is the one of which the least would change, and where that is not one alone, nothing is said.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sympy import Expr, Integer

from ....reference.rule import Form
from ...proof.pairing import Pairing
from ...subjects.source import shown, text_of
from ...tracing.one_step import Step
from ...tracing.session import is_data, own
from ...tracing.statements import Statement
from ...tracing.writes import ELEMENT, Write
from ...verdicts.verdict import PROVED, Line
from ..evidence import Evidence
from ..mistakes import Diagnosis, from_other_forms
from .candidates import candidates, equal, is_among
from .corrections import Replacement, correction
from .rehearsals import Rehearsals, only_turns
from .rule_step import RuleStep, rule_steps


@dataclass(frozen=True)
class Deviation:
    """The line to blame, still without its correction.

    Attributes:
        replacement: what it should write, where that alone is enough.
    """

    line: Line
    replacement: Replacement | None


def deviation_of(
    evidence: Evidence, forms: Sequence[Form], diagnosis: Diagnosis | None, closest: Form | None = None
) -> Deviation | None:
    """The statement at which the subject leaves every one of the forms, or the `closest` of them, else the first; None where none is sure."""
    if evidence.trace is None:
        return None
    try:
        found = _blamed(evidence, forms, diagnosis, closest or forms[0])
    except Exception:  # noqa: BLE001 - on symbols, somebody's code may raise anything
        return None
    if found is None or found.write is None:
        return None
    return Deviation(_line(found.write), found.replacement)


def corrected(evidence: Evidence, deviation: Deviation) -> Line:
    """The line with its correction, where one is proved."""
    try:
        fix = "" if deviation.replacement is None else correction(evidence, deviation.replacement)
    except Exception:  # noqa: BLE001 - on symbols, somebody's code may raise anything
        fix = ""
    if fix:
        return replace(deviation.line, fix=fix, evidence=PROVED)
    return deviation.line


def _line(write: Write) -> Line:
    number = write.line or write.statement.first
    text = text_of(write.statement.path).splitlines()
    return Line(shown(write.statement.path), number, text[number - 1].strip())


@dataclass(frozen=True)
class _Finding:
    """How a step could be mended.

    Attributes:
        write: what is written there, if its statement is to blame.
        replacement: what that statement should write; None where that alone is not enough.
        changed: how much of what a statement computes would be otherwise.
    """

    write: Write | None
    replacement: Replacement | None = None
    changed: float = math.inf

    @property
    def statement(self) -> Statement | None:
        return None if self.write is None else self.write.statement


def _blamed(evidence: Evidence, forms: Sequence[Form], diagnosis: Diagnosis | None, closest: Form) -> _Finding | None:
    """The statement to blame; where the same mistake leads there from several forms, that which would change least."""
    general, begun = Rehearsals(evidence, first=False), Rehearsals(evidence, first=True)
    if diagnosis is None:
        return _least_mended(evidence, [(form, None) for form in forms], None, general, begun, closest)
    asked = evidence.asked
    readings = [
        (each.form, pairing, wrong)
        for each in (diagnosis, *from_other_forms(diagnosis, asked.rule, asked.forms, evidence.trace))
        for pairing, wrong in _as_signed(each)
    ]
    found = [
        _least_mended(evidence, [(form, pairing)], wrong, general, begun, closest) for form, pairing, wrong in readings
    ]
    told = [each for each in found if each is not None and each.write is not None]
    return min(told, key=lambda each: each.changed, default=None)


def _as_signed(diagnosis: Diagnosis) -> Iterator[tuple[Pairing | None, Form | None]]:
    """How the state is known to be read; before that, where a number has the other sign than in the rule, with the rule's."""
    pairing = diagnosis.pairing
    if pairing is not None and any(each.factor == -1 for each in pairing.relations):
        signed = (replace(each, factor=Integer(1)) if each.factor == -1 else each for each in pairing.relations)
        yield Pairing(tuple(signed)), None
    yield pairing, diagnosis.wrong


def _least_mended(
    evidence: Evidence,
    forms: Sequence[tuple[Form, Pairing | None]],
    wrong: Form | None,
    general: Rehearsals,
    begun: Rehearsals,
    closest: Form,
) -> _Finding | None:
    """The statement to blame in the eyes of the form that could be reached by the least change.

    Where these forms would have different statements, `closest` decides.
    """
    found: list[_Finding] = []
    for form, pairing in forms:
        for should in rule_steps(evidence, form, pairing, general.whole):
            if not _is_right(general.whole, should):
                found += _to_mend(general, should, wrong, evidence.asked.rule.forms)
            elif not _is_right(begun.whole, should.at_first()):
                found += _only_at_first(begun, should.at_first(), general.statements)
            else:
                return None
    least = min((each.changed for each in found), default=0)
    first = [each for each in found if each.changed == least]
    if len({each.statement for each in first}) > 1:
        first = [each for each in first if each.replacement is not None and each.replacement.form is closest]
    if len({each.statement for each in first}) != 1:
        return None
    replacements = {
        each.replacement.value: each.replacement for each in reversed(first) if each.replacement is not None
    }
    if len(replacements) > 1:
        replacements = {value: each for value, each in replacements.items() if each.form is closest}
    return replace(first[0], replacement=next(iter(replacements.values())) if len(replacements) == 1 else None)


def _is_right(step: Step, should: RuleStep) -> bool:
    return all(equal(*pair) for pair in should.finals(step))


# What to mend.


def _to_mend(rehearsals: Rehearsals, should: RuleStep, wrong: Form | None, forms: Sequence[Form]) -> list[_Finding]:
    """The first statement that writes what arises nowhere in the rule, if mending it is enough.

    Where it is not, that statement all the same if it writes what the mistake changes.
    """
    strange = _first_strange(rehearsals, should, forms)
    replaceable = rehearsals.replaceable(should)
    if replaceable and strange == replaceable[0][1].write:
        place, mended = replaceable[0]
        return [_Finding(strange, mended, rehearsals.change(place, should, mended.value).total)]
    least = _least_changed(rehearsals, should, strange)
    if least is not None and strange is not None:
        return [least]
    named = [] if wrong is None else _to_mend_as_named(rehearsals, should, should.changed(wrong), strange)
    if named:
        return named
    if least is not None:
        return [least]
    if not replaceable or wrong is not None:
        return []
    changes = (rehearsals.change(place, should, each.value) for place, each in replaceable)
    return [_Finding(None, changed=min(each.total for each in changes))]


def _least_changed(rehearsals: Rehearsals, should: RuleStep, strange: Write | None) -> _Finding | None:
    """Of those replacements the one whose statement only gives a name for what is missing, else that which changes least.

    What comes after what is strange only covers it up, and what writes the value of a line of the rule is right.  Of several
    that change as little it is one that copies, else one whose value the rule does not write; None where these are several.
    """
    whole = rehearsals.whole.writes
    last = len(whole) if strange is None else whole.index(strange)
    # What a function computes for the strange statement, and rightly for another, is not wrong in it.
    inside = {place for place, each in enumerate(whole) if strange is not None and strange.statement in each.callers}
    places = {place: each for place, each in rehearsals.replaceable(should) if place <= last and place not in inside}
    # Almost anything before could make up for a wrong sign, or for a fraction that is upside down.
    turning = {place for place, each in places.items() if only_turns(each)}
    if strange is not None:
        places = {place: each for place, each in places.items() if each.write is strange or place not in turning}
    counted = {place: rehearsals.change(place, should, each.value) for place, each in places.items()}
    idle = [place for place in places if rehearsals.computes_nothing(place) and place not in turning]
    named = [place for place in idle if rehearsals.is_named_for(place, should, places[place].value)]
    others = [place for place in places if place in idle or not rehearsals.writes_a_line(place, should)]
    least = min((counted[place].total for place in others), default=math.inf)
    best = named or [place for place in others if counted[place].total == least < math.inf]
    if rehearsals.are_several(best):
        # The last statement puts together what was made before: what it lacks was to be there already.
        best = [place for place in best if not rehearsals.makes_the_step(place) or counted[place].gone]
    if rehearsals.are_several(best):
        copies = [place for place in best if place in idle and not rehearsals.gives_a_name(place)]
        best = copies or [place for place in best if not rehearsals.is_written(place, should)]
    if not best or rehearsals.are_several(best):
        return None
    return _Finding(whole[best[0]], places[best[0]], 0 if named else counted[best[0]].total)


def _to_mend_as_named(
    rehearsals: Rehearsals, should: RuleStep, changed: Sequence[Expr], strange: Write | None
) -> list[_Finding]:
    """The first statement that writes what the mistake changes, and could be mended or is strange."""

    def is_changed(write: Write) -> bool:
        return any(equal(own(write.value, ELEMENT), each) for each in changed)

    first = len(rehearsals.whole.writes)
    if strange is not None and is_changed(strange):
        first = rehearsals.whole.writes.index(strange)
    for place, mended in rehearsals.replaceable(should):
        if place <= first and is_changed(mended.write):
            return [_Finding(mended.write, mended)]
    return [] if strange is None or first == len(rehearsals.whole.writes) else [_Finding(strange)]


def _first_strange(rehearsals: Rehearsals, should: RuleStep, forms: Sequence[Form]) -> Write | None:
    """The first write of what arises nowhere in the rule, and is used, unless its statement also writes what does."""
    arising = [
        each for form in forms if form.state == should.form.state for each in candidates(should.of(form).arising())
    ]
    strange: Write | None = None
    at_home: set[tuple[Statement, int]] = set()
    for place, write in enumerate(rehearsals.whole.writes):
        value = own(write.value, ELEMENT)
        if is_data(value) or should.only_counts(value):
            continue  # another element's, or the number of the step
        if is_among(value, arising):
            at_home.add((write.statement, write.line))
        elif strange is None and not write.is_name and rehearsals.matters(place, should):
            strange = write
    if strange is None or (strange.statement, strange.line) not in at_home:
        return strange
    return _handed_back(rehearsals.whole.writes, strange)


def _handed_back(writes: Sequence[Write], strange: Write) -> Write | None:
    """The same value as the statement gets it that called a function which also gives values that arise in the rule."""
    after = writes[writes.index(strange) + 1 :]
    return next(
        (each for each in after if each.value == strange.value and each.statement == next(iter(strange.callers), None)),
        None,
    )


def _only_at_first(rehearsals: Rehearsals, should: RuleStep, later: set[Statement]) -> list[_Finding]:
    """The one statement that could be mended among those that run in the first step alone."""
    replaceable = {
        each.write.statement: each for _, each in rehearsals.replaceable(should) if each.write.statement not in later
    }
    return [_Finding(each.write, each, 0) for each in replaceable.values()] if len(replaceable) == 1 else []
