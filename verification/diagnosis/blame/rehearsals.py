"""A step of a subject as it is, and with each value that its statements write cut out, and a value of a form put there."""

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property

from sympy import Expr, Integer, Symbol

from ...subjects.source import tree_of
from ...tracing.one_step import Step, rehearse
from ...tracing.session import is_data, own
from ...tracing.statements import Statement, simple_statements
from ...tracing.writes import CUT, ELEMENT
from ..evidence import Evidence
from .candidates import Candidate, candidates, equal, first_fitting, is_among
from .change import UNTOLD, Change, change, computes_nothing
from .corrections import Replacement
from .rule_step import RuleStep

MOST = 60
"""How many values are cut out."""

ROOT = re.compile("sqrt|root")
"""What a name says of a value that is a root."""


class Rehearsals:
    """The step as it is, and with each value that its statements write cut out."""

    def __init__(self, evidence: Evidence, *, first: bool) -> None:
        assert evidence.trace is not None
        self._evidence, self._trace, self._first = evidence, evidence.trace, first
        self._cut: dict[int, Step | None] = {}
        # With what it is of, which is kept alive, so that no other has its id.
        self._replaceable: dict[int, tuple[RuleStep, list[tuple[int, Replacement]]]] = {}
        self._arising: dict[int, tuple[RuleStep, list[Candidate]]] = {}

    @cached_property
    def whole(self) -> Step:
        """The step as it is."""
        return self._rehearsed()

    @property
    def statements(self) -> set[Statement]:
        return {each.statement for each in self.whole.writes}

    def are_several(self, places: Sequence[int]) -> bool:
        """Whether these are places of more than one statement."""
        return len({self.whole.writes[each].statement for each in places}) > 1

    def replaceable(self, should: RuleStep) -> list[tuple[int, Replacement]]:
        """The places, among all that is written, where a value of the rule would mend the step, with that value."""
        if id(should) not in self._replaceable:
            self._replaceable[id(should)] = should, [*self._tried(should)]
        return self._replaceable[id(should)][1]

    def _tried(self, should: RuleStep) -> Iterator[tuple[int, Replacement]]:
        written, arising = candidates(should.written()), self._known(should)
        values = [own(each.value, ELEMENT) for each in self.whole.writes]
        places = [place for place, each in enumerate(values) if not (is_data(each) or should.only_counts(each))]
        for place in places[:MOST]:
            write, step = self.whole.writes[place], self._without(place)
            if step is None:
                continue
            # A letter as it was handed in has not yet been computed with: no factor is missing there.
            is_handed_in = values[place].is_Symbol and not self.gives_a_name(place)
            for known in (written, () if is_handed_in else arising):
                value = first_fitting(should.finals(step), known)
                found = None if value is None else Replacement(write, value, should.form, first=self._first)
                if found is not None and (known is written or not only_turns(found)):
                    yield place, found
                    break

    def matters(self, place: int, should: RuleStep) -> bool:
        """Whether anything that is held to the rule comes of the value that is written at this place."""
        step = self._without(place)
        return step is not None and any(CUT in each.free_symbols for each, _ in should.finals(step))

    def change(self, place: int, should: RuleStep, value: Expr) -> Change:
        """How much of what a statement computes would be otherwise if it wrote this value."""
        if self._apart is None:
            return UNTOLD
        return change(place, self._apart.writes, self.whole.writes, value, self._known(should))

    def computes_nothing(self, place: int) -> bool:
        """Whether a statement only hands on what is there."""
        found = self._apart is not None and computes_nothing(place, self._apart.writes)
        return found or self.gives_a_name(place)

    def gives_a_name(self, place: int) -> bool:
        """Whether a statement only gives another name to what has one."""
        return bool(self._name(place))

    def is_named_for(self, place: int, should: RuleStep, value: Expr) -> bool:
        """Whether a statement that computes nothing is where the rule, or the new name, has this value."""
        if is_among(value, candidates(should.assigned())):
            return True
        return bool(ROOT.search(self._name(place))) and equal(value**2, own(self.whole.writes[place].value, ELEMENT))

    def makes_the_step(self, place: int) -> bool:
        """Whether a statement writes the parameters as they are after the step."""
        return self.whole.writes[place].value == self.whole.theta[ELEMENT]

    def writes_a_line(self, place: int, should: RuleStep) -> bool:
        """Whether a statement writes what a line of the rule assigns."""
        return is_among(own(self.whole.writes[place].value, ELEMENT), candidates(should.assigned()))

    def is_written(self, place: int, should: RuleStep) -> bool:
        """Whether the rule has, as it is written, what a statement writes."""
        return is_among(own(self.whole.writes[place].value, ELEMENT), candidates(should.written()))

    def _known(self, should: RuleStep) -> list[Candidate]:
        if id(should) not in self._arising:
            self._arising[id(should)] = should, candidates(should.arising())
        return self._arising[id(should)][1]

    def _name(self, place: int) -> str:
        """The name that a statement gives to what has one already; empty where it does more, or less."""
        return _other_name(self.whole.writes[place].statement)

    def _without(self, place: int) -> Step | None:
        """The step with the value of this place cut out; None where it cannot be made so."""
        if place not in self._cut:
            self._cut[place] = self._composed(place)
            if self._cut[place] is None:
                with suppress(Exception):  # somebody's code may raise anything on another symbol
                    self._cut[place] = self._rehearsed(cut=place)
        return self._cut[place]

    @cached_property
    def _apart(self) -> Step | None:
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


def only_turns(replacement: Replacement) -> bool:
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


def _other_name(statement: Statement) -> str:
    """The name on the left of `a = b`, or of `a = [x for x in b]`; empty for other statements."""
    found = [each for each in simple_statements(tree_of(statement.path)) if each.lineno == statement.first]
    match found:
        case [ast.Assign(targets=[ast.Name(name)], value=ast.Name())]:
            return name
        case [
            ast.Assign(
                targets=[ast.Name(name)],
                value=ast.ListComp(elt=ast.Name(one), generators=[ast.comprehension(target=ast.Name(other), ifs=[])]),
            )
        ] if one == other:
            return name
        case _:
            return ""
