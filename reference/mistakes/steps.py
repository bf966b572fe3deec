"""The step: its sign, its place among the lines, and what it reads and divides by."""

from sympy import Expr, Integer, S, Symbol, sqrt

from ..roles import Denominator, Role, corrected, correction_of, divisor, first_moment, line_of
from ..rule import Form, Rule
from ..symbols import epsilon, g, t, theta
from .mistake import Mistake, Transform
from .rewriting import dividing, reorder, rewrite, substitute_in, uphill


def before_all_state(rule: Rule, form: Form) -> Form | None:
    """The step is made before the state is updated.

    Not so where the state gathers the step itself, or is put right before it, or where the first step is 0/0.
    """
    state = {each.symbol for each in form.state}
    if _read_by(form, state) - state or any(line_of(form, each) is None for each in state):
        return None
    wrong = reorder(form, lambda line: line.symbol in state)
    return None if wrong.unroll(1)[0][theta] is S.NaN else wrong


def _read_by(form: Form, state: set[Symbol]) -> set[Symbol]:
    """What lines of the step assign and those of the state read."""
    read = set[Symbol]().union(*(line.value.free_symbols for line in form.step if line.symbol in state))
    return read & {line.symbol for line in form.step}


def before(role: Role) -> Transform:
    """The step is made before one of two moments is updated."""

    def transform(rule: Rule, form: Form) -> Form | None:
        moment = role(form)
        if moment is None or len(form.state) < 2:
            return None
        return reorder(form, lambda line: line.symbol == moment.symbol)

    return transform


def after_state(rule: Rule, form: Form) -> Form | None:
    """The step is made after the state is updated, and so is what it alone reads."""
    state = {each.symbol for each in form.state}
    last = {line.symbol for line in form.step} - state - _read_by(form, state)
    return reorder(form, lambda line: line.symbol in {*last, theta})


def reads_gradient(rule: Rule, form: Form) -> Form | None:
    """The step is made with g in place of the first moment."""
    moment, line = first_moment(form), line_of(form, theta)
    if moment is None or line is None or line.value.has(g):
        return None
    read = corrected(form, first_moment) or moment.symbol
    return substitute_in(form, theta, {read: g})


def reads_corrected_gradient(rule: Rule, form: Form) -> Form | None:
    """The same where the gradient is corrected as the first moment would be."""
    moment, line = first_moment(form), line_of(form, theta)
    corrects = corrected(form, first_moment)
    if moment is None or corrects is None or line is None or line.value.has(g):
        return None
    return substitute_in(form, corrects, {moment.symbol: g})


def times_t(rule: Rule, form: Form) -> Form | None:
    """The step is multiplied by t, in a rule that counts its steps for its bias corrections."""
    if not any(correction_of(form, role) for role in (first_moment, divisor)):
        return None
    return rewrite(form, theta, lambda value: theta + t * (value - theta))


def guarded_root(found: Denominator) -> Expr:
    """√v + ε, or √(v + ε), as the form has it."""
    return sqrt(found.scale + epsilon) if found.epsilon_inside else sqrt(found.scale) + epsilon


STEPS = (
    Mistake(
        id="step-uphill",
        title="The step goes uphill",
        kind="sign",
        symptom="A loss that rises from the first step on.",
        fix="Turn the sign of the step round: θ moves against the gradient.",
        links=("https://github.com/PaddlePaddle/Paddle/issues/4184",),
        transform=lambda rule, form: uphill(form),
    ),
    Mistake(
        id="step-reads-old-state",
        title="The step is made before the state is updated",
        kind="wrong order",
        symptom="The right curve, a step late; in AdaGrad and RMSprop a leap at the start, for v is still zero.",
        fix="Update the state first, then make the step.",
        links=(),
        transform=before_all_state,
    ),
    Mistake(
        id="step-reads-old-m",
        title="The step reads the first moment of the step before",
        kind="wrong order",
        symptom="Nothing to see but a start that is a step late: the newest gradient only counts in the next step.",
        fix="Update m before the step.",
        links=(),
        transform=before(first_moment),
    ),
    Mistake(
        id="step-reads-old-v",
        title="The step reads the second moment of the step before",
        kind="wrong order",
        symptom="A huge leap in the first step, for v is still zero, then an ordinary descent from there; it looks like bad "
        "initial weights.",
        fix="Update v before the step.",
        links=(),
        transform=before(divisor),
    ),
    Mistake(
        id="step-reads-new-state",
        title="The step reads the velocity after its update, where the old one is meant",
        kind="wrong order",
        symptom="Almost the right curve: each gradient counts too much at once (by 43 % in the first step) and too little later.",
        fix="Make the step first, then update the velocity; or write the step for the new velocity.",
        links=(
            "https://github.com/oreilly-japan/deep-learning-from-scratch/commit/89eadd0",
            "https://github.com/tensorflow/tensorflow/issues/9058",
            "https://github.com/yacineMahdid/artificial-intelligence-and-machine-learning/issues/43",
            "https://github.com/kozistr/pytorch_optimizer/pull/135",
        ),
        transform=after_state,
    ),
    Mistake(
        id="step-reads-gradient",
        title="The step is made with the gradient in place of the first moment",
        kind="wrong variable",
        symptom="RMSprop's curve, noisier than it should be; β₁ changes little or nothing.",
        fix="Make the step with the first moment.",
        links=(),
        transform=reads_gradient,
        others=(reads_corrected_gradient,),
    ),
    Mistake(
        id="root-missing",
        title="No root: the step is divided by v",
        kind="missing step",
        symptom="Steps that grow as gradients become small: a curve that falls, and then blows up near the minimum.",
        fix="Divide by the root of v.",
        links=(),
        transform=dividing(lambda found: 1 / (found.scale + epsilon)),
    ),
    Mistake(
        id="root-of-denominator",
        title="A root over the whole denominator besides: √(√v + ε)",
        kind="wrong constant",
        symptom="Steps that scale with the root of the gradient: long where gradients are large, short where they are small.",
        fix="Take the root of v alone, and once.",
        links=("https://github.com/FluxML/Flux.jl/pull/119",),
        transform=dividing(lambda found: 1 / sqrt(sqrt(found.scale) + epsilon)),
    ),
    Mistake(
        id="denominator-multiplied",
        title="The step is multiplied by the root of v, where it should be divided",
        kind="wrong variable",
        symptom="Almost no progress where gradients are small, and leaps where they are large.",
        fix="Divide by the root of v.",
        links=("https://github.com/oracle/tribuo/pull/401",),
        transform=dividing(guarded_root),
    ),
    Mistake(
        id="denominator-missing",
        title="The step is not divided by the root of v at all",
        kind="missing step",
        symptom="The curve of gradient descent with a small lr: every step scales with its gradient.",
        fix="Divide by the root of v.",
        links=(),
        transform=dividing(lambda found: Integer(1)),
    ),
    Mistake(
        id="step-times-t",
        title="The step is multiplied by t",
        kind="wrong variable",
        symptom="A good start, then steps that become longer and longer: the loss falls, swings and climbs.",
        fix="t stands in the exponents of the corrections, and nowhere else.",
        links=("https://github.com/tensorflow/swift-apis/pull/564",),
        transform=times_t,
    ),
)
