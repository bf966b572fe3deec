"""The few kinds of claim that a proof is made of; each is decided by the machine, which says True only when sure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sympy import Expr, Integer, Rational, S, Symbol, sfield

from ..algebra import Atoms, NotRational, is_zero
from ..evaluation import Intervals, NotEvaluable, certainly_nonzero, evaluate

Point = Mapping[Symbol, Any]
"""Rational values of symbols."""


class Claim(Protocol):
    """Something that the machine can be asked to confirm."""

    def holds(self) -> bool:
        """Whether it is certain."""
        ...


@dataclass(frozen=True)
class Zero:
    """`expr` is 0 for all values of its symbols: an identity, by rational normal form."""

    expr: Expr

    def holds(self) -> bool:
        try:
            return is_zero(self.expr)
        except NotRational:
            return False


@dataclass(frozen=True)
class NotNegative:
    """`expr` ≥ 0 for all values of its symbols.

    The certificate is a sum of squares, Σ weight·base²: it must equal `expr`, and every weight must have no negative
    coefficient once each β in [0, 1) is written z/(1 + z).  Without squares, `expr` is a weight itself.
    """

    expr: Expr
    squares: tuple[tuple[Expr, Expr], ...] = ()

    def holds(self) -> bool:
        if not self.squares:
            return _coefficients(self.expr, strict=False)
        total = sum((weight * base**2 for weight, base in self.squares), Integer(0))
        weights = all(_coefficients(weight, strict=False) for weight, _ in self.squares)
        return weights and Zero(self.expr - total).holds()


@dataclass(frozen=True)
class Positive:
    """`expr` > 0 for all values of its symbols.

    It equals `certificate`, of which no coefficient is negative and one that belongs to positive symbols alone is not zero.
    """

    expr: Expr
    certificate: Expr | None = None

    def holds(self) -> bool:
        shown = self.expr if self.certificate is None else self.certificate
        return Zero(self.expr - shown).holds() and _coefficients(shown, strict=True)


@dataclass(frozen=True)
class Above:
    """`expr` > 0 at one point, in rigorous intervals."""

    expr: Expr
    point: Point = field(default_factory=dict, hash=False)
    step: int | None = None

    def holds(self) -> bool:
        intervals = Intervals()
        values = {symbol: intervals.rational(value) for symbol, value in self.point.items()}
        try:
            return bool(_lower(evaluate(self.expr, values, intervals, self.step)) > 0)
        except NotEvaluable:
            return False


@dataclass(frozen=True)
class Different:
    """`expr` ≠ 0 at one point, in rigorous intervals: a witness."""

    expr: Expr
    point: Point = field(default_factory=dict, hash=False)

    def holds(self) -> bool:
        try:
            return certainly_nonzero(self.expr, self.point)
        except NotEvaluable:
            return False


@dataclass(frozen=True)
class Undefined:
    """`expr` is 0/0, hence NaN."""

    expr: Expr

    def holds(self) -> bool:
        return self.expr is S.NaN


@dataclass(frozen=True)
class Every:
    """All of some claims, of which there is at least one."""

    claims: tuple[Claim, ...]

    def holds(self) -> bool:
        return bool(self.claims) and all(each.holds() for each in self.claims)


def _coefficients(expr: Expr, *, strict: bool) -> bool:
    """Whether the signs of all coefficients of `expr`, a quotient of polynomials in root atoms, show that it is ≥ 0."""
    atoms = Atoms()
    try:
        rational = atoms.replace(expr)
    except NotRational:
        return False
    if isinstance(rational, Rational):
        return bool(rational > 0 if strict else rational >= 0)
    inside = {each: each / (1 + each) for each in atoms.fractions if each in rational.free_symbols}
    element: Any = sfield(rational.xreplace(inside))[1]
    # Where the quotient is defined the denominator is not 0, so only the numerator need be more than ≥ 0.
    signs = {_sign(element.numer, strict=strict), _sign(element.denom, strict=False)}
    return signs in ({1}, {-1})


def _sign(polynomial: Any, *, strict: bool) -> int | None:
    """The one sign of all terms of a polynomial, where they have one, whatever the values of its symbols."""
    generators = polynomial.ring.symbols
    even = all(
        exponent % 2 == 0 or generator.is_nonnegative
        for monomial in polynomial
        for generator, exponent in zip(generators, monomial, strict=True)
    )
    anchored = any(
        all(exponent == 0 or generator.is_positive for generator, exponent in zip(generators, monomial, strict=True))
        for monomial in polynomial
    )
    signs = {1 if each > 0 else -1 for each in polynomial.values()}
    return signs.pop() if even and len(signs) == 1 and (anchored or not strict) else None


def _lower(interval: Any) -> Any:
    return interval.a
