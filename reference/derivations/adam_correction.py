"""Adam's bias correction: why one has a root, what it does to the first step, and how it moves the step size."""

from sympy import Abs, Expr, Rational, Symbol, sqrt

from ..adam import ALGORITHM_1, EPSILON_HAT
from ..rule import Form
from ..symbols import beta1, beta2, epsilon, g, lr, lr_t, m, t, v
from .claims import Above, Every, NotNegative, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, WITHOUT_EPSILON, at, carried_out, defaults, stepped, vanishing

k = Symbol("k", positive=True)
"""A scale."""

first_correction = 1 / (1 - beta1**t)
second_correction = sqrt(1 - beta2**t)
swing = first_correction * second_correction
"""lr_t/lr."""


def uncorrected(form: Form, correction: Expr) -> Expr:
    """−lr·correction·m/√v, with the moments that the form makes."""
    after = form.after({})
    return -lr * correction * after[m] / sqrt(after[v])


def root(form: Form, folded: Form) -> tuple[Line, ...]:
    after, step = form.after({}), stepped(form, WITHOUT_EPSILON)
    larger_m = {m: k * m + (k - 1) * (1 - beta1) / beta1 * g}
    larger_v = {v: k**2 * v + (k**2 - 1) * (1 - beta2) / beta2 * g**2}
    larger_all = {m: k * m, v: k**2 * v, g: k * g}
    return (
        Line("let m alone be larger before, so that it comes out k-fold", Zero(form.after(larger_m)[m] - k * after[m])),
        Line(
            "the step is k-fold too: a correction of m enters as it is",
            Zero(stepped(form, {**WITHOUT_EPSILON, **larger_m}) - k * step),
        ),
        Line("let v alone come out k²-fold", Zero(form.after(larger_v)[v] - k**2 * after[v])),
        Line(
            "the step is divided by k only: a correction of v enters as its root",
            Zero(stepped(form, {**WITHOUT_EPSILON, **larger_v}) - step / k),
        ),
        Line("together: −lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·m/√v", Zero(step - uncorrected(form, swing))),
        Line("which is the factor that the folded form calls lr_t", Zero(carried_out(folded, {})[lr_t] - lr * swing)),
        Line(
            "so the step does not see the scale of the gradients",
            Zero(stepped(form, {**WITHOUT_EPSILON, **larger_all}) - step),
        ),
    )


def first_step(form: Form, folded: Form) -> tuple[Line, ...]:
    start = {**form.start(), t: ONE}
    return (
        *(
            Line(
                f"{each.name}: at ε = 0 the first step is −lr·g/|g|",
                Zero(stepped(each, {**start, **WITHOUT_EPSILON}) + lr * g / Abs(g)),
            )
            for each in (form, folded)
        ),
        Line("with ε it is −lr·g/(|g| + ε)", Zero(stepped(form, start) + lr * g / (Abs(g) + epsilon))),
        Line(
            "and −lr·g/(|g| + ε̂/√(1 − β₂)) in the folded form",
            Zero(stepped(folded, start) + lr * g / (Abs(g) + epsilon / sqrt(1 - beta2))),
        ),
    )


def monotone(form: Form) -> tuple[Line, ...]:
    b, r = first_correction, second_correction
    step = stepped(form, WITHOUT_EPSILON)
    fall = beta1**t * (1 - beta1) / ((1 - beta1**t) * (1 - beta1 ** (t + 1)))
    later = at(r, {t: t + 1})
    rise = beta2**t * (1 - beta2) / (r + later)
    return (
        Line("the step is −lr·(1/(1 − β₁ᵗ))·√(1 − β₂ᵗ)·m/√v", Zero(step - uncorrected(form, b * r))),
        Line(
            "1/(1 − β₁ᵗ) falls, by β₁ᵗ(1 − β₁)/((1 − β₁ᵗ)(1 − β₁ᵗ⁺¹))",
            NotNegative(b - at(b, {t: t + 1}), ((fall, ONE),)),
        ),
        Line("and stays above 1", NotNegative(b - 1)),
        Line("√(1 − β₂ᵗ) rises, by β₂ᵗ(1 − β₂)/(√(1 − β₂ᵗ) + √(1 − β₂ᵗ⁺¹))", NotNegative(later - r, ((rise, ONE),))),
        Line("and stays below 1", NotNegative(1 - r, ((beta2**t / (1 + r), ONE),))),
    )


