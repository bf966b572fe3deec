"""Momentum: its terminal velocity, and where the learning rate may stand."""

from sympy import Abs, Integer, Rational, Symbol

from ..momentum import BUFFER, CLASSICAL, EMA
from ..rule import Form
from ..symbols import g, lr, mu, t, theta, velocity as v
from .claims import Different, NotNegative, Zero
from .derivation import Derivation, Line
from .lemmas import correspondence, induction, stepped, vanishing

lr_now = Symbol("lr_now", positive=True)
"""The learning rate of a step that changes it."""


def terminal_velocity(classical: Form) -> tuple[Line, ...]:
    end = -lr * g / (1 - mu)
    rest = end * (1 - mu**t) - end
    return (
        *induction(classical, {v: lambda k: end * (1 - mu**k)}),
        Line("the parameter moves by the new velocity", Zero(stepped(classical) - classical.after({})[v])),
        Line("|v_t| ≤ lr|g|/(1 − μ)", NotNegative(lr * Abs(g) / (1 - mu) - lr * Abs(g) * (1 - mu**t) / (1 - mu))),
        Line("what is missing is μᵗ·lr|g|/(1 − μ)", Zero(Abs(rest) - mu**t * lr * Abs(g) / (1 - mu))),
        *vanishing("μ"),
    )


def buffer(classical: Form, buffered: Form) -> tuple[Line, ...]:
    related = {v: -lr * v}
    apart = classical.after({**related, lr: lr_now})[theta] - buffered.after({lr: lr_now})[theta]
    after_two = classical.unroll(2)[1][theta] - buffered.unroll(2)[1][theta]
    rates = {Symbol(f"lr{k}", positive=True): Integer(k) for k in (1, 2)}
    gradients = {Symbol("g1", real=True): Integer(1), Symbol("g2", real=True): Integer(1)}
    return (
        *correspondence(classical, buffered, related),
        Line(
            "related so, both take the same step: equal while lr is constant",
            Zero(stepped(classical, related) - stepped(buffered)),
        ),
        Line(
            "a first step with another lr, lr', parts them by μ(lr' − lr)·v: 0 for every v only if lr' = lr or μ = 0",
            Zero(apart - mu * (lr_now - lr) * v),
        ),
        Line(
            "v is not 0 for some gradients: with lr = 1, 2 and g = 1, 1 the second step parts them",
            Different(after_two, {**rates, **gradients, theta: Integer(0), mu: Rational(9, 10)}),
        ),
    )


def ema(average: Form, buffered: Form, classical: Form) -> tuple[Line, ...]:
    related = {v: (1 - mu) * v}
    classically = {v: -(1 - mu) / lr * v}
    return (
        *correspondence(average, buffered, related),
        Line(
            "related so, the ema form at lr takes the buffer form's step at lr(1 − μ), whatever the lr of the step",
            Zero(stepped(average, related) - stepped(buffered, {lr: lr * (1 - mu)})),
        ),
        *correspondence(average, classical, classically),
        Line(
            "at the same, constant lr its step is the (1 − μ)-fold of the classical form's: different unless μ = 0",
            Zero(stepped(average, classically) - (1 - mu) * stepped(classical)),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="momentum-terminal-velocity",
        title="Momentum's terminal velocity is lr·g/(1 − μ)",
        rules=("momentum",),
        forms=(CLASSICAL,),
        statement=r"v_t = -\frac{\mathrm{lr}\,g}{1-\mu}\,(1-\mu^t) \;\longrightarrow\; -\frac{\mathrm{lr}\,g}{1-\mu}",
        assumptions=("g and lr are constant", "0 ≤ μ < 1"),
        proof=terminal_velocity,
    ),
    Derivation(
        id="momentum-buffer",
        title="Classical and buffer momentum agree if and only if lr is constant",
        rules=("momentum",),
        forms=(CLASSICAL, BUFFER),
        statement=r"v^{\mathrm{classical}} = -\mathrm{lr}\,v^{\mathrm{buffer}}"
        r" \text{ and equal } \theta \text{ in every step, for all gradients}"
        r" \iff \mathrm{lr}_t = \mathrm{lr}_1 \text{ for all } t",
        assumptions=("0 < μ < 1 (at μ = 0 they always agree)",),
        proof=buffer,
    ),
    Derivation(
        id="momentum-ema",
        title="The ema form is the buffer form at lr·(1 − μ)",
        rules=("momentum",),
        forms=(EMA, BUFFER, CLASSICAL),
        statement=r"v^{\mathrm{ema}} = (1-\mu)\,v^{\mathrm{buffer}},\quad"
        r" \Delta\theta^{\mathrm{ema}}(\mathrm{lr}) = \Delta\theta^{\mathrm{buffer}}\big((1-\mu)\,\mathrm{lr}\big)",
        assumptions=("0 ≤ μ < 1", "lr may change; where it is constant, the same holds against the classical form"),
        proof=ema,
    ),
)
