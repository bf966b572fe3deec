"""ε, the guard against division by zero: missing, or in another place."""

from collections.abc import Callable

from sympy import Expr, sqrt

from ..roles import Denominator, correction_of, first_moment, second_moment
from ..rule import Form, Rule
from ..symbols import epsilon, lr, theta
from .mistake import Mistake
from .rewriting import dividing, rewrite


def into_accumulator(rule: Rule, form: Form) -> Form | None:
    """v = v + g² + ε."""
    moment = second_moment(form)
    if moment is None or epsilon not in form.symbols or moment.besides != 0:
        return None
    return rewrite(form, moment.symbol, lambda value: value + epsilon)


def after_fraction(rule: Rule, form: Form) -> Form | None:
    """θ −= lr·g/√v + ε, where the brackets are missing."""
    return _beside_fraction(rule, form, epsilon)


def after_fraction_in_step(rule: Rule, form: Form) -> Form | None:
    """θ −= lr·(g/√v + ε), where only the inner brackets are missing."""
    return _beside_fraction(rule, form, lr * epsilon)


def _beside_fraction(rule: Rule, form: Form, added: Expr) -> Form | None:
    bare = dividing(lambda found: 1 / sqrt(found.scale))(rule, form)
    return bare and rewrite(bare, theta, lambda value: value - added)


def with_guard(guard: Expr) -> Callable[[Denominator], Expr]:
    """1/(√v + guard), or 1/√(v + guard), as the form has it."""
    return lambda found: 1 / (sqrt(found.scale + guard) if found.epsilon_inside else sqrt(found.scale) + guard)


def times_step_size(rule: Rule, form: Form) -> Form | None:
    """m/(√v̂/(lr/(1 − β₁ᵗ)) + ε), where the step size went into the denominator, and ε was not divided by it."""
    correction = correction_of(form, first_moment)
    if correction is None:
        return None
    return dividing(with_guard(lr * epsilon / correction))(rule, form)


EPSILONS = (
    Mistake(
        id="epsilon-missing",
        title="No ε",
        kind="missing step",
        symptom="The right curve until a gradient is zero from the start (a dead unit, an unused embedding row): then NaN.",
        fix="Add ε to the denominator.",
        links=("https://github.com/pytorch/pytorch/pull/92551",),
        transform=dividing(lambda found: 1 / sqrt(found.scale)),
    ),
    Mistake(
        id="epsilon-before-root",
        title="ε before the root, where it is meant after",
        kind="convention",
        symptom="Nothing to see, except where gradients are small: there ε counts as √ε, 10⁻⁴ for 10⁻⁸, and steps shrink.",
        fix="Take the root first, then add ε; or use an ε that is meant for the inside, and say so.",
        links=(
            "https://github.com/FluxML/Flux.jl/pull/448",
            "https://github.com/keras-team/keras/issues/435",
            "https://github.com/CyberZHG/keras-radam/issues/29",
        ),
        transform=dividing(lambda found: 1 / sqrt(found.scale + epsilon)),
    ),
    Mistake(
        id="epsilon-after-root",
        title="ε after the root, where it is meant before",
        kind="convention",
        symptom="Nothing to see, except where gradients are small: there the guard is weaker than meant, and steps are longer.",
        fix="Add ε to v, then take the root; or use an ε that is meant for the outside, and say so.",
        links=(),
        transform=dividing(lambda found: 1 / (sqrt(found.scale) + epsilon)),
    ),
    Mistake(
        id="epsilon-squared",
        title="ε squared, before the root: √(v + ε²)",
        kind="convention",
        symptom="Nothing to see, except where gradients are as small as ε.",
        fix="Put ε where the formula has it.",
        links=(),
        transform=dividing(lambda found: 1 / sqrt(found.scale + epsilon**2)),
    ),
    Mistake(
        id="epsilon-twice",
        title="ε twice, before and after the root: √(v + ε) + ε",
        kind="wrong constant",
        symptom="Nothing to see, except where gradients are small: there steps shrink.",
        fix="Add ε once, where the formula has it.",
        links=(),
        transform=dividing(lambda found: 1 / (sqrt(found.scale + epsilon) + epsilon)),
    ),
    Mistake(
        id="epsilon-times-lr",
        title="ε scaled by lr: √v + lr·ε in the denominator",
        kind="wrong constant",
        symptom="Nothing to see, except where gradients are small: there the guard is 1/lr times weaker, and moves with lr.",
        fix="Let lr multiply the fraction; where it divides √v in the denominator, divide ε by it as well.",
        links=(),
        transform=dividing(with_guard(lr * epsilon)),
        others=(times_step_size,),
    ),
    Mistake(
        id="epsilon-in-v",
        title="ε gathered in the accumulator in every step: v = v + g² + ε",
        kind="aliasing",
        symptom="Nothing to see for a while; where gradients are small the steps shrink in the long run. An in-place add does it.",
        fix="Add ε out of place, in the denominator alone.",
        links=(
            "https://github.com/deeplearning4j/deeplearning4j/issues/953",
            "https://github.com/juntang-zhuang/Adabelief-Optimizer/issues/18",
        ),
        transform=into_accumulator,
    ),
    Mistake(
        id="epsilon-after-fraction",
        title="ε added to the fraction in place of its denominator: lr·g/√v + ε",
        kind="wrong order",
        symptom="The right curve until a gradient is zero from the start: then NaN. And every parameter drifts by ε a step.",
        fix="Put brackets round the denominator: lr·g/(√v + ε).",
        links=(),
        transform=after_fraction,
        others=(after_fraction_in_step,),
    ),
)
