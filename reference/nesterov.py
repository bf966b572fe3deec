"""Nesterov's accelerated gradient, in the three ways in which it is written."""

from . import hyperparameters as hyper
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import g, lr, mu, theta, velocity as v

BENGIO = Form(
    name="bengio",
    title="Bengio: the old velocity, the gradient at θ",
    hyperparameters=(hyper.lr("0.01"), hyper.mu("0.9")),
    state=(State(v),),
    step=(
        # STEP
        let(theta, theta + mu**2 * v - (1 + mu) * lr * g),
        # MOMENTS
        let(v, mu * v - lr * g),
    ),
    sources=(
        Source(
            "Bengio, Boulanger-Lewandowski & Pascanu 2012, Advances in Optimizing Recurrent Networks",
            "§3.5, eq. (7)",
            "https://arxiv.org/abs/1212.0901",
        ),
    ),
    note="The book's Nesterov.  The step reads the velocity from before this step.",
)

BUFFER = Form(
    name="buffer",
    title="Buffer: lr outside, the new velocity",
    hyperparameters=(hyper.lr("0.01"), hyper.mu("0.9")),
    state=(State(v),),
    step=(
        # MOMENTS
        let(v, mu * v + g),
        # STEP
        let(theta, theta - lr * (g + mu * v)),
    ),
    sources=(
        Source(
            "PyTorch, torch.optim.SGD", "Note", "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html"
        ),
    ),
    relation=Relation("equal when", "lr is constant", "nesterov-buffer"),
)

LOOKAHEAD = Form(
    name="lookahead",
    title="Look-ahead: the gradient at θ + μv",
    hyperparameters=(hyper.lr("0.01"), hyper.mu("0.9")),
    state=(State(v),),
    gradient_at=theta + mu * v,
    step=(
        # MOMENTS
        let(v, mu * v - lr * g),
        # STEP
        let(theta, theta + v),
    ),
    sources=(
        Source(
            "Sutskever et al. 2013, On the importance of initialization and momentum in deep learning",
            "§2, eq. (3)–(4)",
            "https://proceedings.mlr.press/v28/sutskever13.html",
        ),
    ),
    relation=Relation(
        "equal when", "the parameters are compared as θ' = θ + μv, where the gradient is taken", "nesterov-lookahead"
    ),
)

NESTEROV = Rule(
    name="nesterov",
    title="Nesterov's accelerated gradient",
    summary="Momentum that corrects its course with the gradient from where the velocity leads.",
    forms=(BENGIO, BUFFER, LOOKAHEAD),
    aliases=("nag",),
)
