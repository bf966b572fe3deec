"""AdaMax."""

from sympy import Abs

from . import hyperparameters as hyper
from .extremes import Max
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import beta1, beta2, epsilon, g, lr, m, t, theta, u

PAPER = "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization"
LINK = "https://arxiv.org/abs/1412.6980"

ALSO = {m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m))}

ALGORITHM_2 = Form(
    name="algorithm-2",
    title="The paper's Algorithm 2, without ε",
    hyperparameters=(hyper.lr("0.002"), hyper.beta1("0.9"), hyper.beta2("0.999")),
    state=(State(m), State(u)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(u, Max(beta2 * u, Abs(g))),
        # STEP
        let(theta, theta - lr / (1 - beta1**t) * m / u),
    ),
    also=ALSO,
    sources=(Source(PAPER, "Algorithm 2, §7.1", LINK),),
    note="Where all gradients so far are 0 it divides 0 by 0.",
)

INSIDE = Form(
    name="inside",
    title="ε inside the maximum",
    hyperparameters=(*ALGORITHM_2.hyperparameters, hyper.epsilon("1e-8")),
    state=(State(m), State(u)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(u, Max(beta2 * u, Abs(g) + epsilon)),
        # STEP
        let(theta, theta - lr / (1 - beta1**t) * m / u),
    ),
    also=ALSO,
    sources=(
        Source(
            "PyTorch, torch.optim.Adamax",
            "Algorithm",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html",
        ),
    ),
    relation=Relation("equal when", "ε = 0; otherwise its norm is that of |g| + ε", "adamax-epsilon"),
    note="Also optax.",
)

OUTSIDE = Form(
    name="outside",
    title="ε beside the maximum",
    hyperparameters=(*ALGORITHM_2.hyperparameters, hyper.epsilon("1e-7")),
    state=(State(m), State(u)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(u, Max(beta2 * u, Abs(g))),
        # STEP
        let(theta, theta - lr / (1 - beta1**t) * m / (u + epsilon)),
    ),
    also=ALSO,
    sources=(Source("Keras, keras.optimizers.Adamax", "the update rule", "https://keras.io/api/optimizers/adamax/"),),
    relation=Relation("equal when", "ε = 0; otherwise its step differs, by u + ε against u", "adamax-epsilon"),
)

ADAMAX = Rule(
    name="adamax",
    title="AdaMax",
    summary="Adam with the largest recent gradient in place of the root of the second moment.",
    forms=(ALGORITHM_2, INSIDE, OUTSIDE),
)
