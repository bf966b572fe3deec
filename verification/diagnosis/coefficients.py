"""Two expressions beside each other: the factor between them, their coefficients, and what each depends on."""

import itertools
from collections.abc import Mapping, Sequence

from sympy import Expr, Integer, Poly, PolynomialError, Rational, Symbol, cancel, factor, prod

from ...reference.notation import text
from ...reference.symbols import t
from ..proof.equality import decide


def fractions(expr: Expr) -> set[Rational]:
    """The fractions in an expression, but for the exponent of a root."""
    return {each for each in expr.atoms(Rational) if each.q > 2}


def ratio_of(one: Expr, other: Expr, data: Sequence[Symbol]) -> Expr | None:
    """What the other must be multiplied with to be this one, where that is free of data."""
    if one == 0 or other == 0:
        return None
    ratio = cancel(one / other)
    if ratio.free_symbols & {*data}:
        return None
    ratio = min(ratio, factor(ratio), key=lambda each: len(text(each)))
    return ratio if decide(one, ratio * other).answer == "equal" else None


def coefficients(one: Expr, other: Expr, data: Sequence[Symbol]) -> dict[Expr, tuple[Expr, Expr]]:
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


def depends(expr: Expr, symbol: Symbol) -> bool:
    """Whether it certainly changes with the symbol."""
    other = symbol + 1 if symbol == t else Rational(1, 3)
    return decide(expr, expr.xreplace({symbol: other})).answer == "different"
