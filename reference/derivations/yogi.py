"""Yogi: how far its second moment moves in a step, and what its forms differ by."""

from sympy import Abs, Integer, Rational, sign

from ..adam import ALGORITHM_1 as ADAM
from ..rule import Form
from ..symbols import beta1, beta2, epsilon, g, initial_accumulator, lr, m, t, theta, v
from ..yogi import ALGORITHM_2, BOTH_START, CORRECTED
from .claims import Different, NotNegative, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, carried_out, same_state, stepped
from .sign import rest


def change(yogi: Form, adam: Form) -> tuple[Line, ...]:
    moved, most = yogi.after({})[v] - v, (1 - beta2) * g**2
    apart = v - g**2
    up, down = rest(-sign(apart)), rest(sign(apart))
    # 1 where the sign is 1, and 0 elsewhere; 1 where it is −1; 1 where it is 0.
    above, below, at_it = (
        (sign(apart) ** 2 + sign(apart)) / 2, (sign(apart) ** 2 - sign(apart)) / 2, 1 - sign(apart) ** 2
    )  # fmt: skip
    return (
        Line("v moves by (1 − β₂)g², up or down or not at all", Zero(moved + sign(apart) * most)),
        Line("so by no more upwards,", NotNegative(most - moved, tuple((most * weight, base) for weight, base in up))),
        Line("nor downwards", NotNegative(most + moved, tuple((most * weight, base) for weight, base in down))),
        Line(
            "and it stays 0 or more: where v > g² it keeps β₂v + (1 − β₂)|v − g²|, elsewhere it grows, or stays",
            NotNegative(
                yogi.after({})[v],
                (
                    (beta2 * v + (1 - beta2) * Abs(apart), above),
                    (v + (1 - beta2) * g**2, below),
                    (v, at_it),
                ),
            ),
        ),
        Line("Adam's moves by (1 − β₂)(g² − v), however large v is", Zero(adam.after({})[v] - v + (1 - beta2) * apart)),
    )


def corrections(plain: Form, corrected: Form) -> tuple[Line, ...]:
    values = carried_out(corrected, {})
    guard = epsilon / (1 - beta2**t) ** Rational(1, 2)
    root = plain.after({})[v] ** Rational(1, 2)
    return (
        *same_state(plain, corrected),
        uncorrected(plain),
        Line(
            "the other, times √(1 − β₂ᵗ)/(1 − β₁ᵗ), by √v + ε√(1 − β₂ᵗ)",
            Zero(
                stepped(corrected) * (root + guard * (1 - beta2**t)) * (1 - beta1**t)
                + lr * values[m] * (1 - beta2**t) ** Rational(1, 2)
            ),
        ),
        Line("which is another step, as the first shows", different(plain, corrected)),
    )


def uncorrected(plain: Form) -> Line:
    after = plain.after({})
    divided = after[v] ** Rational(1, 2) + epsilon
    return Line("the paper divides m by √v + ε", Zero(stepped(plain) * divided + lr * after[m]))


def different(one: Form, other: Form) -> Different:
    """That the first steps of two forms are apart."""
    halves = dict.fromkeys((lr, beta1, beta2, epsilon, initial_accumulator), Rational(1, 3))
    first = {t: ONE, g: ONE, theta: Integer(0)}
    return Different(
        stepped(one, {**one.start(), **first}) - stepped(other, {**other.start(), **first}),
        {**halves, theta: Integer(0)},
    )


def starts(plain: Form, corrected: Form, both: Form) -> tuple[Line, ...]:
    more = initial_accumulator * beta1**t
    return (
        Line(
            "one begins at m = 0, the other at m = v₀", Zero(both.start()[m] - corrected.start()[m] - more.subs(t, 0))
        ),
        Line(
            "and after t steps that is β₁ᵗv₀ in m",
            Zero(both.after({m: m + more})[m] - corrected.after({})[m] - more.subs(t, t + 1)),
        ),
        *same_state(corrected, both, m),
        *same_state(plain, both, m),
        uncorrected(plain),
        Line("the paper's has the same m as the one from 0", Zero(plain.after({})[m] - corrected.after({})[m])),
        Line("of the same m the steps are the same", Zero(stepped(corrected) - stepped(both))),
        Line("so the first are apart, from each other", different(corrected, both)),
        Line("and from the paper's", different(plain, both)),
    )


DERIVATIONS = (
    Derivation(
        id="yogi-change",
        title="Yogi's second moment moves by (1 − β₂)g² at most, and stays positive",
        rules=("yogi", "adam"),
        forms=(ALGORITHM_2, ADAM),
        statement=r"|v_t - v_{t-1}| \le (1-\beta_2)\,g_t^2, \text{ where Adam's } v_t - v_{t-1} = (1-\beta_2)(g_t^2 - v_{t-1})",
        assumptions=("v₀ ≥ 0",),
        proof=change,
    ),
    Derivation(
        id="yogi-corrections",
        title="Yogi with and without bias corrections",
        rules=("yogi",),
        forms=(ALGORITHM_2, CORRECTED),
        statement=r"\Delta\theta^{\text{corrected}} = -\mathrm{lr}\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,"
        r"\frac{m}{\sqrt{v} + \epsilon\sqrt{1-\beta_2^t}}",
        assumptions=(),
        proof=corrections,
    ),
    Derivation(
        id="yogi-starts",
        title="What it means to start m at v₀",
        rules=("yogi",),
        forms=(ALGORITHM_2, CORRECTED, BOTH_START),
        statement=r"m^{\text{both-start}}_t = m_t + \beta_1^t v_0",
        assumptions=(),
        proof=starts,
    ),
)
