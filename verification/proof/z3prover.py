"""The second opinion: the same claim, put to z3 as polynomial arithmetic over the reals.

Roots become unknowns w ≥ 0 with w² = radicand, powers βᵗ unknowns in [0, 1], and so does 0.96^(t·ψ), quotients unknowns q with q·d = n and d ≠ 0.
z3 shares no code with the normal form.
"""

from collections.abc import Sequence
from functools import cache, cached_property, reduce
from typing import Any, Literal

import z3
from sympy import Add, Expr, Integer, Mod, Mul, Pow, Rational, Symbol, expand, floor, fraction, together

from ...reference.algebra import FRACTIONS
from ...reference.operations import operation_of
from ..symbolic.scalar import RELATIONS

Answer = Literal["equal", "different", "unknown"]

Claim = tuple[Expr, str]
"""That an expression stands in a relation to zero."""

RESOURCES = 1_000_000
"""Where z3 gives up, in its own count of what it has done: the same on every machine, about half a second on one of 2025.

The proofs that the tests ask for need at most a third of it, those of ordinary optimizers a fortieth.
"""

TIMEOUT_MS = 30_000
"""Only a safety net: an answer that depends on the clock is not the same twice."""


def compare(left: Expr, right: Expr) -> Answer:
    """Whether two expressions agree wherever both are defined, in z3's opinion."""
    # What is one and the same differs nowhere, whatever z3 was asked before; else that might tell on how far it comes.
    translation = _Translation(_shared() if left == right else z3.Context())
    try:
        claim = translation.term(left) != translation.term(right)
    except _Untranslatable:
        return "unknown"
    answer = _asked(z3.SolverFor("QF_NRA", ctx=translation.context), *translation.laws, claim)
    if answer == z3.unsat:
        return "equal"
    return "different" if answer == z3.sat else "unknown"


def possible(clauses: Sequence[Sequence[Claim]]) -> Literal["yes", "no", "unknown"]:
    """Whether some numbers fulfil one claim of each clause, in z3's opinion; whole numbers are whole here."""
    translation = _OfConditions(z3.Context())
    try:
        stated = [[translation.claim(*claim) for claim in clause] for clause in clauses]
    except _Untranslatable:
        return "unknown"
    clauses_in_z3 = (z3.Or(*each) if len(each) > 1 else each[0] for each in stated)
    answer = _asked(z3.Solver(ctx=translation.context), *translation.laws, *clauses_in_z3)
    return "no" if answer == z3.unsat else "yes" if answer == z3.sat else "unknown"


@cache
def _shared() -> Any:
    """A context of z3's for many questions: to make one takes longer than most answers."""
    return z3.Context()


def _asked(solver: Any, *claims: Any) -> Any:
    """What a solver says of all these claims together, within its limits."""
    solver.set("rlimit", RESOURCES)
    solver.set("timeout", TIMEOUT_MS)
    solver.add(*claims)
    return solver.check()


class _Untranslatable(Exception):
    pass


