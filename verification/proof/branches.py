"""What is known of the branches of a step: which are taken for every input, and which letters they settle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sympy import Abs, Add, Expr, Integer, Mul, Pow, Symbol

from ...reference.algebra import Atoms, NotRational
from ...reference.symbols import t
from ..symbolic.record import Condition
from .z3prover import possible

OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}


def turned(condition: Condition) -> Condition:
    """The other side of a branch."""
    return replace(condition, outcome=not condition.outcome)


def relation_of(condition: Condition) -> str:
    """The relation of the difference to zero that holds on this side."""
    return condition.relation if condition.outcome else OPPOSITE[condition.relation]


def renamed(condition: Condition, names: Mapping[Symbol, Expr]) -> Condition:
    return replace(condition, difference=condition.difference.xreplace(dict(names)))


def follows(condition: Condition, first: int) -> bool:
    """Whether the branch is surely taken for every input from step `first` on; False is no answer."""
    difference, relation = condition.difference, relation_of(condition)
    if difference.free_symbols == {t}:
        return _follows_in_t(difference, relation, first)
    if relation in ("==", "!="):
        return relation == "!=" and difference.is_zero is False
    if relation in (">", "<"):
        return bool(difference.is_positive if relation == ">" else difference.is_negative)
    return _sign(difference) == (1 if relation == ">=" else -1)


def _follows_in_t(difference: Expr, relation: str, first: int) -> bool:
    """A linear condition on t: whether it holds from `first` on."""
    slope = difference.diff(t)
    if slope.free_symbols or not slope.is_number:
        return False
    now = difference.subs(t, first)
    if relation in (">", ">="):
        return bool((now > 0 if relation == ">" else now >= 0) and slope >= 0)
    if relation in ("<", "<="):
        return bool((now < 0 if relation == "<" else now <= 0) and slope <= 0)
    if relation == "==":
        return bool(now == 0 and slope == 0)
    return bool((now > 0 and slope >= 0) or (now < 0 and slope <= 0))


def open_ones(conditions: Iterable[Condition], first: int) -> list[Condition]:
    """The branches that may go the other way, each once, in their order."""
    return [each for each in dict.fromkeys(conditions) if not follows(each, first)]


def covers_every_step(branches: Iterable[Condition]) -> bool:
    """Whether the branches of the general step are taken in every later step, but for single values: else it may be another."""
    return all(
        t not in each.difference.free_symbols
        and (relation_of(each) == "!=" or (relation_of(each) in ("<", ">") and _sign(each.difference) is not None))
        for each in open_ones(branches, 2)
    )


def settled(conditions: Sequence[Condition]) -> dict[Expr, Expr]:
    """What has one value on this side: letters, as μ where `mu == 0` or `mu > 0` is not, and sums that are zero."""
    found: dict[Expr, Expr] = {}
    for each in conditions:
        difference = each.difference.xreplace(found)
        relation = relation_of(each)
        if relation == "==" or (relation in ("<=", ">=") and _sign(difference) == (1 if relation == "<=" else -1)):
            zeros = _zeros(difference)
            found = {known: of.xreplace(zeros) for known, of in found.items()} | zeros
    return found


def _zeros(expr: Expr) -> dict[Expr, Expr]:
    """What follows where an expression is zero."""
    if isinstance(expr, Abs):
        return _zeros(expr.args[0])
    if isinstance(expr, Pow) and expr.exp.is_positive:
        return _zeros(expr.base)
    if isinstance(expr, Mul):
        may_be = [each for each in expr.args if not each.is_number and possible([[(each, "==")]]) != "no"]
        return _zeros(may_be[0]) if len(may_be) == 1 else {expr: Integer(0)}
    # Where a sum of what is never negative is zero, each part is.
    if isinstance(expr, Add) and {_sign(each) for each in expr.args} in ({1}, {-1}):
        found: dict[Expr, Expr] = {expr: Integer(0)}
        for each in expr.args:
            found |= _zeros(each)
        return found
    for symbol in sorted(expr.free_symbols, key=str):
        slope = expr.diff(symbol)
        if slope.is_Rational and not slope.is_zero:
            return {symbol: (-expr.subs(symbol, 0) / slope).expand()}
    return {expr: Integer(0)}


def _sign(expr: Expr) -> int | None:
    """1 or −1 where it is known never to be negative or positive."""
    try:
        return Atoms().known_sign(expr)
    except NotRational:
        return None
