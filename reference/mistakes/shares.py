"""The shares ν of quasi-hyperbolic averages, of what is gathered and of the newest gradient."""

from collections.abc import Mapping

from sympy import Abs, Expr, Integer, sqrt

from ..roles import denominator
from ..rule import Form, Rule
from ..symbols import g, nu, nu1, nu2, theta, v_hat
from .mistake import Mistake, Transform
from .rewriting import substitute, substitute_in


def with_shares(values: Mapping[Expr, Expr]) -> Transform:
    """The mistake that has other expressions in place of the shares, in a rule that has all of them."""

    def transform(rule: Rule, form: Form) -> Form | None:
        shares = {symbol for each in values for symbol in each.free_symbols}
        return substitute(form, values) if shares and shares <= {*form.symbols} else None

    return transform


def after_root(rule: Rule, form: Form) -> Form | None:
    """(1 − ν₂)·|g| + ν₂·√v̂."""
    found = denominator(form)
    if found is None or nu2 not in form.symbols:
        return None
    apart = (1 - nu2) * Abs(g) + nu2 * sqrt(v_hat)
    return substitute_in(form, theta, {sqrt(found.scale): apart})


SHARES = (
    Mistake(
        id="shares-exchanged",
        title="ν weighs the gradient, and 1 − ν the velocity",
        kind="wrong constant",
        symptom="Nothing to see at ν = 1/2; at 0.7 a noisier curve, with hardly half of the momentum that it should have.",
        fix="ν belongs to the velocity, 1 − ν to the gradient.",
        links=("https://docs.rs/trustformers-optim/latest/trustformers_optim/convergence/struct.QHM.html",),
        transform=with_shares({nu: 1 - nu, 1 - nu: nu}),
    ),
    Mistake(
        id="share-of-gradient-whole",
        title="The gradient enters the step whole: 1 − ν is missing before it",
        kind="missing step",
        symptom="A restless start: the newest gradient counts 1/(1 − ν) times as much as it should.",
        fix="Weight the gradient by 1 − ν, so that the step is an average.",
        links=(),
        transform=with_shares({1 - nu: Integer(1)}),
    ),
    Mistake(
        id="share-of-velocity-whole",
        title="The velocity enters the step whole: ν is missing before it",
        kind="missing step",
        symptom="Steps that are too long by 1 − ν velocities; it looks like an lr that is too high.",
        fix="Weight the velocity by ν, so that the step is an average.",
        links=(),
        transform=with_shares({nu: Integer(1), 1 - nu: 1 - nu}),
    ),
    Mistake(
        id="shares-exchanged-above",
        title="ν₁ weighs the gradient, and 1 − ν₁ the first moment",
        kind="wrong constant",
        symptom="Nothing to see at ν₁ = 1/2; at 0.7 a noisier curve, with hardly half of the momentum that it should have.",
        fix="ν₁ belongs to m̂, 1 − ν₁ to the gradient.",
        links=(),
        transform=with_shares({nu1: 1 - nu1, 1 - nu1: nu1}),
    ),
    Mistake(
        id="shares-exchanged-below",
        title="ν₂ weighs the squared gradient, and 1 − ν₂ the second moment",
        kind="wrong constant",
        symptom="At ν₂ = 1 v is not read at all: each step is divided by its own |g|, and leaps where that is small.",
        fix="ν₂ belongs to v̂, 1 − ν₂ to g².",
        links=(),
        transform=with_shares({nu2: 1 - nu2, 1 - nu2: nu2}),
    ),
    Mistake(
        id="shares-in-each-others-place",
        title="ν₁ and ν₂ exchanged",
        kind="wrong variable",
        symptom="Nothing to see where both are 1; else a step along m̂ alone, and divided by a root that jumps with the gradient.",
        fix="ν₁ belongs above, to the first moment, and ν₂ below.",
        links=(),
        transform=with_shares({nu1: nu2, nu2: nu1}),
    ),
    Mistake(
        id="share-below-after-root",
        title="The average below is of |g| and √v̂, and not of their squares",
        kind="wrong order",
        symptom="Nothing to see at ν₂ = 1; elsewhere steps that are a little too long.",
        fix="Average g² and v̂, then take the root.",
        links=(),
        transform=after_root,
    ),
)
