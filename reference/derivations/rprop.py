"""Rprop: when its forms are one, and what a turn of the gradient does."""

from sympy import Expr, Integer, Symbol

from ..extremes import Max, Min
from ..rprop import CLAMPED, HELD, IRPROP_MINUS, eta_minus, step_max, step_min
from ..rule import Form
from ..symbols import delta, g, p, q, theta
from .claims import NotNegative, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, carried_out, stepped, with_line

above, below = Symbol("above", nonnegative=True), Symbol("below", nonnegative=True)
"""How far Δ is above Δ_min and below Δ_max."""

INSIDE = {delta: step_min + above, step_max: step_min + above + below}
TURNED = Integer(-1)


def size(form: Form, turn: Expr) -> Expr:
    """What a step makes of a step size between its bounds, by the sign of q."""
    line = next(each for each in form.step if each.symbol == delta)
    return at(at(line.value, {q: turn}), INSIDE)


def bounds(first: Form, *others: Form) -> tuple[Line, ...]:
    smaller, smallest, largest = (at(each, INSIDE) for each in (eta_minus * delta, step_min, step_max))
    return (
        Line("all begin at the same Δ", Zero(sum(each.start()[delta] for each in others) - 2 * first.start()[delta])),
        *(
            line
            for each in others
            for line in (
                Line(
                    "where Δ lies between its bounds, q = 0 leaves it as it is",
                    Zero(size(each, ZERO) - size(first, ZERO)),
                ),
                Line("η₊Δ is not below Δ_min, so that q > 0 does the same", Zero(size(each, ONE) - size(first, ONE))),
                Line(
                    "where q < 0 each holds η₋Δ above Δ_min",
                    Zero(size(each, TURNED) - Min(Max(smaller, smallest), largest)),
                ),
            )
        ),
        Line("the first form there, too", Zero(size(first, TURNED) - Max(smaller, smallest))),
        Line("and that is not above Δ_max, for η₋Δ is not", NotNegative(largest - smaller)),
        Line("nor is Δ_min", NotNegative(largest - smallest)),
        *(
            Line("with the same Δ they step alike", Zero(stepped(with_line(each, delta, delta)) - alike))
            for alike in (stepped(with_line(first, delta, delta)),)
            for each in others
        ),
        *(Line("and keep the same gradient", Zero(each.after({})[p] - first.after({})[p])) for each in others),
    )


def turns(form: Form) -> tuple[Line, ...]:
    turned, shrunk = carried_out(form, {g: TURNED, p: ONE}), Max(eta_minus * delta, step_min)
    after = carried_out(form, {p: turned[p], g: ONE})
    return (
        Line("where the gradient has turned, the step size shrinks", Zero(turned[delta] - shrunk)),
        Line("there is no step", Zero(turned[theta] - theta)),
        Line("and nothing is kept to compare the next one with", Zero(turned[p])),
        Line("so that the next step size is the same", Zero(after[delta] - delta)),
        Line("and the next step goes by it, along the gradient", Zero(after[theta] - theta + delta)),
        Line("which is kept", Zero(after[p] - ONE)),
    )


DERIVATIONS = (
    Derivation(
        id="rprop-bounds",
        title="Rprop's forms are one where the step size begins between its bounds",
        rules=("rprop",),
        forms=(IRPROP_MINUS, CLAMPED, HELD),
        statement=r"\Delta_{\min} \le \Delta \le \Delta_{\max} \Rightarrow"
        r" \min(\max(\eta_{\pm}\Delta, \Delta_{\min}), \Delta_{\max})"
        r" = \min(\eta_{+}\Delta, \Delta_{\max}) \text{ or } \max(\eta_{-}\Delta, \Delta_{\min})",
        assumptions=("0 < η₋ < 1 < η₊", "Δ_min ≤ lr ≤ Δ_max at the start, so that it stays so"),
        proof=bounds,
    ),
    Derivation(
        id="rprop-turns",
        title="After a turn of the gradient Rprop rests for a step, and keeps its step size in the next",
        rules=("rprop",),
        forms=(IRPROP_MINUS,),
        statement=r"g_t\,g_{t-1} < 0 \Rightarrow \theta_t = \theta_{t-1},\ \Delta_{t+1} = \Delta_t",
        assumptions=(),
        proof=turns,
    ),
)
