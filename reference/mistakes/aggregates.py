"""AggMo's velocities: what each of them forgets by, where they are kept, and how a step is made of them."""

from collections.abc import Callable

from sympy import Expr, Integer

from ..roles import Recursion, fellows, velocity
from ..rule import Form, Rule
from ..symbols import theta
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite, substitute_in

Velocities = tuple[Recursion, ...]


def in_aggregate(change: Callable[[Form, Velocities], Form]) -> Transform:
    """The mistake in rules that step along several velocities."""

    def transform(rule: Rule, form: Form) -> Form | None:
        first = velocity(form)
        found = () if first is None else fellows(form, first)
        return change(form, found) if len(found) > 1 else None

    return transform


def in_aggregate_step(change: Callable[[Expr, Velocities], Expr]) -> Transform:
    """The mistake in their step."""
    return in_aggregate(lambda form, found: rewrite(form, theta, lambda value: change(value, found)))


def decays_as(number: int) -> Transform:
    """The mistake that has the decay of one of them in all."""

    def change(form: Form, found: Velocities) -> Form:
        for each in found:
            form = substitute_in(form, each.symbol, {each.decay: found[number].decay})
        return form

    return in_aggregate(change)


def without(number: int) -> Transform:
    """The mistake that leaves one of them out of the step."""
    return in_aggregate_step(lambda value, found: replaced(value, {found[number].symbol: Integer(0)}))


def in_one_buffer(form: Form, found: Velocities) -> Form:
    """Each goes on from the one before, in the same step, and the first from the last."""
    for before, each in zip([found[-1], *found], found, strict=False):
        form = substitute_in(form, each.symbol, {each.symbol: before.symbol})
    return form


def read_at_the_end(form: Form, found: Velocities) -> Form:
    """The same where the step is made of what is in the buffer after all of them."""
    return substitute_in(in_one_buffer(form, found), theta, {each.symbol: found[-1].symbol for each in found})


AGGREGATES = (
    Mistake(
        id="velocities-summed",
        title="The velocities are added up, and not divided by their number",
        kind="missing step",
        symptom="The curve of an lr that is K times as high: it may still look well at a small one.",
        fix="Step along the mean of the velocities: lr/K times their sum.",
        links=(),
        transform=in_aggregate_step(lambda value, found: theta + len(found) * (value - theta)),
    ),
    Mistake(
        id="velocities-decay-alike",
        title="One decay in all velocities",
        kind="wrong variable",
        symptom="The curve of ordinary momentum with that decay: nothing damps.",
        fix="Let each velocity decay by its own β.",
        links=(),
        transform=decays_as(-1),
        others=(decays_as(0), decays_as(1)),
    ),
    Mistake(
        id="velocities-share-buffer",
        title="One buffer for all velocities: each goes on from the one before it",
        kind="aliasing",
        symptom="Hardly any momentum: the smallest β empties the buffer in every step, however large the others are.",
        fix="Keep an array of its own for each β; `[zeros] * K` is K names of one.",
        links=(),
        transform=in_aggregate(in_one_buffer),
        others=(in_aggregate(read_at_the_end),),
    ),
    Mistake(
        id="velocity-left-out",
        title="A velocity is gathered, and left out of the step",
        kind="off by one",
        symptom="Steps that lack the gradient itself, where the first is left out; most of their length, where the last is.",
        fix="Step along all K velocities.",
        links=(),
        transform=without(0),
        others=(without(-1),),
    ),
)
