"""Adan."""

from dataclasses import replace

from sympy import Rational, sqrt

from . import hyperparameters as hyper
from .optimistic import BEFORE
from .rule import Form, Rule, Source, State, let
from .symbols import beta1, beta2, beta3, d, epsilon, g, lr, m, m_change, m_change_hat, m_hat, p, t, theta, v, v_hat

BETA2 = replace(hyper.beta2("0.92"), meaning="decay of the average change of the gradient", hidden_by=None)
BETA3 = replace(hyper.BETA3, default=Rational(99, 100), meaning="decay of the second moment")

ALGORITHM_1 = Form(
    name="algorithm-1",
    title="The paper's Algorithm 1, where β is a decay",
    hyperparameters=(hyper.lr("0.001"), hyper.beta1("0.98"), BETA2, BETA3, hyper.epsilon("1e-8")),
    state=(State(m), State(m_change), State(v), State(p)),
    step=(
        # CHANGE
        BEFORE,
        let(d, g - p),
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(m_change, beta2 * m_change + (1 - beta2) * d),
        let(v, beta3 * v + (1 - beta3) * (g + beta2 * d) ** 2),
        # BIAS CORRECTION
        let(m_hat, m / (1 - beta1**t)),
        let(m_change_hat, m_change / (1 - beta2**t)),
        let(v_hat, v / (1 - beta3**t)),
        # STEP
        let(theta, theta - lr * (m_hat + beta2 * m_change_hat) / (sqrt(v_hat) + epsilon)),
        # STATE
        let(p, g),
    ),
    also={
        m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m)),
        m_change: (m_change + (1 - beta2) * (d - m_change),),
        v: (v + (1 - beta3) * ((g + beta2 * d) ** 2 - v),),
    },
    sources=(
        Source(
            "Xie et al. 2022, Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models",
            "Algorithm 1, where its β are 1 − ours and v is its n, without restarts and decay",
            "https://arxiv.org/abs/2208.06677",
        ),
        Source("Its authors' code", "adan.py, with bias corrections", "https://github.com/sail-sg/Adan"),
    ),
    note="The paper's m, v and n start so that they need no correction; its authors' code, and all others, correct them.",
)

ADAN = Rule(
    name="adan",
    title="Adan",
    summary="Adam along averages of the gradient and of its change, as Nesterov's momentum looks ahead.",
    forms=(ALGORITHM_1,),
)
