"""AdaBelief."""

from sympy import sqrt

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import beta1, beta2, epsilon, g, lr, m, m_hat, t, theta, v, v_hat

ALGORITHM_2 = Form(
    name="algorithm-2",
    title="The paper's Algorithm 2, whose v gathers ε",
    hyperparameters=(hyper.lr("0.001"), hyper.beta1("0.9"), hyper.beta2("0.999"), hyper.epsilon("1e-8")),
    state=(State(m), State(v)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(v, beta2 * v + (1 - beta2) * (g - m) ** 2 + epsilon),
        # BIAS CORRECTION
        let(m_hat, m / (1 - beta1**t)),
        let(v_hat, v / (1 - beta2**t)),
        # STEP
        let(theta, theta - lr * m_hat / (sqrt(v_hat) + epsilon)),
    ),
    also={
        m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m)),
        v: (v + (1 - beta2) * ((g - m) ** 2 - v) + epsilon,),
    },
    sources=(
        Source(
            "Zhuang et al. 2020, AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients",
            "Algorithm 2, where v is s",
            "https://arxiv.org/abs/2010.07468",
        ),
    ),
    note="The authors' code has it where `rectify` is off; by default it is on, and the first steps are RAdam's.",
)

ADABELIEF = Rule(
    name="adabelief",
    title="AdaBelief",
    summary="Adam with the variance of the gradients about their average in place of the second moment.",
    forms=(ALGORITHM_2,),
)
