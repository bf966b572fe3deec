"""What parts do to Adam: AMSGrad's maximum, Nesterov's correction, and LaProp's order of dividing and averaging."""

from sympy import Abs, Symbol, sqrt

from ..extremes import Max
from ..rule import Form, numbered
from ..symbols import beta1, beta2, epsilon, g, lr, lr_mean, m, t, theta, v as second, v_max
from .claims import Different, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, Sequence, at, correspondence, form_of, induction, same_state, stepped


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


def laprop(adam: Form, form: Form) -> tuple[Line, ...]:
    divided = g / (Abs(g) + epsilon)
    lines: list[Line] = []
    for each, averaged in ((adam, g), (form, divided)):
        closed: dict[Symbol, Sequence] = {
            m: lambda k, averaged=averaged: averaged * (1 - beta1**k),
            second: lambda k: g**2 * (1 - beta2**k),
        }
        before = {symbol: value(t - 1) for symbol, value in closed.items()}
        lines += [
            *induction(each, closed),
            Line("so for a constant gradient each step is −lr·g/(|g| + ε)", Zero(stepped(each, before) + lr * divided)),
        ]
    return tuple(lines)


def laprop_code(form: Form, code: Form) -> tuple[Line, ...]:
    by_lr = {m: lr * m, lr_mean: lr * (1 - beta1 ** (t - 1))}
    return (
        *same_state(form, code, m),
        *correspondence(code, form, {m: lr * m}),
        *induction(code, {lr_mean: lambda k: lr * (1 - beta1**k)}),
        Line("the code's step is the paper's while lr is constant", Zero(stepped(code, by_lr) - stepped(form))),
    )


_ADAM = form_of("adam", "algorithm-1")
_NADAM, _LAPROP = form_of("adam+nesterov", "algorithm-1"), form_of("adam+laprop", "algorithm-1")
_AMSGRAD, _BEFORE, _AFTER = (
    form_of("adam+amsgrad", f"algorithm-1/{name}") for name in ("uncorrected", "before", "after")
)

DERIVATIONS = (
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
        id="laprop-adam",
        title="For a constant gradient, LaProp is Adam: it does not matter whether an average is divided, or its parts",
        rules=("adam", "adam+laprop"),
        forms=(_ADAM, _LAPROP),
        statement=r"g_t = g \Rightarrow \Delta\theta^{\mathrm{LaProp}} = \Delta\theta^{\mathrm{Adam}}"
        r" = -\mathrm{lr}\,\frac{g}{|g| + \epsilon}",
        assumptions=("g is constant",),
        proof=laprop,
    ),
    Derivation(
        id="laprop-code",
        title="LaProp with lr in the average is LaProp while lr is constant",
        rules=("adam+laprop",),
        forms=(_LAPROP, form_of("adam+laprop", "algorithm-1/code")),
        statement=r"m^{\mathrm{code}} = \mathrm{lr}\,m,\quad \mathrm{lr}_{\mathrm{mean}} = \mathrm{lr}\,(1-\beta_1^t)",
        assumptions=("lr is constant",),
        proof=laprop_code,
    ),
)