class _Translation:
    """z3 terms for SymPy expressions, and the laws of the unknowns that were made on the way.

    As an arithmetic has them, it has a method for each operation of `reference/operations.py` that has no definition.
    """

    def __init__(self, context: Any) -> None:
        self.context = context
        self.laws: list[Any] = []
        self.memory: dict[Expr, Any] = {}

    @cached_property
    def one(self) -> Any:
        return z3.RealVal(1, self.context)

    def fresh(self, law_of: Any) -> Any:
        unknown = z3.FreshReal("q", self.context)
        self.laws.extend(law_of(unknown))
        return unknown

    def term(self, expr: Expr) -> Any:
        if expr not in self.memory:
            self.memory[expr] = self._term(expr)
        return self.memory[expr]

    def _term(self, expr: Expr) -> Any:
        if isinstance(expr, Symbol):
            return self._symbol(expr)
        if isinstance(expr, Rational):
            return z3.Q(int(expr.p), int(expr.q), self.context)
        if isinstance(expr, Add):
            return z3.Sum([self.term(each) for each in expr.args])
        if isinstance(expr, Mul):
            return z3.Product([self.term(each) for each in expr.args])
        if isinstance(expr, Pow):
            return self._power(expr.base, expr.exp)
        return self._function(expr)

    def _function(self, expr: Expr) -> Any:
        operation = operation_of(expr)
        simpler = None if operation is None else operation.written_out(expr)
        if simpler is not None:
            return self.term(simpler)
        method = None if operation is None else getattr(self, operation.method, None)
        if operation is None or method is None:
            raise _Untranslatable
        operands = [self.term(each) for each in expr.args]
        return reduce(method, operands) if operation.folded else method(*operands)

    def absolute(self, value: Any) -> Any:
        return z3.If(value >= 0, value, -value)

    def sign(self, value: Any) -> Any:
        return z3.If(value > 0, self.one, z3.If(value < 0, -self.one, self.one - self.one))

    def by_sign(self, value: Any, positive: Any, zero: Any, negative: Any) -> Any:
        return z3.If(value > 0, positive, z3.If(value < 0, negative, zero))

    def cospi(self, _value: Any) -> Any:
        """Some number from −1 to 1: the same for what is written alike."""
        return self.fresh(lambda c: (c >= -1, c <= 1))

    def maximum(self, left: Any, right: Any) -> Any:
        return z3.If(left >= right, left, right)

    def minimum(self, left: Any, right: Any) -> Any:
        return z3.If(left <= right, left, right)

    def _symbol(self, symbol: Symbol) -> Any:
        unknown = z3.Real(symbol.name, self.context)
        if symbol in FRACTIONS:
            self.laws.extend((unknown >= 0, unknown < 1))
        elif symbol.is_positive:
            self.laws.append(unknown > 0)
        elif symbol.is_nonnegative:
            self.laws.append(unknown >= 0)
        if symbol.is_integer:
            self.laws.append(unknown >= 1)
        return unknown

    def _power(self, base: Expr, exponent: Expr) -> Any:
        if isinstance(exponent, Rational) and exponent < 0:
            below = self.term(Pow(base, -exponent))
            return self.fresh(lambda q: (q * below == 1, below != 0))
        if isinstance(exponent, Integer):
            return z3.Product([self.term(base)] * int(exponent))
        if isinstance(exponent, Rational) and exponent.q == 2:
            inner = self.term(base)
            root = self.memory.get(Pow(base, Rational(1, 2), evaluate=False))
            if root is None:
                root = self.fresh(lambda w: (w >= 0, w * w == inner))
                self.memory[Pow(base, Rational(1, 2), evaluate=False)] = root
            return root if exponent.p == 1 else z3.Product([root] * int(exponent.p))
        exponent = expand(exponent)
        if isinstance(exponent, Add):
            return z3.Product([self.term(Pow(base, each)) for each in exponent.args])
        factor, rest = exponent.as_coeff_Mul()
        if factor != 1 and isinstance(factor, Integer):
            return self._power(Pow(base, rest), factor)
        if factor == 1 and rest.is_nonnegative and self._is_fraction(base):
            # β⁰ is 1, where β is 0 as well.
            return self.fresh(lambda b: (b >= 0, b < 1 if rest.is_positive else b <= 1))
        raise _Untranslatable

    def claim(self, difference: Expr, relation: str) -> Any:
        """That the difference stands in the relation to zero."""
        return RELATIONS[relation](self.term(difference), z3.RealVal(0, self.context))

    def _is_fraction(self, base: Expr) -> bool:
        return base in FRACTIONS or (isinstance(base, Rational) and bool(0 <= base < 1))


class _OfConditions(_Translation):
    """The same for branches, in which t is whole and counting round is known."""

    def claim(self, difference: Expr, relation: str) -> Any:
        """Among whole numbers as one of them: that t < W and W < t + 1 cannot be, z3 does not see among reals."""
        above, below = fraction(together(difference))
        if below.is_positive and all(each.is_integer for each in above.free_symbols) and above.is_polynomial():
            return RELATIONS[relation](self._whole(above.expand()), z3.IntVal(0, self.context))
        return super().claim(difference, relation)

    def _whole(self, expr: Expr) -> Any:
        """A polynomial of whole numbers, as one."""
        if isinstance(expr, Symbol):
            return self._int(expr)
        if isinstance(expr, Add):
            return z3.Sum([self._whole(each) for each in expr.args])
        if isinstance(expr, Mul):
            return z3.Product([self._whole(each) for each in expr.args])
        if isinstance(expr, Pow) and isinstance(expr.exp, Integer) and expr.exp > 0:
            return z3.Product([self._whole(expr.base)] * int(expr.exp))
        if isinstance(expr, Integer):
            return z3.IntVal(int(expr), self.context)
        raise _Untranslatable

    def _symbol(self, symbol: Symbol) -> Any:
        return z3.ToReal(self._int(symbol)) if symbol.is_integer else super()._symbol(symbol)

    def _int(self, symbol: Symbol) -> Any:
        unknown = z3.Int(symbol.name, self.context)
        self.laws.append(unknown >= 1)
        return unknown

    def _function(self, expr: Expr) -> Any:
        if isinstance(expr, floor):
            return self._floor(self.term(expr.args[0]))
        if isinstance(expr, Mod):
            value, divisor = (self.term(each) for each in expr.args)
            return value - divisor * self._floor(self.term(expr.args[0] / expr.args[1]))
        return super()._function(expr)

    def _floor(self, value: Any) -> Any:
        whole = z3.ToReal(z3.FreshInt("k", self.context))
        self.laws.extend((whole <= value, value < whole + 1))
        return whole
