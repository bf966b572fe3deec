"""signSGD, and Signum, which is signSGD with momentum."""

from sympy import sign

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import g, lr, m, mu, theta

PAPER = "Bernstein et al. 2018, signSGD: Compressed Optimisation for Non-Convex Problems"
LINK = "https://arxiv.org/abs/1802.04434"

ALGORITHM_1 = Form(
    name="algorithm-1",
    title="The paper's Algorithm 1",
    hyperparameters=(hyper.lr("0.0001"),),
    state=(),
    step=(
        # STEP
        let(theta, theta - lr * sign(g)),
    ),
    sources=(Source(PAPER, "Algorithm 1, where lr is δ", LINK),),
)

SIGN_SGD = Rule(
    name="signsgd",
    title="signSGD",
    summary="Steps of one size, by the sign of the gradient.",
    forms=(ALGORITHM_1,),
    aliases=("sign-sgd",),
)

ALGORITHM_2 = Form(
    name="algorithm-2",
    title="The paper's Algorithm 2",
    hyperparameters=(hyper.lr("0.0001"), hyper.mu("0.9")),
    state=(State(m),),
    step=(
        # MOMENTS
        let(m, mu * m + (1 - mu) * g),
        # STEP
        let(theta, theta - lr * sign(m)),
    ),
    also={m: (m + (1 - mu) * (g - m),)},
    sources=(Source(PAPER, "Algorithm 2, where lr is δ and μ is β", LINK),),
    note="A sum, m ← μ·m + g, has the sign of the average, and so takes the same steps.",
)

SIGNUM = Rule(
    name="signum",
    title="Signum",
    summary="Steps of one size, by the sign of the momentum.",
    forms=(ALGORITHM_2,),
)
