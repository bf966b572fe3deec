"""Momentum and Nesterov: what the velocity is made of, and how far the step looks ahead."""

from collections.abc import Callable
from dataclasses import replace

from sympy import Expr, Integer, diff, expand

from ..roles import Recursion, fellows, line_of, velocity
from ..rule import Assignment, Form, Rule
from ..symbols import g, lr, mu, theta
from .mistake import Mistake, Transform
from .rewriting import begin, recursion, reorder, replaced, rewrite


def in_nesterov_step(change: Callable[[Expr, Recursion], Expr]) -> Transform:
    """The mistake that changes a step in which the gradient stands, and the velocity with its μ."""

    def transform(rule: Rule, form: Form) -> Form | None:
        moment, line = velocity(form), line_of(form, theta)
        read = () if line is None else line.value.free_symbols
        if moment is None or not {g, mu, moment.symbol} <= {*read}:
            return None
        return rewrite(form, theta, lambda value: change(value, moment))

    return transform


def gradient_reversed(rule: Rule, form: Form) -> Form | None:
    """The gradient enters the velocity with the wrong sign.

    Where the step reads the velocity alone this only turns the step round, which is another mistake.
    """
    step = line_of(form, theta)
    if step is None or not step.value.has(g):
        return None
    return recursion(velocity, lambda moment: replace(moment, weight=-moment.weight))(rule, form)


def one_mu_less(value: Expr, moment: Recursion) -> Expr:
    """Divide what the velocity contributes to the step by μ; by nothing where another mistake has lost that already."""
    if moment.decay == 0:
        return value
    pull = diff(value, moment.symbol)
    return expand(value - pull * moment.symbol) + expand(pull / moment.decay) * moment.symbol


def no_plain_gradient(value: Expr, moment: Recursion) -> Expr:
    """Take −lr·g out of the step."""
    return expand(value + lr * g)


def gradient_once(value: Expr, moment: Recursion) -> Expr:
    """−lr·g for −(1 + μ)·lr·g."""
    return replaced(value, {1 + moment.decay: Integer(1)})


def without_lr(value: Expr, moment: Recursion) -> Expr:
    """−lr·g − μ·v for −lr·(g + μ·v)."""
    pull = diff(value, moment.symbol)
    return expand(value - pull * moment.symbol) + pull / lr * moment.symbol if pull.has(lr) else value


def looking(change: Callable[[Recursion], Expr]) -> Transform:
    """The mistake that takes the gradient of a look-ahead form elsewhere."""

    def transform(rule: Rule, form: Form) -> Form | None:
        moment = velocity(form)
        if moment is None or form.gradient_at == theta:
            return None
        return replace(form, gradient_at=theta + change(moment))

    return transform


def last_step_alone(rule: Rule, form: Form) -> Form | None:
    """θ −= lr·g + μ·(the last lr·g): what is kept is the step without its momentum."""
    moment, line = velocity(form), line_of(form, theta)
    if moment is None or line is None or line.value.has(g) or moment.decay == 1 or len(fellows(form, moment)) > 1:
        return None
    step = replaced(line.value, {moment.symbol: moment.line.value})
    places = [each.symbol for each in form.step if each.symbol in (theta, moment.symbol)]
    if places != [moment.symbol, theta] or form.gradient_at != theta:
        return None
    kept = rewrite(form, theta, lambda _: step)
    alone = recursion(velocity, lambda found: replace(found, decay=Integer(0)))(rule, kept)
    return alone and reorder(alone, lambda each: each.symbol == moment.symbol)


def never_back(rule: Rule, form: Form) -> Form | None:
    """The parameters were moved to where the gradient is taken, and the step begins there."""
    if form.gradient_at == theta:
        return None
    return begin(form, Assignment(theta, form.gradient_at))


