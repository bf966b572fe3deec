"""What goes wrong with options: weight decay, dampening, the largest second moment, a start that is given, lr that falls."""

from collections.abc import Callable, Mapping
from typing import Any

from sympy import Expr, Integer

from ..roles import denominator, line_of
from ..rule import Form, Rule, let
from ..symbols import dampening, g, initial_accumulator, lr, lr_decay, m, mu, t, theta, v, v_max, weight_decay
from .mistake import Mistake, Transform
from .rewriting import begin, replaced, rewrite, started, substitute

# WEIGHT DECAY


def with_decay(value: Expr) -> Transform:
    """The mistake that has another expression in place of λ."""
    return with_option({weight_decay: value})


def with_option(values: Mapping[Any, Expr]) -> Transform:
    """The mistake that has other expressions in place of an option's hyperparameters."""

    def transform(rule: Rule, form: Form) -> Form | None:
        return substitute(form, values) if set(values) <= set(form.symbols) else None

    return transform


def decays_gradient(form: Form) -> bool:
    """Whether the form adds its penalty to the gradient."""
    return weight_decay in form.symbols and line_of(form, g) is not None


def share_of(form: Form) -> Expr | None:
    """The share of itself by which θ shrinks beside the gradient: λ or lr·λ."""
    line = line_of(form, theta)
    if line is None or not line.value.has(weight_decay):
        return None
    return (replaced(line.value, {weight_decay: Integer(0)}) - line.value) / theta


def without_decay(form: Form) -> Form:
    """The same form without its weight decay."""
    if decays_gradient(form):
        return form.with_step(*(line for line in form.step if line.symbol != g))
    return substitute(form, {weight_decay: Integer(0)})


def into_gradient(rule: Rule, form: Form) -> Form | None:
    """g ← g + λ·θ, where the rule shrinks θ; without state the two would be the same."""
    if share_of(form) is None or not form.state:
        return None
    return begin(without_decay(form), let(g, g + weight_decay * theta))


def beside_gradient(factor: Expr) -> Transform:
    """θ ← … − factor·λ·θ, where the rule adds λ·θ to the gradient."""

    def transform(rule: Rule, form: Form) -> Form | None:
        if not decays_gradient(form) or not (form.state or factor == 1):
            return None
        return rewrite(without_decay(form), theta, lambda value: value - factor * weight_decay * theta)

    return transform


def after_step(rule: Rule, form: Form) -> Form | None:
    """θ ← θ − step, and then θ ← (1 − λ)·θ."""
    share = share_of(form)
    if share is None:
        return None
    return form.with_step(*without_decay(form).step, let(theta, (1 - share) * theta))


def in_fraction(rule: Rule, form: Form) -> Form | None:
    """lr·(m̂ + λ·θ)/(√v̂ + ε)."""
    share, found = share_of(form), denominator(form)
    if share is None or found is None:
        return None
    return rewrite(without_decay(form), theta, lambda value: value - share * theta * found.factor)


def without_parameter(rule: Rule, form: Form) -> Form | None:
    """λ for λ·θ."""
    share = share_of(form)
    if share is not None:
        return rewrite(without_decay(form), theta, lambda value: value - share)
    return begin(without_decay(form), let(g, g + weight_decay)) if decays_gradient(form) else None


# OTHER OPTIONS


def of_maximum(change: Callable[[Form, Expr], Form]) -> Transform:
    """The mistake that changes how the largest second moment is kept."""

    def transform(rule: Rule, form: Form) -> Form | None:
        line = line_of(form, v_max)
        return change(form, line.value) if line is not None else None

    return transform


def forgotten(form: Form, largest: Expr) -> Form:
    """v_max = v."""
    newest = next(each for each in largest.args if each != v_max)
    return rewrite(form, v_max, lambda _: newest)


def stored(form: Form, largest: Expr) -> Form:
    """v = max(v_max, v) as well."""
    lines = [each for line in form.step for each in ([line, let(v, v_max)] if line.symbol == v_max else [line])]
    return form.with_step(*lines) if set(largest.args) == {v_max, v} else form


def mean_added(rule: Rule, form: Form) -> Form | None:
    """√(v + m²)."""
    found = denominator(form)
    return substitute(form, {-(m**2): m**2}) if found and found.scale.has(m) else None


