"""The sides of branches in words."""

import re
from collections.abc import Iterable, Sequence

from sympy import Expr, Mod, Rational, Symbol

from ...reference.notation import name_of, number, text
from ...reference.symbols import t
from ..english import listed
from ..proof.branches import relation_of
from ..proof.regimes import Side
from ..symbolic.record import Condition
from ..tracing.session import in_letters

MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}

SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}


NO_LETTER = re.compile(r"@|_\d+_\d+$")
"""A number of somebody's state, or of one element among others."""


def spoken(condition: Condition) -> str:
    """A side of a branch in the letters of rules, as `λ = 0` or `lr < 1e-05`; empty where these have no word for it."""
    said = in_letters(condition.difference)
    if said is None or any(NO_LETTER.search(each.name) for each in said.free_symbols):
        return ""
    relation = relation_of(condition)
    offset, rest = said.as_coeff_Add()
    scale, inner = rest.as_coeff_Mul()
    if scale < 0:
        relation = MIRRORED[relation]
    return f"{_written(inner)} {SIGNS.get(relation, relation)} {_written(-offset / scale)}"


def _written(expr: Expr) -> str:
    if isinstance(expr, Symbol):
        return name_of(expr)
    if isinstance(expr, Mod):
        return f"{_written(expr.args[0])} mod {_written(expr.args[1])}"
    return number(expr) if isinstance(expr, Rational) else text(expr)


def where(side: Side) -> str:
    """Where a subject takes this side, as `from step 501 on` or `where lr < 1e-05`; always something."""
    others = [each for each in side.conditions if _is_shared(each) and relation_of(each) != "!="]
    conditions = [*dict.fromkeys((*others, side.condition))]
    steps = [_in_steps(each) for each in conditions]
    said = [*dict.fromkeys(spoken(each) for each, step in zip(conditions, steps, strict=True) if not step)]
    words = [each for each in steps if each]
    if any(said):
        words.append(f"where {listed([each for each in said if each])}")
    return " ".join(words) or "where its code takes another branch"


def _is_shared(condition: Condition) -> bool:
    """Whether it is of the letters of all elements alone."""
    return all(
        each == t or (each.is_nonnegative and "_" not in each.name) for each in condition.difference.free_symbols
    )


def _in_steps(condition: Condition) -> str:
    """A branch on t alone, as steps."""
    if condition.difference.free_symbols != {t}:
        return ""
    slope, relation = condition.difference.diff(t), relation_of(condition)
    if not slope.is_Rational or slope == 0:
        return ""
    at = -condition.difference.subs(t, 0) / slope
    if not at.is_Integer:
        return ""
    relation = MIRRORED[relation] if slope < 0 else relation
    return {
        ">": f"from step {at + 1} on",
        ">=": f"from step {at} on",
        "<": f"before step {at}",
        "<=": f"up to step {at}",
        "==": f"in step {at}",
    }.get(relation, "")


def wheres(sides: Iterable[Side]) -> str:
    """The same for several sides."""
    said: Sequence[str] = [*dict.fromkeys(where(each) for each in sides)]
    return listed(said if len(said) <= MOST else [*said[: MOST - 1], "elsewhere"])


MOST = 4
"""How many sides are told one by one."""
