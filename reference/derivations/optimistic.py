"""Optimistic gradient descent beside gradient descent."""

from ..optimistic import GENERALIZED
from ..rule import Form
from ..sgd import PLAIN as SGD
from ..symbols import alpha, beta, g, lr, p, t
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, stepped

LATER = {t: t + 1}
"""Any step but the first."""


def beside(generalized: Form, sgd: Form) -> tuple[Line, ...]:
    first, later = {t: ONE}, stepped(generalized, LATER)
    return (
        Line("the first step is gradient descent's, α times", Zero(stepped(generalized, first) - alpha * stepped(sgd))),
        Line(
            "and every other, too, but for the change of the gradient: lr·β(g − p) more",
            Zero(later - alpha * stepped(sgd) + lr * beta * (g - p)),
        ),
        Line("p is the gradient of the step before", Zero(generalized.after(LATER)[p] - g)),
        Line("so by a gradient that stays it is gradient descent", Zero(at(later, {p: g}) - alpha * stepped(sgd))),
        Line("as it is at β = 0", Zero(at(later, {beta: ZERO}) - alpha * stepped(sgd))),
        Line(
            "at α = β = 1 the step is by 2g − p, which is where the gradient goes if it changes once more as it did",
            Zero(at(later, {alpha: ONE, beta: ONE}) + lr * (g + (g - p))),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="optimistic-sgd",
        title="Optimistic gradient descent is gradient descent, and a step by the change of the gradient",
        rules=("optimistic", "sgd"),
        forms=(GENERALIZED, SGD),
        statement=r"\Delta\theta_t = -\mathrm{lr}\,\alpha\,g_t - \mathrm{lr}\,\beta\,(g_t - g_{t-1})",
        assumptions=("g₀ is g₁",),
        proof=beside,
    ),
)
