"""Yogi."""

from dataclasses import replace

from sympy import Rational, sign, sqrt

from . import hyperparameters as hyper
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import beta1, beta2, epsilon, g, initial_accumulator, lr, m, m_hat, t, theta, v, v_hat

HYPERPARAMETERS = (
    hyper.lr("0.01"),
    hyper.beta1("0.9"),
    hyper.beta2("0.999"),
    hyper.epsilon("1e-3"),
    replace(hyper.INITIAL_ACCUMULATOR, default=Rational(0)),
)

ALSO = {m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m))}

MOMENTS = (
    let(m, beta1 * m + (1 - beta1) * g),
    let(v, v - (1 - beta2) * sign(v - g**2) * g**2),
)

ALGORITHM_2 = Form(
    name="algorithm-2",
    title="The paper's Algorithm 2, uncorrected",
    hyperparameters=HYPERPARAMETERS,
    state=(State(m), State(v, initial_accumulator)),
    step=(
        # MOMENTS
        *MOMENTS,
        # STEP
        let(theta, theta - lr * m / (sqrt(v) + epsilon)),
    ),
    also=ALSO,
    sources=(
        Source(
            "Zaheer et al. 2018, Adaptive Methods for Nonconvex Optimization",
            "Algorithm 2",
            "https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization",
        ),
    ),
    note="Its authors start v at an average of squared gradients of a first batch; libraries at 10⁻⁶.",
)

CORRECTED = Form(
    name="corrected",
    title="Both moments corrected as Adam's are",
    hyperparameters=HYPERPARAMETERS,
    state=ALGORITHM_2.state,
    step=(
        # MOMENTS
        *MOMENTS,
        # BIAS CORRECTION
        let(m_hat, m / (1 - beta1**t)),
        let(v_hat, v / (1 - beta2**t)),
        # STEP
        let(theta, theta - lr * m_hat / (sqrt(v_hat) + epsilon)),
    ),
    also=ALSO,
    sources=(
        Source(
            "TensorFlow Federated, build_yogi",
            "the update rule, where ε is ε̂",
            "https://www.tensorflow.org/federated/api_docs/python/tff/learning/optimizers/build_yogi",
        ),
    ),
    relation=Relation("different", "by the bias corrections, which the paper leaves out", "yogi-corrections"),
)

BOTH_START = replace(
    CORRECTED,
    name="both-start",
    title="Both moments corrected, and both started at v₀",
    state=(State(m, initial_accumulator), State(v, initial_accumulator)),
    sources=(
        Source(
            "optax, yogi",
            "scale_by_yogi, initial_accumulator_value",
            "https://optax.readthedocs.io/en/latest/api/transformations.html",
        ),
    ),
    relation=Relation("different", "by the bias corrections, and by the v₀ at which m starts", "yogi-starts"),
    note="Also TensorFlow Addons; jettify/pytorch-optimizer, issue 77, asks why m starts there.",
)

YOGI = Rule(
    name="yogi",
    title="Yogi",
    summary="Adam whose second moment moves by the square of the gradient, and no further.",
    forms=(ALGORITHM_2, CORRECTED, BOTH_START),
)
