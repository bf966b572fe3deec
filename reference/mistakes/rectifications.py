"""RAdam's rectifier, and the choice of whether to divide."""

from collections.abc import Callable

from sympy import Expr, Integer, Pow, preorder_traversal

from ..choices import Where
from ..roles import HALF, chooses
from ..rule import Form, Rule
from ..symbols import beta1, rho_t, t, theta
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite


def in_choice(change: Callable[[Where], Expr]) -> Transform:
    """The mistake in rules that choose whether to divide, in the choice."""

    def transform(rule: Rule, form: Form) -> Form | None:
        if not chooses(form):
            return None
        return rewrite(form, theta, lambda value: replaced(value, {each: change(each) for each in value.atoms(Where)}))

    return transform


def with_rectifier(change: Callable[[Expr], Expr]) -> Transform:
    """The mistake that has something else in place of r, made of what stands under its root."""

    def changed(choice: Where) -> Expr:
        then = choice.sides[0]
        roots = (each for each in preorder_traversal(then) if isinstance(each, Pow) and each.exp == HALF)
        return replaced(choice, {then: replaced(then, {each: change(each.base) for each in roots if each.has(rho_t)})})

    return in_choice(changed)


def otherwise(side: Expr) -> Transform:
    """The mistake that has another factor where nothing is divided."""
    return in_choice(lambda choice: Where(*choice.args[:3], side))


def at_threshold(number: int) -> Transform:
    """The mistake that chooses by another threshold."""
    return in_choice(lambda choice: Where(choice.args[0], Integer(number), *choice.sides))


def a_step_ahead(rule: Rule, form: Form) -> Form | None:
    """ρ_t of the next step."""
    return rewrite(form, rho_t, lambda value: replaced(value, {t: t + 1})) if chooses(form) else None


def other_threshold(rule: Rule, form: Form) -> Form | None:
    """5 where the rule has 4, and 4 where it has 5."""
    now = {each.args[1] for line in form.step for each in line.value.atoms(Where)}
    return at_threshold(5 if Integer(4) in now else 4)(rule, form) if now else None


RECTIFICATIONS = (
    Mistake(
        id="rectifier-missing",
        title="r is left out where the step divides",
        kind="missing step",
        symptom="A leap in step 6, some twenty times too long, and steps that are still too long for a thousand more.",
        fix="Multiply the divided step by r.",
        links=(),
        transform=with_rectifier(lambda _: Integer(1)),
    ),
    Mistake(
        id="rectifier-without-root",
        title="r without its root: the ratio of the variances in place of that of the deviations",
        kind="missing step",
        symptom="Steps that are far too short from step 6 on, and grow to Adam's in some thousand.",
        fix="Take the root of the ratio.",
        links=(),
        transform=with_rectifier(lambda inside: inside),
    ),
    Mistake(
        id="rectifier-counts-ahead",
        title="ρ_t is that of the next step: t + 1 where t belongs",
        kind="off by one",
        symptom="It divides a step too early; later nothing.",
        fix="Count the step in ρ_t as in βᵗ: from 1.",
        links=(),
        transform=a_step_ahead,
    ),
    Mistake(
        id="rectifier-threshold",
        title="Another threshold: 5, where the paper has 4, or 4, where code has 5",
        kind="convention",
        symptom="One step differs, in which the step divides by what is hardly an average yet.",
        fix="Divide where ρ_t > 4, as the paper does, or where ρ_t > 5, as its authors' code and PyTorch do, and say which.",
        links=("https://github.com/pytorch/pytorch/pull/58968",),
        transform=other_threshold,
    ),
    Mistake(
        id="unrectified-skips",
        title="No step is made before ρ_t is above the threshold",
        kind="missing step",
        symptom="Nothing moves in the first five steps.",
        fix="Step along m̂, undivided, until v̂ is an average of enough squares.",
        links=(),
        transform=otherwise(Integer(0)),
    ),
    Mistake(
        id="unrectified-uncorrected",
        title="The undivided step is along m in place of m̂",
        kind="missing step",
        symptom="First steps that are too short, ten times at β₁ = 0.9.",
        fix="Divide m by 1 − β₁ᵗ in both branches.",
        links=(),
        transform=otherwise(1 - beta1**t),
    ),
)