VELOCITIES = (
    Mistake(
        id="velocity-sign",
        title="The gradient enters the velocity with the wrong sign",
        kind="sign",
        symptom="A loss that rises after the first steps: the velocity pushes uphill, harder than the gradient step pushes down.",
        fix="The velocity must push the way the gradient step does.",
        links=(),
        transform=gradient_reversed,
    ),
    Mistake(
        id="last-step-without-momentum",
        title="The last step is kept without its momentum: θ −= lr·gₜ + μ·lr·gₜ₋₁",
        kind="state",
        symptom="Little faster than plain gradient descent: each gradient acts twice, and then is gone.",
        fix="Keep the whole step, momentum and all: v = μ·v − lr·g, θ += v.",
        links=(),
        transform=last_step_alone,
    ),
    Mistake(
        id="nesterov-mu-lost",
        title="A μ lost before the velocity in the Nesterov step",
        kind="wrong constant",
        symptom="Almost the right curve, with momentum a little too strong: a few more swings, and a slightly longer step.",
        fix="With the old velocity the step has μ²·v, with the new one g + μ·v.",
        links=(),
        transform=in_nesterov_step(one_mu_less),
    ),
    Mistake(
        id="nesterov-gradient-missing",
        title="The plain gradient step missing from the Nesterov step",
        kind="missing step",
        symptom="Almost the curve of ordinary momentum: it swings where Nesterov's would not.",
        fix="The step is the velocity's share and the plain gradient step: μ·v and −lr·g.",
        links=(),
        transform=in_nesterov_step(no_plain_gradient),
    ),
    Mistake(
        id="nesterov-gradient-once",
        title="−lr·g for −(1 + μ)·lr·g in the Nesterov step",
        kind="wrong constant",
        symptom="Almost the right curve, about a tenth slower: each gradient acts at half its strength at once.",
        fix="The gradient counts once in the velocity's share and once by itself: (1 + μ)·lr·g.",
        links=(),
        transform=in_nesterov_step(gradient_once),
    ),
    Mistake(
        id="nesterov-lr-lost",
        title="lr lost before the velocity in the Nesterov step: θ − lr·g − μ·v",
        kind="missing step",
        symptom="Divergence within a few steps: what the velocity adds to the step is 1/lr times too long.",
        fix="lr multiplies both, lr·(g + μ·v), unless the velocity has it already.",
        links=("https://github.com/apache/mxnet/issues/15543",),
        transform=in_nesterov_step(without_lr),
    ),
    Mistake(
        id="look-ahead-missing",
        title="No look-ahead: the gradient is taken at θ",
        kind="missing step",
        symptom="Exactly the curve of ordinary momentum: Nesterov's name brings nothing.",
        fix="Take the gradient at θ + μ·v, or use a form that is written for the gradient at θ.",
        links=(
            "https://github.com/hiroyuki-kasai/SGDLibrary/issues/8",
            "https://github.com/BRML/climin/pull/47",
        ),
        transform=looking(lambda _: Integer(0)),
    ),
    Mistake(
        id="look-ahead-backwards",
        title="The look-ahead looks back: the gradient is taken at θ − μ·v",
        kind="sign",
        symptom="Swings that are worse than those of ordinary momentum, and divergence at an lr that should be safe.",
        fix="Take the gradient at θ + μ·v.",
        links=(),
        transform=looking(lambda moment: -moment.decay * moment.symbol),
    ),
    Mistake(
        id="look-ahead-without-mu",
        title="The look-ahead looks too far: the gradient is taken at θ + v",
        kind="wrong constant",
        symptom="Almost the right curve; with μ near 1 there is nothing to see.",
        fix="Take the gradient at θ + μ·v.",
        links=(),
        transform=looking(lambda moment: moment.symbol),
    ),
    Mistake(
        id="look-ahead-kept",
        title="The step begins at the look-ahead point, and not at θ",
        kind="missing step",
        symptom="Wide swings, or divergence at an lr that should be safe: every step takes the velocity's share twice.",
        fix="Put θ back after the gradient is taken at θ + μ·v, or go on from there with −lr·g alone.",
        links=("https://github.com/oysteijo/simd_neuralnet/issues/17",),
        transform=never_back,
    ),
)
