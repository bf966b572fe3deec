"""AggMo: the mean of momenta, how far it moves by a gradient that stays, and what Nesterov's momentum is beside it."""

from ..aggmo import THREE
from ..momentum import BUFFER
from ..nesterov import BUFFER as NESTEROV
from ..rule import Form
from ..symbols import beta1, beta2, beta3, g, lr, mu, t, v1, v2, v3, velocity
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ZERO, at, defaults, induction, stepped, vanishing

DECAYS = {v1: beta1, v2: beta2, v3: beta3}


def mean(aggmo: Form, momentum: Form) -> tuple[Line, ...]:
    after, start = aggmo.after({}), momentum.start()[velocity]
    alone = {v: {mu: beta, velocity: v} for v, beta in DECAYS.items()}
    alike = {**dict.fromkeys(DECAYS.values(), mu), **dict.fromkeys(DECAYS, velocity)}
    return (
        *(Line(f"{v} starts as a buffer of momentum", Zero(aggmo.start()[v] - start)) for v in DECAYS),
        *(
            Line(f"and stays one that decays by {DECAYS[v]}", Zero(after[v] - momentum.after(values)[velocity]))
            for v, values in alone.items()
        ),
        Line(
            "its step is the mean of the steps of these three",
            Zero(3 * stepped(aggmo) - sum(stepped(momentum, values) for values in alone.values())),
        ),
        Line("so where all β are μ it is momentum", Zero(stepped(aggmo, alike) - stepped(momentum))),
    )


def terminal(aggmo: Form) -> tuple[Line, ...]:
    ends = {v: g / (1 - beta) for v, beta in DECAYS.items()}
    whole = -lr * sum(ends.values()) / 3
    settled = {v: end * (1 - DECAYS[v] ** (t - 1)) for v, end in ends.items()}
    missing = sum(DECAYS[v] ** t * end for v, end in ends.items())
    return (
        *induction(aggmo, {v: lambda k, v=v: ends[v] * (1 - DECAYS[v] ** k) for v in DECAYS}),
        Line(
            "the step lacks lr·g/3·Σ βᵢᵗ/(1 − βᵢ) to its end", Zero(stepped(aggmo, settled) - whole - lr * missing / 3)
        ),
        *vanishing("βᵢ"),
        Line("which is 37·lr·g at the defaults", Zero(at(whole, defaults(aggmo) | {lr: lr}) + 37 * lr * g)),
    )


def is_nesterov(aggmo: Form, nesterov: Form) -> tuple[Line, ...]:
    after, theirs = aggmo.after({beta1: ZERO, beta2: mu, v2: velocity}), nesterov.after({})[velocity]
    return (
        Line("v₂ starts as the buffer", Zero(aggmo.start()[v2] - nesterov.start()[velocity])),
        Line("and stays it", Zero(after[v2] - theirs)),
        Line("v₁ is the gradient", Zero(after[v1] - g)),
        Line("Nesterov steps along both, v₂ weighed by μ", Zero(stepped(nesterov) + lr * (after[v1] + mu * after[v2]))),
    )


DERIVATIONS = (
    Derivation(
        id="aggmo-mean",
        title="AggMo's step is the mean of three of momentum's",
        rules=("aggmo", "momentum"),
        forms=(THREE, BUFFER),
        statement=r"\Delta\theta^{\mathrm{aggmo}} = \tfrac{1}{3}\sum_i \Delta\theta^{\mathrm{momentum}}(\mu = \beta_i)",
        assumptions=("momentum is its buffer form", "all at the same θ, lr and gradients"),
        proof=mean,
    ),
    Derivation(
        id="aggmo-terminal-velocity",
        title="AggMo's terminal velocity is the mean of those of its momenta",
        rules=("aggmo",),
        forms=(THREE,),
        statement=r"g_i = g \;\Rightarrow\; \Delta\theta \to -\mathrm{lr}\,\frac{g}{3}\sum_i \frac{1}{1-\beta_i}",
        assumptions=("g and lr are constant",),
        proof=terminal,
    ),
    Derivation(
        id="aggmo-nesterov",
        title="Nesterov's momentum steps along two of AggMo's velocities, by weights 1 and μ",
        rules=("aggmo", "nesterov"),
        forms=(THREE, NESTEROV),
        statement=r"\beta_1 = 0,\ \beta_2 = \mu \;\Rightarrow\; \Delta\theta^{\mathrm{nesterov}} = -\mathrm{lr}\,(v_1 + \mu v_2)",
        assumptions=("Nesterov's is the buffer form", "all at the same θ, lr and gradients"),
        proof=is_nesterov,
    ),
)
