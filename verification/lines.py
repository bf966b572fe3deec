"""Which statement of the source computes what deviates from a rule: exact, or silent.

Every value that a statement writes is cut out in turn, and a value of the rule is put in its place.  Where that makes the
whole step the rule's, for every input, as the prover confirms, the statement could be mended there.  The first such
statement is to blame if what it writes now arises nowhere in the rule.  Otherwise it may be right and one after it wrong:
then nothing is said.
"""

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as File

from sympy import Add, Expr, Integer, Mul, Pow, Symbol

from ..reference.evaluation import NotEvaluable, evaluate
from ..reference.rule import Form, numbered
from ..reference.symbols import g, lr, t, theta
from .diagnosis import Floats
from .evidence import Evidence
from .proof.equality import decide
from .proof.simulation import relations_of
from .tracers.machine import is_data
from .tracers.session import Key, own
from .tracers.statements import CUT, ELEMENT, Statement, Step, Write, rehearse
from .verdict import Line

MOST = 60
"""How many values are cut out."""

FEW = 3
"""How many numbers of state are tried in every order."""

STEPS = (3, 7)
"""The steps in which floats are compared."""

NEAR = 1e-9
"""How near floats must come before the prover is asked; it decides nothing."""


def deviating_line(evidence: Evidence, forms: Sequence[Form], wrong: Form | None) -> Line | None:
    """The statement at which the subject leaves every one of the forms; None where that cannot be told for sure.

    `wrong` is the form with the mistakes that explain the subject, where they are known.
    """
    if evidence.trace is None:
        return None
    try:
        statement = _blamed(evidence, forms, wrong)
    except Exception:  # noqa: BLE001 - on symbols, somebody's code may raise anything
        return None
    return None if statement is None else _line(statement)


def _line(statement: Statement) -> Line | None:
    file = File(statement.path)
    text = file.read_text(encoding="utf-8", errors="replace").splitlines()
    shown = file.relative_to(File.cwd()) if file.is_relative_to(File.cwd()) else file
    return Line(shown.as_posix(), statement.first, text[statement.first - 1].strip())


@dataclass(frozen=True)
class _Finding:
    """The place, among all that is written, where the step could first be mended; and the statement, if it is to blame."""

    place: int
    statement: Statement | None


def _blamed(evidence: Evidence, forms: Sequence[Form], wrong: Form | None) -> Statement | None:
    """The statement to blame in the eyes of the form that could be reached by the earliest mending."""
    general, begun = _Rehearsals(evidence, first=False), _Rehearsals(evidence, first=True)
    found: list[_Finding] = []
    for form in forms:
        for view in _views(evidence, form, wrong, general.whole):
            if not _is_right(general.whole, view):
                found += _to_mend(general, view, wrong, evidence.asked.rule.forms)
            elif not _is_right(begun.whole, view.at_first()):
                found += _only_at_first(begun, view.at_first(), general.statements)
            else:
                return None
    earliest = min((each.place for each in found), default=0)
    blamed = {each.statement for each in found if each.place == earliest}
    return next(iter(blamed)) if len(blamed) == 1 else None


def _is_right(step: Step, view: "_View") -> bool:
    return all(_equal(*pair) for pair in view.finals(step))


# What the step should be.