def swoosh(folded: Form) -> tuple[Line, ...]:
    """c = lr_t/lr falls from t to t + 1 where y < 2x + x², x and y being the relative gains of 1 − β₁ᵗ and 1 − β₂ᵗ."""
    b, r = first_correction, second_correction
    c = carried_out(folded, {})[lr_t] / lr
    following = carried_out(folded, {t: t + 1})[lr_t] / lr
    x, y = (beta**t * (1 - beta) / (1 - beta**t) for beta in (beta1, beta2))
    gain, quotient = y - 2 * x - x**2, y / x
    point = {symbol: value for symbol, value in defaults(folded).items() if symbol in (beta1, beta2)}
    lowest = 12
    return (
        Line("lr_t/lr = √(1 − β₂ᵗ)/(1 − β₁ᵗ)", Zero(c - swing)),
        Line("1 − β₁ᵗ ≤ 1 divides, so it is at least √(1 − β₂ᵗ)", NotNegative(c - r)),
        Line("which is at least 1 − β₂ᵗ", NotNegative(r - (1 - beta2**t), ((r * beta2**t / (1 + r), ONE),))),
        Line("and √(1 − β₂ᵗ) ≤ 1, so it is at most 1/(1 − β₁ᵗ)", NotNegative(b - c, ((b * beta2**t / (1 + r), ONE),))),
        Line(
            "which is at most 1 + β₁ᵗ/(1 − β₁): in step t + 1, to count from 0,",
            NotNegative(
                at(1 + beta1**t / (1 - beta1) - b, {t: t + 1}),
                ((beta1 ** (t + 2) * (1 - beta1**t) / ((1 - beta1) * (1 - beta1 ** (t + 1))), ONE),),
            ),
        ),
        *vanishing("β"),
        Line(
            "so lr_t/lr → 1.  From t to t + 1, (lr_t/lr)² is multiplied by (1 + y)/(1 + x)²",
            Zero(following**2 * (1 + x) ** 2 - c**2 * (1 + y)),
        ),
        Line("where y falls as t grows, to β₂y/(1 + y)", Zero(at(y, {t: t + 1}) - beta2 * y / (1 + y))),
        Line("and x falls, to β₁x/(1 + x)", Zero(at(x, {t: t + 1}) - beta1 * x / (1 + x))),
        Line(
            "so y/x is multiplied by (β₂/β₁)(1 + x)/(1 + y)",
            Zero(at(quotient, {t: t + 1}) - quotient * beta2 / beta1 * (1 + x) / (1 + y)),
        ),
        Line(
            "at β₁ = 0.9, β₂ = 0.999: y < 2x + x² for t = 1 … 11",
            Every(tuple(Above(-gain, point, step) for step in range(1, lowest))),
        ),
        Line("and y > 2x + x², that is y/x > 2 + x, at t = 12", Above(gain, point, lowest)),
        Line(
            "and ever after: y only falls, so β₂/β₁ > 1 + y from t = 12 on, y/x only grows, while 2 + x only falls",
            Above(beta2 / beta1 - 1 - y, point, lowest),
        ),
        Line("so the minimum is at t = 12: 0.15224…", Every(_within(c, point, lowest, "0.15224", "0.15225"))),
        Line("about half of where it starts: 0.31622… at t = 1", Every(_within(c, point, 1, "0.31622", "0.31623"))),
    )


def _within(expr: Expr, point: dict[Symbol, Rational], step: int, low: str, high: str) -> tuple[Above, Above]:
    return Above(expr - Rational(low), point, step), Above(Rational(high) - expr, point, step)


DERIVATIONS = (
    Derivation(
        id="adam-root",
        title="A root on β₂'s correction and none on β₁'s, because v̂ stands under a root",
        rules=("adam",),
        forms=(ALGORITHM_1, EPSILON_HAT),
        statement=r"\frac{\hat{m}}{\sqrt{\hat{v}}} = \frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\frac{m}{\sqrt{v}}",
        assumptions=("ε = 0", "v > 0", "β₁, β₂ > 0 for the scaling argument"),
        proof=root,
    ),
    Derivation(
        id="adam-first-step",
        title="Adam's first step is −lr·sign(g), whatever the scale of g",
        rules=("adam",),
        forms=(ALGORITHM_1, EPSILON_HAT),
        statement=r"\Delta\theta_1 = -\mathrm{lr}\,\operatorname{sign}(g_1) \text{ at } \epsilon = 0;\qquad"
        r" \Delta\theta_1 = -\mathrm{lr}\,\frac{g_1}{|g_1| + \epsilon} \text{ in Algorithm 1}",
        assumptions=("g₁ ≠ 0",),
        proof=first_step,
    ),
    Derivation(
        id="adam-corrections-monotone",
        title="Apart, Adam's two corrections are monotone",
        rules=("adam",),
        forms=(ALGORITHM_1,),
        statement=r"\frac{1}{1-\beta_1^t} \searrow 1, \qquad \sqrt{1-\beta_2^t} \nearrow 1",
        assumptions=("0 ≤ β₁, β₂ < 1", "ε = 0 where they are read off the step"),
        proof=monotone,
    ),
    Derivation(
        id="adam-swoosh",
        title="lr_t/lr → 1; at the default β's it falls until step 12, to 0.152, and rises ever after",
        rules=("adam",),
        forms=(EPSILON_HAT,),
        statement=r"\frac{\mathrm{lr}_t}{\mathrm{lr}} = \frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t} \longrightarrow 1,\qquad"
        r" \operatorname*{arg\,min}_{t \ge 1} \mathrm{lr}_t = 12 \text{ at } \beta_1 = 0.9,\ \beta_2 = 0.999",
        assumptions=("0 < β₁, β₂ < 1", "for the minimum: β₁ = 0.9, β₂ = 0.999"),
        proof=swoosh,
    ),
)
