"""What the rules of servers start from, and the bias corrections that they do not have."""

from collections.abc import Callable
from dataclasses import replace

from sympy import Expr, sqrt

from ..roles import correction_of, denominator, divisor, first_moment, line_of
from ..rule import Form, Rule, let
from ..symbols import epsilon, m_hat, t, theta, v_hat
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite


def start_not_squared(rule: Rule, form: Form) -> Form | None:
    """v₀ = ε."""
    found = [each for each in form.state if each.initial == epsilon**2]
    if not found:
        return None
    return replace(form, state=tuple(replace(each, initial=epsilon) if each in found else each for each in form.state))


def corrected_needlessly(change: Callable[[Form, Expr, Expr], Form]) -> Transform:
    """The mistake that corrects both moments where the rule corrects none."""

    def transform(rule: Rule, form: Form) -> Form | None:
        first, second, divided = first_moment(form), divisor(form), denominator(form)
        if first is None or second is None or divided is None or second.decay == 1 or divided.scale != second.symbol:
            return None
        line = line_of(form, theta)
        alone = line is not None and line.value.has(first.symbol) and not line.value.has(t)
        if not alone or any(correction_of(form, role) for role in (first_moment, divisor)):
            return None
        return change(form, 1 - first.decay**t, 1 - second.decay**t)

    return transform


def both(form: Form, one: Expr, two: Expr) -> Form:
    """m̂ and v̂ in the step."""
    first, second = first_moment(form), divisor(form)
    assert first is not None and second is not None
    found = next(line for line in form.step if line.assigns(theta))
    line = let(theta, replaced(found.value, {first.symbol: m_hat, second.symbol: v_hat}))
    hats = (let(m_hat, first.symbol / one), let(v_hat, second.symbol / two))
    return form.with_step(*(each for old in form.step for each in ((*hats, line) if old.assigns(theta) else (old,))))


def in_lr(shift: int) -> Callable[[Form, Expr, Expr], Form]:
    """lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) in the place of lr, t some steps ahead."""

    def change(form: Form, one: Expr, two: Expr) -> Form:
        factor = (sqrt(two) / one).xreplace({t: t + shift})
        return rewrite(form, theta, lambda value: theta + factor * (value - theta))

    return change


FEDERATED = (
    Mistake(
        id="start-not-squared",
        title="The second moment starts at τ, where τ² belongs",
        kind="wrong constant",
        symptom="A slow start wherever changes are small, for √v begins at √τ, which is thirty times τ at 10⁻³.",
        fix="Start v at τ², so that √v starts at τ.",
        links=(),
        transform=start_not_squared,
    ),
    Mistake(
        id="corrected-needlessly",
        title="Adam's bias corrections, in a rule that has none",
        kind="wrong variable",
        symptom="At β₁ = 0.9 and β₂ = 0.99 the same first step, and then half as long ones for some dozen: v is corrected for longer "
        "than m.",
        fix="Leave m and v as they are; or call it Adam.",
        links=("https://github.com/adap/flower/blob/main/framework/py/flwr/server/strategy/fedadam.py",),
        transform=corrected_needlessly(both),
        others=(corrected_needlessly(in_lr(0)), corrected_needlessly(in_lr(1))),
    ),
)
