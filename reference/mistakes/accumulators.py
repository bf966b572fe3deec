"""How gradients are gathered: `+=` that stayed, decay and complement that got lost."""

from dataclasses import replace

from sympy import Abs, Integer, Rational, sqrt

from ..roles import Recursion, corrected, correction_of, denominator, first_moment, second_moment, velocity
from ..rule import Form, Rule
from ..symbols import epsilon, g
from .mistake import Mistake
from .rewriting import dividing, recursion, rewrite, substitute_in, where_size_shows


def plus_equals(moment: Recursion) -> Recursion:
    """v += β·v + (1 − β)·g²."""
    return replace(moment, decay=1 + moment.decay)


def decay_lost(moment: Recursion) -> Recursion:
    """v += (1 − β)·g²."""
    return replace(moment, decay=Integer(1))


def forgetting(moment: Recursion) -> Recursion:
    """v = (1 − β)·g²."""
    return replace(moment, decay=Integer(0))


def complement_lost(moment: Recursion) -> Recursion | None:
    """v = β·v + g²."""
    return replace(moment, weight=Integer(1)) if moment.is_average else None


def complement_exchanged(moment: Recursion) -> Recursion | None:
    """v = (1 − β)·v + β·g²."""
    return replace(moment, decay=moment.weight, weight=moment.decay) if moment.is_average else None


def sum_of_all(moment: Recursion) -> Recursion | None:
    """v += g²."""
    return replace(moment, decay=Integer(1), weight=Integer(1)) if moment.is_average else None


def leaking(moment: Recursion) -> Recursion | None:
    """v = 0.9·v + 0.1·g², where the rule sums."""
    leak = Rational(9, 10)
    return replace(moment, decay=leak, weight=(1 - leak) * moment.weight) if moment.decay == 1 else None


def averaged(moment: Recursion) -> Recursion | None:
    """v = μ·v + (1 − μ)·g, where the rule has μ·v + g."""
    return (
        None if moment.is_average or moment.decay == 1 else replace(moment, weight=(1 - moment.decay) * moment.weight)
    )


def squared_twice(moment: Recursion) -> Recursion:
    """v = β·v + (1 − β)·g⁴."""
    return replace(moment, power=2 * moment.power)


def decay_on_gradient(moment: Recursion) -> Recursion | None:
    """v = v + μ·g."""
    return None if moment.is_average else replace(moment, decay=Integer(1), weight=moment.decay * moment.weight)


def from_first_moment(rule: Rule, form: Form) -> Form | None:
    """v = β₂·v + (1 − β₂)·m²."""
    first, second = first_moment(form), second_moment(form)
    return substitute_in(form, second.symbol, {second.of: first.symbol}) if first and second else None


def from_corrected_moment(rule: Rule, form: Form) -> Form | None:
    """v = β₂·v + (1 − β₂)·m̂²."""
    first, second, correction = first_moment(form), second_moment(form), correction_of(form, first_moment)
    if first is None or second is None or correction is None or corrected(form, first_moment) is None:
        return None
    return substitute_in(form, second.symbol, {second.of: first.symbol / correction})


def root_stored(rule: Rule, form: Form) -> Form | None:
    """v = √(β·v + (1 − β)·g²), and the step is divided by v + ε."""
    second = second_moment(form)
    divided = dividing(lambda found: 1 / (found.scale + epsilon))(rule, form)
    return rewrite(divided, second.symbol, sqrt) if second and divided else None


def root_stored_and_taken(rule: Rule, form: Form) -> Form | None:
    """v = √(β·v + (1 − β)·g²), and a root in the step besides."""
    second = second_moment(form)
    return rewrite(form, second.symbol, sqrt) if second and denominator(form) else None


def square_forgotten(rule: Rule, form: Form) -> Form | None:
    """v = β·v + (1 − β)·|g|."""
    second = second_moment(form)
    return substitute_in(form, second.symbol, {second.gathered: Abs(second.of)}) if second else None


def from_product(rule: Rule, form: Form) -> Form | None:
    """v = β₂·v + (1 − β₂)·g·m."""
    first, second = first_moment(form), second_moment(form)
    if first is None or second is None or second.of != g:
        return None
    return substitute_in(form, second.symbol, {second.gathered: g * first.symbol})


