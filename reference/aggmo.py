"""AggMo: aggregated momentum."""

from dataclasses import replace

from sympy import Rational

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import beta1, beta2, beta3, g, lr, theta, v1, v2, v3

PAPER = "Lucas et al. 2019, Aggregated Momentum: Stability Through Passive Damping"
LINK = "https://arxiv.org/abs/1804.00325"

BETA1, BETA2, BETA3 = (
    replace(
        each,
        default=Rational(default),
        meaning=f"the share of the {which} velocity that is kept",
        near_one=False,
        dispensable=True,
        hidden_by=None,
    )
    for each, default, which in (
        (hyper.beta1("0"), "0", "first"),
        (hyper.beta2("0"), "0.9", "second"),
        (hyper.BETA3, "0.99", "third"),
    )
)
"""These decays may be 0, as the first is: then its velocity is the gradient."""

THREE = Form(
    name="three",
    title="Three velocities, as by default",
    hyperparameters=(hyper.lr("0.1"), BETA1, BETA2, BETA3),
    state=(State(v1), State(v2), State(v3)),
    step=(
        # MOMENTS
        let(v1, beta1 * v1 + g),
        let(v2, beta2 * v2 + g),
        let(v3, beta3 * v3 + g),
        # STEP
        let(theta, theta - lr * (v1 + v2 + v3) / 3),
    ),
    also={theta: (theta - lr / 3 * v1 - lr / 3 * v2 - lr / 3 * v3,)},
    sources=(
        Source(PAPER, "§3, the update rule, at K = 3 and its default β, the velocities turned round", LINK),
        Source("Its authors' code", "aggmo.py", "https://github.com/AtheMathmo/AggMo"),
    ),
    note="The paper has any number of velocities, v ← β·v − g; a rule here has as many as are written.",
)

AGGMO = Rule(
    name="aggmo",
    title="AggMo",
    summary="Momentum whose step is the mean of velocities that forget at different speeds.",
    forms=(THREE,),
)
