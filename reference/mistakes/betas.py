"""β₁ and β₂, each in the other's place, or one of them in both."""

from collections.abc import Callable
from dataclasses import replace

from sympy import Expr, Rational

from ..roles import Recursion, corrections_of, divisor, first_moment, follower
from ..rule import Form, Rule
from ..symbols import t
from .mistake import Mistake, Transform
from .rewriting import recursion, replaced, rewrite_corrections, substitute, substitute_in

Mix = Callable[[Expr, Expr], tuple[Expr, Expr]]
"""From (β₁, β₂) to what stands in their places."""


def swapped(one: Expr, two: Expr) -> tuple[Expr, Expr]:
    return two, one


def only_first(one: Expr, two: Expr) -> tuple[Expr, Expr]:
    return one, one


def only_second(one: Expr, two: Expr) -> tuple[Expr, Expr]:
    return two, two


def both_forget(one: Recursion, two: Recursion) -> bool:
    """Whether both moments have a β; a sum, as FedAdagrad's, has none that could stand elsewhere."""
    return bool(one.decay.free_symbols and two.decay.free_symbols)


def in_moments(mix: Mix) -> Transform:
    """Mix the decays in the lines of the two moments."""

    def transform(rule: Rule, form: Form) -> Form | None:
        first, second = first_moment(form), divisor(form)
        if first is None or second is None or not both_forget(first, second):
            return None
        one, two = mix(first.decay, second.decay)
        wrong = substitute_in(form, first.symbol, {first.decay: one})
        wrong = substitute_in(wrong, second.symbol, {second.decay: two})
        # Where they stand nowhere else, that is to exchange them throughout.
        return None if wrong == everywhere(rule, form) else wrong

    return transform


def in_corrections(mix: Mix) -> Transform:
    """Mix the decays in the two bias corrections."""

    def transform(rule: Rule, form: Form) -> Form | None:
        first, second = first_moment(form), divisor(form)
        corrections = corrections_of(form, (first_moment, divisor))
        if first is None or second is None or corrections is None:
            return None
        mixed = [1 - decay**t for decay in mix(first.decay, second.decay)]
        values = dict(zip(corrections, mixed, strict=True))
        return rewrite_corrections(form, lambda value: replaced(value, values))

    return transform


def everywhere(rule: Rule, form: Form) -> Form | None:
    """Exchange the decays wherever they stand, as when two arguments are given in the wrong order."""
    first, second = first_moment(form), divisor(form)
    if first is None or second is None or not (first.decay.is_Symbol and second.decay.is_Symbol):
        return None
    return substitute(form, {first.decay: second.decay, second.decay: first.decay})


def other_weight(first: bool) -> Transform:
    """Weigh what one moment gathers with the other's complement: v ← β₂·v + (1 − β₁)·g²."""

    def transform(rule: Rule, form: Form) -> Form | None:
        one, two = first_moment(form), divisor(form)
        if one is None or two is None or not both_forget(one, two):
            return None
        wrong, other = (one, two) if first else (two, one)
        if follower(form) is wrong:
            return None  # its β stands there alone: that is to have the other's throughout
        return substitute_in(form, wrong.symbol, {wrong.weight: 1 - other.decay})

    return transform


LAMBDA = 1 - Rational(1, 10**8)
"""The λ of the convergence proof."""


def decaying(moment: Recursion) -> Recursion | None:
    """m = β₁λᵗ⁻¹·m + (1 − β₁λᵗ⁻¹)·g."""
    decay = moment.decay * LAMBDA ** (t - 1)
    return replace(moment, decay=decay, weight=1 - decay) if moment.is_average else None


