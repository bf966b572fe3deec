"""AdEMAMix."""

from sympy import sqrt

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import alpha, beta1, beta2, beta3, epsilon, g, lr, m, m_hat, m_slow, t, theta, v, v_hat

ALGORITHM_1 = Form(
    name="algorithm-1",
    title="The paper's Algorithm 1, with constant α and β₃",
    hyperparameters=(
        hyper.lr("0.001"),
        hyper.beta1("0.9"),
        hyper.beta2("0.999"),
        hyper.epsilon("1e-8"),
        hyper.BETA3,
        hyper.ALPHA,
    ),
    state=(State(m), State(m_slow), State(v)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(m_slow, beta3 * m_slow + (1 - beta3) * g),
        let(v, beta2 * v + (1 - beta2) * g**2),
        # BIAS CORRECTION
        let(m_hat, m / (1 - beta1**t)),
        let(v_hat, v / (1 - beta2**t)),
        # STEP
        let(theta, theta - lr * (m_hat + alpha * m_slow) / (sqrt(v_hat) + epsilon)),
    ),
    also={
        m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m)),
        m_slow: (m_slow + (1 - beta3) * (g - m_slow),),
        v: (v + (1 - beta2) * (g**2 - v),),
    },
    sources=(
        Source(
            "Pagliardini, Ablin & Grangier 2024, The AdEMAMix Optimizer: Better, Faster, Older",
            "Algorithm 1, without its schedulers of α and β₃ and its decay",
            "https://arxiv.org/abs/2409.03137",
        ),
    ),
    note="The slow average is not corrected: it fills slowly, and so does its share in the step.",
)

ADEMAMIX = Rule(
    name="ademamix",
    title="AdEMAMix",
    summary="Adam whose step is along a fast and a slow average of the gradients together.",
    forms=(ALGORITHM_1,),
)
