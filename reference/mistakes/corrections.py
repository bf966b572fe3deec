"""The bias correction: missing, frozen, a step off, upside down, twice, or with its root in the wrong place."""

from collections.abc import Callable

from sympy import Expr, Integer

from ..operations import FIRST_STEP
from ..roles import HALF, Role, corrections_of, divisor, first_moment
from ..rule import Form, Rule
from ..symbols import t
from .mistake import Mistake, Transform
from .rewriting import powers, replaced, rewrite_corrections

BOTH = (first_moment, divisor)
M, V = (first_moment,), (divisor,)


def with_correction(change: Callable[[Expr], Expr], roles: tuple[Role, ...]) -> Transform:
    """The mistake that has, for a moment of decay β, `change(β)` in place of 1 − βᵗ."""

    def transform(rule: Rule, form: Form) -> Form | None:
        corrections = corrections_of(form, roles)
        if corrections is None:
            return None
        decays = [moment.decay for role in roles if (moment := role(form))]
        values = {each: change(decay) for each, decay in zip(corrections, decays, strict=True)}
        return rewrite_corrections(form, lambda value: replaced(value, values))

    return transform


def with_exponent(factors: dict[Role, Expr]) -> Transform:
    """The mistake that multiplies the exponents of the corrections by factors."""

    def transform(rule: Rule, form: Form) -> Form | None:
        corrections = corrections_of(form, tuple(factors))
        if corrections is None:
            return None
        for correction, factor in zip(corrections, factors.values(), strict=True):
            form = rewrite_corrections(form, lambda value, c=correction, f=factor: powers(value, c, lambda e: e * f))
        return form

    return transform


def missing(_: Expr) -> Expr:
    """No correction."""
    return Integer(1)


def constant(decay: Expr) -> Expr:
    """1 − β for 1 − βᵗ."""
    return 1 - decay


EXPONENTS = (2, 3, 4, 5, 10, 100, 1000)
"""What people write for t, where they write a number, but for 1."""


def frozen(roles: tuple[Role, ...]) -> tuple[Transform, ...]:
    """1 − βᵏ for 1 − βᵗ, whatever t is."""
    return tuple(with_correction(lambda decay, k=each: 1 - decay**k, roles) for each in EXPONENTS)


DIVIDE_M = "Divide m by 1 − β₁ᵗ."
DIVIDE_V = "Divide v by 1 − β₂ᵗ."
DIVIDE = "Divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ, in every step, with the t of that step."
CONVNETJS = "https://github.com/karpathy/convnetjs/pull/70"