@dataclass(frozen=True)
class _View:
    """The rule's step, in the letters of the subject's state.

    Attributes:
        start: what the rule's state, θ, g, lr and t are before the step, in those letters.
        slots: where the subject keeps each number of its state, what that is in the rule, and its factor after the step.
    """

    form: Form
    values: Mapping[Symbol, Expr]
    start: Mapping[Symbol, Expr]
    slots: tuple[tuple[Key, Symbol, Expr], ...]

    def at_first(self) -> "_View":
        """The same of the first step."""
        now: dict[Symbol, Expr] = {t: Integer(1)}
        begin = {theta: theta, g: numbered(g, 1), lr: self.start[lr], t: Integer(1), **self.form.start()}
        slots = tuple((key, symbol, factor.xreplace(now)) for key, symbol, factor in self.slots)
        return _View(self.form, self.values, begin, slots)

    def of(self, form: Form) -> "_View":
        """The same of another form with the same state."""
        return replace(self, form=form)

    def after(self) -> dict[Symbol, Expr]:
        return {symbol: each.xreplace(dict(self.values)) for symbol, each in self.form.after(self.start).items()}

    def finals(self, step: Step) -> list[tuple[Expr, Expr]]:
        """What comes of the step, beside what should: θ and all state."""
        after = self.after()
        pairs = [(own(step.theta[ELEMENT], ELEMENT), after[theta])]
        return [*pairs, *((own(step.kept[key], ELEMENT), factor * after[symbol]) for key, symbol, factor in self.slots)]

    def written(self) -> list[Expr]:
        """Every value that arises in the rule as it is written, and its negative."""
        return _both_signs(self._nodes(parts=False))

    def arising(self) -> list[Expr]:
        """Those, and every product of some factors of one of its products."""
        return _both_signs(self._nodes(parts=True))

    def changed(self, wrong: Form) -> list[Expr]:
        """What those lines of the mistaken form compute that are not the rule's."""
        now: dict[Symbol, Expr] = dict(self.start)
        values: list[Expr] = []
        for line in wrong.step:
            now[line.symbol] = line.value.xreplace(now)
            if line not in self.form.step:
                values.append(now[line.symbol].xreplace(dict(self.values)))
        return values

    def _nodes(self, *, parts: bool) -> Iterator[Expr]:
        now: dict[Symbol, Expr] = dict(self.start)
        factors = {symbol: factor for _, symbol, factor in self.slots}
        yield from (Integer(0), Integer(1))
        for line in self.form.step:
            for value in (line.value, *line.also):
                for node in _nodes(value, parts=parts):
                    yield node.xreplace(now).xreplace(dict(self.values))
            now[line.symbol] = line.value.xreplace(now)
            if line.symbol in factors:
                yield factors[line.symbol] * now[line.symbol].xreplace(dict(self.values))


def _nodes(expr: Expr, *, parts: bool) -> Iterator[Expr]:
    """The expression and all below it, with the partial sums of every sum."""
    yield expr
    if isinstance(expr, Add) or (parts and isinstance(expr, Mul)):
        for size in range(2, len(expr.args)):
            yield from (expr.func(*some) for some in itertools.combinations(expr.args, size))
    for each in expr.args:
        yield from _nodes(each, parts=parts)


def _both_signs(values: Iterator[Expr]) -> list[Expr]:
    return [*dict.fromkeys(signed for each in values for signed in (each, -each))]


def _views(evidence: Evidence, form: Form, wrong: Form | None, whole: Step) -> Iterator[_View]:
    """How the subject's state may be read: as the explanation says, or in every way where there is none."""
    assert evidence.trace is not None
    machine, proof = evidence.trace.elements[0].machine, evidence.proof_of(form)
    keys = _live(whole)
    if machine is None or proof is None or len(keys) != len(machine.slots):
        return
    varying = evidence.trace.elements[0].varying is not None
    related = None if wrong is None else relations_of(machine, wrong, proof.values, varying=varying)
    if isinstance(related, list):
        yield _view(form, proof.values, whole, keys, [(each.symbol, each.factor) for each in related])
        return
    state = [each.symbol for each in form.state]
    if len(keys) == len(state) <= FEW:
        for order in itertools.permutations(state):
            yield _view(form, proof.values, whole, keys, [(symbol, Integer(1)) for symbol in order])


def _live(whole: Step) -> list[Key]:
    """The state that θ depends on, directly or through other state, as `Machine` lists it."""
    keys = {symbol: key for key, symbol in whole.symbols.items()}
    live: list[Symbol] = []
    waiting = [whole.theta[ELEMENT]]
    while waiting:
        for symbol in sorted(waiting.pop().free_symbols, key=str):
            if symbol in keys and symbol not in live:
                live.append(symbol)
                waiting.append(whole.kept[keys[symbol]])
    return [keys[symbol] for symbol in live]


def _view(
    form: Form, values: Mapping[Symbol, Expr], whole: Step, keys: Sequence[Key], roles: Sequence[tuple[Symbol, Expr]]
) -> _View:
    start: dict[Symbol, Expr] = {each: each for each in (theta, g, lr, t)}
    for key, (symbol, factor) in zip(keys, roles, strict=True):
        start[symbol] = whole.symbols[key] / factor.xreplace({t: t - 1})
    slots = tuple((key, symbol, factor) for key, (symbol, factor) in zip(keys, roles, strict=True))
    return _View(form, values, start, slots)


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

    def writes(self, place: int) -> Write:
        return self.whole.writes[place]

    def mendable(self, view: _View) -> Iterator[int]:
        """The places, among all that is written, where a value of the rule would mend the step."""
        candidates = _candidates(view.written())
        for place in range(min(MOST, len(self.whole.writes))):
            if place not in self._cut:
                self._cut[place] = self._rehearsed(place)
            if _is_mended(view.finals(self._cut[place]), candidates):
                yield place

    def _rehearsed(self, cut: int | None) -> Step:
        asked = self._evidence.asked
        return rehearse(self._evidence.subject, asked.names, asked.fixed, self._trace, first=self._first, cut=cut)


