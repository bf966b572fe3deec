"""ASGD beside gradient descent."""

from ..asgd import BOTTOU, lambd
from ..rule import Form
from ..sgd import PLAIN as SGD
from ..symbols import alpha, eta_t, lr, t, theta
from .claims import Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, stepped


def beside(asgd: Form, sgd: Form) -> tuple[Line, ...]:
    begun, falls = stepped(asgd, asgd.start()), asgd.after({})[eta_t]
    return (
        Line(
            "the first step is gradient descent's, and a decay by λ₀·lr",
            Zero(begun - stepped(sgd) + lr * lambd * theta),
        ),
        Line("at λ₀ = 0 it is that alone", Zero(at(begun, {lambd: ZERO}) - stepped(sgd))),
        Line("and so are all that follow", Zero(at(falls, {lambd: ZERO}) - lr)),
        Line("at α = 1 lr falls as one over the steps", Zero(at(falls, {alpha: ONE}) - lr / (1 + lambd * lr * t))),
    )


DERIVATIONS = (
    Derivation(
        id="asgd-sgd",
        title="ASGD without its decay is gradient descent",
        rules=("asgd", "sgd"),
        forms=(BOTTOU, SGD),
        statement=r"\lambda_0 = 0 \Rightarrow \Delta\theta_t = -\mathrm{lr}\,g_t",
        assumptions=("lr is constant",),
        proof=beside,
    ),
)
