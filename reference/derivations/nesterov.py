"""Nesterov's accelerated gradient: three ways to write it, and the changes of variable between them."""

from sympy import Integer, Rational, Symbol

from ..nesterov import BENGIO, BUFFER, LOOKAHEAD
from ..rule import Form
from ..symbols import g, lr, mu, theta, velocity as v
from .claims import Different, Zero
from .derivation import Derivation, Line
from .lemmas import at, correspondence, stepped

lr_now = Symbol("lr_now", positive=True)
"""The learning rate of a step that changes it."""


def buffer(bengio: Form, buffered: Form) -> tuple[Line, ...]:
    related = {v: -lr * v}
    apart = bengio.after({**related, lr: lr_now})[theta] - buffered.after({lr: lr_now})[theta]
    after_two = bengio.unroll(2)[1][theta] - buffered.unroll(2)[1][theta]
    rates = {Symbol(f"lr{k}", positive=True): Integer(k) for k in (1, 2)}
    gradients = {Symbol("g1", real=True): Integer(1), Symbol("g2", real=True): Integer(1)}
    return (
        *correspondence(bengio, buffered, related),
        Line(
            "related so, both take the same step: equal while lr is constant",
            Zero(stepped(bengio, related) - stepped(buffered)),
        ),
        Line("and both take the gradient at θ", Zero(bengio.gradient_at - buffered.gradient_at)),
        Line(
            "a first step with another lr, lr', parts them by μ²(lr' − lr)·v: 0 for every v only if lr' = lr or μ = 0",
            Zero(apart - mu**2 * (lr_now - lr) * v),
        ),
        Line(
            "v is not 0 for some gradients: with lr = 1, 2 and g = 1, 1 the second step parts them",
            Different(after_two, {**rates, **gradients, theta: Integer(0), mu: Rational(9, 10)}),
        ),
    )


def lookahead(ahead: Form, bengio: Form) -> tuple[Line, ...]:
    changed = theta + mu * v
    after = ahead.after({})
    image = bengio.after({theta: changed})
    apart = ahead.after({})[theta] - bengio.after({})[theta]
    start = ahead.start()[v]
    return (
        Line("at the start v = 0 in both, and θ' = θ", Zero(start)),
        Line("v = 0 in bengio's start too", Zero(bengio.start()[v] - start)),
        Line(
            "both take the gradient at the same point: θ + μv there is θ' here",
            Zero(ahead.gradient_at - at(bengio.gradient_at, {theta: changed})),
        ),
        Line("the velocities stay equal", Zero(after[v] - image[v])),
        Line("and θ' = θ + μv stays so", Zero(at(changed, after) - image[theta])),
        Line("on the same gradients θ itself is apart by μ times the change of v", Zero(apart - mu * (v - after[v]))),
        Line(
            "which is not 0: a gradient 1 at lr = 1, μ = 9/10, from v = 0",
            Different(
                apart,
                {theta: Integer(0), v: Integer(0), mu: Rational(9, 10), lr: Integer(1), g: Integer(1)},
            ),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="nesterov-buffer",
        title="Bengio's and the buffer form of Nesterov agree if and only if lr is constant",
        rules=("nesterov",),
        forms=(BENGIO, BUFFER),
        statement=r"v^{\mathrm{bengio}} = -\mathrm{lr}\,v^{\mathrm{buffer}}"
        r" \text{ and equal } \theta \text{ in every step, for all gradients}"
        r" \iff \mathrm{lr}_t = \mathrm{lr}_1 \text{ for all } t",
        assumptions=("0 < μ < 1 (at μ = 0 they always agree)",),
        proof=buffer,
    ),
    Derivation(
        id="nesterov-lookahead",
        title="The look-ahead form is Bengio's after θ' = θ + μv",
        rules=("nesterov",),
        forms=(LOOKAHEAD, BENGIO),
        statement=r"\theta' = \theta + \mu v \;\Longrightarrow\;"
        r" \theta'_{t+1} = \theta'_t + \mu^2 v_t - (1+\mu)\,\mathrm{lr}\,\nabla f(\theta'_t),\quad v' = v",
        assumptions=(
            "μ is the same in every step (a changing μ needs the next step's: θ' = θ + μ_{t+1}v)",
            "lr may change",
            "0 ≤ μ < 1; for μ > 0 the parameters themselves, θ and θ', differ",
        ),
        proof=lookahead,
    ),
)
