"""Stochastic gradient descent."""

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, let
from .symbols import g, lr, theta

PLAIN = Form(
    name="plain",
    title="Plain",
    hyperparameters=(hyper.lr("0.01"),),
    state=(),
    step=(
        # STEP
        let(theta, theta - lr * g),
    ),
    sources=(
        Source(
            "Robbins & Monro 1951, A Stochastic Approximation Method",
            "eq. (6)",
            "https://doi.org/10.1214/aoms/1177729586",
        ),
    ),
)

SGD = Rule(
    name="sgd",
    title="Stochastic gradient descent",
    summary="Step against the gradient.",
    forms=(PLAIN,),
)
