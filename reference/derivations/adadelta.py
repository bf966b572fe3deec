"""Adadelta: the units of its step, and why it needs its ε."""

from sympy import Expr, Integer, Symbol

from ..adadelta import ALGORITHM_1
from ..rule import Form
from ..symbols import d, epsilon, g, lr, rho, u, v
from .claims import Positive, Zero
from .derivation import Derivation, Line
from .lemmas import WITHOUT_EPSILON, at, carried_out, positive_epsilon, stepped

k = Symbol("k", positive=True)
"""How many of the new units one old unit is."""


def units(form: Form) -> tuple[Line, ...]:
    def step(**changed: Expr) -> Expr:
        names = {each.name: each for each in (g, u, v)}
        before = {**WITHOUT_EPSILON, **{names[name]: value for name, value in changed.items()}}
        return carried_out(form, before)[d]

    plain, after = step(), at(form.after({g: k * g, v: k**2 * v})[v], {})
    whole = carried_out(form, {})
    return (
        Line(
            "the step is g times the root of u + ε, over that of the new v + ε",
            Zero(whole[d] ** 2 * (rho * v + (1 - rho) * g**2 + epsilon) - (u + epsilon) * g**2),
        ),
        Line("and u is an average of its squares", Zero(whole[u] - rho * u - (1 - rho) * whole[d] ** 2)),
        Line("v has the units of g²", Zero(after - k**2 * form.after({})[v])),
        Line(
            "in other units of the loss, so of g and of v, the step is the same",
            Zero(step(g=k * g, v=k**2 * v) - plain),
        ),
        Line("and in other units of θ, so of u, it is in these", Zero(step(u=k**2 * u) - k * plain)),
        Line(
            "in which u goes on",
            Zero(at(form.after({**WITHOUT_EPSILON, u: k**2 * u})[u], {}) - k**2 * form.after(WITHOUT_EPSILON)[u]),
        ),
        Line("θ moves by it, lr times", Zero(stepped(form) + lr * carried_out(form, {})[d])),
    )


def begins(form: Form) -> tuple[Line, ...]:
    still = {**WITHOUT_EPSILON, u: Integer(0)}
    first = carried_out(form, {**form.start(), **dict.fromkeys(WITHOUT_EPSILON, positive_epsilon)})
    return (
        Line("it begins at u = 0", Zero(form.start()[u])),
        Line("without ε it does not move from there", Zero(stepped(form, still))),
        Line("and stays there", Zero(form.after(still)[u])),
        Line(
            "with ε its first step squared is ε·g²/((1 − ρ)g² + ε)",
            Zero(first[d] ** 2 - positive_epsilon * g**2 / ((1 - rho) * g**2 + positive_epsilon)),
        ),
        Line("whose denominator is positive", Positive(1 / (1 / ((1 - rho) * g**2 + positive_epsilon)))),
    )


DERIVATIONS = (
    Derivation(
        id="adadelta-units",
        title="Adadelta's step is in the units of θ, whatever those of the loss are",
        rules=("adadelta",),
        forms=(ALGORITHM_1,),
        statement=r"d(k g, k^2 v, u) = d(g, v, u),\quad d(g, v, k^2 u) = k\,d(g, v, u)",
        assumptions=("ε = 0, which else has units of its own", "v is not 0"),
        proof=units,
    ),
    Derivation(
        id="adadelta-begins",
        title="Without the ε in its numerator Adadelta never moves",
        rules=("adadelta",),
        forms=(ALGORITHM_1,),
        statement=r"\epsilon = 0 \;\Rightarrow\; u_t = 0,\ \Delta\theta_t = 0",
        assumptions=("the gradients are not 0",),
        proof=begins,
    ),
)