CORRECTIONS = (
    Mistake(
        id="correction-missing",
        title="No bias correction",
        kind="missing step",
        symptom="A rough start, with steps 3 times too long at first and 6.6 times at t = 12, and nothing unusual later; a "
        "warm-up of lr seems to help.",
        fix=DIVIDE,
        links=(
            "https://github.com/ml-explore/mlx/pull/1640",
            "https://github.com/nerfstudio-project/gsplat/issues/604",
            "https://github.com/FluxML/Flux.jl/issues/1962",
            "https://github.com/unslothai/unsloth-zoo/pull/819",
        ),
        transform=with_correction(missing, BOTH),
    ),
    Mistake(
        id="correction-missing-m",
        title="No bias correction of the first moment",
        kind="missing step",
        symptom="A slow first dozen of steps (the first is a tenth of what it should be), then the right curve.",
        fix=DIVIDE_M,
        links=(
            "https://github.com/kozistr/pytorch_optimizer/pull/159",
            "https://github.com/kozistr/pytorch_optimizer/pull/77",
            "https://github.com/kozistr/pytorch_optimizer/pull/354",
        ),
        transform=with_correction(missing, M),
    ),
    Mistake(
        id="correction-missing-v",
        title="No bias correction of the second moment",
        kind="missing step",
        symptom="A rough start: the first step is 32 times too long, and it takes a thousand until they are right.",
        fix=DIVIDE_V,
        links=(),
        transform=with_correction(missing, V),
    ),
    Mistake(
        id="correction-constant",
        title="Bias corrections whose exponent never moves, as 1 − β for 1 − βᵗ",
        kind="missing step",
        symptom="A right first step, then steps up to twice as long as they should be, and a third of that length in the long run, "
        "which looks like an lr that is too low.",
        fix=DIVIDE,
        links=(
            "https://github.com/eriklindernoren/ML-From-Scratch/issues/35",
            "https://github.com/PennyLaneAI/pennylane/pull/1929",
            "https://github.com/FluxML/Flux.jl/issues/789",
            "https://github.com/tensorflow/tfjs-core/pull/280",
            "https://github.com/root-project/root/pull/5042",
            "https://github.com/allenai/OLMo-core/pull/317",
        ),
        transform=with_correction(constant, BOTH),
        others=frozen(BOTH),
    ),
    Mistake(
        id="correction-constant-m",
        title="Bias correction of the first moment whose exponent never moves, as 1 − β₁ for 1 − β₁ᵗ",
        kind="missing step",
        symptom="A right first step, then steps that grow to 1/(1 − β₁) times the length they should have: a high, noisy plateau.",
        fix=DIVIDE_M,
        links=(),
        transform=with_correction(constant, M),
        others=frozen(M),
    ),
    Mistake(
        id="correction-constant-v",
        title="Bias correction of the second moment whose exponent never moves, as 1 − β₂ for 1 − β₂ᵗ",
        kind="missing step",
        symptom="A right first step, then steps that shrink to √(1 − β₂) of the length they should have: training nearly stops.",
        fix=DIVIDE_V,
        links=(),
        transform=with_correction(constant, V),
        others=frozen(V),
    ),
    Mistake(
        id="t-one-ahead",
        title="Bias corrections a step ahead: t counts from 2",
        kind="off by one",
        symptom="Nothing to see: the first step is a quarter too short, and after some hundred steps the curves are one.",
        fix="Count the first step as t = 1.",
        links=(
            "https://github.com/PaddlePaddle/Paddle/issues/53052",
            "https://github.com/cs231n/cs231n.github.io/issues/179",
            "https://github.com/tiny-dnn/tiny-dnn/pull/824",
        ),
        transform=with_correction(lambda decay: 1 - decay ** (t + 1), BOTH),
    ),
    Mistake(
        id="t-one-behind",
        title="Bias corrections a step behind: t counts from 0, or max(t − 1, 1) stands for t",
        kind="off by one",
        symptom="NaN from the first step on, for 1 − β⁰ is zero; or, where that step was mended by hand, too long second and "
        "third steps.",
        fix="Count the first step as t = 1: increment t before the corrections.",
        links=(
            "https://github.com/Oneflow-Inc/oneflow/pull/5960",
            "https://github.com/apple/axlearn/pull/1118",
        ),
        transform=with_correction(lambda decay: 1 - decay ** (t - 1), BOTH),
        others=(with_correction(lambda decay: 1 - decay ** (t - 1 + FIRST_STEP), BOTH),),
    ),
    Mistake(
        id="t-twice-as-fast",
        title="t counts every step twice",
        kind="off by one",
        symptom="Nothing to see: first steps some quarter too short, and after some hundred steps the curves are one.",
        fix="Increment t once a step, outside the loop over parameters.",
        links=(
            "https://github.com/geoopt/geoopt/issues/164",
            "https://github.com/PaddlePaddle/Paddle/pull/38518",
        ),
        transform=with_correction(lambda decay: 1 - decay ** (2 * t), BOTH),
    ),
    Mistake(
        id="correction-power",
        title="The power of the bias corrections in the wrong place: (1 − β)ᵗ for 1 − βᵗ",
        kind="wrong order",
        symptom="A right first step, then steps that die within some ten: each is √(1 − β₂)/(1 − β₁), a third, of the one before.",
        fix="β has the exponent, and 1 − βᵗ has none: 1 - beta1**t, with ** and not with *.",
        links=(),
        transform=with_correction(lambda decay: (1 - decay) ** t, BOTH),
        others=(with_correction(lambda decay: 1 - decay * t, BOTH),),
    ),
    Mistake(
        id="correction-multiplied",
        title="Bias corrections upside down: multiplied by 1 − βᵗ",
        kind="wrong variable",
        symptom="A leap at the start, with steps 10 times too long at first and 43 times at t = 12; nothing unusual after thousands.",
        fix=DIVIDE,
        links=(CONVNETJS,),
        transform=with_exponent(dict.fromkeys(BOTH, Integer(-1))),
    ),
    Mistake(
        id="correction-multiplied-m",
        title="Bias correction of the first moment upside down: m·(1 − β₁ᵗ)",
        kind="wrong variable",
        symptom="A very slow first dozen of steps (the first is a hundredth of what it should be), then the right curve.",
        fix=DIVIDE_M,
        links=(),
        transform=with_exponent({first_moment: Integer(-1)}),
    ),
    Mistake(
        id="correction-multiplied-v",
        title="Bias correction of the second moment upside down: v·(1 − β₂ᵗ)",
        kind="wrong variable",
        symptom="A leap at the start: the first step is 1000 times too long, and it takes some thousand until they are right.",
        fix=DIVIDE_V,
        links=(),
        transform=with_exponent({divisor: Integer(-1)}),
    ),
    Mistake(
        id="correction-twice",
        title="Both moments corrected twice",
        kind="state",
        symptom="A slow start, with steps of a third of their length or less, and nothing unusual after a thousand.",
        fix="Correct once: m̂ and v̂ with lr, or m and v with lr_t.",
        links=(),
        transform=with_exponent(dict.fromkeys(BOTH, Integer(2))),
    ),
    Mistake(
        id="correction-twice-m",
        title="First moment corrected twice",
        kind="state",
        symptom="A first step 10 times too long, the tenth still 1.5 times; then the right curve.",
        fix=DIVIDE_M,
        links=(),
        transform=with_exponent({first_moment: Integer(2)}),
    ),
    Mistake(
        id="correction-twice-v",
        # √(v/c²) = √v/c, so these two are the same thing.
        title="Second moment corrected twice, or its correction without the root: √v/(1 − β₂ᵗ)",
        kind="missing step",
        symptom="A very slow start (the first step is 32 times too short), and nothing unusual after a thousand.",
        fix="1 − β₂ᵗ belongs under the root, once: √(v/(1 − β₂ᵗ)), or √(1 − β₂ᵗ) in lr_t.",
        links=(),
        transform=with_exponent({divisor: Integer(2)}),
    ),
    Mistake(
        id="root-on-m-correction",
        title="A root on the first moment's correction as well: √(1 − β₁ᵗ)",
        kind="wrong variable",
        symptom="A slow first dozen of steps (the first is a third of what it should be), then the right curve.",
        fix="Only 1 − β₂ᵗ has a root, because v̂ stands under one.",
        links=(),
        transform=with_exponent({first_moment: HALF}),
    ),
    Mistake(
        id="root-on-wrong-correction",
        title="The root on the wrong correction: lr·(1 − β₂ᵗ)/√(1 − β₁ᵗ)",
        kind="wrong variable",
        symptom="A start that is hardly one: the first step is 100 times too short, and it takes a thousand until they are right.",
        fix="The root belongs to 1 − β₂ᵗ, because v̂ stands under one.",
        links=(),
        transform=with_exponent({first_moment: HALF, divisor: Integer(2)}),
    ),
)
