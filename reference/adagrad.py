"""AdaGrad, diagonal."""

from sympy import sqrt

from . import hyperparameters as hyper
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import epsilon, g, lr, theta, v

DUCHI = Source(
    "Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods",
    "§1.1 and Figure 1, diagonal (δ is ε)",
    "https://www.jmlr.org/papers/v12/duchi11a.html",
)

OUTSIDE = Form(
    name="outside",
    title="ε outside the root",
    hyperparameters=(hyper.lr("0.01"), hyper.epsilon("1e-10")),
    state=(State(v),),
    step=(
        # MOMENTS
        let(v, v + g**2),
        # STEP
        let(theta, theta - lr * g / (sqrt(v) + epsilon)),
    ),
    sources=(DUCHI,),
    note="The book's AdaGrad, where v is h.",
)

INSIDE = Form(
    name="inside",
    title="ε inside the root",
    hyperparameters=(hyper.lr("0.01"), hyper.epsilon("1e-10")),
    state=(State(v),),
    step=(
        # MOMENTS
        let(v, v + g**2),
        # STEP
        let(theta, theta - lr * g / sqrt(v + epsilon)),
    ),
    sources=(
        Source(
            "Ruder 2016, An overview of gradient descent optimization algorithms",
            "§4.3, eq. (8)",
            "https://arxiv.org/abs/1609.04747",
        ),
    ),
    relation=Relation("equal when", "ε = 0; otherwise its step differs, by √v + ε against √(v + ε)", "adagrad-epsilon"),
)

ADAGRAD = Rule(
    name="adagrad",
    title="AdaGrad",
    summary="Each element's step shrinks with the root of the sum of its squared gradients.",
    forms=(OUTSIDE, INSIDE),
)
