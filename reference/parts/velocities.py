"""Momentum on top of RMSprop, dampening, and Nesterov's correction where there is a second moment; and lr that falls."""

from dataclasses import replace

from sympy import Integer

from .. import hyperparameters as hyper
from ..choices import Where
from ..operations import FIRST_STEP
from ..roles import second_moment, velocity
from ..rule import FIRST, Domain, Form, Relation, Source, State, let
from ..symbols import (
    beta1,
    beta2,
    buffer as b,
    dampening,
    g,
    lr,
    lr_decay,
    lr_mean,
    lr_t,
    m,
    m_hat,
    mu,
    t,
    theta,
    v_hat,
    velocity as v,
)
from .accumulators import follows_a_velocity, forgets_squares, is_along_one_moment
from .part import Part, besides, in_place_of, moved, step_of, variant

SGD_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html"


def corrects_m(form: Form) -> bool:
    """Its first moment is Adam's, and its step is along that, corrected, and nothing else."""
    return let(m_hat, m / (1 - beta1**t)) in form.step and is_along_one_moment(form)


def divides_gradients(form: Form) -> bool:
    """It divides by what knows of the gradients alone, so that each may be divided before it is gathered."""
    second = second_moment(form)
    return corrects_m(form) and second is not None and second.of == g and not step_of(form).has(Where)


def can_look_ahead(form: Form) -> bool:
    return corrects_m(form) or forgets_squares(form)


def velocity_needed(form: Form) -> str:
    """Without a first moment, there must be a velocity to look ahead along."""
    return "" if corrects_m(form) else "momentum"


def takes_lr(form: Form) -> bool:
    return any(line.value.has(lr) for line in form.step)


def momentum(form: Form) -> tuple[Form, ...]:
    """A velocity of the scaled gradients, with lr inside or outside of it."""
    held = replace(form, state=(*form.state, State(b)))
    step = step_of(form)
    outside = besides(form, Relation("equal when", "lr is constant", "rmsprop-momentum-buffer"))
    return (
        variant(
            held, *moved(form, b, let(b, mu * b + step)), adds=hyper.mu("0.9"), name="classical", title="lr inside the velocity"
        ),
        variant(
            held, *moved(form, lr * b, let(b, mu * b + step / lr)), adds=hyper.mu("0.9"),
            name="buffer", title="lr outside the velocity", relation=outside,
        ),
    )  # fmt: skip


def dampened(form: Form) -> tuple[Form, ...]:
    """Less of every gradient, or of every one but the first; where μ = 0, PyTorch has no velocity to dampen."""
    found = velocity(form)
    if found is None or found.weight != 1:
        return ()
    moving = tuple(replace(each, domain=INSIDE) if each.symbol == mu else each for each in form.hyperparameters)
    form = replace(form, hyperparameters=moving)
    later = 1 - FIRST_STEP
    kinds = (
        ("first-whole", "the first gradient is not dampened", later * dampening, FIRST),
        ("every-step", "every gradient is dampened", dampening, WHOLLY),
    )
    return tuple(
        variant(
            form, *in_place_of(form, v, let(v, mu * v + (1 - share) * g)), adds=hyper.DAMPENING,
            name=name, title=title, relation=relation,
        )
        for name, title, share, relation in kinds
    )  # fmt: skip


INSIDE = Domain(Integer(0), Integer(1), lower_open=True)

WHOLLY = Relation("equal when", "τ = 0; otherwise their velocities differ by τμᵗ⁻¹g₁", "dampening-first")


def nesterov(form: Form) -> tuple[Form, ...]:
    """The step looks ahead: with RMSprop's velocity by one more μ, with Adam's first moment by the next correction, or by this."""
    ahead = {line.symbol: line.value for line in form.step}
    if b in ahead:
        gathered = ahead[b] - mu * b
        return (variant(form, *moved(form, step_of(form).xreplace({b: mu * b + gathered}))),)
    if not corrects_m(form):
        return ()
    now, later = 1 - beta1**t, 1 - beta1 ** (t + 1)
    first = variant(form, *in_place_of(form, m_hat, let(m_hat, beta1 * m / later + (1 - beta1) * g / now)))
    ruder = let(m_hat, beta1 * m / now + (1 - beta1) * g / now)
    printed = (let(v_hat, beta2 * line.value) if line.symbol == v_hat else line for line in first.step)
    return (
        first,
        variant(
            form, *in_place_of(form, m_hat, ruder), name="ruder", title="both parts of m̂ corrected alike",
            relation=besides(form, CORRECTED_ALIKE), also={m_hat: ((beta1 * m + (1 - beta1) * g) / now,)},
        ),
        variant(first, *printed, name="dozat", title="as printed, β₂ before v̂", relation=besides(form, PRINTED)),
    )  # fmt: skip