ACCUMULATORS = (
    Mistake(
        id="v-plus-equals",
        title="`+=` before the moving average of the squares: v += β·v + (1 − β)·g²",
        kind="state",
        symptom="A good start, then after some twenty steps a plateau that looks like a minimum: v multiplies in every step, "
        "and the step dies geometrically.",
        fix="Write `v = …` before the moving average, or `v *= β` and then `v += (1 − β)·g²`.",
        links=("https://github.com/tensorflow/tensorflow/pull/644",),
        transform=recursion(second_moment, plus_equals),
    ),
    Mistake(
        id="m-plus-equals",
        title="`+=` before the moving average of the gradients: m += β₁·m + (1 − β₁)·g",
        kind="state",
        symptom="The loss falls for a few steps and then explodes: m nearly doubles in every step, whatever the gradient says.",
        fix="Write `m = …` before the moving average, or `m *= β₁` and then `m += (1 − β₁)·g`.",
        links=(),
        transform=recursion(first_moment, plus_equals),
    ),
    Mistake(
        id="velocity-plus-equals",
        title="`+=` before the whole velocity: v += μ·v − lr·g",
        kind="state",
        symptom="The loss falls for a few steps and then explodes: the velocity nearly doubles in every step.",
        fix="Write `v = μ·v − lr·g`.",
        links=(),
        transform=recursion(velocity, plus_equals),
    ),
    Mistake(
        id="v-decay-lost",
        title="The second moment never decays: v += (1 − β)·g²",
        kind="missing step",
        symptom="The right curve at first, then a descent that becomes slower and slower, as AdaGrad's does: the step shrinks "
        "like 1/√t.",
        fix="Multiply v by its decay before adding the new square.",
        links=(),
        transform=recursion(second_moment, decay_lost),
    ),
    Mistake(
        id="m-decay-lost",
        title="The first moment never decays: m += (1 − β₁)·g",
        kind="missing step",
        symptom="A fast fall, then wide swings about the minimum that do not die down; it looks like an lr that is too high.",
        fix="Multiply m by β₁ before adding the new gradient.",
        links=(),
        transform=recursion(first_moment, decay_lost),
    ),
    Mistake(
        id="velocity-decay-lost",
        title="The velocity never decays: μ is missing",
        kind="missing step",
        symptom="A fast fall, then swings about the minimum that do not die down; with a smaller lr they only become slower.",
        fix="Multiply the old velocity by μ.",
        links=(),
        transform=recursion(velocity, decay_lost),
    ),
    Mistake(
        id="v-forgets",
        title="The second moment forgets its past: `=` for `+=`, or state made anew in every step",
        kind="state",
        symptom="The loss jitters at a height that only lr moves: however small its gradient, every coordinate makes a full step, "
        "and in a moving average one that is 1/√(1 − β) times too long.",
        fix="Keep v from step to step, and add to it.",
        links=("https://github.com/dngfra/Restricted-Boltzmann-Machines/issues/2",),
        transform=recursion(second_moment, forgetting),
    ),
    Mistake(
        id="m-forgets",
        title="The first moment forgets its past: `=` for `+=`, or state made anew in every step",
        kind="state",
        symptom="A noisier curve that becomes slower over the first steps: without memory the steps are 1 − β₁ of what they "
        "should be.",
        fix="Keep m from step to step, and add to it.",
        links=("https://github.com/dngfra/Restricted-Boltzmann-Machines/issues/2",),
        transform=recursion(first_moment, forgetting),
    ),
    Mistake(
        id="velocity-forgets",
        title="The velocity forgets its past: state made anew in every step",
        kind="state",
        symptom="Like plain gradient descent: far slower than momentum, and μ changes little or nothing.",
        fix="Make the velocity once, before the first step, and keep it.",
        links=("https://github.com/kozistr/pytorch_optimizer/pull/516",),
        transform=recursion(velocity, forgetting),
    ),
    Mistake(
        id="v-complement-lost",
        title="The new square has no weight: v = β·v + g² without 1 − β",
        kind="wrong constant",
        symptom="Slow but steady: every step is only √(1 − β) of what it should be, which looks like an lr that is too low.",
        fix="Weight the new square by 1 − β.",
        links=(),
        transform=recursion(second_moment, complement_lost),
    ),
    Mistake(
        id="m-complement-lost",
        title="The new gradient has no weight: m = β₁·m + g without 1 − β₁",
        kind="wrong constant",
        symptom="A restless start and a high plateau: every step is 1/(1 − β₁) times too large, which looks like an lr that is "
        "too high.",
        fix="Weight the new gradient by 1 − β₁.",
        links=(),
        transform=recursion(first_moment, complement_lost),
    ),
    Mistake(
        id="v-complement-exchanged",
        title="Decay and complement exchanged in the second moment: v = (1 − β)·v + β·g²",
        kind="wrong constant",
        symptom="A loss that falls (in Adam after a slow start) and then jitters: v follows the newest square alone, so a step is "
        "little more than lr with a sign.",
        fix="The decay belongs to the old value, 1 − decay to the new one.",
        links=(),
        transform=recursion(second_moment, complement_exchanged),
    ),
    Mistake(
        id="m-complement-exchanged",
        title="Decay and complement exchanged in the first moment: m = (1 − β₁)·m + β₁·g",
        kind="wrong constant",
        symptom="A restless start, with first steps β₁/(1 − β₁) times too large, and a noisy curve later: there is no momentum.",
        fix="The decay belongs to the old value, 1 − decay to the new one.",
        links=(),
        transform=recursion(first_moment, complement_exchanged),
    ),
    Mistake(
        id="velocity-complement-exchanged",
        title="Decay and complement exchanged in the velocity: v = (1 − μ)·v + μ·g",
        kind="wrong constant",
        symptom="The curve of plain gradient descent, noise and all: there is hardly any momentum.",
        fix="The decay belongs to the old velocity, 1 − decay to the new gradient.",
        links=(),
        transform=recursion(velocity, complement_exchanged),
    ),
    Mistake(
        id="v-is-a-sum",
        title="The second moment is AdaGrad's sum: v += g²",
        kind="missing step",
        symptom="Small steps from the start that become smaller and smaller, like 1/√t; raising lr seems to help, for a while.",
        fix="Write the moving average, v = β·v + (1 − β)·g².",
        links=(),
        transform=recursion(second_moment, sum_of_all),
    ),
    Mistake(
        id="m-is-a-sum",
        title="The first moment is a sum: m += g",
        kind="missing step",
        symptom="Huge steps that overshoot and swing: the sum of all gradients never dies down.",
        fix="Write the moving average, m = β₁·m + (1 − β₁)·g.",
        links=(),
        transform=recursion(first_moment, sum_of_all),
    ),
    Mistake(
        id="velocity-is-a-sum",
        title="The velocity is the sum of all gradients: v += g",
        kind="missing step",
        symptom="Huge steps that overshoot, and swings about the minimum that do not die down.",
        fix="Write the moving average, v = μ·v + (1 − μ)·g.",
        links=(),
        transform=where_size_shows(recursion(velocity, sum_of_all)),
    ),
    Mistake(
        id="v-leaks",
        title="The sum of squares leaks, as RMSprop's does (with 0.9)",
        kind="wrong variable",
        symptom="Larger steps than AdaGrad's that do not shrink: fast at first, then noise where AdaGrad settles.",
        fix="Sum all squares, v = v + g², or call it RMSprop.",
        links=(),
        transform=recursion(second_moment, leaking),
    ),
    Mistake(
        id="v-from-m",
        title="The second moment gathers m² in place of g²",
        kind="wrong variable",
        symptom="A start with steps 1/(1 − β₁) times too large, and a noisy plateau later: m² misses the noise, so noise no "
        "longer shortens the steps.",
        fix="Gather g², the square of the gradient.",
        links=(),
        transform=from_first_moment,
        others=(from_corrected_moment,),
    ),
    Mistake(
        id="v-from-product",
        title="The second moment gathers g·m in place of g²",
        kind="wrong variable",
        symptom="NaN sooner or later: g·m is negative whenever the gradient turns, and v stands under a root.",
        fix="v gathers the square of the gradient.",
        links=(),
        transform=from_product,
    ),
    Mistake(
        id="v-gathers-absolute",
        title="The second moment gathers |g|: the square is forgotten",
        kind="missing step",
        symptom="Steps of the size √|g| where they should all be about alike: large gradients step too far, small ones hardly.",
        fix="Gather g², the square of the gradient; |g| goes with no root, as in AdaMax.",
        links=(),
        transform=square_forgotten,
    ),
    Mistake(
        id="v-root-stored",
        title="The root is taken in the accumulator: v = √(v + g²)",
        kind="state",
        symptom="The curve of gradient descent: v stays near 1, so the steps go with the gradient; where the rule sums, they do "
        "not shrink.",
        fix="Keep the sum or average of the squares, and take the root in the step alone.",
        links=(),
        transform=root_stored,
        others=(root_stored_and_taken,),
    ),
    Mistake(
        id="v-squares-twice",
        title="The second moment gathers g⁴: the square is squared again",
        kind="wrong constant",
        symptom="Steps that grow as gradients become small, and nearly stop where they are large; another lr, ten or a hundred "
        "times the usual one, seems to mend it.",
        fix="Gather g², the square of the gradient.",
        links=("https://github.com/google-deepmind/optax/pull/288",),
        transform=recursion(second_moment, squared_twice),
    ),
    Mistake(
        id="velocity-is-average",
        title="The velocity is an average: v = μ·v + (1 − μ)·g, where the rule sums",
        kind="wrong constant",
        symptom="Slow but steady: every step is 1 − μ of what it should be, which looks like an lr that is too low.",
        fix="The new gradient has the weight 1: v = μ·v + g.",
        links=("https://github.com/ml-explore/mlx/pull/87",),
        transform=recursion(velocity, averaged),
    ),
    Mistake(
        id="decay-on-gradient",
        title="μ on the gradient in place of the old velocity: v = v + μ·g",
        kind="wrong variable",
        symptom="A fast fall, then swings about the minimum that do not die down: the velocity never decays.",
        fix="μ belongs to the old velocity.",
        links=("https://github.com/ooples/AiDotNet/issues/2008",),
        transform=where_size_shows(recursion(velocity, decay_on_gradient)),
    ),
)