def start_ignored(rule: Rule, form: Form) -> Form | None:
    """v₀ = 0."""
    given = any(each.initial == initial_accumulator for each in form.state)
    return started(form, v, Integer(0)) if given else None


def lr_falls_early(rule: Rule, form: Form) -> Form | None:
    """lr/(1 + t·η)."""
    if lr_decay not in form.symbols:
        return None
    return substitute(form, {1 + (t - 1) * lr_decay: 1 + t * lr_decay})


OPTIONS = (
    Mistake(
        id="decay-missing",
        title="Weight decay has no effect",
        kind="weight decay",
        symptom="The curve of λ = 0: weights grow as they like, and nothing changes with λ.",
        fix="Use λ in the step, and look whether the result of an operation out of place is dropped.",
        links=(
            "https://github.com/tinygrad/tinygrad/pull/17708",
            "https://github.com/fastai/fastai2/issues/246",
            "https://github.com/kozistr/pytorch_optimizer/issues/517",
            "https://github.com/ml-explore/mlx/pull/473",
        ),
        transform=with_decay(Integer(0)),
    ),
    Mistake(
        id="decay-sign",
        title="Weight decay with the wrong sign: weights grow",
        kind="sign",
        symptom="Weights that grow slowly, the more so the longer training lasts; the loss hardly tells.",
        fix="Add λ·θ to the gradient; subtract it from θ.",
        links=(),
        transform=with_decay(-weight_decay),
    ),
    Mistake(
        id="decay-twice",
        title="Weight decay twice, by 2·λ",
        kind="weight decay",
        symptom="The curve of twice the λ; weights end smaller than they should.",
        fix="Decay in one place: in the layer or in the optimizer, in the wrapper or in what it wraps.",
        links=(
            "https://github.com/nntrainer/nntrainer/pull/218",
            "https://github.com/dylanyunlon/Neuron_SP/issues/13",
        ),
        transform=with_decay(2 * weight_decay),
    ),
    Mistake(
        id="decay-lr-twice",
        title="lr twice in the weight decay",
        kind="weight decay",
        symptom="The curve of a smaller λ, nearly that of none: lr makes it a hundred or a thousand times smaller.",
        fix="lr multiplies λ·θ once.",
        links=("https://github.com/dholzmueller/pytabkit/issues/40",),
        transform=with_decay(lr * weight_decay),
    ),
    Mistake(
        id="decay-coupled",
        title="Weight decay in the gradient, where it is decoupled: L2 under the name of AdamW",
        kind="weight decay",
        symptom="λ changes much less than it should where the gradients are large, for it is divided by √v as they are.",
        fix="Shrink θ beside the step, and leave g as it is.",
        links=(
            "https://github.com/bitsandbytes-foundation/bitsandbytes/issues/1992",
            "https://github.com/nntrainer/nntrainer/pull/3527",
            "https://github.com/cybertronai/pytorch-lamb/issues/3",
        ),
        transform=into_gradient,
    ),
    Mistake(
        id="decay-decoupled",
        title="Weight decay beside the gradient, where it is L2: no moment sees it",
        kind="weight decay",
        symptom="Nothing to see with plain gradient descent; elsewhere λ shrinks weights more evenly than it should.",
        fix="Add λ·θ to the gradient before all else.",
        links=(
            "https://github.com/nntrainer/nntrainer/pull/1844",
            "https://github.com/apache/mxnet/issues/9363",
        ),
        transform=beside_gradient(lr),
    ),
    Mistake(
        id="decay-without-lr",
        title="Weight decay beside the gradient and without lr, where it is L2",
        kind="weight decay",
        symptom="Weights shrink to nothing within some 1/λ steps, whatever lr is.",
        fix="Add λ·θ to the gradient before lr multiplies it.",
        links=(
            "https://github.com/flashlight/flashlight/issues/143",
            "https://github.com/FluxML/model-zoo/pull/303",
        ),
        transform=beside_gradient(Integer(1)),
    ),
    Mistake(
        id="decay-after-step",
        title="Weight decay of the new θ: the step is decayed too",
        kind="weight decay",
        symptom="Nothing to see: every step is too short by the share λ of itself.",
        fix="Decay θ before the step is added.",
        links=(
            "https://github.com/huggingface/transformers/issues/14539",
            "https://github.com/bitsandbytes-foundation/bitsandbytes/issues/2010",
        ),
        transform=after_step,
    ),
    Mistake(
        id="decay-in-fraction",
        title="Weight decay in the numerator: lr·(m̂ + λ·θ)/(√v̂ + ε)",
        kind="weight decay",
        symptom="λ changes less than it should where gradients are large, and far more where they are small.",
        fix="Write the decay beside the fraction: lr·m̂/(√v̂ + ε) + lr·λ·θ.",
        links=("https://github.com/joennlae/tensorli/issues/1",),
        transform=in_fraction,
    ),
    Mistake(
        id="decay-without-parameter",
        title="Weight decay without θ: λ for λ·θ",
        kind="weight decay",
        symptom="All weights drift down by the same amount in every step, however small they are, and below zero.",
        fix="Multiply λ by θ.",
        links=("https://github.com/jettify/pytorch-optimizer/issues/454",),
        transform=without_parameter,
    ),
    Mistake(
        id="dampening-missing",
        title="Dampening has no effect",
        kind="missing step",
        symptom="A restless start: steps are 1/(1 − τ) times too long, which looks like an lr that is too high.",
        fix="Weight the new gradient by 1 − τ, from the second step on.",
        links=("https://github.com/open-lm-engine/accelerated-model-architectures/pull/436",),
        transform=with_option({dampening: Integer(0)}),
    ),
    Mistake(
        id="dampening-is-mu",
        title="Dampening by μ",
        kind="wrong variable",
        symptom="Slow but steady: with μ = 0.9 every step is a tenth of what it should be.",
        fix="τ is a hyperparameter of its own, and 0 where nobody sets it.",
        links=(
            "https://github.com/NVIDIA/apex/issues/1186",
            "https://github.com/facebookresearch/dadaptation/pull/39",
            "https://github.com/tensorflow/tensorflow/pull/36832",
            "https://github.com/google-deepmind/optax/issues/440",
            "https://github.com/keisuke-umezawa/deeplearning-default-value/pull/3",
            "https://github.com/intel/analytics-zoo/issues/1038",
            "https://github.com/tensorflow/addons/pull/1077",
        ),
        transform=with_option({dampening: mu}),
    ),
    Mistake(
        id="dampening-exchanged",
        title="Dampening exchanged with its complement: τ·g for (1 − τ)·g",
        kind="wrong constant",
        symptom="With little dampening almost no progress, and with much of it steps that are too long.",
        fix="τ is the share of the gradient that is left out.",
        links=(),
        transform=with_option({dampening: 1 - dampening}),
    ),
    Mistake(
        id="maximum-forgotten",
        title="The largest second moment is not kept: v_max is the newest",
        kind="state",
        symptom="Adam's curve: AMSGrad's name brings nothing.",
        fix="Keep the larger of v and the v_max of the step before.",
        links=(),
        transform=of_maximum(forgotten),
    ),
    Mistake(
        id="maximum-stored",
        title="The largest second moment is stored in the second moment too",
        kind="aliasing",
        symptom="Steps that become shorter and shorter: v can only rise. A maximum that is written in place does it.",
        fix="Keep the maximum in a state of its own, and leave v as it is.",
        links=(),
        transform=of_maximum(stored),
    ),
    Mistake(
        id="mean-added",
        title="The squared mean is added to the second moment: √(v + m²)",
        kind="sign",
        symptom="Steps up to √2 times too short, most where gradients agree: it looks like an lr that is a little too low.",
        fix="The variance is v − m².",
        links=(),
        transform=mean_added,
    ),
    Mistake(
        id="initial-ignored",
        title="The initial accumulator is ignored: v starts at zero",
        kind="state",
        symptom="Long first steps wherever gradients are small.",
        fix="Start v at the value that is given.",
        links=(),
        transform=start_ignored,
    ),
    Mistake(
        id="lr-falls-early",
        title="lr falls a step early: lr/(1 + t·η)",
        kind="schedule",
        symptom="Nothing to see: every step is a little too short, and less so with time.",
        fix="The first step has the full lr: lr/(1 + (t − 1)·η), with t counted from 1.",
        links=("https://github.com/apple/axlearn/pull/1118",),
        transform=lr_falls_early,
    ),
)
