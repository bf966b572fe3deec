"""Rules that step by a sign: what it is taken of, and which of two averages is which."""

from collections.abc import Callable

from sympy import Expr, sign

from ..operations import is_flat
from ..roles import line_of, mixture, velocity
from ..rule import Form, Rule
from ..symbols import g, theta
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite, substitute_in


def without_sign(rule: Rule, form: Form) -> Form | None:
    """The step is as long as what the sign should be taken of."""
    line = line_of(form, theta)
    signs = line.value.atoms(sign) if line is not None else ()
    return substitute_in(form, theta, {each: each.args[0] for each in signs}) if signs else None


def gathers_signs(rule: Rule, form: Form) -> Form | None:
    """m = μ·m + (1 − μ)·sign(g)."""
    moment, line = velocity(form), line_of(form, theta)
    if moment is None or line is None or not is_flat(line.value):
        return None
    return rewrite(form, moment.symbol, lambda value: replaced(value, {g: sign(g)}))


def in_averages(change: Callable[[Expr, Expr], tuple[Expr, Expr]]) -> Transform:
    """The mistake that has other decays in what the step is made of and in what is kept."""

    def transform(rule: Rule, form: Form) -> Form | None:
        moment, mixed = velocity(form), mixture(form)
        if moment is None or mixed is None or not (mixed.kept.is_Symbol and moment.decay.is_Symbol):
            return None
        one, two = change(mixed.kept, moment.decay)
        wrong = substitute_in(form, mixed.symbol, {mixed.kept: one})
        return substitute_in(wrong, moment.symbol, {moment.decay: two})

    return transform


def no_mixture(rule: Rule, form: Form) -> Form | None:
    """The step is made of what was kept, without the new gradient."""
    moment, mixed = velocity(form), mixture(form)
    if moment is None or mixed is None:
        return None
    return rewrite(form, mixed.symbol, lambda _: moment.symbol)


SIGNS = (
    Mistake(
        id="sign-missing",
        title="The sign is not taken",
        kind="missing step",
        symptom="Hardly any progress at an lr that is meant for signs, and less the smaller the gradients become.",
        fix="Step by the sign, lr·sign(…): every step has one size.",
        links=(),
        transform=without_sign,
    ),
    Mistake(
        id="momentum-of-signs",
        title="The momentum gathers signs in place of gradients",
        kind="wrong order",
        symptom="Nearly the right curve: each gradient has one vote however large it is, so rare large ones are outvoted.",
        fix="Gather g, and take the sign of what was gathered.",
        links=(),
        transform=gathers_signs,
    ),
    Mistake(
        id="averages-swapped",
        title="β₁ and β₂ exchanged: the one is for what the sign is taken of, the other for what is kept",
        kind="wrong variable",
        symptom="A noisier curve: the momentum remembers ten gradients in place of a hundred, and the newest one has a tenth of "
        "its weight in the step.",
        fix="The sign is taken with β₁ (0.9), and the momentum is kept with β₂ (0.99).",
        links=("https://github.com/FluxML/Optimisers.jl/pull/129",),
        transform=in_averages(lambda one, two: (two, one)),
    ),
    Mistake(
        id="beta1-in-both-averages",
        title="β₁ in both averages",
        kind="wrong variable",
        symptom="A noisier curve: the momentum remembers ten gradients in place of a hundred, as Signum's does.",
        fix="The momentum is kept with β₂.",
        links=(),
        transform=in_averages(lambda one, two: (one, one)),
    ),
    Mistake(
        id="beta2-in-both-averages",
        title="β₂ in both averages: the sign of the new momentum",
        kind="wrong variable",
        symptom="Slower turns: the newest gradient has a tenth of its weight in the step.",
        fix="Take the sign of β₁·m + (1 − β₁)·g, and keep β₂·m + (1 − β₂)·g.",
        links=(),
        transform=in_averages(lambda one, two: (two, two)),
    ),
    Mistake(
        id="mixture-missing",
        title="The sign is taken of the old momentum alone",
        kind="missing step",
        symptom="A first step of nothing, then nearly the right curve: each gradient counts a step late.",
        fix="Take the sign of β₁·m + (1 − β₁)·g.",
        links=(),
        transform=no_mixture,
    ),
)
