"""Decide that an expression is zero: rational normal form over root atoms.

Roots and powers become atoms, each with the one law that defines it: w = √f with w² = f, and b = βᵗ with 0 ≤ b < 1; of a power
such as 0.96^(t·ψ) only b ≥ 0 is known.  So do the operations that have a law in `operations`: s = sign(f) with s³ = s and s²·f = f, so that s is 0 where f is.  What remains is a rational function of the atoms, and its numerator, reduced by those laws, is zero or is not.  Zero is a
proof (wherever the denominators are not zero); anything else is no answer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from math import lcm
from typing import Any

from sympy import QQ, Abs, Add, Expr, Integer, Max, Min, Mul, Pow, Rational, Symbol, expand, factorint, sfield
from sympy.polys.fields import field as make_field
from sympy.polys.rings import PolyElement

from .hyperparameters import FRACTIONS
from .operations import operation_of
from .symbols import LEAST


class NotRational(ValueError):
    """The expression is not a rational function over root atoms."""


@lru_cache(maxsize=4096)
def is_zero(expr: Expr) -> bool:
    """Whether `expr` is proved to be zero for all values of its symbols.  False is no answer.

    Raises `NotRational` where the expression holds something other than + − · / powers, roots and operations.
    """
    if expr == 0:
        return True
    atoms = Atoms()
    rational = atoms.replace(expr)
    if rational == 0 or atoms.vanishes(rational):
        return True
    # What a largest and a smallest make together, as max(0, x) − max(0, −x) is x, shows where both are written by |x − y|.
    written = expr.replace(lambda each: isinstance(each, Max | Min), _by_absolute)
    return written != expr and is_zero(written)


def _by_absolute(extreme: Expr) -> Expr:
    """max(x, y) as (x + y + |x − y|)/2, and min(x, y) as (x + y − |x − y|)/2."""
    way = 1 if isinstance(extreme, Max) else -1
    return reduce(lambda x, y: (x + y + way * Abs(x - y)) / 2, extreme.args)


@dataclass
class Atoms:
    """The atoms met so far, and their laws."""

    roots: dict[Symbol, Expr] = field(default_factory=dict)
    """w → f, where w = √f, or another root of it; later roots may hold earlier ones."""
    degrees: dict[Symbol, int] = field(default_factory=dict)
    """w → n, where wⁿ = f."""
    latest: dict[Expr, tuple[Symbol, int]] = field(default_factory=dict)
    """f → its root of the highest degree, and which: the ¹⁰√ of what has a √ already is the ⁵√ of that."""
    powers: dict[tuple[Expr, Expr], Symbol] = field(default_factory=dict)
    maxima: dict[frozenset[Expr], Symbol] = field(default_factory=dict)
    """What stands for the largest of some rational functions of other atoms."""
    others: dict[Expr, Symbol] = field(default_factory=dict)
    choices: dict[Expr, Symbol] = field(default_factory=dict)
    """f → k, where k is 1 where f > 0, and 0 where f < 0; f is a polynomial of other atoms."""
    signs: dict[Symbol, Expr] = field(default_factory=dict)
    """s → f, where s = sign(f), and f is an irreducible polynomial of other atoms."""
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
        if isinstance(expr, Pow):
            return self.power(expr.base, expr.exp)
        operation = operation_of(expr)
        simpler = None if operation is None else operation.written_out(expr)
        if simpler is not None:
            return self.replace(simpler)
        if operation is None or operation.law is None:
            raise NotRational(f"{type(expr).__name__} is not algebraic")
        return operation.law(self, expr)

    def choice(self, expr: Expr) -> Symbol:
        """What stands for a number that is one or zero, and of which nothing else is known."""
        return self.others.setdefault(expr, Symbol(f"_other{len(self.others)}", nonnegative=True))

    def opaque(self, function: Callable[..., Expr], arguments: Sequence[Expr]) -> Symbol:
        """What stands for a real number of which is known only of what it is a function."""
        written = (sfield(self.replace(each), order="lex")[1].as_expr() for each in arguments)  # type: ignore[attr-defined]
        return self.others.setdefault(function(*written), Symbol(f"_other{len(self.others)}", real=True))

    def above(self, difference: Expr) -> Expr:
        """1 where the difference is positive, and 0 where it is negative: an atom k with k² = k, where that is not known."""
        element: Any = sfield(self.replace(difference), order="lex")[1]
        known = self.known_sign(element.as_expr())
        if known is not None:
            return Integer(1 if known > 0 else 0)
        product = (element.numer * element.denom).primitive()[1].as_expr()
        if -product in self.choices:
            return 1 - self.choices[-product]
        return self.choices.setdefault(product, Symbol(f"_above{len(self.choices)}", nonnegative=True))

    def sign_of(self, value: Expr) -> Expr:
        """sign(value), in atoms, one for each irreducible factor: the sign of a product is the product of the signs."""
        if isinstance(value, Rational):
            return Integer(bool(value > 0) - bool(value < 0))
        element: Any = sfield(value, order="lex")[1]
        scale, above = element.numer.factor_list()
        below_scale, below = element.denom.factor_list()
        result: Expr = Integer(1 if QQ(scale) * QQ(below_scale) > 0 else -1)
        for polynomial, multiplicity in above:
            result *= self.sign_atom(polynomial) ** (2 - multiplicity % 2)
        for polynomial, multiplicity in below:
            known = self.sign(polynomial)  # and it is not zero, where there is a value
            result *= (self.sign_atom(polynomial) if known is None else Integer(known)) ** (2 - multiplicity % 2)
        return result

    def sign_atom(self, polynomial: PolyElement) -> Expr:
        factor = polynomial.as_expr()
        if factor in self.signs:  # the sign of a sign
            return factor
        if factor in self.roots:  # √f is zero where f is, and else positive
            return self.sign_of(self.roots[factor]) ** 2
        known = self.sign(polynomial)
        if known is not None and self.never_zero(polynomial):
            return Integer(known)
        if known == -1:
            return -self.sign_atom(polynomial.mul_ground(-1))
        for atom, other in self.signs.items():
            if other == factor:
                return atom
            if other == -factor:
                return -atom
        atom = Symbol(f"_sign{len(self.signs)}", **({"nonnegative": True} if known else {"real": True}))
        self.signs[atom] = factor
        return atom

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
        if isinstance(exponent, Rational):
            return self.root(self.replace(base), exponent.q) ** exponent.p
        if isinstance(base, Rational) and base > 1:
            return 1 / self.power(1 / base, exponent)
        result: Expr = Integer(1)
        for term in Add.make_args(expand(exponent)):
            factor, rest = term.as_coeff_Mul()
            if rest == 1:
                result *= self.power(base, factor)
            elif isinstance(factor, Rational) and all(each.as_base_exp()[0].is_Symbol for each in Mul.make_args(rest)):
                atom = self.power_atom(base, rest)
                if factor.q != 1 and not atom.is_nonnegative:
                    raise NotRational(f"a root of a power of {base}, which may be negative")
                result *= atom**factor if factor.q == 1 else self.root(atom, factor.q) ** factor.p
            else:
                raise NotRational(f"the exponent {exponent} is no sum of products of letters")
        return result

    def power_atom(self, base: Expr, exponent: Expr) -> Symbol:
        """The atom for base**exponent, where the exponent is a letter, or a product of some and of powers of some."""
        known = self.powers.get((base, exponent))
        if known is None:
            fraction = base in self.fractions or (isinstance(base, Rational) and 0 <= base < 1)
            if not fraction and base.is_nonnegative is not True:
                return self.opaque(Pow, (base, exponent))  # whatever it is where the base is negative
            if not exponent.is_nonnegative or (base.is_zero is not False and not exponent.is_positive):
                raise NotRational(f"nothing is known of {base} to the power of {exponent}")
            known = Symbol(f"_power{len(self.powers)}", nonnegative=True)
            self.powers[base, exponent] = known
            if fraction and exponent.is_positive:
                self.fractions.add(known)
        return known

    def root(self, radicand: Expr, degree: int = 2) -> Expr:
        """The root of that degree, in atoms, one for each irreducible factor whose sign is known."""
        if isinstance(radicand, Rational):
            return self.number_root(radicand, degree)
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
            whole, rest = divmod(multiplicity, degree)
            if sign is not None:
                result *= factor**whole * (self.root_atom(factor, degree) ** rest if rest else 1)
            elif degree == 2:
                # |f|, unless the multiplicity is one of 4.
                result *= factor**whole if whole % 2 == 0 else self.root_atom(factor**2) * factor ** (whole - 1)
                unknown *= factor**rest
            else:
                raise NotRational(f"a root of {factor}, which may be negative")
        if unknown != 1:
            return result * self.root_atom(number * unknown)
        return result * self.number_root(number, degree)

    def number_root(self, number: Rational, degree: int) -> Expr:
        if number < 0:
            raise NotRational("root of a negative number")
        result: Expr = Integer(1)
        for base, sign in ((number.p, 1), (number.q, -1)):
            for prime, multiplicity in factorint(base).items():
                whole, rest = divmod(sign * multiplicity, degree)
                result *= Integer(prime) ** whole
                if rest:
                    result *= self.root_atom(Integer(prime), degree) ** rest
        return result

    def root_atom(self, radicand: Expr, degree: int = 2) -> Expr:
        """The root of that degree of what is never negative, as a power of one that there is, or of a new one."""
        known = self.latest.get(radicand)
        whole = degree if known is None else lcm(degree, known[1])
        if known is None or whole != known[1]:
            atom = Symbol(f"_root{len(self.roots)}", nonnegative=True)
            self.roots[atom] = radicand if known is None else known[0]
            self.degrees[atom] = whole if known is None else whole // known[1]
            known = self.latest[radicand] = atom, whole
        return known[0] ** (known[1] // degree)

    def sign(self, polynomial: PolyElement) -> int | None:
        """1 or −1 where the polynomial is known never to be negative or positive, None where it is not known.

        Equal signs of all coefficients settle it.
        """
        polynomial = self.unbounded(polynomial)
        generators = polynomial.ring.symbols
        coefficients = list(polynomial.values())
        for monomial in polynomial:
            for generator, exponent in zip(generators, monomial, strict=True):
                if exponent % 2 and generator.is_nonnegative is not True:
                    return None
        if all(each > 0 for each in coefficients):
            return 1
        return -1 if all(each < 0 for each in coefficients) else None

    def unbounded(self, polynomial: PolyElement) -> PolyElement:
        """One of the same sign, where no generator lies in [0, 1): such a one is z/(1 + z) for some z ≥ 0; nor above 1 alone."""
        generators = polynomial.ring.symbols
        written = {each: each / (1 + each) for each in generators if each in self.fractions}
        written |= {each: LEAST[each] for each in generators if each in LEAST}
        if not written:
            return polynomial
        shifted = polynomial.as_expr().xreplace(written)
        element: Any = sfield(shifted)[1]
        return element.numer

    def never_zero(self, polynomial: PolyElement) -> bool:
        """Whether a polynomial whose sign is known has a term that is never zero: none of its terms cancel."""
        shifted = self.unbounded(polynomial)
        generators = shifted.ring.symbols
        return any(
            all(generator.is_positive for generator, exponent in zip(generators, monomial, strict=True) if exponent)
            for monomial in shifted
        )

    def known_sign(self, expr: Expr) -> int | None:
        """1 or −1 where `expr` is known never to be negative or positive, None where it is not known."""
        element: Any = sfield(self.replace(expr), order="lex")[1]
        above, below = self.sign(element.numer), self.sign(element.denom)
        return None if above is None or below is None else above * below

    def vanishes(self, rational: Expr) -> bool:
        """Whether `rational` is zero wherever its denominator is not; False is no answer."""
        latest_first = [*reversed(self.roots), *reversed(self.signs), *self.choices.values()]
        defining = (*self.roots.values(), *self.signs.values())
        others = rational.free_symbols.union(*(each.free_symbols for each in defining))
        generators = [*latest_first, *sorted(others - set(latest_first), key=str)]
        domain: Any = make_field(generators or [Symbol("_")], QQ, order="lex")[0]
        element = domain.from_expr(rational)
        laws = [domain.ring.from_expr(each) for each in self.laws()]
        reduced = element.numer.rem(laws) if laws else element.numer
        return not reduced and not any(self.is_zero_with(sign, element.denom) for sign in self.signs)

    def laws(self) -> Iterator[Expr]:
        """Polynomials that are zero, for every atom that has a law."""
        magnitudes = {f**2: s * f for s, f in self.signs.items()} | {s**2: s**2 for s in self.signs}
        for w, radicand in self.roots.items():
            # |f| is sign(f)·f, and the magnitude of a sign is its square.
            degree = self.degrees[w]
            yield w - magnitudes[radicand] if degree == 2 and radicand in magnitudes else w**degree - radicand
        for s, f in self.signs.items():
            yield from (s**2 - s, s * f - f) if s.is_nonnegative else (s**3 - s, s**2 * f - f)
            yield from (s * w - w for w, radicand in self.roots.items() if radicand == f)
        yield from (k**2 - k for k in self.choices.values())

    def is_zero_with(self, sign: Symbol, denominator: PolyElement) -> bool:
        """Whether it is zero wherever this sign is: x/|x| is no number there, and sign(x) is zero."""
        f = self.signs[sign]
        zeros = [sign, f, *(w for w, radicand in self.roots.items() if radicand in (f, f**2))]
        return not denominator.rem([denominator.ring.from_expr(each) for each in zeros])
