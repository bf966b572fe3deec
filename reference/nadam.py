"""NAdam with its schedule of μ."""

from dataclasses import replace

from sympy import Integer, Rational, sqrt

from . import hyperparameters as hyper
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import (
    beta1,
    beta2,
    epsilon,
    g,
    lr,
    m,
    m_hat,
    mu_next,
    mu_product,
    mu_t,
    psi,
    t,
    theta,
    v,
    v_hat,
)

REPORT = "Dozat 2015, Incorporating Nesterov Momentum into Adam"
WORKSHOP = "Dozat 2016, Incorporating Nesterov Momentum into Adam"
BASE = Rational(96, 100)
"""By which the schedule nears β₁, where ψ = 1, in each step."""

SCHEDULE = (
    let(mu_t, beta1 * (1 - BASE ** (t * psi) / 2)),
    let(mu_next, beta1 * (1 - BASE ** ((t + 1) * psi) / 2)),
    let(mu_product, mu_product * mu_t),
)
V = let(v, beta2 * v + (1 - beta2) * g**2)
CORRECTIONS = (
    let(m_hat, mu_next * m / (1 - mu_product * mu_next) + (1 - mu_t) * g / (1 - mu_product)),
    let(v_hat, v / (1 - beta2**t)),
)
STEP = let(theta, theta - lr * m_hat / (sqrt(v_hat) + epsilon))
ALSO_V = {v: (v + (1 - beta2) * (g**2 - v),)}

ALGORITHM_8 = Form(
    name="algorithm-8",
    title="The report's Algorithm 8, with its schedule",
    hyperparameters=(hyper.lr("0.002"), hyper.beta1("0.9"), hyper.beta2("0.999"), hyper.epsilon("1e-8"), hyper.PSI),
    state=(State(m), State(v), State(mu_product, Integer(1))),
    step=(
        # SCHEDULE
        *SCHEDULE,
        # MOMENTS
        let(m, mu_t * m + (1 - mu_t) * g),
        V,
        # BIAS CORRECTION
        *CORRECTIONS,
        # STEP
        STEP,
    ),
    also={m: (m + (1 - mu_t) * (g - m), g - mu_t * (g - m)), **ALSO_V},
    sources=(Source(REPORT, "Algorithm 8, where P is Π μᵢ", "https://cs229.stanford.edu/proj2015/054_report.pdf"),),
    note="At ψ = 1/250, as there, μ takes some thousand steps to come near β₁.  No library computes it so: m decays by β₁.",
)

ALGORITHM_2 = replace(
    ALGORITHM_8.with_step(
        *(let(v_hat, beta2 * line.value) if line.symbol == v_hat else line for line in ALGORITHM_8.step)
    ),
    name="algorithm-2",
    title="The workshop paper's Algorithm 2, β₂ before v̂",
    sources=(Source(WORKSHOP, "Algorithm 2, where ν is β₂", "https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ"),),
    relation=Relation("different", "by β₂ before v̂: it is the other at lr/√β₂ and another ε", "nadam-schedule-printed"),
    note="google-deepmind/optax, issues 529 and 567, ask whether the β₂ is meant.",
)

BY_BETA1 = Form(
    name="by-beta1",
    title="m decays by β₁ itself",
    hyperparameters=ALGORITHM_8.hyperparameters,
    state=ALGORITHM_8.state,
    step=(
        # SCHEDULE
        *SCHEDULE,
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        V,
        # BIAS CORRECTION
        *CORRECTIONS,
        # STEP
        STEP,
    ),
    also={m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m)), **ALSO_V},
    sources=(
        Source(
            "PyTorch, torch.optim.NAdam",
            "Algorithm, where ψ is momentum_decay",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html",
        ),
    ),
    relation=Relation("different", "by the decay of m, which the schedule leaves alone", "nadam-decay"),
    note="Also Keras and timm's NAdamLegacy; Keras writes 0.96ᵗ, so that ψ = 1 there.",
)

NADAM = Rule(
    name="nadam",
    title="NAdam",
    summary="Adam whose step looks ahead, along a momentum that grows to β₁ by a schedule.",
    forms=(ALGORITHM_8, ALGORITHM_2, BY_BETA1),
)
