"""AdEMAMix's slow average: what it gathers, and how it enters the step."""

from collections.abc import Callable

from sympy import Expr, Integer

from ..roles import Recursion, first_moment, recursions
from ..rule import Form, Rule
from ..symbols import alpha, beta1, beta3, g, lr, m_hat, m_slow, t, theta
from .accumulators import forgetting, plus_equals
from .mistake import Mistake, Transform
from .rewriting import recursion, replaced, rewrite, substitute_in


def slow_average(form: Form) -> Recursion | None:
    """The slow average of gradients, in a rule that has a fast one."""
    return next((each for each in recursions(form) if each.symbol == m_slow), None) if first_moment(form) else None


def in_slow_step(change: Callable[[Expr], Expr]) -> Transform:
    """The mistake that changes a step along a fast and a slow average."""

    def transform(rule: Rule, form: Form) -> Form | None:
        return rewrite(form, theta, change) if slow_average(form) else None

    return transform


def gathering(values: dict[Expr, Expr]) -> Transform:
    """The mistake that has other expressions in the line of the slow average."""

    def transform(rule: Rule, form: Form) -> Form | None:
        return substitute_in(form, m_slow, values) if slow_average(form) else None

    return transform


def from_fast(rule: Rule, form: Form) -> Form | None:
    """m_slow = β₃·m_slow + (1 − β₃)·m."""
    slow, fast = slow_average(form), first_moment(form)
    return substitute_in(form, m_slow, {g: fast.symbol}) if slow and fast else None


SLOW_AVERAGES = (
    Mistake(
        id="slow-corrected",
        title="The slow average is corrected, too: m_slow/(1 − β₃ᵗ)",
        kind="wrong variable",
        symptom="A start with steps 1 + α times too long: the slow average is at once as large as the fast one.",
        fix="Correct the fast average alone: the slow one is to come in slowly.",
        links=(),
        transform=in_slow_step(lambda value: replaced(value, {m_slow: m_slow / (1 - beta3**t)})),
    ),
    Mistake(
        id="slow-missing",
        title="The slow average is gathered and not used",
        kind="missing step",
        symptom="Adam's curve; α and β₃ change nothing.",
        fix="Make the step along m̂ + α·m_slow.",
        links=(),
        transform=in_slow_step(lambda value: replaced(value, {m_slow: Integer(0)})),
    ),
    Mistake(
        id="slow-weight-missing",
        title="The slow average enters the step without α",
        kind="missing step",
        symptom="Nearly Adam's curve; α changes nothing.",
        fix="Weight the slow average by α.",
        links=(),
        transform=in_slow_step(lambda value: replaced(value, {alpha: Integer(1)})),
    ),
    Mistake(
        id="slow-weight-on-fast",
        title="α weighs the fast average in place of the slow one",
        kind="wrong variable",
        symptom="Steps α times too long from the start; it looks like an lr that is too high.",
        fix="Weight the slow average by α, and the fast one by 1.",
        links=(),
        transform=in_slow_step(lambda value: replaced(value, {m_hat: alpha * m_hat, m_slow: m_slow / alpha})),
    ),
    Mistake(
        id="slow-undivided",
        title="The slow average is not divided: lr·(m̂/(√v̂ + ε) + α·m_slow)",
        kind="wrong order",
        symptom="A start like Adam's; then coordinates with large gradients step too far, and those with small ones not at all.",
        fix="Put brackets round the sum of the averages: lr·(m̂ + α·m_slow)/(√v̂ + ε).",
        links=(),
        transform=in_slow_step(lambda value: replaced(value, {alpha: Integer(0)}) - lr * alpha * m_slow),
    ),
    Mistake(
        id="slow-with-beta1",
        title="β₁ in the slow average, where β₃ belongs",
        kind="wrong variable",
        symptom="Adam's curve with an lr 1 + α times as high: both averages are the same.",
        fix="The slow average decays by β₃.",
        links=(),
        transform=gathering({beta3: beta1}),
    ),
    Mistake(
        id="slow-gathers-fast",
        title="The slow average gathers m in place of g",
        kind="wrong variable",
        symptom="Nothing to see: the slow average is some ten steps behind.",
        fix="Let both averages gather the gradient.",
        links=(),
        transform=from_fast,
    ),
    Mistake(
        id="slow-plus-equals",
        title="`+=` before the slow average: m_slow += β₃·m_slow + (1 − β₃)·g",
        kind="state",
        symptom="The loss explodes within some twenty steps: the slow average nearly doubles in every one.",
        fix="Write `m_slow = …` before the moving average.",
        links=(),
        transform=recursion(slow_average, plus_equals),
    ),
    Mistake(
        id="slow-forgets",
        title="The slow average forgets its past: state made anew in every step",
        kind="state",
        symptom="Adam's curve: without memory the slow average is 1 − β₃ of the gradient.",
        fix="Keep the slow average from step to step.",
        links=(),
        transform=recursion(slow_average, forgetting),
    ),
)
