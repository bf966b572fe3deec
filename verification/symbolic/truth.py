"""Truth values that are letters: numbers, one or zero, where they are computed with, and branches as soon as they are asked.

What is compared with zero is positive, zero or negative, and that is its sign s: [x > 0] is (s + s²)/2, [x ≠ 0] is s².  So
what is chosen by a comparison is one formula for every input, and no branch is left.  A threshold elsewhere than at zero
stays a branch: ordinary numbers seldom come to its other side, and whoever proves both sides looks for some that do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sympy import Abs, Add, Dummy, Expr, Integer, Mul, Pow, Rational, Symbol, sign

from ...reference.extremes import Max, Min
from ...reference.hyperparameters import FRACTIONS
from .record import Condition
from .scalar import INFINITE, RELATIONS, Scalar, lift, posed, settled, taken

Signs = tuple[bool, bool, bool]
"""Of what is positive, zero and negative."""


@dataclass(frozen=True, eq=False)
class Truth:
    """Whether something holds.

    Attributes:
        number: one where it does, zero where it does not.
        ask: takes the branch, and says which side it is.
        core: what it depends on by its sign alone; None where that is more than one expression.
        holds: where it holds, by the sign of the core.
        sides: what is compared, the larger one first where it holds.
    """

    number: Scalar
    ask: Callable[[], bool]
    core: Expr | None = None
    holds: Signs = (False, False, False)
    sides: tuple[Expr, Expr] | None = None

    def __bool__(self) -> bool:
        return self.ask()

    def __float__(self) -> float:
        return float(self.ask())

    def __int__(self) -> int:
        return int(self.ask())

    __index__ = __int__

    def __eq__(self, other: object) -> bool:
        return self.ask() == other

    def __hash__(self) -> int:
        return hash(self.ask())

    def __repr__(self) -> str:
        return repr(self.ask())


def _of_number(name: str) -> Callable[..., Any]:
    def act(self: Truth, *args: Any) -> Any:
        return getattr(self.number, name)(*args)

    return act


for _name in ("add", "sub", "mul", "truediv", "pow"):
    for _side in ("", "r"):
        setattr(Truth, f"__{_side}{_name}__", _of_number(f"__{_side}{_name}__"))


def truth(relation: str, left: Any, right: Any) -> "bool | Truth":
    """Whether a relation holds; the branch that the run takes where the sign of a formula does not tell."""
    found = posed(relation, left, right)
    if not isinstance(found, Condition):
        return bool(found)
    core, holds = _by_sign(found.difference, relation) or (None, (False, False, False))
    if core is None:
        return taken(found)
    larger, smaller = lift(left).expr, lift(right).expr
    sides = {">": (larger, smaller), ">=": (larger, smaller), "<": (smaller, larger), "<=": (smaller, larger)}
    number = Scalar(_polynomial(sign(core), [Integer(each) for each in holds]), int(found.outcome))
    return Truth(number, partial(taken, found), core, holds, sides.get(relation))


def _by_sign(difference: Expr, relation: str) -> tuple[Expr, Signs] | None:
    """By whose sign it is told whether a relation to zero holds, and where it does; None where it takes more than one sign."""
    for each in difference.atoms(sign):
        cases = [difference.xreplace({each: Integer(of)}) for of in (1, 0, -1)]
        if not any(map(_data, cases)):
            above, at, below = (settled(case, relation) for case in cases)
            if above is None or at is None or below is None:
                return None
            return each.args[0], (above, at, below)
    core, turned = _core(difference) if _is_about_zero(difference) else (None, False)
    above, at, below = (RELATIONS[relation](-each if turned else each, 0) for each in (1, 0, -1))
    return None if core is None else (core, (above, at, below))


def truth_of(value: Any) -> Truth:
    """What is a truth value already, as one that is a letter."""
    return value if isinstance(value, Truth) else Truth(lift(int(bool(value))), partial(bool, value))


def negation(some: Truth) -> Truth:
    """Whether it does not hold."""
    above, at, below = some.holds
    sides = None if some.sides is None else (some.sides[1], some.sides[0])
    return Truth(1 - some.number, lambda: not some.ask(), some.core, (not above, not at, not below), sides)


def conjunction(one: Truth, other: Truth) -> Truth:
    """Whether both hold."""
    if one.core is None or one.core != other.core:
        return Truth(one.number * other.number, lambda: one.ask() and other.ask())
    above, at, below = (a and b for a, b in zip(one.holds, other.holds, strict=True))
    number = _polynomial(sign(one.core), [Integer(each) for each in (above, at, below)])
    both = Scalar(number, min(one.number.value, other.number.value))
    return Truth(both, lambda: one.ask() and other.ask(), one.core, (above, at, below))


def disjunction(one: Truth, other: Truth) -> Truth:
    """Whether one of them holds."""
    return negation(conjunction(negation(one), negation(other)))


def chosen(which: Any, yes: Any, no: Any) -> Any:
    """`yes` where it holds, `no` elsewhere: one formula where there is one, else the branch that the run takes."""
    if not isinstance(which, Truth) or not (_is_number(yes) and _is_number(no)):
        return yes if which else no
    yes, no = lift(yes), lift(no)
    formula = _extreme(which, yes.expr, no.expr) or _in_signs(which, yes.expr, no.expr)
    if formula is None:
        return yes if which else no
    return Scalar(formula, (yes if which.number.value else no).value)


def _is_number(value: Any) -> bool:
    return isinstance(value, Scalar) or abs(value) < float("inf")


def _core(difference: Expr) -> tuple[Expr | None, bool]:
    """What an expression has the sign of, and whether it has the opposite one; None where it has that of no single one."""
    turned = difference.could_extract_minus_sign()
    parts = Mul.make_args(-difference if turned else difference)
    factor, found = sign(Mul(*(each for each in parts if 1 - each not in FRACTIONS))).as_coeff_Mul()
    return (found.args[0], turned is not bool(factor < 0)) if isinstance(found, sign) else (None, False)


def _is_about_zero(difference: Expr) -> bool:
    """Whether it is zero where all data and state are."""
    letters = _data(difference)
    return bool(letters) and difference.xreplace(dict.fromkeys(letters, Integer(0))) == 0


def _data(expr: Expr) -> set[Symbol]:
    """θ, gradients and state: the letters that may be negative, as no hyperparameter is."""
    return {each for each in expr.free_symbols if each.is_nonnegative is not True}


def _polynomial(s: Expr, values: Sequence[Expr]) -> Expr:
    """What has these values where s is 1, 0 and −1."""
    above, at, below = values
    return at + s * (above - below) / 2 + s**2 * ((above + below) / 2 - at)


def _extreme(which: Truth, yes: Expr, no: Expr) -> Expr | None:
    """Of two numbers the larger or the smaller one."""
    if which.sides == (yes, no):
        return Max(yes, no)
    return Min(yes, no) if which.sides == (no, yes) else None


def _in_signs(which: Truth, yes: Expr, no: Expr) -> Expr | None:
    """What is chosen as a formula in the sign, or the magnitude, of what it depends on; None where that is not certain."""
    core = which.core
    if core is None:
        return None if _data(yes) or _data(no) else no + which.number.expr * (yes - no)
    cases = [_where(yes if holds else no, core, of) for holds, of in zip(which.holds, (1, 0, -1), strict=True)]
    above, at, below = cases
    if any(each.has(*INFINITE) for each in cases):
        return None
    if above == at == below:
        return above
    if not any(_data(each) for each in cases):
        return _polynomial(sign(core), cases)
    slope, mean = (above - below) / (2 * core), (above + below) / 2
    if at in (above, below, mean) and not _may_divide_by_zero(slope):
        return mean + slope * Abs(core)
    return None if any(map(_may_divide_by_zero, cases)) else _polynomial(sign(core), cases)


def _where(expr: Expr, core: Expr, of: int) -> Expr:
    """An expression where the core is positive, zero or negative."""
    x = Dummy(real=True)
    here = expr.xreplace({core: x, **_written_otherwise(expr, core, x)})
    known: dict[Expr, Expr] = {}
    for each in here.atoms(Abs, sign):
        rest = each.args[0] / x
        if x not in rest.free_symbols:
            known[each] = each.func(rest) * (of if isinstance(each, sign) else of * x)
    return here.xreplace(known).xreplace({x: core if of else Integer(0)})


def _written_otherwise(expr: Expr, core: Expr, x: Expr) -> dict[Expr, Expr]:
    """The sums in an expression that are the core, or the core with the other sign, however they are written."""
    found: dict[Expr, Expr] = {}
    for each in expr.atoms(Add) if isinstance(core, Add) else ():
        if each.free_symbols == core.free_symbols:
            if (each - core).expand() == 0:
                found[each] = x
            elif (each + core).expand() == 0:
                found[each] = -x
    return found


def tidied(number: Scalar) -> Scalar:
    """A number as the larger or smaller one of two, where it is that by a sign: [a > b]·a + (1 − [a > b])·b."""
    signs = number.expr.atoms(sign)
    if len(signs) != 1:
        return number
    core = signs.pop().args[0]
    above, at, below = (_where(number.expr, core, of).expand() for of in (1, 0, -1))
    if at not in (above, below, (above + below) / 2) or (above - below).expand() not in (core, -core):
        return number
    return Scalar((Max if (above - below).expand() == core else Min)(above, below), number.value)


def _may_divide_by_zero(expr: Expr) -> bool:
    """Whether a denominator holds data and may be zero, for all that is known: then the formula has no value there."""
    return any(
        each.exp.could_extract_minus_sign() and _data(each.base) and not _is_positive(each.base)
        for each in expr.atoms(Pow)
    )


def _is_positive(expr: Expr) -> bool:
    """Whether it is surely positive where it is defined."""
    if isinstance(expr, Add):
        return all(map(_is_nonnegative, expr.args)) and any(map(_is_positive, expr.args))
    if isinstance(expr, Mul):
        return all(map(_is_positive, expr.args))
    return expr.is_positive is True


def _is_nonnegative(expr: Expr) -> bool:
    if isinstance(expr, Mul):
        return all(map(_is_nonnegative, expr.args))
    root = isinstance(expr, Pow) and isinstance(expr.exp, Rational) and expr.exp.q == 2
    return expr.is_nonnegative is True or root
