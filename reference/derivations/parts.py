"""What parts do to a rule: weight decay as a gradient and beside it, AMSGrad's maximum, dampening, and where lr stands."""

from sympy import Abs, KroneckerDelta, Symbol, sqrt

from ..extremes import Max
from ..library import find_form, find_rule
from ..rule import Form, numbered
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
    m,
    mu,
    t,
    theta,
    v as second,
    v_max,
    velocity as v,
    weight_decay,
)
from .claims import Different, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, correspondence, stepped

lr_now = Symbol("lr_now", positive=True)
"""The learning rate of a step that changes it."""


def form_of(rule: str, name: str) -> Form:
    return find_form(find_rule(rule), name)


def same_state(left: Form, right: Form, *but: Symbol) -> tuple[Line, ...]:
    """That both make the same of every state symbol that they share, and start from the same."""
    shared = [each for each in left.start() if each in right.start() and each not in but]
    one, other = left.after({}), right.after({})
    return (
        *(Line(f"both start {s} at the same", Zero(left.start()[s] - right.start()[s])) for s in shared),
        *(Line(f"both make the same {s}", Zero(one[s] - other[s])) for s in shared),
    )


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


def corrected(plain: Form, before: Form, after: Form) -> tuple[Line, ...]:
    factor = sqrt(1 - beta2**t) / (1 - beta1**t)
    hat = {epsilon: epsilon * sqrt(1 - beta2**t)}
    now, runs = after.after({}), [form.unroll(2, constant_lr=True)[1][theta] for form in (plain, before, after)]
    highest = Max(v_max, now[second] / (1 - beta2**t))
    point = {
        theta: ZERO, numbered(g, 1): ONE, numbered(g, 2): ZERO, lr: ONE, beta1: ONE / 2, beta2: ONE / 2, epsilon: ZERO,
    }  # fmt: skip
    return (
        *same_state(plain, before),
        *same_state(plain, after, v_max),
        Line(
            "the step with the maximum corrected is √(1 − β₂ᵗ)/(1 − β₁ᵗ) times the paper's at ε·√(1 − β₂ᵗ)",
            Zero(stepped(before) - factor * at(stepped(plain), hat)),
        ),
        Line("optax holds the maximum of what is corrected", Zero(now[v_max] - highest)),
        Line("and steps by that", Zero(stepped(after) + lr * now[m] / (1 - beta1**t) / (sqrt(highest) + epsilon))),
        Line(
            "which never falls: after the gradients 1 and 0 it is 1, and the corrected maximum 2/3",
            Different(runs[2] - runs[1], point),
        ),
        Line("and the paper's is another still", Different(runs[2] - runs[0], point)),
    )


def folded(plain: Form, keras: Form) -> tuple[Line, ...]:
    factor = sqrt(1 - beta2**t) / (1 - beta1**t)
    return (
        *same_state(plain, keras),
        Line("its step is √(1 − β₂ᵗ)/(1 − β₁ᵗ) times the paper's", Zero(stepped(keras) - factor * stepped(plain))),
    )


def corrected_alike(first: Form, ruder: Form) -> tuple[Line, ...]:
    now, later = 1 - beta1**t, 1 - beta1 ** (t + 1)
    after = ruder.after({})
    root = sqrt(after[second] / (1 - beta2**t)) + epsilon
    point = {theta: ZERO, g: ONE, m: ZERO, second: ZERO, lr: ONE, beta1: ONE / 2, beta2: ONE / 2, epsilon: ZERO, t: ONE}
    return (
        *same_state(first, ruder),
        Line(
            "its m̂ is β₁ of Adam's and 1 − β₁ of the corrected gradient",
            Zero(stepped(ruder) + lr * (beta1 * after[m] / now + (1 - beta1) * g / now) / root),
        ),
        Line(
            "from which the next correction parts by β₁ᵗ⁺¹(1 − β₁)·m/((1 − β₁ᵗ)(1 − β₁ᵗ⁺¹)), which fades",
            Zero(
                stepped(first) - stepped(ruder) - lr * beta1 ** (t + 1) * (1 - beta1) * after[m] / (now * later) / root
            ),
        ),
        Line("in the first step that is not nothing", Different(at(stepped(first) - stepped(ruder), {t: ONE}), point)),
    )


