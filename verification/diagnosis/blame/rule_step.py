"""What the step of a subject should be: a form's, in the letters of the subject's state."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sympy import Add, Expr, Integer, Mul, Pow, Symbol

from ....reference.operations import FIRST_STEP
from ....reference.rule import Form, numbered
from ....reference.symbols import g, lr, t, theta
from ...proof.pairing import Pairing, pairings
from ...tracing.one_step import Step
from ...tracing.session import Key, own
from ...tracing.writes import ELEMENT
from ..evidence import Evidence
from .candidates import equal

FEW = 5
"""As many factors of one product are taken together in every way."""

LATER: dict[Expr, Expr] = {FIRST_STEP: Integer(0)}
"""What a step in general is not, the first; there it is the number 1 already."""


@dataclass(frozen=True)
class RuleStep:
    """The rule's step, in the letters of the subject's state.

    Attributes:
        start: what the rule's state, θ, g, lr and t are before the step, in those letters.
        slots: where the subject keeps each number of its state, what that is in the rule, and its factor after the step.
    """

    form: Form
    values: Mapping[Symbol, Expr]
    start: Mapping[Symbol, Expr]
    slots: tuple[tuple[Key, Symbol, Expr], ...]

    def at_first(self) -> "RuleStep":
        """The same of the first step."""
        now: dict[Symbol, Expr] = {t: Integer(1)}
        begin = {theta: theta, g: numbered(g, 1), lr: self.start[lr], t: Integer(1), **self.form.start()}
        slots = tuple((key, symbol, factor.xreplace(now)) for key, symbol, factor in self.slots)
        return RuleStep(self.form, self.values, begin, slots)

    def of(self, form: Form) -> "RuleStep":
        """The same of another form with the same state."""
        return replace(self, form=form)

    def after(self) -> dict[Symbol, Expr]:
        return {symbol: each.xreplace(dict(self.values)) for symbol, each in self.form.after(self.start).items()}

    def finals(self, step: Step) -> list[tuple[Expr, Expr]]:
        """What comes of the step, beside what should: θ and all state."""
        after = self.after()
        pairs = [(own(step.theta[ELEMENT], ELEMENT), after[theta])]
        return [*pairs, *((own(step.kept[key], ELEMENT), factor * after[symbol]) for key, symbol, factor in self.slots)]

    def only_counts(self, value: Expr) -> bool:
        """Whether it is a number of the step, in a rule that has none: to count is not wrong."""
        return (value - t).is_Integer is True and not any(line.value.has(t) for line in self.form.step)

    def written(self) -> list[Expr]:
        """Every value that arises in the rule as it is written, and its negative; of state that the subject has not, none."""
        lost = {each.symbol for each in self.form.state} - {*self.start}
        return [each for each in _both_signs(self._nodes(parts=False)) if not each.free_symbols & lost]

    def assigned(self) -> list[Expr]:
        """The value of every line."""
        now: dict[Symbol, Expr] = dict(self.start)
        values: list[Expr] = []
        for line in self.form.step:
            now[line.symbol] = line.value.xreplace(now)
            values.append(now[line.symbol].xreplace(dict(self.values)))
        return values

    def arising(self) -> list[Expr]:
        """Those, every product of some factors of one of its products, and its inverse where no data is in it."""
        data = {theta, g}.union(*(self.start[symbol].free_symbols for _, symbol, _ in self.slots))
        found = [*self._nodes(parts=True)]
        for node in dict.fromkeys(found):
            free = [each for each in _factors(node) if not each.free_symbols & data and not each.is_number][:FEW]
            for size in range(1, len(free) + 1):
                for some in itertools.combinations(free, size):
                    found += [Mul(*some), 1 / Mul(*some)]
        return _both_signs(iter(found))

    def changed(self, wrong: Form) -> list[Expr]:
        """What those lines of the mistaken form compute that are not the rule's."""
        now: dict[Symbol, Expr] = dict(self.start)
        values: list[Expr] = []
        for line in wrong.step:
            now[line.symbol] = line.value.xreplace(now).xreplace(LATER)
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


def _factors(expr: Expr, power: Expr = Integer(1)) -> Iterator[Expr]:
    """What is multiplied, under a root as well."""
    if isinstance(expr, Mul):
        for each in expr.args:
            yield from _factors(each, power)
    elif isinstance(expr, Pow) and expr.exp.is_number:
        yield from _factors(expr.base, power * expr.exp)
    else:
        yield expr**power


def _both_signs(values: Iterator[Expr]) -> list[Expr]:
    return [*dict.fromkeys(signed for each in values for signed in (each, -each))]


def rule_steps(evidence: Evidence, form: Form, known: Pairing | None, whole: Step) -> Iterator[RuleStep]:
    """The rule's step, with the subject's state read as it is known to be, or in every way where that is not known."""
    machine, proof = evidence.machine, evidence.proof_of(form)
    keys = _live(whole)
    if machine is None or proof is None or len(keys) != len(machine.slots):
        return
    names = {slot.symbol: whole.symbols[key] for slot, key in zip(machine.slots, keys, strict=True)}
    for pairing in pairings(machine, form, known):
        if len(pairing.relations) == len(keys):
            yield _with_unread(_rule_step(form, proof.values, keys, pairing.renamed(names)), whole)


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


def _with_unread(should: RuleStep, whole: Step) -> RuleStep:
    """The same with the state that is kept as the rule has it, though nothing comes of it."""
    for state in should.form.state:
        for key, symbol in whole.symbols.items() if state.symbol not in should.start else ():
            start = {**should.start, state.symbol: symbol}
            found = replace(should, start=start, slots=(*should.slots, (key, state.symbol, Integer(1))))
            if equal(own(whole.kept[key], ELEMENT), found.after()[state.symbol]):
                should = found
                break
    return should


def _rule_step(form: Form, values: Mapping[Symbol, Expr], keys: Sequence[Key], pairing: Pairing) -> RuleStep:
    shared: dict[Symbol, Expr] = {each: each for each in (theta, g, lr, t)}
    slots = tuple((key, each.symbol, each.factor) for key, each in zip(keys, pairing.relations, strict=True))
    return RuleStep(form, values, {**shared, **pairing.letters}, slots)
