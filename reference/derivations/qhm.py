"""Quasi-hyperbolic averages: between momentum and gradient descent, and which others they are."""

from ..adam import ALGORITHM_1 as ADAM
from ..momentum import EMA
from ..nesterov import BUFFER as NESTEROV
from ..qhm import QHADAM_PLAIN, QHM_PLAIN
from ..rule import Form
from ..sgd import PLAIN as SGD
from ..symbols import beta1, g, lr, m_hat, mu, nu, nu1, nu2, t, velocity
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, carried_out, form_of, same_state, stepped


def average(qhm: Form, momentum: Form, sgd: Form) -> tuple[Line, ...]:
    return (
        *same_state(qhm, momentum),
        Line(
            "its step is ν of momentum's and 1 − ν of gradient descent's",
            Zero(stepped(qhm) - nu * stepped(momentum) - (1 - nu) * stepped(sgd)),
        ),
        Line("so at ν = 1 it is momentum", Zero(at(stepped(qhm), {nu: ONE}) - stepped(momentum))),
        Line("and at ν = 0 gradient descent", Zero(at(stepped(qhm), {nu: ZERO}) - stepped(sgd))),
    )


def is_nesterov(qhm: Form, nesterov: Form) -> tuple[Line, ...]:
    longer = lr / (1 - mu)
    ours = {velocity: (1 - mu) * velocity, lr: longer}
    after, theirs = qhm.after(ours)[velocity], nesterov.after({})[velocity]
    return (
        Line("both begin at v = 0", Zero(qhm.start()[velocity] - nesterov.start()[velocity])),
        Line("QHM's v is 1 − μ of the buffer, and stays so", Zero(after - (1 - mu) * theirs)),
        Line(
            "at the lr/(1 − μ) of the other their steps are apart by (ν − μ)(v − g) times that",
            Zero(stepped(qhm, ours) - stepped(nesterov) + longer * (nu - mu) * (after - g)),
        ),
        Line("so at ν = μ they are the same", Zero(stepped(qhm, {**ours, nu: mu}) - stepped(nesterov))),
    )


def adams(qhadam: Form, adam: Form, ruder: Form) -> tuple[Line, ...]:
    both, above = {nu1: ONE, nu2: ONE}, {nu1: beta1, nu2: ONE}
    values = carried_out(ruder, {})
    now = beta1**t
    return (
        *same_state(qhadam, adam),
        *same_state(qhadam, ruder),
        Line("at ν₁ = ν₂ = 1 it is Adam", Zero(at(stepped(qhadam), both) - stepped(adam))),
        Line(
            "at ν₁ = β₁ and ν₂ = 1 it is Ruder's NAdam, but for the gradient's correction: (1 − β₁)g·β₁ᵗ/(1 − β₁ᵗ)",
            Zero(
                at(stepped(qhadam), above) * values[m_hat]
                - stepped(ruder) * (values[m_hat] - (1 - beta1) * g * now / (1 - now))
            ),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="qhm-average",
        title="QHM is the plain average of momentum and gradient descent",
        rules=("qhm", "momentum", "sgd"),
        forms=(QHM_PLAIN, EMA, SGD),
        statement=r"\Delta\theta^{\mathrm{qhm}} = \nu\,\Delta\theta^{\mathrm{momentum}} + (1-\nu)\,\Delta\theta^{\mathrm{sgd}}",
        assumptions=("momentum is its EMA form", "all at the same θ, lr, μ and gradients"),
        proof=average,
    ),
    Derivation(
        id="qhm-nesterov",
        title="QHM is Nesterov's momentum at ν = μ",
        rules=("qhm", "nesterov"),
        forms=(QHM_PLAIN, NESTEROV),
        statement=r"\mathrm{lr}^{\mathrm{qhm}} = \frac{\mathrm{lr}}{1-\mu} \;\Rightarrow\;"
        r" \Delta\theta^{\mathrm{qhm}} - \Delta\theta^{\mathrm{nesterov}} = -\mathrm{lr}^{\mathrm{qhm}}\,(\nu-\mu)\,(v-g)",
        assumptions=("0 ≤ μ < 1", "Nesterov's is the buffer form"),
        proof=is_nesterov,
    ),
    Derivation(
        id="qhadam-adam",
        title="QHAdam is Adam at ν₁ = ν₂ = 1, and nearly NAdam at ν₁ = β₁",
        rules=("qhadam", "adam", "adam+nesterov"),
        forms=(QHADAM_PLAIN, ADAM, form_of("adam+nesterov", "algorithm-1/ruder")),
        statement=r"\nu_1 = \nu_2 = 1 \Rightarrow \text{Adam};\quad \nu_1 = \beta_1,\ \nu_2 = 1 \Rightarrow"
        r" \hat{m} = \hat{m}^{\mathrm{ruder}} - (1-\beta_1)\,g\,\frac{\beta_1^t}{1-\beta_1^t}",
        assumptions=(),
        proof=adams,
    ),
)