def printed(first: Form, dozat: Form) -> tuple[Line, ...]:
    return (
        *same_state(first, dozat),
        Line(
            "the step with β₂ before v̂ is the other at lr/√β₂ and ε/√β₂",
            Zero(stepped(dozat) - at(stepped(first), {lr: lr / sqrt(beta2), epsilon: epsilon / sqrt(beta2)})),
        ),
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


_ADAM, _ADAGRAD = form_of("adam", "algorithm-1"), form_of("adagrad", "outside")
_PAPER, _LR = form_of("adam+decoupled", "algorithm-1/paper"), form_of("adam+decoupled", "algorithm-1/lr")
_NADAM = form_of("adam+nesterov", "algorithm-1")
_AMSGRAD, _BEFORE, _AFTER = (
    form_of("adam+amsgrad", f"algorithm-1/{name}") for name in ("uncorrected", "before", "after")
)

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
        id="amsgrad-corrections",
        title="AMSGrad's maximum, uncorrected, corrected, or of what is corrected: three rules",
        rules=("adam+amsgrad",),
        forms=(_AMSGRAD, _BEFORE, _AFTER),
        statement=r"\Delta\theta^{\mathrm{before}} = \frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\Delta\theta^{\mathrm{paper}}"
        r" \text{ at } \epsilon\sqrt{1-\beta_2^t}",
        assumptions=("0 < β₂",),
        proof=corrected,
    ),
    Derivation(
        id="amsgrad-folded",
        title="AMSGrad with the corrections in lr is the paper's at another lr",
        rules=("adam+amsgrad",),
        forms=(_AMSGRAD, form_of("adam+amsgrad", "epsilon-hat/before")),
        statement=r"\mathrm{lr}_t = \mathrm{lr}\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}",
        assumptions=(),
        proof=folded,
    ),
    Derivation(
        id="nadam-corrections",
        title="Ruder's NAdam corrects m as Adam does, where Dozat's takes the next correction",
        rules=("adam+nesterov",),
        forms=(_NADAM, form_of("adam+nesterov", "algorithm-1/ruder")),
        statement=r"\frac{\beta_1 m_t}{1-\beta_1^t} - \frac{\beta_1 m_t}{1-\beta_1^{t+1}}"
        r" = \beta_1^{t+1}\,\frac{1-\beta_1}{1-\beta_1^t}\,\frac{m_t}{1-\beta_1^{t+1}}",
        assumptions=(),
        proof=corrected_alike,
    ),
    Derivation(
        id="nadam-printed",
        title="Dozat's printed NAdam has β₂ before v̂, which is the same at another lr and ε",
        rules=("adam+nesterov",),
        forms=(_NADAM, form_of("adam+nesterov", "algorithm-1/dozat")),
        statement=r"\frac{\mathrm{lr}}{\sqrt{\beta_2 \hat{v}} + \epsilon}"
        r" = \frac{\mathrm{lr}/\sqrt{\beta_2}}{\sqrt{\hat{v}} + \epsilon/\sqrt{\beta_2}}",
        assumptions=("0 < β₂",),
        proof=printed,
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
        id="rmsprop-momentum-buffer",
        title="RMSprop with lr inside the velocity or outside of it agree if lr is constant",
        rules=("rmsprop+momentum",),
        forms=(form_of("rmsprop+momentum", "outside/classical"), form_of("rmsprop+momentum", "outside/buffer")),
        statement=r"b^{\mathrm{classical}} = \mathrm{lr}\,b^{\mathrm{buffer}}",
        assumptions=(),
        proof=scaled_velocity,
    ),
)
