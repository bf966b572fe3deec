"""AdaGrad: its step for a constant gradient, at no gradient, and with the learning rate leaked into the sum."""

from sympy import Abs, Expr, Symbol, sqrt

from ..adagrad import INSIDE, OUTSIDE
from ..rule import Form
from ..symbols import epsilon, g, lr, t, v
from .claims import NotNegative, Undefined, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, WITHOUT_EPSILON, ZERO, at, correspondence, induction, positive_epsilon, stepped, with_line

slope = Symbol("g", positive=True)
"""A gradient above 0."""


def constant_gradient(outside: Form, inside: Form) -> tuple[Line, ...]:
    beside, under = sqrt(t) * Abs(g) + epsilon, sqrt(t * g**2 + epsilon)
    before = {v: (t - 1) * g**2}
    later, longer = sqrt(t + 1), sqrt((t + 1) * g**2 + epsilon)
    return (
        *induction(outside, {v: lambda k: k * g**2}),
        *induction(inside, {v: lambda k: k * g**2}),
        Line("the t-th step is −lr·g/(√t|g| + ε)", Zero(stepped(outside, before) + lr * g / beside)),
        Line("or −lr·g/√(tg² + ε)", Zero(stepped(inside, before) + lr * g / under)),
        Line(
            "√t grows, so the first divisor does: it gains |g|(√(t + 1) − √t) = |g|/(√(t + 1) + √t)",
            NotNegative(later * Abs(g) + epsilon - beside, ((Abs(g) / (later + sqrt(t)), ONE),)),
        ),
        Line("and the second", NotNegative(longer - under, ((g**2 / (longer + under), ONE),))),
        Line(
            "at ε = 0 both steps are −lr·sign(g)/√t",
            Zero(at(lr * g / beside, WITHOUT_EPSILON) - lr * g / Abs(g) / sqrt(t)),
        ),
    )


def zero_gradient(outside: Form, inside: Form) -> tuple[Line, ...]:
    lines: list[Line] = []
    for form in (outside, inside):
        start = form.start()
        guarded, bare = {**start, epsilon: positive_epsilon}, {**start, **WITHOUT_EPSILON}
        lines += [
            Line(f"{form.name}: with ε > 0 the first step at g = 0 is 0", Zero(stepped(form, {**guarded, g: ZERO}))),
            Line(f"{form.name}: and it leaves the sum at 0", Zero(form.after({**guarded, g: ZERO})[v])),
            Line(f"{form.name}: with ε = 0 it is 0/0", Undefined(stepped(form, {**bare, g: ZERO}))),
            Line(
                f"{form.name}: and no value would do, for it is −lr for every g > 0",
                Zero(stepped(form, {**bare, g: slope}) + lr),
            ),
            Line(f"{form.name}: and +lr for every g < 0", Zero(stepped(form, {**bare, g: -slope}) - lr)),
        ]
    beside, under = (stepped(form, {**form.start(), g: slope}) for form in (outside, inside))
    e, divisor = positive_epsilon, sqrt(slope**2 + positive_epsilon)
    return (
        *lines,
        Line("while with ε > 0 the first step is lr|g|/(|g| + ε)", Zero(beside + lr * slope / (slope + epsilon))),
        Line(
            "which is at most lr|g|/ε: near g = 0 it is near 0", NotNegative(lr * slope / e - lr * slope / (slope + e))
        ),
        Line("or lr|g|/√(g² + ε)", Zero(under + lr * slope / sqrt(slope**2 + epsilon))),
        Line(
            "which is at most lr|g|/√ε",
            NotNegative(
                lr * slope / sqrt(e) - lr * slope / divisor,
                ((lr * slope**3 / (sqrt(e) * divisor * (divisor + sqrt(e))), ONE),),
            ),
        ),
    )


def leaked_lr(outside: Form, inside: Form) -> tuple[Line, ...]:
    squared, plain = (with_line(outside, v, v + leak) for leak in ((lr * g) ** 2, lr * g**2))
    under = with_line(inside, v, v + (lr * g) ** 2)
    by_square, by_rate = {v: lr**2 * v}, {v: lr * v}
    return (
        *correspondence(squared, outside, by_square),
        Line(
            "(lr·g)² in the sum: lr cancels, and what is left is AdaGrad at lr = 1 and ε/lr",
            Zero(stepped(squared, by_square) - stepped(outside, {lr: ONE, epsilon: epsilon / lr})),
        ),
        Line(
            "at ε = 0 there is no lr left in the step",
            Zero(at(stepped(squared, by_square), WITHOUT_EPSILON) + g / sqrt(v + g**2)),
        ),
        *correspondence(plain, outside, by_rate),
        Line(
            "lr·g² in the sum: lr enters as its root, AdaGrad at √lr and ε/√lr",
            Zero(stepped(plain, by_rate) - stepped(outside, {lr: sqrt(lr), epsilon: epsilon / sqrt(lr)})),
        ),
        Line(
            "with ε under the root the first is AdaGrad at lr = 1 and ε/lr²",
            Zero(stepped(under, by_square) - stepped(inside, {lr: ONE, epsilon: epsilon / lr**2})),
        ),
        Line(
            "which the first step shows: at g = 1 and ε = 0 it is −1 for every lr", Zero(first_step_at_one(squared) + 1)
        ),
        Line("under the root too", Zero(first_step_at_one(under) + 1)),
        Line("and −√lr", Zero(first_step_at_one(plain) + sqrt(lr))),
    )


def first_step_at_one(form: Form) -> Expr:
    """Δθ of the first step at g = 1 and ε = 0."""
    return stepped(form, {**form.start(), **WITHOUT_EPSILON, g: ONE})


DERIVATIONS = (
    Derivation(
        id="adagrad-constant-gradient",
        title="For a constant gradient AdaGrad's step never grows",
        rules=("adagrad",),
        forms=(OUTSIDE, INSIDE),
        statement=r"g_i = g \;\Longrightarrow\; |\Delta\theta_t| = \frac{\mathrm{lr}\,|g|}{\sqrt{t}\,|g| + \epsilon},"
        r"\quad |\Delta\theta_{t+1}| \le |\Delta\theta_t|",
        assumptions=("g and lr are constant", "g ≠ 0, or ε > 0"),
        proof=constant_gradient,
    ),
    Derivation(
        id="adagrad-zero-gradient",
        title="At g = 0 AdaGrad's first step is 0 because of ε, and 0/0 without",
        rules=("adagrad",),
        forms=(OUTSIDE, INSIDE),
        statement=r"v = g = 0 \;\Longrightarrow\; \Delta\theta ="
        r" \begin{cases} 0 & \epsilon > 0 \\ 0/0 & \epsilon = 0 \end{cases}",
        assumptions=("nothing was added to v before",),
        proof=zero_gradient,
    ),
    Derivation(
        id="adagrad-leaked-lr",
        title="lr in AdaGrad's sum: squared, it cancels out of the step; unsquared, it enters as √lr",
        rules=("adagrad",),
        forms=(OUTSIDE, INSIDE),
        statement=r"v \leftarrow v + (\mathrm{lr}\,g)^2: \text{ AdaGrad at } \mathrm{lr}=1,\ \epsilon/\mathrm{lr};"
        r" v \leftarrow v + \mathrm{lr}\,g^2: \text{ AdaGrad at } \sqrt{\mathrm{lr}},\ \epsilon/\sqrt{\mathrm{lr}}",
        assumptions=("lr is constant", "ε stands beside the root (under it, the first has ε/lr²)"),
        proof=leaked_lr,
    ),
)
