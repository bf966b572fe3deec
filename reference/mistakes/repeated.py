"""The bias correction applied again and again: in two places, stored, or as a second increment."""

from dataclasses import replace

from sympy import Expr, Integer, Symbol, sqrt

from ..roles import Recursion, Role, corrected, correction_of, corrections_of, divisor, first_moment
from ..rule import Form, Rule, State, let
from ..symbols import lr, theta
from .corrections import BOTH, missing, with_correction
from .mistake import Mistake, Transform
from .rewriting import rename, rewrite, substitute, substitute_in, uphill

LR_PRODUCT = Symbol("lr_product", positive=True)
"""The product of all factors that lr has been multiplied by."""


def stored(*roles: Role) -> Transform:
    """m = m/(1 − β₁ᵗ): the corrected moment is kept as the moment."""

    def transform(rule: Rule, form: Form) -> Form | None:
        for role in roles:
            local, moment = corrected(form, role), role(form)
            if local is None or moment is None:
                return None
            form = rename(form, local, moment.symbol)
        return form

    return transform


def folded(form: Form) -> Expr | None:
    """√(1 − β₂ᵗ)/(1 − β₁ᵗ), the corrections as lr_t has them."""
    corrections = corrections_of(form, BOTH)
    return sqrt(corrections[1]) / corrections[0] if corrections else None


def lr_t_and_hats(rule: Rule, form: Form) -> Form | None:
    """lr_t·m̂/(√v̂ + ε)."""
    factor = folded(form)
    if factor is None:
        return None
    if corrected(form, first_moment) and corrected(form, divisor):
        return substitute_in(form, theta, {lr: lr * factor})
    hats: dict[Expr, Expr] = {
        moment.symbol: moment.symbol / correction
        for role in BOTH
        if (moment := role(form)) and (correction := correction_of(form, role))
    }
    return substitute_in(form, theta, hats)


def lr_t_stored(rule: Rule, form: Form) -> Form | None:
    """lr = lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ), in every step: the factors multiply."""
    factor = folded(form)
    line = next((each for each in form.step if factor is not None and each.value == lr * factor), None)
    if factor is None or line is None:
        return None
    lines = (let(LR_PRODUCT, LR_PRODUCT * factor) if each is line else each for each in form.step)
    wrong = replace(form.with_step(*lines), state=(*form.state, State(LR_PRODUCT, Integer(1))))
    return substitute(wrong, {line.symbol: lr * LR_PRODUCT})


def incremented(moment: Recursion) -> Expr:
    """m + (1 − β₁)·(g − m), with the m that has this increment already."""
    return moment.symbol + moment.weight * (moment.gathered - moment.symbol)


def increment_twice(rule: Rule, form: Form) -> Form | None:
    """The lines that the book has commented out, made live: the step reads moments that moved twice, and plain lr."""
    bare = with_correction(missing, BOTH)(rule, form)
    return bare and _with_increments(form, bare)


def increment_twice_with_lr_t(rule: Rule, form: Form) -> Form | None:
    """The same, where lr_t stays."""
    folds = corrections_of(form, BOTH) and not corrected(form, first_moment) and not corrected(form, divisor)
    return _with_increments(form, form) if folds else None


def _with_increments(form: Form, wrong: Form) -> Form:
    """`wrong`, a variant of `form`, where the step reads m̂ = m + (1 − β₁)(g − m), and v̂ alike."""
    for role in BOTH:
        moment = role(form)
        if moment is None:
            continue
        local = corrected(form, role)
        if local is not None:
            wrong = rewrite(wrong, local, lambda _, moment=moment: incremented(moment))
        else:
            hat = Symbol(f"{moment.symbol.name}_hat", **moment.symbol.assumptions0)
            wrong = substitute_in(wrong, theta, {moment.symbol: hat})
            place = next(k for k, line in enumerate(wrong.step) if line.symbol == theta)
            wrong = wrong.with_step(*wrong.step[:place], let(hat, incremented(moment)), *wrong.step[place:])
    return wrong


def also_uphill(transform: Transform) -> Transform:
    """The same mistake, with `+=` for `-=` besides."""

    def both(rule: Rule, form: Form) -> Form | None:
        wrong = transform(rule, form)
        return wrong and uphill(wrong)

    return both


KEEP = "Put the corrected moment into a variable of its own, and leave the moment as it is."
PENNYLANE = "https://github.com/PennyLaneAI/pennylane/issues/1928"
LIVE = "Delete the repeated increments: the bias correction divides, m/(1 − β₁ᵗ) and v/(1 − β₂ᵗ)."

REPEATED = (
    Mistake(
        id="lr-t-and-hats",
        title="Corrected twice, once in lr_t and once in m̂ and v̂",
        kind="state",
        symptom="A slow start, with steps of a third of their length or less, and nothing unusual after a thousand.",
        fix="Correct once: m̂ and v̂ with lr, or m and v with lr_t.",
        links=(PENNYLANE,),
        transform=lr_t_and_hats,
    ),
    Mistake(
        id="lr-t-stored",
        title="lr_t stored in lr, so that its factors multiply",
        kind="state",
        symptom="Training that dies within some ten steps: the factors are below 1, and lr goes to zero.",
        fix="Compute lr_t from the lr of the user in every step.",
        links=(PENNYLANE,),
        transform=lr_t_stored,
    ),
    Mistake(
        id="correction-stored",
        title="Both corrected moments stored back into the state",
        kind="state",
        symptom="Training that stops after a few steps: both moments are divided by numbers below 1 again and again, v by far the more.",
        fix=KEEP,
        links=(),
        transform=stored(*BOTH),
    ),
    Mistake(
        id="correction-stored-m",
        title="The corrected first moment stored back into the state",
        kind="state",
        symptom="The loss explodes: within twenty steps m becomes thousands of times too large, and it fades slowly.",
        fix=KEEP,
        links=(),
        transform=stored(first_moment),
    ),
    Mistake(
        id="correction-stored-v",
        title="The corrected second moment stored back into the state",
        kind="state",
        symptom="Training that stops after a few steps: v is divided by a number below 1 in every step and becomes huge.",
        fix=KEEP,
        links=(),
        transform=stored(divisor),
    ),
    Mistake(
        id="increment-twice",
        title="A bias correction that repeats the increment, m + (1 − β₁)·(g − m)",
        kind="wrong variable",
        symptom="A rough start with steps some 4 times too long, as without a correction, and a noisier curve later.",
        fix=LIVE,
        links=(),
        transform=increment_twice,
    ),
    Mistake(
        id="increment-twice-uphill",
        title="A bias correction that repeats the increment, and `+=` for `-=`",
        kind="sign",
        symptom="A loss that rises from the first step on.",
        fix=f"{LIVE[:-1]}; and subtract the step.",
        links=(),
        transform=also_uphill(increment_twice),
    ),
    Mistake(
        id="increment-twice-lr-t",
        title="A bias correction that repeats the increment, beside lr_t",
        kind="wrong variable",
        symptom="First steps a third too long and a noisier curve later; hard to see.",
        fix="Delete the repeated increments: lr_t is the bias correction.",
        links=(),
        transform=increment_twice_with_lr_t,
    ),
    Mistake(
        id="increment-twice-lr-t-uphill",
        title="A bias correction that repeats the increment, beside lr_t, and `+=` for `-=`",
        kind="sign",
        symptom="A loss that rises from the first step on.",
        fix="Delete the repeated increments, for lr_t is the bias correction; and subtract the step.",
        links=(),
        transform=also_uphill(increment_twice_with_lr_t),
    ),
)
