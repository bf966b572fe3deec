"""What parts do to a rule: weight decay as a gradient and beside it, dampening, correction, and where lr stands."""

from sympy import Abs, KroneckerDelta, Symbol

from ..rule import Form
from ..symbols import (
    beta1,
    beta2,
    buffer as b,
    dampening,
    epsilon,
    g,
    lr,
    lr_decay,
    lr_start,
    mu,
    t,
    theta,
    velocity as v,
    weight_decay,
)
from .claims import Different, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, correspondence, form_of, induction, same_state, stepped

lr_now = Symbol("lr_now", positive=True)
"""The learning rate of a step that changes it."""


def at_another_gradient(base: Form, form: Form) -> tuple[Line, ...]:
    after, moved = form.after({}), base.after({g: g + weight_decay * theta})
    return tuple(
        Line(f"{s} is what the rule makes of it at g + λθ", Zero(after[s] - moved[s])) for s in (theta, *base.start())
    )


def turned(base: Form, form: Form) -> tuple[Line, ...]:
    after, moved = form.after({}), base.after({g: -g})
    return tuple(
        Line(f"{s} is what the rule makes of it at −g", Zero(after[s] - moved[s])) for s in (theta, *base.start())
    )


def falling(base: Form, form: Form) -> tuple[Line, ...]:
    after, moved = form.after({}), base.after({lr: lr / (1 + (t - 1) * lr_decay)})
    first = form.after({t: ONE})[theta] - base.after({})[theta]
    return (
        *(Line(f"{s} is what the rule makes of it at lr/(1 + (t − 1)η)", Zero(after[s] - moved[s])) for s in after),
        Line("in the first step that is lr", Zero(first)),
    )


def by_lr(base: Form, paper: Form, libraries: Form) -> tuple[Line, ...]:
    related = {weight_decay: lr * weight_decay}
    later = stepped(libraries, {lr: lr_now}) - at(stepped(paper, {lr: lr_now}), related)
    return (
        *same_state(base, paper),
        *same_state(paper, libraries),
        Line("the paper's step is the rule's, and −λθ", Zero(stepped(paper) - stepped(base) + weight_decay * theta)),
        Line(
            "the libraries' is the rule's, and −lr·λθ",
            Zero(stepped(libraries) - stepped(base) + lr * weight_decay * theta),
        ),
        Line("with lr·λ for the paper's λ they are the same", Zero(at(stepped(paper), related) - stepped(libraries))),
        Line(
            "with that λ, an lr that changes to lr' parts them by (lr' − lr)·λθ",
            Zero(later + (lr_now - lr) * weight_decay * theta),
        ),
    )


def by_schedule(paper: Form, scheduled: Form) -> tuple[Line, ...]:
    multiplier, alpha = lr / lr_start, {lr: lr_start}
    return (
        *same_state(paper, scheduled),
        Line("lr₀ is lr at the start", Zero(scheduled.start()[lr_start] - lr)),
        Line("and stays so", Zero(scheduled.after({})[lr_start] - lr_start)),
        Line(
            "the step is η_t times that of the paper's at α, where α is lr₀ and η_t is lr/lr₀",
            Zero(stepped(scheduled) - multiplier * at(stepped(paper), alpha)),
        ),
        Line("with η_t = 1 it is that", Zero(at(stepped(scheduled), alpha) - at(stepped(paper), alpha))),
        Line(
            "an lr that has changed parts it from a decay by λ by (1 − η_t)·λθ",
            Zero(stepped(scheduled) - stepped(paper) - (1 - multiplier) * weight_decay * theta),
        ),
    )


def decay_of_sgd(penalized: Form, decaying: Form) -> tuple[Line, ...]:
    return (Line("both steps are −lr(g + λθ)", Zero(stepped(penalized) - stepped(decaying))),)


