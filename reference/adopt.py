"""ADOPT."""

from dataclasses import replace

from sympy import Rational, sqrt

from . import hyperparameters as hyper
from .extremes import Max, Min
from .operations import FIRST_STEP
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import beta1, beta2, c, d, epsilon, g, lr, m, t, theta, v

PAPER = "Taniguchi et al. 2024, ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate"
LINK = "https://arxiv.org/abs/2411.02853"

EPSILON = replace(
    hyper.epsilon("1e-6"),
    domain=hyper.POSITIVE,
    meaning="the least that a gradient is divided by",
    tried=tuple(each for each in hyper.EPSILONS if each),
    dispensable=False,
)
SCALED = let(d, g / Max(sqrt(v), epsilon))
LATER = 1 - FIRST_STEP
"""0 in the first step, which only looks at the gradient."""

SQUARES = let(v, FIRST_STEP * g**2 + LATER * (beta2 * v + (1 - beta2) * g**2))
"""In the first step v is g²."""

CLIPPED = Form(
    name="clipped",
    title="With clipping, as the paper's second version",
    hyperparameters=(hyper.lr("0.001"), hyper.beta1("0.9"), hyper.beta2("0.9999"), EPSILON),
    state=(State(m), State(v)),
    step=(
        # STEP
        SCALED,
        let(c, (t - 1) ** Rational(1, 4)),
        let(m, beta1 * m + (1 - beta1) * Min(Max(d, -c), c)),
        let(theta, theta - lr * m),
        # SQUARES
        SQUARES,
    ),
    also={
        m: (m + (1 - beta1) * (Min(Max(d, -c), c) - m),),
        v: (FIRST_STEP * g**2 + LATER * (v + (1 - beta2) * (g**2 - v)),),
    },
    sources=(
        Source(PAPER, "the algorithm with clipping, whose t is our t − 1, at its c = t^¼", LINK),
        Source("Its authors' code", "adopt.py", "https://github.com/iShohei220/adopt"),
    ),
    note="In the first step all is clipped to 0: it only sets v.",
)

UNCLIPPED = Form(
    name="unclipped",
    title="Without clipping, as the paper's first version",
    hyperparameters=CLIPPED.hyperparameters,
    state=CLIPPED.state,
    step=(
        # STEP
        SCALED,
        let(m, beta1 * m + LATER * (1 - beta1) * d),
        let(theta, theta - lr * m),
        # SQUARES
        SQUARES,
    ),
    also={v: CLIPPED.also[v]},
    sources=(
        Source(PAPER, "the algorithm without clipping, whose t is our t − 1", LINK),
        Source(
            "optax, contrib.adopt",
            "use_clipping=False",
            "https://optax.readthedocs.io/en/latest/api/contrib.html",
        ),
    ),
    relation=Relation("different", "where a gradient is more than (t − 1)^¼ times √v", "adopt-clipping"),
)

ADOPT = Rule(
    name="adopt",
    title="ADOPT",
    summary="Adam that divides each gradient by the root of what was known before it, and then averages.",
    forms=(CLIPPED, UNCLIPPED),
)
