"""Optimistic gradient descent: what stands before the first gradient, and how the last one enters the step."""

from collections.abc import Callable

from sympy import Expr, Integer, diff

from ..operations import FIRST_STEP
from ..rule import Form, Rule
from ..symbols import g, p, theta
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite, substitute


def keeps_last_gradient(form: Form) -> bool:
    return any(each.symbol == p for each in form.state)


def in_optimism(change: Callable[[Expr, Expr, Expr], Expr]) -> Transform:
    """The mistake that changes the step, by what weighs the gradient in it, and what weighs the last one."""

    def transform(rule: Rule, form: Form) -> Form | None:
        if not keeps_last_gradient(form):
            return None
        return rewrite(form, theta, lambda value: change(value, diff(value, g), diff(value, p)))

    return transform


def from_zero(rule: Rule, form: Form) -> Form | None:
    """0 before the first gradient."""
    return substitute(form, {FIRST_STEP: Integer(0)}) if keeps_last_gradient(form) else None


def first_stays(rule: Rule, form: Form) -> Form | None:
    """The first gradient is kept, and no other."""
    if not keeps_last_gradient(form):
        return None
    return rewrite(form, p, lambda value: p if value == g else value)


OPTIMISM = (
    Mistake(
        id="last-gradient-from-zero",
        title="The gradient before the first is taken to be 0",
        kind="state",
        symptom="A first step twice as long as the others.",
        fix="Let the first gradient stand for the one before it.",
        links=("https://github.com/google-deepmind/optax/issues/1082",),
        transform=from_zero,
    ),
    Mistake(
        id="first-gradient-stays",
        title="The first gradient is kept, and never replaced",
        kind="state",
        symptom="Twice the gradient, and for ever a step back along the first one: it comes to rest beside the minimum.",
        fix="Keep the gradient of every step for the next.",
        links=(),
        transform=first_stays,
    ),
    Mistake(
        id="optimism-reversed",
        title="The change of the gradient with the wrong sign: lr·(α·g − β·(g − p))",
        kind="sign",
        symptom="A step by the last gradient in place of the one to come: where players cycle, they cycle outwards.",
        fix="Add the change of the gradient.",
        links=(),
        transform=in_optimism(lambda value, now, last: replaced(value, {p: 2 * g - p})),
    ),
    Mistake(
        id="optimism-once",
        title="The last gradient is taken away, and not added before: lr·(α·g − β·p)",
        kind="missing step",
        symptom="Hardly a step where the gradient stays as it is: only its change counts.",
        fix="Weigh the gradient by α + β.",
        links=(),
        transform=in_optimism(lambda value, now, last: value + last * g),
    ),
)
