"""How far one step of Adam can go: the sharp bound, and the one that the paper states."""

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer, Rational, Symbol, sqrt

from ..adam import ALGORITHM_1
from ..evaluation import Intervals, NotEvaluable, evaluate
from ..rule import Form, numbered
from ..symbols import beta1, beta2, epsilon, g, lr, m, t, theta, v
from .claims import Above, Every, NotNegative, Positive, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, WITHOUT_EPSILON, ZERO, at, defaults, stepped, vanishing

K = Symbol("K", positive=True)
"""K_t, the largest m²/v after t steps."""

d = Symbol("d", nonnegative=True)
"""K·v − m², before a step."""

ratio = beta1**2 / beta2
newest = (1 - beta1) ** 2 / (1 - beta2)
"""K_1: what the newest gradient adds to K."""

grown = ratio * K + newest
"""K_{t+1}."""

growth = beta2 / beta1
"""The worst gradients grow by this factor a step."""


def largest(k: Expr) -> Expr:
    """K_k in closed form, where β₁² ≠ β₂."""
    return newest * (1 - beta1 ** (2 * k) / beta2**k) / (1 - ratio)


def step_bound(form: Form) -> tuple[Line, ...]:
    return (*cauchy_schwarz(form), *worst_gradients(form), *papers_first_case(form), *papers_second_case(form))


def cauchy_schwarz(form: Form) -> tuple[Line, ...]:
    """m_t² ≤ K_t·v_t for every sequence of gradients, step by step, hence the bound."""
    after = form.after({v: (m**2 + d) / K})
    first = form.after({**form.start(), t: ONE})
    square = m - beta1 * (1 - beta2) * K / ((1 - beta1) * beta2) * g
    bare, full, ends = stepped(form, WITHOUT_EPSILON), stepped(form), form.after({})
    correction = lr**2 * (1 - beta2**t) / (1 - beta1**t) ** 2
    divisor = sqrt(ends[v] / (1 - beta2**t))
    return (
        Line("after the first step m² = K₁v, with K₁ = (1 − β₁)²/(1 − β₂)", Zero(newest * first[v] - first[m] ** 2)),
        Line(
            "if m² = Kv − d, d ≥ 0, then after a step m² ≤ (Kβ₁²/β₂ + K₁)v: what is missing is a sum of squares",
            NotNegative(
                grown * after[v] - after[m] ** 2,
                ((d * (beta1**2 + newest * beta2 / K), ONE), (newest * beta2 / K, square)),
            ),
        ),
        Line("in closed form K starts at K₁", Zero(largest(ONE) - newest)),
        Line(
            "and goes on so: K_t = K₁(1 − β₁²ᵗ/β₂ᵗ)/(1 − β₁²/β₂)", Zero(largest(t + 1) - (ratio * largest(t) + newest))
        ),
        Line("at ε = 0, Δθ² = lr²(1 − β₂ᵗ)/(1 − β₁ᵗ)²·m²/v", Zero(bare**2 - correction * ends[m] ** 2 / ends[v])),
        Line(
            "so Δθ² ≤ lr²(1 − β₂ᵗ)/(1 − β₁ᵗ)²·K_t, by the share of v that K_t·v exceeds m²",
            Zero(correction * K - bare**2 - correction * (K * ends[v] - ends[m] ** 2) / ends[v]),
        ),
        Line("ε only shortens the step, by √v̂/(√v̂ + ε)", Zero(full * (divisor + epsilon) - bare * divisor)),
    )


def worst_gradients(form: Form) -> tuple[Line, ...]:
    """g_t = (β₂/β₁)ᵗ reaches the bound in every step: the square above stays 0."""
    slope = beta1 * (1 - beta2) / ((1 - beta1) * beta2)
    first = form.after({**form.start(), t: ONE})
    after = form.after({m: slope * K * g, v: slope**2 * K * g**2})
    return (
        Line(
            "if g grows by β₂/β₁ a step, m₁ is as the square wants it for g₂",
            Zero(first[m] - slope * newest * growth * g),
        ),
        Line("m stays so", Zero(after[m] - slope * grown * growth * g)),
        Line(
            "and m² = Kv stays so: such gradients reach the bound in every step", Zero(after[m] ** 2 - grown * after[v])
        ),
    )


