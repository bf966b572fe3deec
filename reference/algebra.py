"""Decide that an expression is zero: rational normal form over root atoms.

Roots and powers become atoms, each with the one law that defines it: w = √f with w² = f, and b = βᵗ with 0 ≤ b < 1.
What remains is a rational function of the atoms, and its numerator, reduced by those laws, is zero or is not.  Zero is a
proof (wherever the denominators are not zero); anything else is no answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sympy import QQ, Abs, Add, Expr, Integer, KroneckerDelta, Max, Min, Mul, Pow, Rational, Symbol, factorint, sfield
from sympy.polys.fields import field as make_field
from sympy.polys.rings import PolyElement

from .hyperparameters import FRACTIONS


class NotRational(ValueError):
    """The expression is not a rational function over root atoms."""


@lru_cache(maxsize=4096)
def is_zero(expr: Expr) -> bool:
    """Whether `expr` is proved to be zero for all values of its symbols.  False is no answer.

    Raises `NotRational` where the expression holds something other than + − · / powers, roots and |x|.
    """
    if expr == 0:
        return True
    atoms = Atoms()
    rational = atoms.replace(expr)
    if rational == 0:
        return True
    return not atoms.reduced_numerator(rational)


@dataclass
class Atoms:
    """The atoms met so far, and their laws."""

    roots: dict[Symbol, Expr] = field(default_factory=dict)
    """w → f, where w = √f; later roots may hold earlier ones."""
    powers: dict[tuple[Expr, Symbol], Symbol] = field(default_factory=dict)
    maxima: dict[frozenset[Expr], Symbol] = field(default_factory=dict)
    """What stands for the largest of some rational functions of other atoms."""
    others: dict[Expr, Symbol] = field(default_factory=dict)
    fractions: set[Symbol] = field(default_factory=lambda: set(FRACTIONS))
    memory: dict[Expr, Expr] = field(default_factory=dict)

    def replace(self, expr: Expr) -> Expr:
        """`expr` with atoms for its roots and symbolic powers: a rational function."""
        if expr not in self.memory:
            self.memory[expr] = self._replace(expr)
        return self.memory[expr]

    def _replace(self, expr: Expr) -> Expr:
        if isinstance(expr, Symbol | Rational):
            return expr
        if isinstance(expr, Add | Mul):
            return expr.func(*(self.replace(each) for each in expr.args))
        if isinstance(expr, Abs):
            return self.root(self.replace(expr.args[0]) ** 2)
        if isinstance(expr, Pow):
            return self.power(expr.base, expr.exp)
        if isinstance(expr, Max):
            return self.maximum([self.replace(each) for each in expr.args])
        if isinstance(expr, Min):
            return -self.maximum([-self.replace(each) for each in expr.args])
        if isinstance(expr, KroneckerDelta):
            return self.others.setdefault(expr, Symbol(f"_other{len(self.others)}", nonnegative=True))
        raise NotRational(f"{type(expr).__name__} is not algebraic")

    def maximum(self, values: Sequence[Expr]) -> Expr:
        """The largest of some values: an atom times what they share, once what another is never below is left out."""
        kept: list[Expr] = []
        for each in dict.fromkeys(values):
            if not any(self.known_sign(other - each) == 1 for other in kept):
                kept = [other for other in kept if self.known_sign(each - other) != 1] + [each]
        if len(kept) == 1:
            return kept[0]
        made: Any = sfield(kept, order="lex")
        below = made[1][0].denom
        for each in made[1][1:]:
            below = below.lcm(each.denom)
        above = [each.numer * below.exquo(each.denom) for each in made[1]]
        shared = above[0]
        for each in above[1:]:
            shared = shared.gcd(each)
        sign_below, sign_shared = self.sign(below), self.sign(shared)
        if sign_below is None or sign_shared is None:
            return self.maximum_atom(each.as_expr() for each in made[1])
        rest = (sign_below * sign_shared * each.exquo(shared).as_expr() for each in above)
        return sign_shared * shared.as_expr() / (sign_below * below.as_expr()) * self.maximum_atom(rest)

    def maximum_atom(self, values: Iterable[Expr]) -> Symbol:
        key = frozenset(values)
        if key not in self.maxima:
            positive = any(self.known_sign(each) == 1 for each in key)
            self.maxima[key] = Symbol(
                f"_max{len(self.maxima)}", **({"nonnegative": True} if positive else {"real": True})
            )
        return self.maxima[key]

    def power(self, base: Expr, exponent: Expr) -> Expr:
        if isinstance(exponent, Integer):
            return self.replace(base) ** exponent
        if isinstance(exponent, Rational) and exponent.q == 2:
            return self.root(self.replace(base)) ** exponent.p
        if isinstance(exponent, Rational):
            raise NotRational(f"the exponent {exponent} is neither whole nor half")
        result: Expr = Integer(1)
        for term in Add.make_args(exponent):
            factor, rest = term.as_coeff_Mul()
            if rest == 1:
                result *= self.power(base, factor)
            elif isinstance(rest, Symbol) and rest.is_integer and isinstance(factor, Rational) and factor.q <= 2:
                atom = self.power_atom(base, rest)
                result *= atom**factor if factor.q == 1 else self.root(atom) ** factor.p
            else:
                raise NotRational(f"the exponent {exponent} is not linear")
        return result

    def power_atom(self, base: Expr, exponent: Symbol) -> Symbol:
        """The atom for base**exponent."""
        known = self.powers.get((base, exponent))
        if known is None:
            fraction = base in self.fractions or (isinstance(base, Rational) and 0 <= base < 1)
            if not fraction and base.is_nonnegative is not True:
                raise NotRational(f"the base {base} may be negative")
            known = Symbol(f"_power{len(self.powers)}", nonnegative=True)
            self.powers[base, exponent] = known
            if fraction:
                self.fractions.add(known)
        return known

    def root(self, radicand: Expr) -> Expr:
        """√radicand, in atoms, one for each irreducible factor whose sign is known."""
        if isinstance(radicand, Rational):
            return self.number_root(radicand)
        element: Any = sfield(radicand, order="lex")[1]
        scale, above = element.numer.factor_list()
        below_scale, below = element.denom.factor_list()
        number = Rational(QQ.to_sympy(QQ(scale) / QQ(below_scale)))
        result: Expr = Integer(1)
        unknown: Expr = Integer(1)
        for polynomial, multiplicity in [*above, *((each, -k) for each, k in below)]:
            factor = polynomial.as_expr()
            sign = self.sign(polynomial)
            if sign == -1:
                factor, number = -factor, number * (-1) ** abs(multiplicity)
            half, odd = divmod(multiplicity, 2)
            if sign is None:
                # |f|, unless the multiplicity is one of 4.
                result *= factor**half if half % 2 == 0 else self.root_atom(factor**2) * factor ** (half - 1)
                unknown *= factor**odd
            else:
                result *= factor**half * (self.root_atom(factor) if odd else 1)
        if unknown != 1:
            return result * self.root_atom(number * unknown)
        return result * self.number_root(number)

    def number_root(self, number: Rational) -> Expr:
        if number < 0:
            raise NotRational("root of a negative number")
        result: Expr = Rational(1, number.q)
        for prime, multiplicity in factorint(number.p * number.q).items():
            result *= Integer(prime) ** (multiplicity // 2)
            if multiplicity % 2:
                result *= self.root_atom(Integer(prime))
        return result

    def root_atom(self, radicand: Expr) -> Symbol:
        for atom, known in self.roots.items():
            if known == radicand:
                return atom
        atom = Symbol(f"_root{len(self.roots)}", nonnegative=True)
        self.roots[atom] = radicand
        return atom

    def sign(self, polynomial: PolyElement) -> int | None:
        """1 or −1 where the polynomial is known never to be negative or positive, None where it is not known.

        A generator b in [0, 1) is z/(1 + z) for some z ≥ 0; then equal signs of all coefficients settle it.
        """
        generators = polynomial.ring.symbols
        shifted = polynomial.as_expr()
        inside = [each for each in generators if each in self.fractions]
        if inside:
            shifted = shifted.xreplace({each: each / (1 + each) for each in inside})
            shifted_element: Any = sfield(shifted)[1]
            polynomial, generators = shifted_element.numer, shifted_element.numer.ring.symbols
        coefficients = list(polynomial.values())
        for monomial in polynomial:
            for generator, exponent in zip(generators, monomial, strict=True):
                if exponent % 2 and generator.is_nonnegative is not True:
                    return None
        if all(each > 0 for each in coefficients):
            return 1
        return -1 if all(each < 0 for each in coefficients) else None

    def known_sign(self, expr: Expr) -> int | None:
        """1 or −1 where `expr` is known never to be negative or positive, None where it is not known."""
        element: Any = sfield(self.replace(expr), order="lex")[1]
        above, below = self.sign(element.numer), self.sign(element.denom)
        return None if above is None or below is None else above * below

    def reduced_numerator(self, rational: Expr) -> PolyElement:
        """The numerator of `rational`, reduced by w² = f for every root."""
        latest_first = [*reversed(self.roots)]
        others = rational.free_symbols.union(*(each.free_symbols for each in self.roots.values()))
        generators = [*latest_first, *sorted(others - set(latest_first), key=str)]
        domain: Any = make_field(generators or [Symbol("_")], QQ, order="lex")[0]
        numerator = domain.from_expr(rational).numer
        laws = [domain.ring.from_expr(atom**2 - radicand) for atom, radicand in self.roots.items()]
        return numerator.rem(laws) if laws else numerator
