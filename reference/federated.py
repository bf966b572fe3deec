"""FedAdagrad, FedYogi and FedAdam: what a server makes of what its clients changed."""

from dataclasses import replace

from sympy import Expr, Rational, sign, sqrt

from . import hyperparameters as hyper
from .rule import Form, Hyperparameter, Relation, Rule, Source, State, let
from .symbols import beta1, beta2, epsilon, g, lr, m, theta, v

PAPER = "Reddi et al. 2021, Adaptive Federated Optimization"
LINK = "https://arxiv.org/abs/2003.00295"
FLOWER = "https://flower.ai/docs/framework/ref-api/flwr.server.strategy.html"

HYPERPARAMETERS = (hyper.lr("0.1"), hyper.beta1("0.9"), hyper.beta2("0.99"), hyper.epsilon("1e-3"))
BETA1 = replace(HYPERPARAMETERS[1], default=Rational(0), near_one=False, dispensable=True)
"""Without momentum, as FedAdagrad is in the paper's experiments."""


def forms(
    gathered: Expr, name: str, derivation: str, *others: Expr, hyperparameters: tuple[Hyperparameter, ...]
) -> tuple[Form, ...]:
    """The paper's Algorithm 2 with this v, and the same from nothing."""
    algorithm_2 = Form(
        name="algorithm-2",
        title="The paper's Algorithm 2, where ε is τ",
        hyperparameters=hyperparameters,
        state=(State(m), State(v, epsilon**2)),
        step=(
            # MOMENTS
            let(m, beta1 * m + (1 - beta1) * g),
            let(v, gathered),
            # STEP
            let(theta, theta - lr * m / (sqrt(v) + epsilon)),
        ),
        also={m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m)), **({v: others} if others else {})},
        sources=(Source(PAPER, f"Algorithm 2, the line of {name}", LINK),),
        note="g is −Δ, the mean of what the clients changed.  v starts at τ², which is the least that the paper allows.",
    )
    from_zero = replace(
        algorithm_2,
        name="from-zero",
        title="v starts at zero",
        state=(State(m), State(v)),
        sources=(Source(f"Flower, {name}", "fed*.py, where v_t begins as zeros", FLOWER),),
        relation=Relation("different", "by what is left of τ² in v", derivation),
        note="",
    )
    return algorithm_2, from_zero


FEDADAGRAD = Rule(
    name="fedadagrad",
    title="FedAdagrad",
    summary="AdaGrad on a server, with a first moment, and a second that does not start at zero.",
    forms=forms(
        v + g**2,
        "FedAdagrad",
        "fedadagrad-start",
        hyperparameters=(HYPERPARAMETERS[0], BETA1, HYPERPARAMETERS[3]),
    ),
)

FEDYOGI = Rule(
    name="fedyogi",
    title="FedYogi",
    summary="Yogi on a server, whose second moment does not start at zero.",
    forms=forms(v - (1 - beta2) * sign(v - g**2) * g**2, "FedYogi", "fedyogi-start", hyperparameters=HYPERPARAMETERS),
)

FEDADAM = Rule(
    name="fedadam",
    title="FedAdam",
    summary="Adam on a server, without bias correction, whose second moment does not start at zero.",
    forms=forms(
        beta2 * v + (1 - beta2) * g**2,
        "FedAdam",
        "fedadam-start",
        v + (1 - beta2) * (g**2 - v),
        hyperparameters=HYPERPARAMETERS,
    ),
)
