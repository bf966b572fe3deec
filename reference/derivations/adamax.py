"""AdaMax: what its norm is, and the places of ε."""

from sympy import Abs, Expr, Integer, Rational, Symbol

from ..adamax import ALGORITHM_2, INSIDE, OUTSIDE
from ..extremes import Max
from ..rule import Form, numbered
from ..symbols import beta1, beta2, epsilon, g, lr, m, t, theta, u
from .claims import Different, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, WITHOUT_EPSILON, at, same_state, stepped


def norm(form: Form) -> tuple[Line, ...]:
    one, two = (Abs(numbered(g, k)) for k in (1, 2))
    found = form.unroll(2)[-1][u]
    begun = Symbol("g_begun", positive=True)
    return (
        Line(
            "the largest of all gradients so far, each decayed by its age, as two steps show",
            Zero(found - Max(beta2 * one, two)),
        ),
        Line(
            "the step is along the corrected m",
            Zero(stepped(form) * u_after(form) * (1 - beta1**t) + lr * form.after({})[m]),
        ),
        Line("so the first step is lr long", Zero(stepped(form, {**form.start(), t: ONE, g: begun}) + lr)),
    )


def u_after(form: Form) -> Expr:
    return form.after({})[u]


def epsilons(plain: Form, inside: Form, outside: Form) -> tuple[Line, ...]:
    at_one = {**plain.start(), t: ONE, g: ONE, epsilon: Rational(1, 2), theta: Integer(0)}
    return (
        *same_state(plain, outside),
        *same_state(plain, inside, u),
        Line("both start u at the same", Zero(plain.start()[u] - inside.start()[u])),
        Line(
            "at ε = 0 the one inside makes the same u",
            Zero(at(inside.after({})[u], WITHOUT_EPSILON) - plain.after({})[u]),
        ),
        *(
            line
            for form, name in ((inside, "inside"), (outside, "outside"))
            for line in (
                Line(
                    f"at ε = 0 the one {name} takes the same step",
                    Zero(at(stepped(form), WITHOUT_EPSILON) - stepped(plain)),
                ),
                Line(
                    f"at ε = 1/2 the one {name} takes another",
                    Different(
                        stepped(form, at_one) - stepped(plain, at_one),
                        {lr: ONE, beta1: Rational(1, 2), beta2: Rational(1, 2)},
                    ),
                ),
            )
        ),
    )


DERIVATIONS = (
    Derivation(
        id="adamax-norm",
        title="AdaMax divides by the largest gradient, each decayed by its age",
        rules=("adamax",),
        forms=(ALGORITHM_2,),
        statement=r"u_t = \max_i \beta_2^{t-i}\,|g_i|,\quad |\Delta\theta_1| = \mathrm{lr}",
        assumptions=("the first gradient is not 0",),
        proof=norm,
    ),
    Derivation(
        id="adamax-epsilon",
        title="AdaMax's two places of ε are the paper's rule only at ε = 0",
        rules=("adamax",),
        forms=(ALGORITHM_2, INSIDE, OUTSIDE),
        statement=r"\frac{m}{\max(\beta_2 u, |g| + \epsilon)} = \frac{m}{\max(\beta_2 u, |g|) + \epsilon} = \frac{m}{\max(\beta_2 u, |g|)}"
        r" \text{ for all gradients} \iff \epsilon = 0",
        assumptions=("the gradients so far are not all 0",),
        proof=epsilons,
    ),
)