def decay_of_adam(penalized: Form, decaying: Form) -> tuple[Line, ...]:
    first = {t: ONE}
    steps = [stepped(form, {**form.start(), **first}) for form in (penalized, decaying)]
    whole = g + weight_decay * theta
    point = {theta: ONE, g: ONE, lr: ONE, beta1: ONE / 2, beta2: ONE / 2, epsilon: ZERO, weight_decay: ONE / 2}
    return (
        Line(
            "the first step with L2 is −lr·(g + λθ)/(|g + λθ| + ε)",
            Zero(steps[0] + lr * whole / (Abs(whole) + epsilon)),
        ),
        Line(
            "and with decoupled decay −lr·(g/(|g| + ε) + λθ)",
            Zero(steps[1] + lr * (g / (Abs(g) + epsilon) + weight_decay * theta)),
        ),
        Line("at g = θ = lr = 1, ε = 0 and λ = 1/2 these are −1 and −3/2", Different(steps[0] - steps[1], point)),
    )


def dampened(whole: Form, every: Form) -> tuple[Line, ...]:
    off = {dampening: ZERO}
    first = whole.after({**whole.start(), t: ONE})[v] - every.after({**every.start(), t: ONE})[v]
    gap = Symbol("gap", real=True)
    later = {t: t + 1}
    ours, theirs = whole.after({**later, v: v + gap}), every.after(later)
    return (
        Line("at τ = 0 both take the same step", Zero(at(stepped(whole), off) - at(stepped(every), off))),
        Line("and make the same velocity", Zero(at(whole.after({})[v], off) - at(every.after({})[v], off))),
        Line("after the first step the velocities are τg₁ apart", Zero(first - dampening * g)),
        Line("each later step leaves μ of what is between them", Zero(ours[v] - theirs[v] - mu * gap)),
        Line("which moves θ by lr times as much", Zero(ours[theta] - theirs[theta] + lr * mu * gap)),
        Line("for the first step alone is treated apart", Zero(KroneckerDelta(t + 1, 1))),
    )


def scaled_velocity(classical: Form, buffered: Form) -> tuple[Line, ...]:
    related = {b: lr * b}
    apart = classical.after({**related, lr: lr_now})[theta] - buffered.after({lr: lr_now})[theta]
    return (
        *correspondence(classical, buffered, related),
        Line(
            "related so, both take the same step: equal while lr is constant",
            Zero(stepped(classical, related) - stepped(buffered)),
        ),
        Line("a step with another lr, lr', parts them by μ(lr' − lr)·b", Zero(apart - mu * (lr_now - lr) * b)),
    )


def corrected_velocity(average: Form, whole: Form) -> tuple[Line, ...]:
    return (
        *same_state(average, whole),
        Line(
            "its step is that of the average at lr/(1 − μᵗ)",
            Zero(stepped(whole) - at(stepped(average), {lr: lr / (1 - mu**t)})),
        ),
        *induction(whole, {v: lambda k: g * (1 - mu**k)}),
        Line(
            "for a constant gradient it is −lr·g from the first on",
            Zero(stepped(whole, {v: g * (1 - mu ** (t - 1))}) + lr * g),
        ),
    )


_ADAM, _ADAGRAD = form_of("adam", "algorithm-1"), form_of("adagrad", "outside")
_PAPER, _LR = form_of("adam+decoupled", "algorithm-1/paper"), form_of("adam+decoupled", "algorithm-1/lr")

