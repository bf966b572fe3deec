"""What goes wrong with options: weight decay, and dampening, the largest second moment, a start that is given, lr that falls."""

from collections.abc import Callable

from sympy import Expr, Integer

from ..roles import denominator, line_of
from ..rule import Form, Rule, let
from ..symbols import dampening, initial_accumulator, lr_decay, m, mu, t, v, v_max
from .decays import DECAYS
from .mistake import Mistake, Transform
from .rewriting import rewrite, started, substitute, with_option


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
    *DECAYS,
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