BETAS = (
    Mistake(
        id="beta1-in-v-weight",
        title="1 − β₁ in the second moment, where 1 − β₂ belongs",
        kind="wrong variable",
        symptom="Training as if lr were ten times too small: v is a hundred times too large at the default β's.",
        fix="The complement has the β of its own moment: v ← β₂·v + (1 − β₂)·g².",
        links=(),
        transform=other_weight(first=False),
    ),
    Mistake(
        id="beta2-in-m-weight",
        title="1 − β₂ in the first moment, where 1 − β₁ belongs",
        kind="wrong variable",
        symptom="Training as if lr were a hundred times too small: m is that much too small at the default β's.",
        fix="The complement has the β of its own moment: m ← β₁·m + (1 − β₁)·g.",
        links=(),
        transform=other_weight(first=True),
    ),
    Mistake(
        id="betas-swapped",
        title="β₁ and β₂ exchanged throughout",
        kind="wrong variable",
        symptom="A sluggish curve that overshoots and comes back in long waves, with single steps that are far too long: m "
        "remembers a thousand gradients, v only ten.",
        fix="β₁ (0.9) belongs to the first moment, β₂ (0.999) to the second.",
        links=(),
        transform=everywhere,
    ),
    Mistake(
        id="betas-swapped-moments",
        title="β₁ and β₂ exchanged in the moments",
        kind="wrong variable",
        symptom="A start that is far too slow, then long waves: m remembers a thousand gradients, v only ten, and the "
        "corrections are made for the opposite.",
        fix="β₁ belongs to the first moment, β₂ to the second.",
        links=(),
        transform=in_moments(swapped),
    ),
    Mistake(
        id="beta1-in-both-moments",
        title="β₁ in both moments",
        kind="wrong variable",
        symptom="A slow start and a noisy curve later: v forgets within ten steps, so rare large gradients make long steps.",
        fix="The second moment decays by β₂.",
        links=(),
        transform=in_moments(only_first),
    ),
    Mistake(
        id="beta2-in-both-moments",
        title="β₂ in both moments",
        kind="wrong variable",
        symptom="A very slow start and long waves about the minimum: m remembers a thousand gradients.",
        fix="The first moment decays by β₁.",
        links=(),
        transform=in_moments(only_second),
    ),
    Mistake(
        id="betas-swapped-corrections",
        title="β₁ and β₂ exchanged in the bias corrections",
        kind="wrong variable",
        symptom="A leap at the start (the first step is 1000 times too long, the hundredth still 34 times), then training as if "
        "from bad initial weights.",
        fix="m is divided by 1 − β₁ᵗ and v by 1 − β₂ᵗ, so lr_t is lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ).",
        links=(),
        transform=in_corrections(swapped),
    ),
    Mistake(
        id="beta1-in-both-corrections",
        title="β₁ in both bias corrections",
        kind="wrong variable",
        symptom="A restless start, with steps 10 times too long at first and 3 times at t = 100; nothing unusual after a "
        "thousand steps.",
        fix="v is divided by 1 − β₂ᵗ, so lr_t is lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ).",
        links=(),
        transform=in_corrections(only_first),
    ),
    Mistake(
        id="beta2-in-both-corrections",
        title="β₂ in both bias corrections",
        kind="wrong variable",
        symptom="The loss leaps (steps 100 times too long at first, 10 times at t = 100), then comes down over thousands of "
        "steps.",
        fix="m is divided by 1 − β₁ᵗ, so lr_t is lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ).",
        links=(),
        transform=in_corrections(only_second),
    ),
    Mistake(
        id="beta1-decays",
        title="β₁ decays from step to step, β₁·λᵗ⁻¹ with λ = 1 − 10⁻⁸, as in the convergence proof alone",
        kind="schedule",
        symptom="Nothing to see for a million steps; then momentum fades away, and the corrections no longer fit.",
        fix="Keep β₁ as it is: λ serves the proof, and is not in the algorithm.",
        links=(
            "https://github.com/BRML/climin/pull/47",
            "https://github.com/mila-iqia/blocks/pull/1144",
            "https://github.com/mila-iqia/blocks/issues/1175",
            "https://github.com/tenstorrent/tt-metal/issues/55935",
        ),
        transform=recursion(first_moment, decaying),
    ),
)
