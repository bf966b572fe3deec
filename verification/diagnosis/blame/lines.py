"""Which statement of the source computes what deviates from a rule: exact, or silent.

Every value that a statement writes is cut out in turn, and a value of the rule is put in its place.  Where that makes the
whole step the rule's, for every input, as the prover confirms, the statement could be mended there.  The first such
statement is to blame if what it writes now arises nowhere in the rule.  Otherwise it may be right and one after it wrong:
then nothing is said.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sympy import Expr, Integer, Symbol

from ....reference.rule import Form
from ...subjects.source import shown, text_of
from ...tracing.one_step import Step, rehearse
from ...tracing.session import is_data, own
from ...tracing.statements import Statement
from ...tracing.writes import CUT, ELEMENT, Write
from ...verdicts.verdict import PROVED, Line
from ..evidence import Evidence
from ..mistakes import Diagnosis
from .candidates import candidates, equal, first_fitting, is_among
from .change import change, computes_nothing
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
    if found is None or found.write is None:
        return None
    return Deviation(_line(found.write), found.replacement, found.certain)


def corrected(evidence: Evidence, deviation: Deviation) -> Line | None:
    """The line with its correction, where one is proved; None where it is to blame only if one is, and none is."""
    try:
        fix = "" if deviation.replacement is None else correction(evidence, deviation.replacement)
    except Exception:  # noqa: BLE001 - on symbols, somebody's code may raise anything
        fix = ""
    if fix:
        return replace(deviation.line, fix=fix, evidence=PROVED)
    return deviation.line if deviation.certain else None


def _line(write: Write) -> Line:
    number = write.line or write.statement.first
    text = text_of(write.statement.path).splitlines()
    return Line(shown(write.statement.path), number, text[number - 1].strip())


@dataclass(frozen=True)
class _Finding:
    """The place, among all that is written, where the step could first be mended; and the write, if its statement is to blame.

    Attributes:
        replacement: what that statement should write; None where that alone is not enough.
        certain: whether no other could be wrong.
    """

    place: int
    write: Write | None
    replacement: Replacement | None = None
    certain: bool = True

    @property
    def statement(self) -> Statement | None:
        return None if self.write is None else self.write.statement


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
        self._cut: dict[int, Step | None] = {}
        # With what it is of, which is kept alive, so that no other has its id.
        self._replaceable: dict[int, tuple[RuleStep, list[tuple[int, Replacement]]]] = {}
        self.whole = self._rehearsed()
        self._apart = self._in_pieces()

    @property
    def statements(self) -> set[Statement]:
        return {each.statement for each in self.whole.writes}

    def replaceable(self, should: RuleStep) -> list[tuple[int, Replacement]]:
        """The places, among all that is written, where a value of the rule would mend the step, with that value."""
        if id(should) not in self._replaceable:
            self._replaceable[id(should)] = should, [*self._tried(should)]
        return self._replaceable[id(should)][1]

    def _tried(self, should: RuleStep) -> Iterator[tuple[int, Replacement]]:
        known = candidates(should.written())
        values = [own(each.value, ELEMENT) for each in self.whole.writes]
        places = [place for place, each in enumerate(values) if not (is_data(each) or should.only_counts(each))]
        for place in places[:MOST]:
            write, step = self.whole.writes[place], self._without(place)
            value = None if step is None else first_fitting(should.finals(step), known)
            if value is not None:
                yield place, Replacement(write, value, should.form, first=self._first)

    def matters(self, place: int, should: RuleStep) -> bool:
        """Whether anything that is held to the rule comes of the value that is written at this place."""
        step = self._without(place)
        return step is not None and any(CUT in each.free_symbols for each, _ in should.finals(step))

    def least_changed(self, should: RuleStep, strange: Write | None) -> "_Finding | None":
        """Of those replacements the one whose statement only gives a new name, else the one that changes least of what it computes.

        What comes after what is strange only covers it up.  Of several that change as little it is what is strange, and not
        for certain; None where that is none of them.
        """
        if self._apart is None:
            return None
        pieces, whole = self._apart.writes, self.whole.writes
        last = len(whole) if strange is None else whole.index(strange)
        # What a function computes for the strange statement, and rightly for another, is not wrong in it.
        inside = {
            place for place, each in enumerate(whole) if strange is not None and strange.statement in each.callers
        }
        places = {place: each for place, each in self.replaceable(should) if place <= last and place not in inside}
        earliest = min(places, default=0)
        # Almost anything before could make up for a wrong sign, or for a fraction that is upside down.
        if strange is not None:
            places = {place: each for place, each in places.items() if each.write is strange or not _only_turns(each)}
        counted = {place: change(place, pieces, whole, each.value) for place, each in places.items()}
        least = min((each for each in counted.values() if each is not None), default=None)
        best = [place for place in places if computes_nothing(place, pieces)]
        best = best or [place for place, each in counted.items() if each is not None and each == least]
        certain = len({whole[each].statement for each in best}) == 1
        best = best if certain else [place for place in best if whole[place] is strange]
        return _Finding(earliest, whole[best[0]], places[best[0]], certain) if best else None

    def _without(self, place: int) -> Step | None:
        """The step with the value of this place cut out; None where it cannot be made so."""
        if place not in self._cut:
            self._cut[place] = self._composed(place)
            if self._cut[place] is None:
                with suppress(Exception):  # somebody's code may raise anything on another symbol
                    self._cut[place] = self._rehearsed(cut=place)
        return self._cut[place]

    def _in_pieces(self) -> Step | None:
        """The step in which every value has a symbol of its own, so that each can be cut out without running it anew."""
        with suppress(Exception):  # as above
            step = self._rehearsed(apart=True)
            same = [each.statement for each in step.writes] == [each.statement for each in self.whole.writes]
            if same and equal(_put_together(step, self.whole, None).theta[ELEMENT], self.whole.theta[ELEMENT]):
                return step
        return None

    def _composed(self, place: int) -> Step | None:
        """The step put together of its pieces, but for one."""
        is_piece = self._apart is not None and self._apart.writes[place].symbol is not None
        return _put_together(self._apart, self.whole, place) if self._apart is not None and is_piece else None

    def _rehearsed(self, *, cut: int | None = None, apart: bool = False) -> Step:
        asked = self._evidence.asked
        return rehearse(
            self._evidence.subject, asked.names, asked.fixed, self._trace, first=self._first, cut=cut, apart=apart
        )


def _only_turns(replacement: Replacement) -> bool:
    """Whether it is the negative or the inverse of what is written now."""
    now, value = own(replacement.write.value, ELEMENT), replacement.value
    return equal(value, -now) or any(equal(value * now, each) for each in (Integer(1), Integer(-1)))


def _put_together(pieces: Step, whole: Step, cut: int | None) -> Step:
    """The step whose pieces these are, as far as the watched element goes, with X in the place of one of them."""
    values: dict[Symbol, Expr] = {}
    for place, piece in enumerate(pieces.writes):
        if piece.symbol is not None:
            is_before = cut is not None and place < cut
            known = whole.writes[place].value if is_before else piece.value.xreplace(values)
            values[piece.symbol] = CUT if place == cut else known
    theta = {ELEMENT: pieces.theta[ELEMENT].xreplace(values)}
    return Step((), theta, {key: each.xreplace(values) for key, each in pieces.kept.items()}, whole.symbols)


def _to_mend(rehearsals: _Rehearsals, should: RuleStep, wrong: Form | None, forms: Sequence[Form]) -> list[_Finding]:
    """The first statement that writes what arises nowhere in the rule, if mending it is enough.

    Where it is not, that statement all the same if it writes what the mistake changes.
    """
    strange = _first_strange(rehearsals, should, forms)
    replaceable = rehearsals.replaceable(should)
    if replaceable and strange == replaceable[0][1].write:
        return [_Finding(replaceable[0][0], strange, replaceable[0][1])]
    least = rehearsals.least_changed(should, strange)
    if least is not None and strange is not None:
        return [least]
    named = [] if wrong is None else _to_mend_as_named(rehearsals, should, should.changed(wrong), strange)
    if named:
        return named
    if least is not None:
        return [least]
    return [_Finding(replaceable[0][0], None)] if replaceable and wrong is None else []


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
            return [_Finding(0, mended.write, mended)]
    return [] if strange is None or first == len(rehearsals.whole.writes) else [_Finding(0, strange)]


def _first_strange(rehearsals: _Rehearsals, should: RuleStep, forms: Sequence[Form]) -> Write | None:
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


def _only_at_first(rehearsals: _Rehearsals, should: RuleStep, later: set[Statement]) -> list[_Finding]:
    """The one statement that could be mended among those that run in the first step alone."""
    replaceable = {
        each.write.statement: each for _, each in rehearsals.replaceable(should) if each.write.statement not in later
    }
    return [_Finding(0, each.write, each) for each in replaceable.values()] if len(replaceable) == 1 else []