CORRECTED_ALIKE = Relation(
    "different", "by the correction of m, which is that of the next step there", "nadam-corrections"
)
PRINTED = Relation("different", "by β₂ before v̂: it is the other at lr/√β₂ and another ε", "nadam-printed")


def laprop(form: Form) -> tuple[Form, ...]:
    """The average is of steps that are scaled already; in its authors' code lr is in them, and in the correction."""
    if not divides_gradients(form):
        return ()
    whole = step_of(form).xreplace({m_hat: g})
    scaled = whole / lr
    others = tuple(line for line in form.step if line.symbol not in (m, m_hat, theta))
    paper = (
        let(m, beta1 * m + (1 - beta1) * scaled),
        let(m_hat, m / (1 - beta1**t)),
        let(theta, theta - lr * m_hat),
    )
    code = (
        let(m, beta1 * m + (1 - beta1) * whole), let(lr_mean, beta1 * lr_mean + (1 - beta1) * lr),
        let(theta, theta - lr * m / lr_mean),
    )  # fmt: skip
    held = replace(form, state=(*form.state, State(lr_mean)))
    relation = besides(form, Relation("equal when", "lr is constant", "laprop-code"))
    return (
        variant(form, *others, *paper, also={m: (m + (1 - beta1) * (scaled - m),)}),
        variant(
            held,
            *others,
            *code,
            name="code",
            title="lr in the average",
            relation=relation,
            also={m: (m + (1 - beta1) * (whole - m),), lr_mean: (lr_mean + (1 - beta1) * (lr - lr_mean),)},
        ),
    )


def falling(form: Form) -> tuple[Form, ...]:
    """lr/(1 + (t − 1)η) in place of lr, for a decay of the weights, too."""
    now = lr / (1 + (t - 1) * lr_decay)
    folded = any(line.symbol == lr_t for line in form.step)
    rate = now if folded else lr_t
    lines = tuple(let(line.symbol, line.value.xreplace({lr: rate})) for line in form.step)
    also = {symbol: tuple(each.xreplace({lr: rate}) for each in ways) for symbol, ways in form.also.items()}
    return (variant(form, *(() if folded else (let(lr_t, now),)), *lines, adds=hyper.LR_DECAY, also=also),)


MOMENTUM = Part(
    "momentum",
    "momentum",
    "A velocity gathers the scaled gradients, and the parameter follows it.",
    (
        Source(
            "Graves 2013, Generating Sequences With Recurrent Neural Networks",
            "eq. (40)–(41), with lr inside",
            "https://arxiv.org/abs/1308.0850",
        ),
        Source(
            "PyTorch, torch.optim.RMSprop",
            "Algorithm, with lr outside",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html",
        ),
    ),
    forgets_squares,
    momentum,
)

DAMPENING = Part(
    "dampening",
    "dampening",
    "The velocity takes up the share 1 − τ of each gradient.",
    (Source("PyTorch, torch.optim.SGD", "Algorithm, dampening", SGD_DOCS),),
    follows_a_velocity,
    dampened,
)

NESTEROV = Part(
    "nesterov",
    "Nesterov's correction",
    "The step is taken from where the velocity, or the first moment, leads.",
    (
        Source(
            "Dozat 2016, Incorporating Nesterov Momentum into Adam",
            "Algorithm 2, with a constant μ; without its ν before the second moment, as in optax",
            "https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ",
        ),
        Source(
            "Ruder 2016, An overview of gradient descent optimization algorithms",
            "§4.8, the last equation, as in timm's NAdamW",
            "https://arxiv.org/abs/1609.04747",
        ),
    ),
    can_look_ahead,
    nesterov,
    switches=("nesterov", "usenesterov"),
    needs=velocity_needed,
)

LAPROP = Part(
    "laprop",
    "adaptivity before momentum (LaProp)",
    "The first moment is an average of gradients that are divided already.",
    (
        Source(
            "Ziyin, Wang & Ueda 2020, LaProp: Separating Momentum and Adaptivity in Adam",
            "Algorithm 1",
            "https://arxiv.org/abs/2002.04839",
        ),
        Source(
            "Its authors' code", "laprop.py, with lr in the average", "https://github.com/Z-T-WANG/LaProp-Optimizer"
        ),
    ),
    divides_gradients,
    laprop,
)

LR_DECAY = Part(
    "lr-decay",
    "decay of lr",
    "lr falls with the steps: lr/(1 + (t − 1)η).",
    (
        Source(
            "PyTorch, torch.optim.Adagrad",
            "Algorithm, lr_decay",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html",
        ),
    ),
    takes_lr,
    falling,
)
