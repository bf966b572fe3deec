"""Where the state starts: from the gradient, or from one, in place of zero."""

from sympy import Expr, Integer

from ..operations import FIRST_STEP
from ..roles import Recursion, Role, fellows, first_moment, second_moment, velocity
from ..rule import Form, Rule, let
from ..symbols import g, lr
from .mistake import Mistake, Transform
from .rewriting import begin, rewrite, started


def at_one(role: Role) -> Transform:
    """v₀ = 1."""

    def transform(rule: Rule, form: Form) -> Form | None:
        moment = role(form)
        if moment is None:
            return None
        for each in fellows(form, moment):
            form = started(form, each.symbol, Integer(1))
        return form

    return transform


def from_gradient(*roles: Role) -> Transform:
    """v₀ = g₁, or g₁² for a second moment, and then the first update.

    A moving average is then g₁ after the first step as well, so it is the same as to skip the first update.
    """

    def transform(rule: Rule, form: Form) -> Form | None:
        moments = [moment for role in roles if (moment := role(form))]
        seeds = [
            let(each.symbol, each.symbol + FIRST_STEP * g**each.power)
            for moment in moments
            for each in fellows(form, moment)
        ]
        return begin(form, *seeds) if len(moments) == len(roles) else None

    return transform


def first_update(role: Role, seed: Expr) -> Transform:
    """v₁ = `seed`, in place of the first update; where the rule does not have that anyway."""

    def transform(rule: Rule, form: Form) -> Form | None:
        moment = role(form)
        if moment is None or not _can_be_seeded(moment):
            return None
        return rewrite(form, moment.symbol, lambda value: (1 - FIRST_STEP) * value + FIRST_STEP * seed)

    return transform


def _can_be_seeded(moment: Recursion) -> bool:
    return moment.weight.has(lr)


STARTS = (
    Mistake(
        id="v-starts-at-one",
        title="The second moment starts at one",
        kind="state",
        symptom="A slow start wherever gradients are small, for as long as the one takes to fade; where it is summed it never "
        "fades.",
        fix="Start v at zero; or say `rmsprop+initial`, if it is to be TensorFlow's old RMSprop, which starts at v₀ = 1.",
        links=(
            "https://github.com/jax-ml/jax/pull/975",
            "https://github.com/google-deepmind/optax/issues/49",
            "https://github.com/deeplearning4j/deeplearning4j/issues/953",
        ),
        transform=at_one(second_moment),
    ),
    Mistake(
        id="m-starts-at-one",
        title="The first moment starts at one",
        kind="state",
        symptom="A jump in the first steps that no gradient asked for, then an ordinary descent from there.",
        fix="Start m at zero.",
        links=(),
        transform=at_one(first_moment),
    ),
    Mistake(
        id="velocity-starts-at-one",
        title="The velocity starts at one",
        kind="state",
        symptom="A jump in the first steps that no gradient asked for, then an ordinary descent from there; it looks like bad "
        "initial weights.",
        fix="Start the velocity at zero.",
        links=(),
        transform=at_one(velocity),
    ),
    Mistake(
        id="v-starts-from-gradient",
        title="The second moment starts from the first squared gradient",
        kind="state",
        symptom="Short steps at first, then the right curve: the first square counts for too much until it has faded.",
        fix="Start v at zero.",
        links=(),
        transform=from_gradient(second_moment),
    ),
    Mistake(
        id="m-starts-from-gradient",
        title="The first moment starts from the first gradient",
        kind="state",
        symptom="A first step 1/(1 − β₁) times too long and some long ones after it, then an ordinary descent.",
        fix="Start m at zero; the bias correction already makes up for that.",
        links=(),
        transform=from_gradient(first_moment),
    ),
    Mistake(
        id="moments-start-from-gradient",
        title="Both moments start from the first gradient and its square",
        kind="state",
        symptom="First steps of a third of their length: the corrections are made for a start at zero, and now exaggerate.",
        fix="Start both moments at zero.",
        links=("https://github.com/PennyLaneAI/pennylane/issues/1928",),
        transform=from_gradient(first_moment, second_moment),
    ),
    Mistake(
        id="velocity-starts-from-gradient",
        title="The velocity starts from the first gradient",
        kind="state",
        symptom="A leap in the first steps, uphill where the velocity is a step itself, then an ordinary descent from there; it "
        "looks like bad initial weights.",
        fix="Start the velocity at zero.",
        links=(),
        transform=from_gradient(velocity),
    ),
    Mistake(
        id="velocity-first-is-gradient",
        title="The first velocity is the gradient itself: v₁ = g₁ in place of −lr·g₁",
        kind="state",
        symptom="A leap upwards at the start, for the velocity is a step and the gradient points uphill; then an ordinary "
        "descent.",
        fix="Start the velocity at zero and update it in every step, the first as well.",
        links=(),
        transform=first_update(velocity, g),
    ),
    Mistake(
        id="velocity-first-without-lr",
        title="The first velocity lacks lr: v₁ = −g₁ in place of −lr·g₁",
        kind="state",
        symptom="A leap at the start, 1/lr times as long as it should be, then an ordinary descent from there.",
        fix="Start the velocity at zero and update it in every step, the first as well.",
        links=("https://github.com/zc911/MatrixSlow/pull/17",),
        transform=first_update(velocity, -g),
    ),
)
