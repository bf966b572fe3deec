"""What the step of a subject should be: a form's, in the letters of the subject's state."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sympy import Add, Expr, Integer, Mul, Symbol

from ....reference.rule import Form, numbered
from ....reference.symbols import g, lr, t, theta
from ...proof.simulation import relations_of
from ...tracing.session import Key, own
from ...tracing.statements import ELEMENT, Step
from ..evidence import Evidence

FEW = 3
"""How many numbers of state are tried in every order."""


@dataclass(frozen=True)
class View:
    """The rule's step, in the letters of the subject's state.

    Attributes:
        start: what the rule's state, θ, g, lr and t are before the step, in those letters.
        slots: where the subject keeps each number of its state, what that is in the rule, and its factor after the step.
    """

    form: Form
    values: Mapping[Symbol, Expr]
    start: Mapping[Symbol, Expr]
    slots: tuple[tuple[Key, Symbol, Expr], ...]

    def at_first(self) -> "View":
        """The same of the first step."""
        now: dict[Symbol, Expr] = {t: Integer(1)}
        begin = {theta: theta, g: numbered(g, 1), lr: self.start[lr], t: Integer(1), **self.form.start()}
        slots = tuple((key, symbol, factor.xreplace(now)) for key, symbol, factor in self.slots)
        return View(self.form, self.values, begin, slots)

    def of(self, form: Form) -> "View":
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
            for value in self.form.writings(line):
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


def views(evidence: Evidence, form: Form, wrong: Form | None, whole: Step) -> Iterator[View]:
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
) -> View:
    start: dict[Symbol, Expr] = {each: each for each in (theta, g, lr, t)}
    for key, (symbol, factor) in zip(keys, roles, strict=True):
        start[symbol] = whole.symbols[key] / factor.xreplace({t: t - 1})
    slots = tuple((key, symbol, factor) for key, (symbol, factor) in zip(keys, roles, strict=True))
    return View(form, values, start, slots)
