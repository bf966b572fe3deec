"""ε beside the root or under it: the same at ε = 0, and as rules only then.  For AdaGrad, RMSprop and Adam."""

from collections.abc import Callable

from sympy import Expr, Integer, Rational, Symbol, sqrt

from ..adagrad import INSIDE as ADAGRAD_INSIDE, OUTSIDE as ADAGRAD_OUTSIDE
from ..adam import ALGORITHM_1, INSIDE as ADAM_INSIDE
from ..rmsprop import INSIDE as RMSPROP_INSIDE, OUTSIDE as RMSPROP_OUTSIDE
from ..rule import Form
from ..symbols import epsilon, g, lr, m_hat, rho, t, v, v_hat
from .claims import Positive, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, WITHOUT_EPSILON, at, carried_out, positive_epsilon, stepped


def two_places(direction: Symbol, second: Symbol, unit: Expr) -> Callable[[Form, Form], tuple[Line, ...]]:
    """The proof where a step is along `direction`, over the root of `second`, which a first gradient `unit` makes 1."""

    def proof(outside: Form, inside: Form) -> tuple[Line, ...]:
        values, after, beside = carried_out(outside, {}), outside.after({}), inside.after({})
        n, w, e = lr * values.get(direction, direction), values[second], epsilon
        first = {**outside.start(), t: ONE, epsilon: positive_epsilon, g: unit}
        at_one = (
            positive_epsilon
            * (1 + positive_epsilon)
            / (
                sqrt(1 + positive_epsilon)
                * (1 + positive_epsilon)
                * (1 + positive_epsilon + sqrt(1 + positive_epsilon))
            )
        )
        apart = stepped(outside) - stepped(inside)
        witness = {**outside.start(), t: ONE, epsilon: Rational(1, 2), g: unit / 4}
        return (
            *(Line(f"both make the same {s}", Zero(after[s] - beside[s])) for s in outside.start()),
            *(Line(f"from the same {s}", Zero(outside.start()[s] - inside.start()[s])) for s in outside.start()),
            Line("at ε = 0 both take the same step", Zero(at(apart, WITHOUT_EPSILON))),
            Line(
                "they differ by the factor ε(2√w + ε − 1), w being what stands under the root",
                Zero(
                    apart - n * e * (2 * sqrt(w) + e - 1) / (sqrt(w + e) * (sqrt(w) + e) * (sqrt(w) + e + sqrt(w + e)))
                ),
            ),
            Line(
                "so they differ for every ε > 0: by this positive number after a first gradient that makes w = 1",
                Positive(stepped(outside, first) - stepped(inside, first), lr * unit * at_one),
            ),
            Line(
                "though at one single w > 0, where 2√w + ε = 1, they meet: at ε = 1/2 and w = 1/16",
                Zero(stepped(outside, witness) - stepped(inside, witness)),
            ),
        )

    return proof


def _statement(step: str, second: str) -> str:
    return (
        rf"\frac{{{step}}}{{\sqrt{{{second}}} + \epsilon}} = \frac{{{step}}}{{\sqrt{{{second} + \epsilon}}}}"
        r" \text{ for all gradients} \iff \epsilon = 0"
    )


_ASSUMPTIONS = (
    "the second moment is not 0 (at 0 and ε = 0 neither form has a step)",
    "for a single step from a given state they also meet where 2√w + ε = 1, or where the step is 0",
)

DERIVATIONS = (
    Derivation(
        id="adagrad-epsilon",
        title="AdaGrad's two places of ε are the same only at ε = 0",
        rules=("adagrad",),
        forms=(ADAGRAD_OUTSIDE, ADAGRAD_INSIDE),
        statement=_statement("g", "v"),
        assumptions=_ASSUMPTIONS,
        proof=two_places(g, v, Integer(1)),
    ),
    Derivation(
        id="rmsprop-epsilon",
        title="RMSprop's two places of ε are the same only at ε = 0",
        rules=("rmsprop",),
        forms=(RMSPROP_OUTSIDE, RMSPROP_INSIDE),
        statement=_statement("g", "v"),
        assumptions=_ASSUMPTIONS,
        proof=two_places(g, v, 1 / sqrt(1 - rho)),
    ),
    Derivation(
        id="adam-epsilon-inside",
        title="ε beside √v̂ and ε under the root are the same only at ε = 0",
        rules=("adam",),
        forms=(ALGORITHM_1, ADAM_INSIDE),
        statement=_statement(r"\hat{m}", r"\hat{v}"),
        assumptions=_ASSUMPTIONS,
        proof=two_places(m_hat, v_hat, Integer(1)),
    ),
)