DERIVATIONS = (
    Derivation(
        id="l2-as-gradient",
        title="L2 regularization is the rule at another gradient",
        rules=("adam", "adam+l2"),
        forms=(_ADAM, form_of("adam+l2", "algorithm-1")),
        statement=r"g \leftarrow g + \lambda\theta",
        assumptions=(),
        proof=at_another_gradient,
    ),
    Derivation(
        id="maximize-as-gradient",
        title="To maximize is the rule at the opposite gradient",
        rules=("adam", "adam+maximize"),
        forms=(_ADAM, form_of("adam+maximize", "algorithm-1")),
        statement=r"g \leftarrow -g",
        assumptions=(),
        proof=turned,
    ),
    Derivation(
        id="lr-decay-as-rate",
        title="Decay of lr is the rule at another lr in each step",
        rules=("adagrad", "adagrad+lr-decay"),
        forms=(_ADAGRAD, form_of("adagrad+lr-decay", "outside")),
        statement=r"\mathrm{lr}_t = \frac{\mathrm{lr}}{1 + (t-1)\,\eta}",
        assumptions=(),
        proof=falling,
    ),
    Derivation(
        id="decoupled-lr",
        title="Decay by lr·λ is the paper's decay by λ while lr is constant",
        rules=("adam", "adam+decoupled"),
        forms=(_ADAM, _PAPER, _LR),
        statement=r"\lambda^{\mathrm{paper}} = \mathrm{lr}\,\lambda^{\mathrm{lr}}",
        assumptions=("the paper's schedule multiplier is 1",),
        proof=by_lr,
    ),
    Derivation(
        id="decoupled-schedule",
        title="Decay by (lr/lr₀)·λ is the paper's with its schedule multiplier",
        rules=("adam", "adam+decoupled"),
        forms=(_PAPER, form_of("adam+decoupled", "algorithm-1/schedule")),
        statement=r"\alpha = \mathrm{lr}_0 \text{ and } \eta_t = \frac{\mathrm{lr}}{\mathrm{lr}_0}",
        assumptions=("lr is the paper's η_tα",),
        proof=by_schedule,
    ),
    Derivation(
        id="l2-is-decay-for-sgd",
        title="For plain SGD, L2 regularization is decoupled weight decay",
        rules=("sgd+l2", "sgd+decoupled"),
        forms=(form_of("sgd+l2", "plain"), form_of("sgd+decoupled", "plain/lr")),
        statement=r"\theta - \mathrm{lr}\,(g + \lambda\theta)"
        r" = (1 - \mathrm{lr}\,\lambda)\,\theta - \mathrm{lr}\,g",
        assumptions=(),
        proof=decay_of_sgd,
    ),
    Derivation(
        id="l2-is-no-decay-for-adam",
        title="For Adam, L2 regularization is no decoupled weight decay",
        rules=("adam+l2", "adam+decoupled"),
        forms=(form_of("adam+l2", "algorithm-1"), _LR),
        statement=r"\theta_1^{\mathrm{L2}} \neq \theta_1^{\mathrm{decoupled}}",
        assumptions=("shown at one point of the first step",),
        proof=decay_of_adam,
    ),
    Derivation(
        id="dampening-first",
        title="A first gradient that is not dampened weighs τμᵗ⁻¹ more in every velocity",
        rules=("momentum+dampening",),
        forms=(form_of("momentum+dampening", "buffer/first-whole"), form_of("momentum+dampening", "buffer/every-step")),
        statement=r"v_t^{\mathrm{first}} - v_t^{\mathrm{every}} = \tau\,\mu^{t-1}\,g_1",
        assumptions=(),
        proof=dampened,
    ),
    Derivation(
        id="momentum-corrected",
        title="A corrected velocity moves by lr·g from the first step on",
        rules=("momentum", "momentum+corrected"),
        forms=(form_of("momentum", "ema"), form_of("momentum+corrected", "ema")),
        statement=r"\Delta\theta^{\mathrm{corrected}}(\mathrm{lr})"
        r" = \Delta\theta^{\mathrm{ema}}\big(\frac{\mathrm{lr}}{1-\mu^t}\big)",
        assumptions=("for the second: g is constant",),
        proof=corrected_velocity,
    ),
    Derivation(
        id="rmsprop-momentum-buffer",
        title="RMSprop with lr inside the velocity or outside of it agree if lr is constant",
        rules=("rmsprop+momentum",),
        forms=(form_of("rmsprop+momentum", "outside/classical"), form_of("rmsprop+momentum", "outside/buffer")),
        statement=r"b^{\mathrm{classical}} = \mathrm{lr}\,b^{\mathrm{buffer}}",
        assumptions=(),
        proof=scaled_velocity,
    ),
)
