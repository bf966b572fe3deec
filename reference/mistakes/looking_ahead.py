"""NAdam's schedule and product of momenta, and what of the step they correct."""

from collections.abc import Callable

from sympy import Expr, Integer, Pow, Symbol

from ..rule import Form, Rule
from ..symbols import beta1, m, m_hat, mu_next, mu_product, mu_t, t
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite, started

P = mu_product


def with_product(change: Callable[[Form], Form]) -> Transform:
    """The mistake in rules that keep the product of their momenta."""

    def transform(rule: Rule, form: Form) -> Form | None:
        return change(form) if any(each.symbol == P for each in form.state) else None

    return transform


def in_line(symbol: Symbol, values: dict[Expr, Expr]) -> Transform:
    """The mistake that has other expressions in one line."""
    return with_product(lambda form: rewrite(form, symbol, lambda value: replaced(value, values)))


def in_schedule(change: Callable[[Expr], Expr]) -> Transform:
    """The mistake that changes the schedule of momenta, this step's and the next's."""
    return with_product(lambda form: rewrite(rewrite(form, mu_t, change), mu_next, change))


LOOKING_AHEAD = (
    Mistake(
        id="product-twice",
        title="The product of the next step has μ_t twice: 1 − P·μ_t·μ_next",
        kind="wrong variable",
        symptom="A first step some percent too short, and nothing to see after a hundred.",
        fix="P has μ_t in it already: divide by 1 − P·μ_next.",
        links=("https://github.com/pytorch/pytorch/pull/92699",),
        transform=in_line(m_hat, {1 - P * mu_next: 1 - P * mu_t * mu_next}),
    ),
    Mistake(
        id="product-not-ahead",
        title="m is corrected by 1 − P, the product of this step",
        kind="off by one",
        symptom="First steps that are too long; later nothing.",
        fix="m stands for the next step: divide it by 1 − P·μ_next, and g by 1 − P.",
        links=(),
        transform=in_line(m_hat, {1 - P * mu_next: 1 - P}),
    ),
    Mistake(
        id="product-starts-at-zero",
        title="The product of momenta starts at 0",
        kind="state",
        symptom="No bias correction: a start that is too slow, for a product that begins with 0 stays 0.",
        fix="Start P at 1.",
        links=("https://github.com/dotnet/TorchSharp/issues/1154",),
        transform=with_product(lambda form: started(form, P, Integer(0))),
    ),
    Mistake(
        id="product-forgotten",
        title="The product of momenta is that of this step alone: P = μ_t",
        kind="state",
        symptom="A right first step; then all are too long, for good.",
        fix="Keep P from step to step: P ← P·μ_t.",
        links=(),
        transform=with_product(lambda form: rewrite(form, P, lambda _: mu_t)),
    ),
    Mistake(
        id="product-of-beta1",
        title="β₁ᵗ where the product of the scheduled momenta belongs",
        kind="wrong variable",
        symptom="First steps that are some times too long: β₁ᵗ falls more slowly than the product of momenta below β₁.",
        fix="Multiply the scheduled momenta up: P ← P·μ_t.",
        links=(),
        transform=with_product(lambda form: rewrite(form, P, lambda _: beta1**t)),
    ),
    Mistake(
        id="schedule-not-ahead",
        title="μ_t in place of the next momentum",
        kind="off by one",
        symptom="Nothing to see: at ψ = 1/250 two momenta differ by 10⁻⁴.",
        fix="Take the momentum of the next step, μ_{t+1}, with m.",
        links=(),
        transform=in_line(m_hat, {mu_next: mu_t}),
    ),
    Mistake(
        id="schedule-late",
        title="The schedule counts from 0: 0.96^((t − 1)ψ)",
        kind="off by one",
        symptom="Nothing to see at ψ = 1/250; at ψ = 1 a start with too little momentum.",
        fix="Count the steps from 1.",
        links=(),
        transform=in_schedule(lambda value: replaced(value, {t: t - 1})),
    ),
    Mistake(
        id="schedule-without-half",
        title="The schedule without its half: μ = β₁·(1 − 0.96^(tψ))",
        kind="wrong constant",
        symptom="Hardly any momentum in the first thousand steps: the curve of RMSprop, which turns slowly into that of NAdam.",
        fix="μ begins at β₁/2: β₁·(1 − ½·0.96^(tψ)).",
        links=(),
        transform=in_schedule(lambda value: replaced(value, {each: 2 * each for each in value.atoms(Pow)})),
    ),
    Mistake(
        id="lookahead-gradient-uncorrected",
        title="The gradient in m̂ is not corrected",
        kind="missing step",
        symptom="First steps that are too short, by half where μ begins at a half; later nothing.",
        fix="Divide (1 − μ_t)·g by 1 − P.",
        links=("https://github.com/apache/mxnet/pull/6784",),
        transform=in_line(m_hat, {1 / (1 - P): Integer(1)}),
    ),
    Mistake(
        id="lookahead-missing",
        title="The step is along m alone, and does not look ahead",
        kind="missing step",
        symptom="Adam's curve, a little slower than NAdam's.",
        fix="Add the gradient's share: m̂ = μ_next·m/(1 − P·μ_next) + (1 − μ_t)·g/(1 − P).",
        links=(),
        transform=with_product(lambda form: rewrite(form, m_hat, lambda _: m / (1 - P))),
    ),
)
