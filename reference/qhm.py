"""Quasi-hyperbolic momentum, QHM, and QHAdam."""

from sympy import sqrt

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import beta1, beta2, epsilon, g, lr, m, m_hat, mu, nu, nu1, nu2, t, theta, v, v_hat, velocity

PAPER = "Ma & Yarats 2019, Quasi-hyperbolic momentum and Adam for deep learning"
LINK = "https://arxiv.org/abs/1810.06801"

QHM_PLAIN = Form(
    name="plain",
    title="A plain average of the gradient and the velocity",
    hyperparameters=(hyper.lr("1"), hyper.mu("0.999"), hyper.NU),
    state=(State(velocity),),
    step=(
        # VELOCITY
        let(velocity, mu * velocity + (1 - mu) * g),
        # STEP
        let(theta, theta - lr * ((1 - nu) * g + nu * velocity)),
    ),
    also={velocity: (velocity + (1 - mu) * (g - velocity),)},
    sources=(
        Source(PAPER, "eq. (3)–(4), where μ is β", LINK),
        Source("qhoptim, QHM", "the note on its formula", "https://facebookresearch.github.io/qhoptim/pyt.html"),
    ),
)

QHADAM_PLAIN = Form(
    name="plain",
    title="Plain averages, above and below",
    hyperparameters=(
        hyper.lr("0.001"), hyper.beta1("0.995"), hyper.beta2("0.999"), hyper.epsilon("1e-8"), hyper.NU1, hyper.NU2
    ),
    state=(State(m), State(v)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(v, beta2 * v + (1 - beta2) * g**2),
        # BIAS CORRECTION
        let(m_hat, m / (1 - beta1**t)),
        let(v_hat, v / (1 - beta2**t)),
        # STEP
        let(theta, theta - lr * ((1 - nu1) * g + nu1 * m_hat) / (sqrt((1 - nu2) * g**2 + nu2 * v_hat) + epsilon)),
    ),
    also={
        m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m)),
        v: (v + (1 - beta2) * (g**2 - v),),
    },
    sources=(
        Source(PAPER, "the update rule of QHAdam", LINK),
        Source("qhoptim, QHAdam", "the note on its formula", "https://facebookresearch.github.io/qhoptim/pyt.html"),
    ),
)  # fmt: skip

QHM = Rule(
    name="qhm",
    title="QHM",
    summary="A step along a plain average of the gradient and of the momentum.",
    forms=(QHM_PLAIN,),
)

QHADAM = Rule(
    name="qhadam",
    title="QHAdam",
    summary="Adam with plain averages of the gradient and of its moments in their places.",
    forms=(QHADAM_PLAIN,),
)