def papers_first_case(form: Form) -> tuple[Line, ...]:
    """|Δθ| ≤ lr·(1 − β₁)/√(1 − β₂), where 1 − β₁ > √(1 − β₂): Δθ² ≤ lr²K₁."""
    r, z, more = Symbol("r", positive=True), Symbol("z", positive=True), Symbol("s", positive=True)
    late = 1 / (r * z) + more
    without_m = {**form.start(), beta1: ZERO, t: ONE}
    values = defaults(form)
    betas = {symbol: values[symbol] for symbol in (beta1, beta2)}
    reach = (1 - beta2**t) / (1 - beta1**t) ** 2 * largest(t)
    crossing = 210
    worst = tuple(at(growth, betas) ** k for k in range(1, crossing + 1))
    forever = newest / (1 - ratio)
    return (
        Line("K₂ = K₁(1 + β₁²/β₂)", Zero(largest(Integer(2)) - newest * (1 + ratio))),
        Line("K never falls", NotNegative(largest(t + 1) - largest(t), ((newest * beta1 ** (2 * t) / beta2**t, ONE),))),
        Line(
            "with r = β₁²/β₂ > 0 and β₂ = 1/(1 + z), β₂ᵗ ≤ 1/(1 + tz) makes (1 − β₂ᵗ)(1 + r) > 1 as soon as t > 1/(rz):"
            " then (1 − β₂ᵗ)/(1 − β₁ᵗ)²·K_t > K₁, and the worst gradients exceed the first bound",
            Positive((1 - 1 / (1 + late * z)) * (1 + r) - 1),
        ),
        *vanishing("β₂"),
        Line("at β₁ = 0 m is the gradient", Zero(form.after(without_m)[m] - g)),
        Line("K is K₁ in every step", Zero(at(grown - newest, {beta1: ZERO}))),
        Line("and the first bound holds", NotNegative(at(newest - (1 - beta2**t) * grown, {beta1: ZERO}))),
        Line(
            "at the default β's no gradients exceed it before step 210",
            Every(tuple(Above(newest - reach, betas, k) for k in range(1, crossing))),
        ),
        Line(
            "and gradients that grow by 1.11 a step, g_t = 1.11ᵗ, exceed it at step 210, at the default ε",
            LastStepExceeds(form, worst, tuple(values.items()), at(newest * lr**2, values)),
        ),
        Line(
            "K_t falls short of K₁/(1 − β₁²/β₂) by the share (β₁²/β₂)ᵗ",
            Zero(forever - largest(t) - forever * beta1 ** (2 * t) / beta2**t),
        ),
        Line(
            "so at the default β's, where lr_t/lr stays below 1, the supremum over all t is 7.270…·lr",
            Every((Above(forever - Rational("7.270") ** 2, betas), Above(Rational("7.271") ** 2 - forever, betas))),
        ),
        Line(
            "and for β₁² ≥ β₂, say β₁²/β₂ = 1 + s, there is no bound: K gains K₁ or more in every step",
            NotNegative(at(grown - K - newest, {beta2: beta1**2 / (1 + more)})),
        ),
    )


def papers_second_case(form: Form) -> tuple[Line, ...]:
    """|Δθ| ≤ lr, where 1 − β₁ ≤ √(1 − β₂)."""
    first, second = form.unroll(2, constant_lr=True)
    gradients = {numbered(g, 1): ONE, numbered(g, 2): growth, **WITHOUT_EPSILON}
    step = at(second[theta] - first[theta], gradients)
    values = {**defaults(form), beta2: Rational("0.99")}
    return (
        Line(
            "after the gradients 1, β₂/β₁ the second step exceeds lr, for all β₁ ≠ β₂:"
            " Δθ² = lr²(1 + (β₂ − β₁)²/(β₂(1 + β₁)²))",
            Zero(step**2 - lr**2 * (1 + (beta2 - beta1) ** 2 / (beta2 * (1 + beta1) ** 2))),
        ),
        Line(
            "a witness at β₁ = 0.9, β₂ = 0.99, ε = 10⁻⁸: the gradients 1, 1.1",
            LastStepExceeds(form, (ONE, Rational("1.1")), tuple(values.items()), values[lr] ** 2),
        ),
        Line(
            "and at β₁ = β₂ it holds and is sharp: (1 − β₂ᵗ)/(1 − β₁ᵗ)²·K_t = 1",
            Zero(at((1 - beta2**t) * largest(t), {beta2: beta1}) / (1 - beta1**t) ** 2 - 1),
        ),
    )


@dataclass(frozen=True)
class LastStepExceeds:
    """The last Δθ² of a run of `form` is greater than `limit`, in rigorous intervals."""

    form: Form
    gradients: tuple[Expr, ...]
    hyperparameters: tuple[tuple[Symbol, Rational], ...]
    limit: Expr

    def holds(self) -> bool:
        intervals = Intervals()
        values: dict[Symbol, Any] = {symbol: intervals.rational(value) for symbol, value in self.hyperparameters}
        try:
            values |= {symbol: evaluate(start, values, intervals) for symbol, start in self.form.start().items()}
            for k, gradient in enumerate(self.gradients, 1):
                # Each step starts from θ = 0, so that θ is its Δθ.
                values |= {g: evaluate(gradient, {}, intervals), theta: intervals.rational(ZERO)}
                for line in self.form.step:
                    values[line.symbol] = evaluate(line.value, values, intervals, k)
        except NotEvaluable:
            return False
        return bool((values[theta] ** 2 - evaluate(self.limit, {}, intervals)).a > 0)


DERIVATIONS = (
    Derivation(
        id="adam-step-bound",
        title="How far a step of Adam can go: further than §2.1 of the paper says",
        rules=("adam",),
        forms=(ALGORITHM_1,),
        statement=r"|\Delta\theta_t| \le \mathrm{lr}\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\sqrt{K_t},\quad"
        r" K_t = \frac{(1-\beta_1)^2}{1-\beta_2} \sum_{j=0}^{t-1} \Big(\frac{\beta_1^2}{\beta_2}\Big)^j,"
        r" \text{ reached by } g_t = (\beta_2/\beta_1)^t."
        r" \text{ The paper's bounds hold for all gradients only at } \beta_1 = 0"
        r" \text{ (its first case) and at } \beta_1 = \beta_2 \text{ (its second)}",
        assumptions=(
            "0 < β₁, β₂ < 1, and β₁² ≠ β₂ for the closed form of K",
            "not all gradients are 0",
            "ε ≥ 0 for the bound; ε = 0 where it is reached",
            "the paper's bounds: lr·(1 − β₁)/√(1 − β₂) where 1 − β₁ > √(1 − β₂), lr otherwise",
        ),
        proof=step_bound,
    ),
)
