"""Adan's average change of the gradient: what weighs it in the step and in the square, and its correction."""

from sympy import Expr, Integer

from ..rule import Form, Rule
from ..symbols import beta2, d, m_change, m_change_hat, theta, v
from .mistake import Mistake, Transform
from .rewriting import substitute_in


def averages_changes(form: Form) -> bool:
    return any(each.symbol == m_change for each in form.state)


def weighed_by(weight: Expr, *where: Expr) -> Transform:
    """The mistake that weighs the change otherwise in these lines."""

    def transform(rule: Rule, form: Form) -> Form | None:
        if not averages_changes(form):
            return None
        for symbol, read in ((v, d), (theta, m_change_hat)):
            if symbol in where:
                form = substitute_in(form, symbol, {beta2 * read: weight * read})
        return form

    return transform


def uncorrected(rule: Rule, form: Form) -> Form | None:
    """The average change as it is."""
    return substitute_in(form, theta, {m_change_hat: m_change}) if averages_changes(form) else None


CHANGES = (
    Mistake(
        id="change-by-complement",
        title="1 − β₂ before the change of the gradient, where β₂ belongs",
        kind="wrong constant",
        symptom="Hardly a look ahead: the change of the gradient counts a tenth of what it should at β₂ = 0.92.",
        fix="Weigh the change by β₂; the paper's β₂ is its complement, and 1 − β₂ stands there.",
        links=("https://github.com/google-deepmind/optax/pull/1715",),
        transform=weighed_by(1 - beta2, v, theta),
        others=(weighed_by(1 - beta2, v), weighed_by(1 - beta2, theta)),
    ),
    Mistake(
        id="change-unweighed",
        title="The change of the gradient is not weighed by β₂",
        kind="missing step",
        symptom="Nearly the right curve, looking a little too far ahead.",
        fix="Weigh the change by β₂, in the step and in the square.",
        links=(),
        transform=weighed_by(Integer(1), v, theta),
        others=(weighed_by(Integer(1), v), weighed_by(Integer(1), theta)),
    ),
    Mistake(
        id="change-not-in-square",
        title="The second moment gathers g² alone",
        kind="missing step",
        symptom="Longer steps where the gradient changes much: what they are divided by knows nothing of it.",
        fix="Gather (g + β₂·(g − p))².",
        links=(),
        transform=weighed_by(Integer(0), v),
    ),
    Mistake(
        id="change-not-in-step",
        title="The change is averaged, and left out of the step",
        kind="missing step",
        symptom="Adam's curve, with another second moment: nothing looks ahead.",
        fix="Step along m̂ + β₂ times the corrected average change.",
        links=(),
        transform=weighed_by(Integer(0), theta),
    ),
    Mistake(
        id="change-uncorrected",
        title="The average change is not corrected",
        kind="missing step",
        symptom="It looks ahead too little in the first dozen steps.",
        fix="Divide it by 1 − β₂ᵗ.",
        links=("https://github.com/kozistr/pytorch_optimizer/pull/77",),
        transform=uncorrected,
    ),
)
