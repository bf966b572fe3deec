"""Which number of a subject's state is which letter of a form: found from its first steps, or tried in every order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product

from sympy import Dummy, Expr, Integer, Rational, S, Symbol, cancel, sqrt, together

from ...reference.algebra import FRACTIONS
from ...reference.operations import after_first_step
from ...reference.rule import Form, numbered
from ...reference.symbols import g, lr, t, theta
from ..symbolic.record import Condition
from ..tracing.machine import Machine, Slot
from ..tracing.session import GIVEN
from .choices import on_path, unrolled
from .equality import apart_at, decide, points, told_apart

GUESSES = 6
"""At how many points a relation is tried before the induction proves it."""

FEW = 3
"""How many numbers of state are read in every order: each order costs a comparison of the whole step."""


LAST: dict[Symbol, Expr] = {
    Symbol("lr_last", positive=True): lr,
    Symbol("g_last", real=True): g,
    Symbol("one", positive=True): S.One,
}
"""What a step was given, as the next step may remember it, and 1: letters beside those of the form, after a step."""

LAST_RATE, LAST_GRADIENT, ONE = LAST


@dataclass(frozen=True)
class Relation:
    """What a slot of the subject is after step t: factor · symbolᵖᵒʷᵉʳ · lrʳᵃᵗᵉ, where the factor may depend on t."""

    slot: Symbol
    factor: Expr
    symbol: Symbol
    power: Rational = S.One
    rate: Rational = S.Zero

    @property
    def is_plain(self) -> bool:
        """Whether it is a multiple of a letter of the form."""
        return self.power == 1 and self.rate == 0 and self.symbol not in LAST

    def of(self, letters: Mapping[Symbol, Expr], step: Expr = t) -> Expr:
        """What the slot is after this step, where the letters are these."""
        rate = letters[LAST_RATE] ** self.rate if self.rate else S.One
        return self.factor.xreplace({t: step}) * letters[self.symbol] ** self.power * rate


@dataclass(frozen=True)
class Pairing:
    """Which letter of a form's state each slot of a machine is, in the machine's order; a slot that is none has no relation."""

    relations: tuple[Relation, ...] = ()

    @property
    def slots(self) -> dict[Symbol, Expr]:
        """What each slot is before step t, in the letters of the form."""
        here: dict[Symbol, Expr] = {symbol: symbol for symbol in (*(each.symbol for each in self.relations), *LAST)}
        here[ONE] = S.One
        return {each.slot: each.of(here, t - 1) for each in self.relations}

    @property
    def plain(self) -> "Pairing":
        """The same of the slots that are multiples of letters of the form."""
        return Pairing(tuple(each for each in self.relations if each.is_plain))

    @property
    def letters(self) -> dict[Symbol, Expr]:
        """What each letter of the form is before step t, in the slots."""
        return {each.symbol: each.slot / each.factor.xreplace({t: t - 1}) for each in self.relations}

    def after(self, form: Form, values: Mapping[Symbol, Expr], path: Sequence[Condition] = ()) -> dict[Symbol, Expr]:
        """What θ and each slot should be after step t > 1, in terms of θ and the slots before it, on a path through the code."""
        # A letter that no slot is must not be taken for a slot of the same name.
        unknown: dict[Symbol, Expr] = {each.symbol: Dummy(each.symbol.name, real=True) for each in form.state}
        shared: dict[Symbol, Expr] = {each: each for each in (theta, g, lr, t)}
        after = {
            symbol: on_path(after_first_step(each.xreplace(dict(values))), path)
            for symbol, each in form.after({**unknown, **self.letters, **shared}).items()
        }
        return {theta: after[theta], **{each.slot: each.factor * after[each.symbol] for each in self.relations}}

    def renamed(self, names: Mapping[Symbol, Symbol]) -> "Pairing":
        """The same with other names for the slots."""
        return Pairing(tuple(replace(each, slot=names[each.slot]) for each in self.relations))


def pairings(machine: Machine, form: Form, known: Pairing | None = None) -> Iterator[Pairing]:
    """How the state may be read: as it is known to be, else in every order, if that accounts for all of both."""
    if known is not None:
        yield known
    elif len(machine.slots) == len(form.state) <= FEW:
        yield from orders(machine, form)


def orders(machine: Machine, form: Form, *, turned: bool = False) -> Iterator[Pairing]:
    """Every way to take slots for letters, one for one, until those or these are used up.

    With those that are `turned`: θ ← θ − v is the rule's θ ← θ + v where v has the other sign.
    """
    slots, letters = ([each.symbol for each in some] for some in (machine.slots, form.state))
    number = min(len(slots), len(letters))
    for some in combinations(slots, number):
        for order in permutations(letters, number):
            signs = [(1, -1) if turned and not each.is_nonnegative else (1,) for each in order]
            for factors in product(*signs):
                yield Pairing(
                    tuple(
                        Relation(slot, Integer(factor), symbol)
                        for slot, factor, symbol in zip(some, factors, order, strict=True)
                    )
                )


def alike(machine: Machine, form: Form) -> Pairing:
    """Slots that are called as letters of the form, taken for these."""
    called = {each.symbol for each in form.state}
    return Pairing(
        tuple(Relation(each.symbol, Integer(1), each.symbol) for each in machine.slots if each.symbol in called)
    )


def paired(
    machine: Machine, form: Form, values: Mapping[Symbol, Expr], *, varying: bool,
    settled: Mapping[Expr, Expr] | None = None, begun: Sequence[Condition] = (),
) -> Pairing | Slot:  # fmt: skip
    """What each slot of the machine is in terms of the form's state, or the first slot that is no known function of it.

    What is `settled` is the value of a letter in every step, and with what it has `begun` are the branches of its first steps.
    """
    here = dict(settled or {})
    rule_run = [
        {symbol: each.xreplace(here) for symbol, each in after_step.items()}
        | {LAST_RATE: numbered(lr, k) if varying else lr, LAST_GRADIENT: numbered(g, k), ONE: S.One}
        for k, after_step in enumerate(unrolled(form, values, begun, varying=varying), 1)
    ]
    relations: list[Relation] = []
    for slot in machine.slots:
        run = slot.varying if varying else slot.values
        found = None if run is None else _relate(slot.symbol, [each.xreplace(here) for each in run], rule_run, varying)
        if found is None:
            return slot
        relations.append(found)
    return Pairing(tuple(relations))


def _relate(
    slot: Symbol, values: Sequence[Expr], rule_run: Sequence[Mapping[Symbol, Expr]], varying: bool
) -> Relation | None:
    """The slot as a multiple of one of the rule's state symbols or a root of it, or of θ, with a factor free of the data.

    It is proved after step 1, and for the steps after that only guessed at points: the induction is what proves them.  To
    prove it for three unrolled steps took minutes where a penalty puts θ into every gradient.  Where both are 0 after
    step 1, as the average of what the gradient has changed, any factor holds there, and it is the next step that tells it.
    """
    for symbol, power, rate in _monomials(rule_run[0], varying):
        plain = Relation(slot, S.One, symbol, power, rate)
        run = [plain.of(each) for each in rule_run]
        begun = 1 if values[0] == run[0] == 0 else 0
        first = _factor(values[begun], run[begun])
        if first is None:
            continue
        for law in _laws(values):
            there = law.subs(t, begun + 1)
            factor = law if first == there else cancel(first / there) * law
            later = (values[k] - factor.subs(t, k + 1) * run[k] for k in range(begun + 1, len(values)))
            if not any(told_apart(each, GUESSES) for each in later):
                return replace(plain, factor=factor)
    return None


def _monomials(letters: Iterable[Symbol], varying: bool) -> Iterator[tuple[Symbol, Rational, Rational]]:
    """What a slot may be a multiple of: a letter; its root, as √v; a letter that is scaled by the lr of its step."""
    ordered = [*(each for each in letters if each != theta and each not in LAST), theta, *LAST]
    yield from ((each, S.One, S.Zero) for each in ordered)
    yield from ((each, S.Half, S.Zero) for each in ordered if each.is_nonnegative and each not in LAST)
    if varying:
        scaled = [each for each in ordered if each not in (theta, LAST_RATE, ONE)]
        yield from ((each, S.One, rate) for each in scaled for rate in (S.One, -S.One))


def _factor(value: Expr, expected: Expr) -> Expr | None:
    """value/expected where that is free of the data, else None."""
    if expected == 0 or value == 0:
        return None
    if value == expected:
        return Integer(1)
    data = _data(value, expected)
    here, there = ({symbol: Rational(3 * i + 2 * n, i + 3) for i, symbol in enumerate(data)} for n in (1, 2))
    crossed = value.xreplace(here) * expected.xreplace(there) - value.xreplace(there) * expected.xreplace(here)
    if any(apart_at(crossed, point, step) is not False for point, step in points(crossed, 1)):
        return None
    ratio = cancel(together(value.xreplace(here) / expected.xreplace(here)))
    return ratio if decide(value, ratio * expected).answer == "equal" else None


def _data(*expressions: Expr) -> list[Symbol]:
    """θ, the gradients, and the changing learning rates."""
    symbols = set().union(*(each.free_symbols for each in expressions))
    return sorted((each for each in symbols if each in GIVEN), key=str)


def _laws(values: Sequence[Expr]) -> Iterator[Expr]:
    """The functions of t that a factor may follow: none, or one of the powers and corrections."""
    yield Integer(1)
    bases = sorted({each for value in values for each in value.free_symbols if each in FRACTIONS}, key=str)
    numbers = sorted({each for value in values for each in value.atoms(Rational) if 0 < each < 1}, key=str)
    for base in dict.fromkeys([*bases, *numbers, *(1 - each for each in numbers)]):
        yield from (base**t, 1 / base**t, 1 - base**t, 1 / (1 - base**t), sqrt(1 - base**t), 1 / sqrt(1 - base**t))
