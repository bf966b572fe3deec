"""A part: an option that combines with a rule, as a function from a form to the forms that it makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sympy import Expr, Symbol

from ..rule import Assignment, Form, Hyperparameter, Relation, Source, let
from ..symbols import theta


@dataclass(frozen=True)
class Part:
    """An option that combines with a rule: adam+l2.

    Attributes:
        name: how it is written after the plus sign.
        title: what it is called.
        meaning: what it does, in a sentence.
        sources: where it is published.
        suits: whether it applies to a rule, by what the rule's first form has.
        combine: the forms that it makes of one form; none where it does not apply to that form.
        switches: what a flag that turns it on is called in code, in lower case and without `_`.
        needs: the name of another part, without which it does not apply to a rule with that first form; empty where it does.
    """

    name: str
    title: str
    meaning: str
    sources: tuple[Source, ...]
    suits: Callable[[Form], bool]
    combine: Callable[[Form], tuple[Form, ...]]
    switches: tuple[str, ...] = ()
    needs: Callable[[Form], str] = lambda form: ""


def variant(
    form: Form,
    *lines: Assignment,
    adds: Hyperparameter | None = None,
    name: str = "",
    title: str = "",
    relation: Relation | None = None,
    also: Mapping[Symbol, tuple[Expr, ...]] | None = None,
) -> Form:
    """The form with other lines, and one more hyperparameter; `name` and `title` tell variants of one form apart."""
    changed = form.with_step(*lines)
    return replace(
        changed,
        also={**changed.also, **(also or {})},
        hyperparameters=form.hyperparameters if adds is None else (*form.hyperparameters, adds),
        name=f"{form.name}/{name}" if name else form.name,
        title=f"{form.title}; {title}" if title else form.title,
        relation=form.relation if relation is None else relation,
        note="",
    )


def besides(form: Form, relation: Relation) -> Relation:
    """How a variant relates to the first form of the combined rule, where it relates so to the first variant of its own."""
    if form.relation.kind == "first":
        return relation
    if relation.kind == "first":
        return form.relation
    both = (form.relation, relation)
    if form.relation.kind == relation.kind:
        return Relation(relation.kind, "; and ".join(each.detail for each in both), relation.derivation)
    apart, equal = sorted(both, key=lambda each: each.kind)
    return Relation("different", f"{apart.detail}; and but for that equal when {equal.detail}", relation.derivation)


def step_of(form: Form) -> Expr:
    """What the line of θ subtracts from θ."""
    return theta - next(line.value for line in form.step if line.symbol == theta)


def in_place_of(form: Form, symbol: Symbol, *lines: Assignment) -> tuple[Assignment, ...]:
    """The lines of the form, with others for the line that assigns `symbol`."""
    return tuple(each for line in form.step for each in (lines if line.symbol == symbol else (line,)))


def moved(form: Form, step: Expr, *before: Assignment) -> tuple[Assignment, ...]:
    """The lines of the form, where θ ← θ − `step` after the lines `before`."""
    return in_place_of(form, theta, *before, let(theta, theta - step))
