"""What goes wrong with weight decay."""

from sympy import Expr, Integer, expand

from ..roles import denominator, line_of, remembers
from ..rule import Form, Rule, let
from ..symbols import g, lr, theta, weight_decay
from .mistake import Mistake, Transform
from .rewriting import begin, replaced, rewrite, substitute, with_option


def with_decay(value: Expr) -> Transform:
    """The mistake that has another expression in place of λ."""
    return with_option({weight_decay: value})


def decays_gradient(form: Form) -> bool:
    """Whether the form adds its penalty to the gradient."""
    return weight_decay in form.symbols and line_of(form, g) is not None


def share_of(form: Form) -> Expr | None:
    """The share of itself by which θ shrinks beside the gradient: λ or lr·λ."""
    line = line_of(form, theta)
    if line is None or not line.value.has(weight_decay):
        return None
    return expand(replaced(line.value, {weight_decay: Integer(0)}) - line.value) / theta


def without_decay(form: Form) -> Form:
    """The same form without its weight decay."""
    if decays_gradient(form):
        return form.with_step(*(line for line in form.step if line.symbol != g))
    return substitute(form, {weight_decay: Integer(0)})


def into_gradient(rule: Rule, form: Form) -> Form | None:
    """g ← g + λ·θ, where the rule shrinks θ; without state the two would be the same."""
    if share_of(form) is None or not remembers(form):
        return None
    return begin(without_decay(form), let(g, g + weight_decay * theta))


def beside_gradient(factor: Expr) -> Transform:
    """θ ← … − factor·λ·θ, where the rule adds λ·θ to the gradient."""

    def transform(rule: Rule, form: Form) -> Form | None:
        if not decays_gradient(form) or not (remembers(form) or factor == 1):
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


DECAYS = (
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
        links=("https://github.com/chainer/chainer/issues/261",),
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
        links=(),
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
)
