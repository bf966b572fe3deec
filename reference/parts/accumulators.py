"""What is done with the second moment: centred, corrected, held at its maximum, started elsewhere, guarded twice."""

from dataclasses import replace

from sympy import Expr, Symbol, sqrt

from .. import hyperparameters as hyper
from ..choices import Where
from ..extremes import Max
from ..roles import correction_of, corrections_of, first_moment, second_moment, velocity
from ..rule import FIRST, Assignment, Form, Relation, Source, State, let
from ..symbols import (
    beta2,
    eps_root,
    epsilon,
    g,
    initial_accumulator,
    lr,
    lr_t,
    m,
    m_hat,
    mu,
    t,
    theta,
    v,
    v_hat,
    v_max,
    velocity as velocity_letter,
)
from .part import Part, in_place_of, moved, step_of, variant

OPTAX = "https://optax.readthedocs.io/en/latest/api/optimizers.html"


def gathers_squares_from_zero(form: Form) -> bool:
    """It has a second moment, and nothing makes up for its start at zero."""
    return second_moment(form) is not None and correction_of(form, second_moment) is None


def starts_at_zero(form: Form) -> bool:
    """And that is where it starts."""
    found = second_moment(form)
    return found is not None and gathers_squares_from_zero(form) and form.start()[found.symbol] == 0


def forgets_squares(form: Form) -> bool:
    """It divides by the root of an average of squares, uncorrected, and has no first moment."""
    found = second_moment(form)
    return (
        found is not None
        and found.is_average
        and step_of(form).has(found.symbol)
        and first_moment(form) is None
        and gathers_squares_from_zero(form)
    )


def is_along_one_moment(form: Form) -> bool:
    """Its step is along the first moment alone, and not along the gradient or another average besides."""
    kept, step = {theta, *form.start()}, step_of(form).free_symbols
    local = {line.symbol: line.value for line in form.step if line.symbol not in kept}
    read = step.union(*(value.free_symbols for symbol, value in local.items() if symbol in step))
    gathering = {line.symbol for line in form.step if line.value.xreplace(local).has(g)} & {*form.start()}
    moments = {each.symbol for each in (first_moment(form), second_moment(form)) if each is not None}
    return g not in step and not (gathering - moments) & read


def corrects_both_moments(form: Form) -> bool:
    """It steps along Adam's first moment, over the root of his second, each corrected for its start at zero."""
    one, two = first_moment(form), second_moment(form)
    if not is_along_one_moment(form):
        return False
    if one is None or two is None or (one.symbol, two.symbol, two.decay) != (m, v, beta2):
        return False
    return corrections_of(form, (first_moment, second_moment)) is not None


def divides_always(form: Form) -> bool:
    """It does so in every step: where a rule chooses whether to, the largest moment so far is one of what is not divided by."""
    return corrects_both_moments(form) and not step_of(form).has(Where)


def guards_beside_the_root(form: Form) -> bool:
    """ε stands beside the root of the corrected second moment."""
    return step_of(form).has(sqrt(v_hat) + epsilon)


def with_state(form: Form, *state: State) -> Form:
    return replace(form, state=(*form.state, *state))


def centered(form: Form) -> tuple[Form, ...]:
    """The variance v − m² in place of v."""
    square, kept = _squares(form)
    mean = let(m, kept * m + (1 - kept) * g)
    step = step_of(form).xreplace({square: square - m**2})
    also = {m: (m + (1 - kept) * (g - m),)}
    return (variant(with_state(form, State(m)), *moved(form, step, mean), also=also),)


def follows_a_velocity(form: Form) -> bool:
    """It moves by its velocity alone, which keeps the share μ of itself: no look-ahead."""
    found = velocity(form)
    follows = found is not None and (found.symbol, found.decay) == (velocity_letter, mu)
    return follows and form.gradient_at == theta and not step_of(form).has(g)


def moves_by_an_average(form: Form) -> bool:
    """It moves by an average of squares, uncorrected, or by a velocity, which is an average in some form."""
    return forgets_squares(form) or follows_a_velocity(form)


def corrected(form: Form) -> tuple[Form, ...]:
    """Averages that are divided by 1 − ρᵗ, as Adam's are; a velocity that is a sum is none."""
    gathered = velocity(form)
    if gathered is not None:
        whole = gathered.symbol / (1 - gathered.decay**t)
        line = moved(form, step_of(form).xreplace({gathered.symbol: whole}))
        return (variant(form, *line, relation=FIRST),) if gathered.is_average else ()
    square, kept = _squares(form)
    averages = {square: v_hat} | ({m: m_hat} if any(each.symbol == m for each in form.state) else {})
    lines = [let(hat, average / (1 - kept**t)) for average, hat in averages.items()]
    return (variant(form, *moved(form, step_of(form).xreplace(averages), *lines)),)


def _squares(form: Form) -> tuple[Symbol, Expr]:
    """The second moment, and the share of it that is kept."""
    found = second_moment(form)
    assert found is not None
    return found.symbol, found.decay


