"""AdaBelief's second moment: what the gradient is measured from, and the ε that it gathers."""

from sympy import Expr

from ..roles import Recursion, corrected, correction_of, first_moment, second_moment
from ..rule import Form, Rule, let
from ..symbols import g
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite, substitute_in


def deviation(form: Form) -> Recursion | None:
    """The second moment that gathers how far gradients are from the first."""
    found, first = second_moment(form), first_moment(form)
    return found if found is not None and first is not None and found.of == g - first.symbol else None


def from_old_mean(rule: Rule, form: Form) -> Form | None:
    """(g − m)² with the m of the step before."""
    found = deviation(form)
    if found is None:
        return None
    line = next(each for each in form.step if each.symbol == found.symbol)
    return form.with_step(line, *(each for each in form.step if each is not line))


def from_corrected_mean(rule: Rule, form: Form) -> Form | None:
    """(g − m̂)²."""
    found, first, correction = deviation(form), first_moment(form), correction_of(form, first_moment)
    if found is None or first is None or correction is None:
        return None
    return substitute_in(form, found.symbol, {found.of: g - first.symbol / correction})


def gathering(of: Expr) -> Transform:
    """The mistake that gathers the square of something else."""

    def transform(rule: Rule, form: Form) -> Form | None:
        found = deviation(form)
        return substitute_in(form, found.symbol, {found.of: of}) if found else None

    return transform


def gathers_no_guard(rule: Rule, form: Form) -> Form | None:
    """v = β₂·v + (1 − β₂)·(g − m)², without ε."""
    found = deviation(form)
    if found is None or found.besides == 0:
        return None
    return rewrite(form, found.symbol, lambda value: value - found.besides)


def keeps_no_guard(rule: Rule, form: Form) -> Form | None:
    """v̂ = (v + ε)/(1 − β₂ᵗ), with a v that does not keep it."""
    found, bare, local = deviation(form), gathers_no_guard(rule, form), corrected(form, second_moment)
    if found is None or bare is None or local is None:
        return None
    return bare.with_step(
        *(
            let(line.symbol, replaced(line.value, {found.symbol: found.symbol + found.besides}))
            if line.symbol == local
            else line
            for line in bare.step
        )
    )


BELIEFS = (
    Mistake(
        id="belief-missing",
        title="The second moment gathers g², as Adam's does, and not (g − m)²",
        kind="missing step",
        symptom="Adam's curve: steps are no longer than lr where the gradients agree with each other.",
        fix="Gather the square of what the gradient differs from m by.",
        links=(),
        transform=gathering(g),
    ),
    Mistake(
        id="belief-of-old-m",
        title="The deviation is from the m of the step before",
        kind="wrong order",
        symptom="Nothing to see but shorter steps: g − m is 1/β₁ times what it should be, so its root is.",
        fix="Update m first, then gather (g − m)².",
        links=("https://github.com/google-deepmind/optax/pull/1130",),
        transform=from_old_mean,
    ),
    Mistake(
        id="belief-of-corrected-m",
        title="The deviation is from the corrected m̂",
        kind="wrong variable",
        symptom="A leap in the first step, where g − m̂ is 0; nothing to see after some dozens.",
        fix="Gather (g − m)², with the m that is not corrected.",
        links=(),
        transform=from_corrected_mean,
    ),
    Mistake(
        id="belief-epsilon-missing",
        title="The second moment gathers no ε",
        kind="missing step",
        symptom="Nothing to see until gradients agree with m: there steps are longer than they should be, the more the longer it lasts.",
        fix="Add ε to v in every step, besides the one beside the root.",
        links=("https://github.com/FluxML/Flux.jl/issues/1962",),
        transform=gathers_no_guard,
    ),
    Mistake(
        id="belief-epsilon-not-kept",
        title="ε is added to v for the step alone, and not gathered",
        kind="state",
        symptom="Nothing to see until gradients agree with m: there the guard is up to 1/(1 − β₂) times weaker than it should be.",
        fix="Let v keep its ε: v ← β₂·v + (1 − β₂)·(g − m)² + ε.",
        links=("https://github.com/juntang-zhuang/Adabelief-Optimizer/issues/18",),
        transform=keeps_no_guard,
    ),
)
