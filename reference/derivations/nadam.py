"""NAdam: what its product of momenta is for, what becomes of it where μ is constant, and what its forms differ by."""

from sympy import Rational

from ..adam import ALGORITHM_1 as ADAM
from ..nadam import ALGORITHM_2, ALGORITHM_8, BASE, BY_BETA1
from ..rule import Form
from ..symbols import beta1, beta2, epsilon, g, lr, m, m_hat, mu_next, mu_product, mu_t, psi, t, theta
from .adam_parts import printed
from .claims import Different, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, carried_out, form_of, induction, same_state, stepped, vanishing, with_line

P = mu_product


def constant(nadam: Form, ahead: Form, adam: Form) -> tuple[Line, ...]:
    values, settled = carried_out(nadam, {}), with_line(with_line(nadam, mu_t, beta1), mu_next, beta1)
    slow, by_half = at(stepped(nadam), {psi: ZERO, P: (beta1 / 2) ** (t - 1)}), {beta1: beta1 / 2}
    next_share = at(carried_out(adam, {g: ZERO})[m_hat], {t: t + 1})
    this_share = carried_out(adam, {m: ZERO})[m_hat]
    return (
        Line("μ lacks β₁·½·0.96^(tψ) to β₁", Zero(beta1 - values[mu_t] - beta1 * BASE ** (t * psi) / 2)),
        Line("and in the next step as much of the next", Zero(values[mu_next] - at(values[mu_t], {t: t + 1}))),
        *vanishing("0.96^ψ"),
        *induction(settled, {P: lambda k: beta1**k}),
        *same_state(settled, ahead),
        Line(
            "so where μ is β₁ it is Adam that looks ahead",
            Zero(at(stepped(settled), {P: beta1 ** (t - 1)}) - stepped(ahead)),
        ),
        Line(
            "along the share of m in Adam's next m̂, and that of g in this one",
            Zero(carried_out(ahead, {m: m})[m_hat] - at(next_share, {m: carried_out(adam, {})[m]}) - this_share),
        ),
        Line("at ψ = 0, it looks ahead by β₁/2", Zero(slow - at(stepped(ahead), by_half))),
        Line("and its m is one of β₁/2", Zero(at(values[m], {psi: ZERO}) - at(ahead.after({})[m], by_half))),
    )


def decay(first: Form, by_beta1: Form) -> tuple[Line, ...]:
    one, other = carried_out(first, {}), carried_out(by_beta1, {})
    kept = (with_line(each, m, m) for each in (first, by_beta1))
    of_first, of_other = (stepped(each) for each in kept)
    begun = {**first.start(), t: ONE, g: ONE, theta: ZERO}
    return (
        *same_state(first, by_beta1, m),
        Line("both start m at the same", Zero(first.start()[m] - by_beta1.start()[m])),
        Line(
            "after a step the m that decays by β₁ is ahead by ½β₁·0.96^(tψ)·(m − g)",
            Zero(other[m] - one[m] - beta1 * BASE ** (t * psi) / 2 * (m - g)),
        ),
        Line("of the same m the steps are the same", Zero(of_first - of_other)),
        Line(
            "in the first step that is not nothing",
            Different(
                stepped(first, begun) - stepped(by_beta1, begun),
                {**dict.fromkeys((lr, beta1, beta2, epsilon), Rational(1, 2)), psi: ONE},
            ),
        ),
    )


def weights(first: Form, by_beta1: Form) -> tuple[Line, ...]:
    lines: list[Line] = []
    for form, whole in ((first, 1 - P), (by_beta1, 1 - beta1 ** (t - 1))):
        begins, after = form.start(), carried_out(form, {m: g * whole})
        now = {P: after[P], t: t + 1}
        ahead = after[mu_next] / (1 - after[P] * after[mu_next])
        lines += [
            Line(
                "before the first step m is 0, as its weights are", Zero(begins[m] - at(g * whole, {**begins, t: ONE}))
            ),
            Line("of a constant g it stays g times the sum of its weights", Zero(after[m] - g * at(whole, now))),
            Line(
                "that, divided by 1 − P, is in the step",
                Zero(after[m_hat] - ahead * g * at(whole, now) - (1 - after[mu_t]) * g / (1 - after[P])),
            ),
        ]
    return tuple(lines)


DERIVATIONS = (
    Derivation(
        id="nadam-constant",
        title="NAdam with constant μ is Adam along a moment that looks ahead; at ψ = 0, that μ is β₁/2",
        rules=("nadam", "adam+nesterov", "adam"),
        forms=(ALGORITHM_8, form_of("adam+nesterov", "algorithm-1"), ADAM),
        statement=r"\mu_t = \beta_1 \Rightarrow P_t = \beta_1^t,\ \hat{m} = \frac{\beta_1 m_t}{1-\beta_1^{t+1}}"
        r" + \frac{(1-\beta_1) g_t}{1-\beta_1^t};\quad \psi > 0 \Rightarrow \mu_t \to \beta_1",
        assumptions=(),
        proof=constant,
    ),
    Derivation(
        id="nadam-weights",
        title="1 − P is the sum of the weights in m where m decays by μ; where it decays by β₁, that is 1 − β₁ᵗ",
        rules=("nadam",),
        forms=(ALGORITHM_8, BY_BETA1),
        statement=r"g_i = g \Rightarrow m_t = (1 - P_t)\,g, \text{ and } m^{\beta_1}_t = (1-\beta_1^t)\,g",
        assumptions=("all gradients are the same",),
        proof=weights,
    ),
    Derivation(
        id="nadam-decay",
        title="NAdam whose m decays by β₁ is another than that whose m decays by the scheduled μ",
        rules=("nadam",),
        forms=(ALGORITHM_8, BY_BETA1),
        statement=r"m^{\beta_1}_t - m_t = \tfrac{1}{2}\beta_1\,0.96^{t\psi}\,(m_{t-1} - g_t)",
        assumptions=("both have the same m before the step",),
        proof=decay,
    ),
    Derivation(
        id="nadam-schedule-printed",
        title="NAdam with β₂ before v̂, as printed, is the same at another lr and ε",
        rules=("nadam",),
        forms=(ALGORITHM_8, ALGORITHM_2),
        statement=r"\frac{\mathrm{lr}}{\sqrt{\beta_2 \hat{v}} + \epsilon}"
        r" = \frac{\mathrm{lr}/\sqrt{\beta_2}}{\sqrt{\hat{v}} + \epsilon/\sqrt{\beta_2}}",
        assumptions=("0 < β₂",),
        proof=printed,
    ),
)
