"""ASGD: averaged stochastic gradient descent, without the average."""

from dataclasses import replace

from sympy import Rational, Symbol

from . import hyperparameters as hyper
from .rule import Form, Hyperparameter, Rule, Source, State, let
from .symbols import alpha, eta_t, g, lr, t, theta

lambd = Symbol("lambd", nonnegative=True)

LAMBD = Hyperparameter(
    lambd,
    Rational(1, 10**4),
    hyper.NOT_NEGATIVE,
    "decay of θ, and how fast lr falls",
    letter="λ₀",
    spellings=("lambd", "lambda", "lam", "lamb", "lmbda"),
    visible=7 / 64,
    simple=0.5,
    dispensable=True,
)
ALPHA = replace(
    hyper.ALPHA,
    default=Rational(3, 4),
    meaning="power with which lr falls",
    visible=11 / 16,
    simple=1.0,
    tried=(1.0, 0.5, 0.75),
)

BOTTOU = Form(
    name="bottou",
    title="As PyTorch has it, after Bottou",
    hyperparameters=(hyper.lr("0.01"), LAMBD, ALPHA),
    state=(State(eta_t, lr),),
    step=(
        # STEP
        let(theta, theta - eta_t * lambd * theta - eta_t * g),
        # SCHEDULE
        let(eta_t, lr / (1 + lambd * lr * t) ** alpha),
    ),
    also={theta: ((1 - lambd * eta_t) * theta - eta_t * g, theta - eta_t * (lambd * theta + g))},
    sources=(
        Source(
            "PyTorch, torch.optim.ASGD",
            "the class, whose lambd is λ₀",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html",
        ),
        Source(
            "Bottou 2010, Large-Scale Machine Learning with Stochastic Gradient Descent",
            "averaged SGD, at α = ¾",
            "https://doi.org/10.1007/978-3-7908-2604-3_16",
        ),
    ),
    note="What it is averaged into is kept beside θ and steps nothing, so that a rule does not speak of it.",
)

ASGD = Rule(
    name="asgd",
    title="ASGD",
    summary="Gradient descent that decays θ and lets lr fall, so that the average of the way may be taken.",
    forms=(BOTTOU,),
)
