"""Adadelta."""

from sympy import Mul, Pow, Rational, sqrt

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import d, epsilon, g, lr, rho, theta, u, v

QUOTIENT = Mul(u + epsilon, 1 / (v + epsilon), evaluate=False)

BY_ONE_ROOT = Mul(Pow(QUOTIENT, Rational(1, 2), evaluate=False), g, evaluate=False)
"""√((u + ε)/(v + ε))·g, which SymPy would part into two roots: where the quotient underflows, it is less exact."""

ALGORITHM_1 = Form(
    name="algorithm-1",
    title="The paper's Algorithm 1, with an lr",
    hyperparameters=(hyper.lr("1"), hyper.rho("0.95"), hyper.epsilon("1e-6")),
    state=(State(v), State(u)),
    step=(
        # MOMENTS
        let(v, rho * v + (1 - rho) * g**2),
        # STEP
        let(d, sqrt(u + epsilon) / sqrt(v + epsilon) * g),
        let(u, rho * u + (1 - rho) * d**2),
        let(theta, theta - lr * d),
    ),
    also={d: (BY_ONE_ROOT,), v: (v + (1 - rho) * (g**2 - v),), u: (u + (1 - rho) * (d**2 - u),)},
    sources=(
        Source(
            "Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method",
            "Algorithm 1, where v is E[g²], u is E[Δx²] and d is −Δx",
            "https://arxiv.org/abs/1212.5701",
        ),
    ),
    note="The paper has no lr; libraries multiply the step by one, and gather it without.",
)

ADADELTA = Rule(
    name="adadelta",
    title="Adadelta",
    summary="RMSprop whose learning rate is the size of its own recent steps.",
    forms=(ALGORITHM_1,),
)
