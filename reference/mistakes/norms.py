"""Adadelta's average of its own steps, and AdaMax's maximum norm."""

from collections.abc import Callable

from sympy import Expr, Integer, sqrt

from ..extremes import Max
from ..roles import line_of
from ..rule import Form, Rule, let
from ..symbols import beta1, beta2, d, g, lr, m, t, theta, u
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite


def gathers_steps(form: Form) -> bool:
    """Whether it keeps an average of its own squared steps, as Adadelta does."""
    line = line_of(form, u)
    return line is not None and line.value.has(d)


def reads_new_steps(rule: Rule, form: Form) -> Form | None:
    """θ −= lr·√(u + ε)/√(v + ε)·g, with the u that knows of this step."""
    again = line_of(form, d)
    return rewrite(form, theta, lambda _: theta - lr * again.value) if gathers_steps(form) and again else None


def in_steps(change: Callable[[Expr], Expr]) -> Transform:
    """The mistake that changes what the average of the steps becomes."""

    def transform(rule: Rule, form: Form) -> Form | None:
        return rewrite(form, u, change) if gathers_steps(form) else None

    return transform


def of_norm(change: Callable[[Expr], Expr]) -> Transform:
    """The mistake that changes AdaMax's norm, of what enters it."""

    def transform(rule: Rule, form: Form) -> Form | None:
        line = line_of(form, u)
        if line is None or not isinstance(line.value, Max):
            return None
        entering = next(each for each in line.value.args if each.has(g))
        return form.with_step(*(let(u, change(entering)) if each is line else each for each in form.step))

    return transform


def of_norm_step(change: Callable[[Expr], Expr]) -> Transform:
    """The mistake that changes the step of a rule that divides by a maximum norm."""

    def transform(rule: Rule, form: Form) -> Form | None:
        line = line_of(form, u)
        if line is None or not isinstance(line.value, Max):
            return None
        return rewrite(form, theta, change)

    return transform


def without_correction(value: Expr) -> Expr:
    return replaced(value, {1 - beta1**t: Integer(1)})


NORMS = (
    Mistake(
        id="steps-read-new-average",
        title="The average of the steps is updated before it is used",
        kind="wrong order",
        symptom="A start that is faster than it should be: each step knows of itself.",
        fix="Divide √(u + ε) by √(v + ε) first, and then let u gather the step.",
        links=(
            "https://github.com/tensorflow/tensorflow/issues/9058",
            "https://github.com/yacineMahdid/artificial-intelligence-and-machine-learning/issues/43",
        ),
        transform=reads_new_steps,
    ),
    Mistake(
        id="steps-with-lr",
        title="The average of the steps gathers lr·d, and not d",
        kind="wrong variable",
        symptom="Nothing to see at lr = 1; with a smaller lr every step makes the next ones smaller, until hardly any is left.",
        fix="Gather the step as it is before lr scales it.",
        links=("https://github.com/keras-team/keras/pull/11532",),
        transform=in_steps(lambda value: replaced(value, {d: lr * d})),
    ),
    Mistake(
        id="steps-plus-equals",
        title="`+=` before the average of the steps: u += ρ·u + (1 − ρ)·d²",
        kind="state",
        symptom="Steps that become longer and longer until the loss explodes.",
        fix="Write `u = …` before the moving average.",
        links=("https://github.com/tensorflow/tensorflow/pull/644",),
        transform=in_steps(lambda value: u + value),
    ),
    Mistake(
        id="steps-gather-gradients",
        title="The average of the steps gathers g² in place of d²",
        kind="wrong variable",
        symptom="The curve of gradient descent with lr = 1: the two averages are the same, and cancel.",
        fix="u gathers the squared steps, v the squared gradients.",
        links=(),
        transform=in_steps(lambda value: replaced(value, {d: g})),
    ),
    Mistake(
        id="norm-never-decays",
        title="The maximum norm never decays: u = max(u, |g|)",
        kind="missing step",
        symptom="Steps that never recover from one large gradient.",
        fix="Let u decay before it is compared: max(β₂·u, |g|).",
        links=(),
        transform=of_norm(lambda entering: Max(u, entering)),
    ),
    Mistake(
        id="norm-forgets",
        title="The maximum norm is the newest gradient alone: u = |g|",
        kind="state",
        symptom="A restless curve: a small gradient makes a long step.",
        fix="Keep the larger of β₂·u and |g|.",
        links=(),
        transform=of_norm(lambda entering: entering),
    ),
    Mistake(
        id="norm-is-average",
        title="The maximum norm is an average: u = β₂·u + (1 − β₂)·|g|",
        kind="wrong variable",
        symptom="A huge first step: the average is nearly zero, and nothing makes up for its start.",
        fix="Take the larger of β₂·u and |g|: that needs no bias correction.",
        links=(),
        transform=of_norm(lambda entering: beta2 * u + (1 - beta2) * entering),
    ),
    Mistake(
        id="norm-corrected",
        title="The step has Adam's √(1 − β₂ᵗ) besides",
        kind="wrong variable",
        symptom="A slow start, with a first step 32 times too short at the default β₂: a maximum needs no correction.",
        fix="lr/(1 − β₁ᵗ) is all that the step is multiplied by.",
        links=("https://github.com/tensorflow/swift-apis/pull/741",),
        transform=of_norm_step(lambda value: theta + sqrt(1 - beta2**t) * (value - theta)),
    ),
    Mistake(
        id="norm-m-uncorrected",
        title="No bias correction of m",
        kind="missing step",
        symptom="A slow start: the first step is 1 − β₁ of what it should be.",
        fix="Divide by 1 − β₁ᵗ.",
        links=("https://github.com/unslothai/unsloth-zoo/pull/819",),
        transform=of_norm_step(without_correction),
    ),
    Mistake(
        id="norm-m-corrected-always",
        title="The bias correction of m has no exponent: 1 − β₁ in every step",
        kind="wrong constant",
        symptom="Steps that are 1/(1 − β₁) times too long once the start is over.",
        fix="Divide by 1 − β₁ᵗ.",
        links=("https://github.com/tensorflow/tfjs-core/pull/280",),
        transform=of_norm_step(lambda value: replaced(value, {1 - beta1**t: 1 - beta1})),
    ),
    Mistake(
        id="norm-along-gradient",
        title="The step is made with the gradient in place of m",
        kind="wrong variable",
        symptom="A noisier curve than it should be, with long first steps; β₁ changes little or nothing.",
        fix="Make the step with the first moment.",
        links=(),
        transform=of_norm_step(lambda value: replaced(value, {m: g})),
    ),
)
