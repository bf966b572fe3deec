"""Optimistic gradient descent."""

from dataclasses import replace

from sympy import Rational

from . import hyperparameters as hyper
from .operations import FIRST_STEP
from .rule import Form, Rule, Source, State, let
from .symbols import alpha, beta, g, lr, p, theta

BEFORE = let(p, FIRST_STEP * g + (1 - FIRST_STEP) * p)
"""The gradient of the step before; in the first step there is none, and that of the step itself stands for it."""

ALPHA = replace(hyper.ALPHA, default=Rational(1), meaning="weight of the gradient", simple=0.5)

GENERALIZED = Form(
    name="generalized",
    title="With weights of the gradient and of its change",
    hyperparameters=(hyper.lr("0.01"), ALPHA, hyper.BETA),
    state=(State(p),),
    step=(
        # STEP
        BEFORE,
        let(theta, theta - lr * ((alpha + beta) * g - beta * p)),
        # STATE
        let(p, g),
    ),
    also={theta: (theta - lr * (alpha * g + beta * (g - p)),)},
    sources=(
        Source(
            "Mokhtari, Ozdaglar & Pattathil 2020, A Unified Analysis of Extra-gradient and Optimistic Gradient Methods",
            "generalized OGDA, whose weights are step sizes",
            "https://arxiv.org/abs/1901.08511",
        ),
        Source(
            "optax, optimistic_gradient_descent",
            "the update rule",
            "https://optax.readthedocs.io/en/latest/api/optimizers.html#optax.optimistic_gradient_descent",
        ),
        Source(
            "Daskalakis et al. 2018, Training GANs with Optimism",
            "optimistic mirror descent, unconstrained: 2g − p, where α = β = 1",
            "https://arxiv.org/abs/1711.00141",
        ),
    ),
    note="The papers leave open what stands before the first gradient; with that itself, the first step is a plain one.",
)

OPTIMISTIC = Rule(
    name="optimistic",
    title="Optimistic gradient descent",
    summary="A step by the gradient that is to come, if it changes as it did.",
    forms=(GENERALIZED,),
    aliases=("ogd", "ogda"),
)
