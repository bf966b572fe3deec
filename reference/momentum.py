"""Momentum: the heavy ball, and the two other places where people put the learning rate."""

from . import hyperparameters as hyper
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import g, lr, mu, theta, velocity as v

POLYAK = Source(
    "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
    "eq. (9)",
    "https://doi.org/10.1016/0041-5553(64)90137-5",
)
SUTSKEVER = Source(
    "Sutskever et al. 2013, On the importance of initialization and momentum in deep learning",
    "§2, eq. (1)–(2)",
    "https://proceedings.mlr.press/v28/sutskever13.html",
)

CLASSICAL = Form(
    name="classical",
    title="Classical: lr inside the velocity",
    hyperparameters=(hyper.lr("0.01"), hyper.mu("0.9")),
    state=(State(v),),
    step=(
        # MOMENTS
        let(v, mu * v - lr * g),
        # STEP
        let(theta, theta + v),
    ),
    sources=(POLYAK, SUTSKEVER),
    note="The book's Momentum.",
)

BUFFER = Form(
    name="buffer",
    title="Buffer: lr outside the velocity",
    hyperparameters=(hyper.lr("0.01"), hyper.mu("0.9")),
    state=(State(v),),
    step=(
        # MOMENTS
        let(v, mu * v + g),
        # STEP
        let(theta, theta - lr * v),
    ),
    sources=(
        Source(
            "PyTorch, torch.optim.SGD", "Note", "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html"
        ),
    ),
    relation=Relation("equal when", "lr is constant", "momentum-buffer"),
)

EMA = Form(
    name="ema",
    title="EMA: an average of the gradients",
    hyperparameters=(hyper.lr("0.01"), hyper.mu("0.9")),
    state=(State(v),),
    step=(
        # MOMENTS
        let(v, mu * v + (1 - mu) * g),
        # STEP
        let(theta, theta - lr * v),
    ),
    also={v: (v + (1 - mu) * (g - v),)},
    sources=(Source("Kingma & Ba 2015, Adam", "Algorithm 1, first moment", "https://arxiv.org/abs/1412.6980"),),
    relation=Relation("different", "by the factor 1 − μ on lr: it is the buffer form at lr·(1 − μ)", "momentum-ema"),
)

MOMENTUM = Rule(
    name="momentum",
    title="Momentum",
    summary="A velocity gathers the gradients, and the parameter follows it.",
    forms=(CLASSICAL, BUFFER, EMA),
    aliases=("heavy-ball",),
)
