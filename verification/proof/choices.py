"""Which side of a rule's choice is taken on a path through the code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from sympy import Expr, Symbol

from ...reference.algebra import Atoms, NotRational, is_zero
from ...reference.choices import Where, resolved
from ...reference.rule import Form
from ...reference.symbols import t
from ..symbolic.record import Condition
from ..tracing.session import STEPS
from .branches import relation_of
from .z3prover import possible


def on_path(expr: Expr, path: Sequence[Condition] = ()) -> Expr:
    """`expr` without the choices that are made on this path, or that are never made otherwise."""
    return resolved(expr, partial(side_of, path=path))


def unrolled(
    form: Form, values: Mapping[Symbol, Expr], path: Sequence[Condition], *, varying: bool
) -> Sequence[Mapping[Symbol, Expr]]:
    """The first steps of a form on this path, where hyperparameters have values."""
    return _unrolled(form, frozenset(values.items()), tuple(path), varying)


# One proof asks for the same steps ten times: for each element of the trace, and for each claim about it.
@lru_cache(maxsize=64)
def _unrolled(
    form: Form, values: frozenset[tuple[Symbol, Expr]], path: tuple[Condition, ...], varying: bool
) -> tuple[Mapping[Symbol, Expr], ...]:
    run, here = form.unroll(STEPS, constant_lr=not varying), dict(values)
    return tuple({symbol: on_path(each.xreplace(here), path) for symbol, each in state.items()} for state in run)


def paths(exprs: Iterable[Expr], path: Sequence[Condition]) -> Iterator[tuple[Condition, ...]]:
    """The path, and where a rule chooses by what is not asked on it, both ways to go on; but none that nobody can go."""
    left = {each.difference for expr in exprs for each in on_path(expr, path).atoms(Where)}
    if not left:
        yield tuple(path)
        return
    difference = min(left, key=str)
    for outcome in (True, False):
        longer = (*path, Condition(difference, ">", outcome))
        if possible([[(each.difference, relation_of(each))] for each in longer]) != "no":
            yield from paths(exprs, longer)


def side_of(difference: Expr, path: Sequence[Condition]) -> bool | None:
    """Whether the difference is 0 or more on this path (True), or 0 or less; None where it may be both.

    At 0 itself, a choice of the rule may be either.
    """
    try:
        known = Atoms().known_sign(difference)
        if known is not None:
            return known > 0
        for each in path:
            relation = relation_of(each)
            for sign in (1, -1) if relation in ("<", "<=", ">", ">=") else ():
                if each.difference.free_symbols == difference.free_symbols and is_zero(
                    difference - sign * each.difference
                ):
                    return (relation in (">", ">=")) == (sign == 1)
    except NotRational:
        return None
    given = [[(each.difference, relation_of(each))] for each in path]
    if not given and not any(each.is_integer for each in difference.free_symbols - {t}):
        return None
    if possible([*given, [(difference, "<")]]) == "no":
        return True
    return False if possible([*given, [(difference, ">")]]) == "no" else None
