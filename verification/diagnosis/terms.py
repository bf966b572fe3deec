"""Where the step that a subject computes differs from a form, term by term and in words: exact, or silent.

The subject's state is read as the form's in every order, and the reading with the fewest differences is told.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, Poly, PolynomialError, Rational, Symbol, cancel, factor, prod

from ...reference.notation import name_of, text
from ...reference.rule import Form
from ...reference.symbols import g, t, theta
from ..proof.branches import covers_every_step
from ..proof.equality import decide
from ..proof.pairing import pairings
from ..proof.prover import Proof
from ..tracing.machine import Machine, Slot
from .counterparts import Counterparts

MOST = 4
"""What takes more sentences than this is another formula, and no difference of terms."""


@dataclass(frozen=True)
class Sides:
    """How the two are called: "In A, the coefficient of g in v is 1; B has lr."."""

    one: str = ""
    other: str = "the rule"

    def says(self, what: str, one: Expr, other: Expr) -> str:
        return self._begun(f"{what} is {text(one)}; {self.other} has {text(other)}.")

    def depends(self, what: str, symbol: Symbol, *, one: bool) -> str:
        does, does_not = f"depends on {name_of(symbol)}", f"does not depend on {name_of(symbol)}"
        return self._begun(f"{what} {does if one else does_not}; in {self.other} it {'does not' if one else 'does'}.")

    def scales(self, by: Expr) -> str:
        return self._begun(f"the step of θ is {text(by)} times that of {self.other}.")

    def _begun(self, clause: str) -> str:
        """A sentence that begins with a letter of the formula keeps it as it is."""
        if self.one:
            return f"In {self.one}, {clause}"
        return clause[0].upper() + clause[1:] if clause.startswith(("the ", "after ")) else clause


def differences(
    machine: Machine | None, form: Form, values: Mapping[Symbol, Expr], sides: Sides = Sides()
) -> tuple[str, ...]:
    """The differences as sentences, each of them certain in every step; none where there is no such short way to tell them."""
    return _read(machine, form, values, sides).sentences


def nearest(machine: Machine | None, proofs: Sequence[Proof]) -> tuple[Form, tuple[str, ...]] | None:
    """The form that the fewest sentences lead to, and these; the earlier of two. None where no form can be told so."""
    told = [(each.form, _read(machine, each.form, each.known, Sides())) for each in proofs]
    best = min(told, key=lambda pair: pair[1].rank, default=None)
    return (best[0], best[1].sentences) if best is not None and best[1].sentences else None


@dataclass(frozen=True)
class _Told:
    """What was found in the best reading.

    Attributes:
        silent: how many differences could not be put into words.
    """

    sentences: tuple[str, ...] = ()
    silent: int = MOST

    @property
    def rank(self) -> tuple[int, int]:
        return len(self.sentences) + self.silent, self.silent


def _read(machine: Machine | None, form: Form, values: Mapping[Symbol, Expr], sides: Sides) -> _Told:
    if machine is None or not covers_every_step(machine.branches):
        return _Told()
    found: list[tuple[tuple[int, int, int], _Told]] = []
    for pairing in pairings(machine, form):
        both = Counterparts(machine, form, values, pairing)
        all_told = [*_Reading(sides, both).told()]
        told = _Told(tuple(each for each in all_told if each), all_told.count(""))
        found.append(((*told.rank, -both.alike), told))
    least = min((rank for rank, _ in found), default=())
    best = {told for rank, told in found if rank == least}
    told = next(iter(best), _Told())
    return told if len(best) == 1 and told.rank[0] <= MOST else _Told()


@dataclass(frozen=True)
class _Reading:
    """The differences between a subject's step and a form's in one reading of the subject's state."""

    sides: Sides
    both: Counterparts

    def told(self) -> Iterator[str]:
        """What differs, as sentences; "" for what does, and cannot be put into words."""
        if decide(*self.both.point).answer != "equal":
            yield self.sides.says("the point at which the gradient is taken", *self.both.point)
        for slot, general, first in self.both.state():
            yield from [*self._between(name_of(slot.symbol), *general)] or self._at_first(slot, *first)
        yield from self._between("θ", *self.both.theta)

    def _at_first(self, slot: Slot, one: Expr, other: Expr) -> Iterator[str]:
        if decide(one, other).answer == "different":
            yield self.sides.says(f"after step 1, {name_of(slot.symbol)}", one, other)

    def _between(self, what: str, one: Expr, other: Expr) -> Iterator[str]:
        """What differs between two values of one letter."""
        if decide(one, other).answer == "equal":
            return
        data = [g, theta, *(slot.symbol for slot in self.both.slots)]
        if what == "θ":
            scale = _ratio(one - theta, other - theta, data)
            if scale is not None:
                yield self.sides.scales(scale)
                return
        terms = _terms(one, other, data)
        yield from self._coefficients(what, terms) if terms else self._dependence(what, one, other)

    def _coefficients(self, what: str, terms: Mapping[Expr, tuple[Expr, Expr]]) -> Iterator[str]:
        for term, (one, other) in terms.items():
            if decide(one, other).answer != "equal":
                of = "the constant" if term == 1 else f"the coefficient of {text(term)}"
                yield self.sides.says(f"{of} in {what}", one, other)

    def _dependence(self, what: str, one: Expr, other: Expr) -> Iterator[str]:
        if _numbers(one) - _numbers(other):
            yield ""  # a number of the code may stand for what is a letter in the rule
            return
        found = [
            self.sides.depends(what, symbol, one=symbol in one.free_symbols)
            for symbol in sorted(one.free_symbols ^ other.free_symbols, key=str)
            if _depends(one if symbol in one.free_symbols else other, symbol)
        ]
        yield from found or [""]


def _numbers(expr: Expr) -> set[Rational]:
    """The fractions in an expression, but for the exponent of a root."""
    return {each for each in expr.atoms(Rational) if each.q > 2}


def _ratio(one: Expr, other: Expr, data: Sequence[Symbol]) -> Expr | None:
    """What the other must be multiplied with to be this one, where that is free of data."""
    if one == 0 or other == 0:
        return None
    ratio = cancel(one / other)
    ratio = min(ratio, factor(ratio), key=lambda each: len(text(each)))
    return ratio if not ratio.free_symbols & {*data} and decide(one, ratio * other).answer == "equal" else None


def _terms(one: Expr, other: Expr, data: Sequence[Symbol]) -> dict[Expr, tuple[Expr, Expr]]:
    """The coefficients of both for each product of data; nothing where one is no sum of such products."""
    polynomials: list[Mapping[tuple[int, ...], Expr]] = []
    for each in (one, other):
        try:
            found = Poly(each.expand(), *data).as_dict(native=False)
        except PolynomialError:
            return {}
        if any(coefficient.free_symbols & {*data} for coefficient in found.values()):
            return {}
        polynomials.append(found)
    powers = dict.fromkeys(itertools.chain(*polynomials))
    return {
        prod(symbol**power for symbol, power in zip(data, each, strict=True)): (
            *(_plain(found.get(each, Integer(0))) for found in polynomials),
        )
        for each in powers
    }  # type: ignore[return-value]


def _plain(coefficient: Expr) -> Expr:
    return factor(coefficient) if coefficient.is_Add and len(coefficient.args) > 2 else coefficient


def _depends(expr: Expr, symbol: Symbol) -> bool:
    """Whether it certainly changes with the symbol."""
    other = symbol + 1 if symbol == t else Rational(1, 3)
    return decide(expr, expr.xreplace({symbol: other})).answer == "different"