def _to_mend(rehearsals: _Rehearsals, view: _View, wrong: Form | None, forms: Sequence[Form]) -> list[_Finding]:
    """The first statement that writes what arises nowhere in the rule, if mending it is enough.

    Where it is not, that statement all the same if it writes what the mistake changes.
    """
    strange = _first_strange(rehearsals.whole, view, forms)
    mendable = next(rehearsals.mendable(view), None)
    if strange is not None and wrong is not None and (mendable is None or rehearsals.writes(mendable) != strange):
        changed = any(_equal(own(strange.value, ELEMENT), each) for each in view.changed(wrong))
        return [_Finding(0, strange.statement)] if changed else []
    if mendable is None:
        return []
    first = rehearsals.writes(mendable)
    return [_Finding(mendable, first.statement if strange == first else None)]


def _first_strange(whole: Step, view: _View, forms: Sequence[Form]) -> Write | None:
    """The first write of what arises nowhere in the rule, unless its statement also writes what does."""
    arising = [each for form in forms if form.state == view.form.state for each in _candidates(view.of(form).arising())]
    strange: Write | None = None
    at_home: set[Statement] = set()
    for write in whole.writes:
        value = own(write.value, ELEMENT)
        if is_data(value):
            continue  # another element's
        if _is_among(value, arising):
            at_home.add(write.statement)
        else:
            strange = strange or write
    return None if strange is None or strange.statement in at_home else strange


def _only_at_first(rehearsals: _Rehearsals, view: _View, later: set[Statement]) -> list[_Finding]:
    """The one statement that could be mended among those that run in the first step alone."""
    mendable = {rehearsals.writes(place).statement for place in rehearsals.mendable(view)} - later
    return [_Finding(0, next(iter(mendable)))] if len(mendable) == 1 else []


@dataclass(frozen=True)
class _Candidate:
    """A value of the rule, and what it is in each of the two steps in which floats are compared."""

    value: Expr
    numbers: tuple[float, ...]


def _candidates(values: Sequence[Expr]) -> list[_Candidate]:
    return [_Candidate(each, tuple(_at(each, step) for step in STEPS)) for each in values]


def _is_among(value: Expr, candidates: Sequence[_Candidate]) -> bool:
    """Whether it is one of the candidates, as the prover confirms; floats tell first where it is not so."""
    numbers = [_at(value, step) for step in STEPS]
    return any(
        all(math.isclose(one, two, rel_tol=NEAR) for one, two in zip(numbers, each.numbers, strict=True))
        and _equal(value, each.value)
        for each in candidates
    )


def _is_mended(finals: Sequence[tuple[Expr, Expr]], candidates: Sequence[_Candidate]) -> bool:
    """Whether the step with X in it is the rule's where X is one of the candidates."""
    affected = [pair for pair in finals if CUT in pair[0].free_symbols]
    if not affected or not all(_equal(*pair) for pair in finals if pair not in affected):
        return False
    counts = any(CUT in power.exp.free_symbols for each, _ in affected for power in each.atoms(Pow))
    should = [[_at(right, step) for step in STEPS] for _, right in affected]
    for candidate in candidates:
        if counts and not (candidate.value - t).is_Integer:
            continue
        mended = [each.xreplace({CUT: candidate.value}) if counts else each for each, _ in affected]
        if all(
            math.isclose(_at(each, step, candidate.numbers[place]), right[place], rel_tol=NEAR)
            for each, right in zip(mended, should, strict=True)
            for place, step in enumerate(STEPS)
        ) and all(_equal(each.xreplace({CUT: candidate.value}), right) for each, right in affected):
            return True
    return False


def _equal(one: Expr, other: Expr) -> bool:
    """Whether the prover confirms it; floats tell first where it is not so."""
    if one == other:
        return True
    near = all(math.isclose(_at(one, step), _at(other, step), rel_tol=NEAR, abs_tol=NEAR) for step in STEPS)
    return near and decide(one, other).answer == "equal"


def _at(expr: Expr, step: int, cut: float = math.nan) -> float:
    """The value where every symbol has a number of its own between 0.1 and 0.9; NaN where it has none."""
    values = {each: cut if each == CUT else _number(each.name, step) for each in expr.free_symbols if each != t}
    try:
        return evaluate(expr, values, Floats(), step)
    except (NotEvaluable, OverflowError, ZeroDivisionError):
        return math.nan


@lru_cache(maxsize=1024)
def _number(name: str, step: int) -> float:
    return random.Random(f"{name} {step}").uniform(0.1, 0.9)