def initial(form: Form) -> tuple[Form, ...]:
    """v₀ is a hyperparameter."""
    square, _ = _squares(form)
    state = (replace(each, initial=initial_accumulator) if each.symbol == square else each for each in form.state)
    return (variant(replace(form, state=tuple(state)), *form.step, adds=hyper.INITIAL_ACCUMULATOR),)


def amsgrad(form: Form) -> tuple[Form, ...]:
    """The largest v so far in place of v: uncorrected as in the paper, or before or after the bias correction."""
    held, step = with_state(form, State(v_max)), step_of(form)
    at_most = let(v_max, Max(v_max, v))

    def made(lines: tuple[Assignment, ...], name: str, title: str, relation: Relation) -> Form:
        return variant(held, *lines, name=name, title=title, relation=relation)

    if any(line.symbol == lr_t for line in form.step):
        return (made(moved(form, step.xreplace({v: v_max}), at_most), "before", BEFORE, FOLDED),)
    before = made(in_place_of(form, v_hat, at_most, let(v_hat, v_max / (1 - beta2**t))), "before", BEFORE, DIFFERENT)
    after = made(moved(form, step.xreplace({v_hat: v_max}), let(v_max, Max(v_max, v_hat))), "after", AFTER, DIFFERENT)
    if form.relation.kind != "first":
        return before, after
    moments = tuple(line for line in form.step if line.symbol in (m, v))
    plain: Expr = lr * m / (sqrt(v_max) + epsilon)
    paper = made((*moments, at_most, let(theta, theta - plain)), "uncorrected", "no bias correction", FIRST)
    return paper, before, after


BEFORE, AFTER = "the maximum of v, and then the correction", "the maximum of the corrected v̂"
DIFFERENT = Relation("different", "by the bias corrections, which the paper leaves out", "amsgrad-corrections")
FOLDED = Relation("different", "by the factor √(1 − β₂ᵗ)/(1 − β₁ᵗ) on lr", "amsgrad-folded")


def two_guards(form: Form) -> tuple[Form, ...]:
    """A guard under the root, besides the one beside it; or in what is under the root, where one is gathered there."""
    gathered = second_moment(form)
    if gathered is not None and gathered.besides == epsilon:
        other = {epsilon: eps_root}
        line = let(gathered.symbol, gathered.line.value.xreplace(other))
        also = {gathered.symbol: tuple(each.xreplace(other) for each in form.also.get(gathered.symbol, ()))}
        return (variant(form, *in_place_of(form, gathered.symbol, line), adds=hyper.EPS_ROOT, also=also),)
    plain = step_of(form)
    step = plain.xreplace({sqrt(scale): sqrt(scale + eps_root) for scale in (v_hat, v_max)})
    if step == plain or any(line.symbol == lr_t for line in form.step):
        return ()
    return (variant(form, *moved(form, step), adds=hyper.EPS_ROOT),)


CENTERED = Part(
    "centered",
    "centered",
    "The mean of the gradients is taken out: the root is that of an estimate of their variance, v − m².",
    (
        Source(
            "Graves 2013, Generating Sequences With Recurrent Neural Networks",
            "eq. (38)–(41), where v is n and m is g",
            "https://arxiv.org/abs/1308.0850",
        ),
    ),
    forgets_squares,
    centered,
    switches=("centered", "centred", "center"),
)

CORRECTED = Part(
    "corrected",
    "bias correction",
    "The averages are divided by 1 − ρᵗ, which makes up for their start at zero.",
    (
        Source("optax, rmsprop", "bias_correction", OPTAX),
        Source("optax, ema", "debias", "https://optax.readthedocs.io/en/latest/api/transformations.html"),
    ),
    moves_by_an_average,
    corrected,
    switches=("biascorrection", "usebiascorrection", "correctbias"),
)

INITIAL = Part(
    "initial",
    "initial accumulator",
    "The second moment starts at v₀, which shortens the first steps.",
    (
        Source(
            "PyTorch, torch.optim.Adagrad",
            "Algorithm, initial_accumulator_value",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html",
        ),
        Source(
            "TensorFlow, tf.compat.v1.train.RMSPropOptimizer",
            "whose mean square starts at 1",
            "https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/RMSPropOptimizer",
        ),
    ),
    starts_at_zero,
    initial,
)

AMSGRAD = Part(
    "amsgrad",
    "AMSGrad",
    "The largest second moment so far takes the place of the second moment, so that the divisor never falls.",
    (
        Source(
            "Reddi, Kale & Kumar 2018, On the Convergence of Adam and Beyond",
            "Algorithm 2 (without ε)",
            "https://arxiv.org/abs/1904.09237",
        ),
    ),
    divides_always,
    amsgrad,
    switches=("amsgrad", "useamsgrad", "ams"),
)

EPS_ROOT = Part(
    "eps-root",
    "a second ε under the root",
    "A second guard stands under the root, besides the one beside it; in AdaBelief, which gathers its ε, it is that one.",
    (Source("optax, adam and adabelief", "eps_root", OPTAX),),
    guards_beside_the_root,
    two_guards,
)
