"""Lion."""

from dataclasses import replace

from sympy import Rational, sign

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import beta1, beta2, c, g, lr, m, theta, weight_decay

ALGORITHM_2 = Form(
    name="algorithm-2",
    title="The paper's Algorithm 2",
    hyperparameters=(
        hyper.lr("0.0001"),
        hyper.beta1("0.9"),
        hyper.beta2("0.99"),
        replace(hyper.WEIGHT_DECAY, default=Rational(0)),
    ),
    state=(State(m),),
    step=(
        # STEP
        let(c, beta1 * m + (1 - beta1) * g),
        let(theta, theta - lr * (sign(c) + weight_decay * theta)),
        # MOMENTS
        let(m, beta2 * m + (1 - beta2) * g),
    ),
    also={c: (m + (1 - beta1) * (g - m),), m: (m + (1 - beta2) * (g - m),)},
    sources=(
        Source(
            "Chen et al. 2023, Symbolic Discovery of Optimization Algorithms",
            "Algorithm 2",
            "https://arxiv.org/abs/2302.06675",
        ),
    ),
)

LION = Rule(name="lion", title="Lion", summary="Steps of one size, by the sign of an average.", forms=(ALGORITHM_2,))
