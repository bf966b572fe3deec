"""RMSprop."""

from sympy import sqrt

from . import hyperparameters as hyper
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import epsilon, g, lr, rho, theta, v

HINTON = Source(
    "Tieleman & Hinton 2012, Neural Networks for Machine Learning",
    "lecture 6e, slide 29 (ε is everybody's addition)",
    "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
)

ALSO = {v: (v + (1 - rho) * (g**2 - v),)}

OUTSIDE = Form(
    name="outside",
    title="ε outside the root",
    hyperparameters=(hyper.lr("0.01"), hyper.rho("0.9"), hyper.epsilon("1e-8")),
    state=(State(v),),
    step=(
        # MOMENTS
        let(v, rho * v + (1 - rho) * g**2),
        # STEP
        let(theta, theta - lr * g / (sqrt(v) + epsilon)),
    ),
    also=ALSO,
    sources=(HINTON,),
)

INSIDE = Form(
    name="inside",
    title="ε inside the root",
    hyperparameters=(hyper.lr("0.01"), hyper.rho("0.9"), hyper.epsilon("1e-8")),
    state=(State(v),),
    step=(
        # MOMENTS
        let(v, rho * v + (1 - rho) * g**2),
        # STEP
        let(theta, theta - lr * g / sqrt(v + epsilon)),
    ),
    also=ALSO,
    sources=(
        Source(
            "Ruder 2016, An overview of gradient descent optimization algorithms",
            "§4.5, eq. (19)",
            "https://arxiv.org/abs/1609.04747",
        ),
    ),
    relation=Relation("equal when", "ε = 0; otherwise its step differs, by √v + ε against √(v + ε)", "rmsprop-epsilon"),
)

RMSPROP = Rule(
    name="rmsprop",
    title="RMSprop",
    summary="AdaGrad that forgets: the sum of squares becomes a moving average.",
    forms=(OUTSIDE, INSIDE),
)
