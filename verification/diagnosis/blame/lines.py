"""Which statement of the source computes what deviates from a rule: exact, or silent.

Every value that a statement writes is cut out in turn, and a value of the rule is put in its place.  Where that makes the
whole step the rule's, for every input, as the prover confirms, the statement could be mended there.  The first such
statement is to blame if what it writes now arises nowhere in the rule.  Otherwise it may be right and one after it wrong:
then nothing is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as File

from sympy import Expr

from ....reference.rule import Form
from ...tracing.session import is_data, own
from ...tracing.statements import CUT, ELEMENT, Statement, Step, Write, rehearse
from ...verdicts.verdict import Line
from ..evidence import Evidence
from ..mistakes import Diagnosis
from .candidates import candidates, equal, first_fitting, is_among
from .corrections import Replacement, correction
from .rule_step import RuleStep, rule_steps

MOST = 60
"""How many values are cut out."""


@dataclass(frozen=True)
class Deviation:
    """The line to blame, still without its correction.

    Attributes:
        replacement: what it should write, where that alone is enough.
        certain: whether it is to blame whatever becomes of the correction; else one before it may be wrong as well.
    """

    line: Line
    replacement: Replacement | None
    certain: bool = True


def deviation_of(
    evidence: Evidence, forms: Sequence[Form], diagnosis: Diagnosis | None, closest: Form | None = None
) -> Deviation | None:
    """The statement at which the subject leaves every one of the forms; None where that cannot be told for sure.

    Where the forms would have
    different statements there, it is `closest` that is followed.
    """
    if evidence.trace is None:
        return None
    try:
        found = _blamed(evidence, forms, diagnosis, closest)
    except Exception:  # noqa: BLE001 - on symbols, somebody's code may raise anything
        return None
    if found is None or found.statement is None:
        return None
    return Deviation(_line(found.statement), found.replacement, found.certain)


def corrected(evidence: Evidence, deviation: Deviation) -> Line | None:
    """The line with its correction, where one is proved; None where it is to blame only if one is, and none is."""
    try:
        fix = "" if deviation.replacement is None else correction(evidence, deviation.replacement)
    except Exception:  # noqa: BLE001 - on symbols, somebody's code may raise anything
        fix = ""
    return replace(deviation.line, fix=fix) if fix or deviation.certain else None


def _line(statement: Statement) -> Line:
    file = File(statement.path)
    text = file.read_text(encoding="utf-8", errors="replace").splitlines()
    shown = file.relative_to(File.cwd()) if file.is_relative_to(File.cwd()) else file
    return Line(shown.as_posix(), statement.first, text[statement.first - 1].strip())


@dataclass(frozen=True)
class _Finding:
    """The place, among all that is written, where the step could first be mended; and the statement, if it is to blame.

    Attributes:
        replacement: what that statement should write; None where that alone is not enough.
        certain: whether no other could be wrong.
    """

    place: int
    statement: Statement | None
    replacement: Replacement | None = None
    certain: bool = True


def _blamed(
    evidence: Evidence, forms: Sequence[Form], diagnosis: Diagnosis | None, closest: Form | None
) -> _Finding | None:
    """The statement to blame in the eyes of the form that could be reached by the earliest mending."""
    wrong, pairing = (None, None) if diagnosis is None else (diagnosis.wrong, diagnosis.pairing)
    general, begun = _Rehearsals(evidence, first=False), _Rehearsals(evidence, first=True)
    found: list[_Finding] = []
    for form in forms:
        for should in rule_steps(evidence, form, pairing, general.whole):
            if not _is_right(general.whole, should):
                found += _to_mend(general, should, wrong, evidence.asked.rule.forms)
            elif not _is_right(begun.whole, should.at_first()):
                found += _only_at_first(begun, should.at_first(), general.statements)
            else:
                return None
    earliest = min((each.place for each in found), default=0)
    first = [each for each in found if each.place == earliest]
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


class _Rehearsals:
    """The step as it is, and with each value that its statements write cut out."""

    def __init__(self, evidence: Evidence, *, first: bool) -> None:
        assert evidence.trace is not None
        self._evidence, self._trace, self._first = evidence, evidence.trace, first
        self._cut: dict[int, Step] = {}
        self.whole = self._rehearsed(None)

    @property
    def statements(self) -> set[Statement]:
        return {each.statement for each in self.whole.writes}

    def replaceable(self, should: RuleStep) -> Iterator[tuple[int, Replacement]]:
        """The places, among all that is written, where a value of the rule would mend the step, with that value."""
        known = candidates(should.written())
        for place in range(min(MOST, len(self.whole.writes))):
            if should.only_counts(self.whole.writes[place].value):
                continue
            value = first_fitting(should.finals(self._without(place)), known)
            if value is not None:
                yield place, Replacement(self.whole.writes[place], value, should.form, first=self._first)

    def matters(self, place: int, should: RuleStep) -> bool:
        """Whether anything that is held to the rule comes of the value that is written at this place."""
        return any(CUT in each.free_symbols for each, _ in should.finals(self._without(place)))

    def _without(self, place: int) -> Step:
        """The step with the value of this place cut out."""
        if place not in self._cut:
            self._cut[place] = self._rehearsed(place)
        return self._cut[place]

    def _rehearsed(self, cut: int | None) -> Step:
        asked = self._evidence.asked
        return rehearse(self._evidence.subject, asked.names, asked.fixed, self._trace, first=self._first, cut=cut)


def _to_mend(rehearsals: _Rehearsals, should: RuleStep, wrong: Form | None, forms: Sequence[Form]) -> list[_Finding]:
    """The first statement that writes what arises nowhere in the rule, if mending it is enough.

    Where it is not, that statement all the same if it writes what the mistake changes.
    """
    strange = _first_strange(rehearsals, should, forms)
    place, mended = next(rehearsals.replaceable(should), (None, None))
    if wrong is not None and (mended is None or mended.write != strange):
        named = _to_mend_as_named(rehearsals, should, should.changed(wrong), strange)
        return named or _to_mend_at(rehearsals, should, strange)
    if place is None or mended is None:
        return []
    if strange == mended.write:
        return [_Finding(place, mended.write.statement, mended)]
    return _to_mend_at(rehearsals, should, strange) or [_Finding(place, None)]


def _to_mend_at(rehearsals: _Rehearsals, should: RuleStep, strange: Write | None) -> list[_Finding]:
    """Where what arises nowhere in the rule is first written, if mending that is enough: one before it may be wrong as well."""
    return [
        _Finding(place, each.write.statement, each, certain=False)
        for place, each in rehearsals.replaceable(should)
        if each.write == strange
    ]


def _to_mend_as_named(
    rehearsals: _Rehearsals, should: RuleStep, changed: Sequence[Expr], strange: Write | None
) -> list[_Finding]:
    """The first statement that writes what the mistake changes, and could be mended or is strange."""

    def is_changed(write: Write) -> bool:
        return any(equal(own(write.value, ELEMENT), each) for each in changed)

    first = len(rehearsals.whole.writes)
    if strange is not None and is_changed(strange):
        first = rehearsals.whole.writes.index(strange)
    for place, mended in rehearsals.replaceable(should):
        if place <= first and is_changed(mended.write):
            return [_Finding(0, mended.write.statement, mended)]
    return [] if strange is None or first == len(rehearsals.whole.writes) else [_Finding(0, strange.statement)]


def _first_strange(rehearsals: _Rehearsals, should: RuleStep, forms: Sequence[Form]) -> Write | None:
    """The first write of what arises nowhere in the rule, and is used, unless its statement also writes what does."""
    arising = [
        each for form in forms if form.state == should.form.state for each in candidates(should.of(form).arising())
    ]
    strange: Write | None = None
    at_home: set[Statement] = set()
    for place, write in enumerate(rehearsals.whole.writes):
        value = own(write.value, ELEMENT)
        if is_data(value) or should.only_counts(value):
            continue  # another element's, or the number of the step
        if is_among(value, arising):
            at_home.add(write.statement)
        elif strange is None and rehearsals.matters(place, should):
            strange = write
    return None if strange is None or strange.statement in at_home else strange


def _only_at_first(rehearsals: _Rehearsals, should: RuleStep, later: set[Statement]) -> list[_Finding]:
    """The one statement that could be mended among those that run in the first step alone."""
    replaceable = {
        each.write.statement: each for _, each in rehearsals.replaceable(should) if each.write.statement not in later
    }
    return [_Finding(0, *each) for each in replaceable.items()] if len(replaceable) == 1 else []
