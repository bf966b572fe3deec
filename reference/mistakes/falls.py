"""ASGD's learning rate, and how it falls."""

from sympy import Expr, Pow

from ..rule import Form, Rule
from ..symbols import alpha, eta_t, t
from .mistake import Mistake
from .rewriting import replaced, rewrite


def power_of_step(rule: Rule, form: Form) -> Form | None:
    """The power is of t, and not of all that t is in."""
    if not any(each.symbol == eta_t for each in form.state):
        return None

    def change(value: Expr) -> Expr:
        powers = {each: 1 / each.base.xreplace({t: t**alpha}) for each in value.atoms(Pow) if each.exp == -alpha}
        return replaced(value, powers)

    return rewrite(form, eta_t, change)


FALLS = (
    Mistake(
        id="fall-power-of-step",
        title="The power is of t alone: lr/(1 + λ₀·lr·t^α)",
        kind="wrong order",
        symptom="lr falls more slowly than it should while it falls little, and as it should in the end, but for a factor.",
        fix="Raise the whole 1 + λ₀·lr·t to the power of α.",
        links=("https://github.com/pytorch/pytorch/pull/125440",),
        transform=power_of_step,
    ),
)
