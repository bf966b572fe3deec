"""Adam."""

from sympy import sqrt

from . import hyperparameters as hyper
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import beta1, beta2, epsilon, g, lr, lr_t, m, m_hat, t, theta, v, v_hat

PAPER = "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization"
LINK = "https://arxiv.org/abs/1412.6980"

HYPERPARAMETERS = (hyper.lr("0.001"), hyper.beta1("0.9"), hyper.beta2("0.999"), hyper.epsilon("1e-8"))

ALSO = {
    m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m)),
    v: (v + (1 - beta2) * (g**2 - v),),
}
"""The moments, as they are written to save a product."""

ALGORITHM_1 = Form(
    name="algorithm-1",
    title="The paper's Algorithm 1",
    hyperparameters=HYPERPARAMETERS,
    state=(State(m), State(v)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(v, beta2 * v + (1 - beta2) * g**2),
        # BIAS CORRECTION
        let(m_hat, m / (1 - beta1**t)),
        let(v_hat, v / (1 - beta2**t)),
        # STEP
        let(theta, theta - lr * m_hat / (sqrt(v_hat) + epsilon)),
    ),
    also=ALSO,
    sources=(Source(PAPER, "Algorithm 1", LINK),),
    note=(
        "The moments may as well be written m ← m + (1 − β₁)(g − m), or g − β₁(g − m), as PyTorch's lerp does where "
        "1 − β₁ is 1/2 or more: it is the same assignment."
    ),
)

EPSILON_HAT = Form(
    name="epsilon-hat",
    title="The paper's faster form, ε̂ beside √v",
    hyperparameters=HYPERPARAMETERS,
    state=(State(m), State(v)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(v, beta2 * v + (1 - beta2) * g**2),
        # BIAS CORRECTION
        let(lr_t, lr * sqrt(1 - beta2**t) / (1 - beta1**t)),
        # STEP
        let(theta, theta - lr_t * m / (sqrt(v) + epsilon)),
    ),
    also=ALSO,
    sources=(Source(PAPER, "§2, last paragraph before §2.1", LINK),),
    relation=Relation("equal when", "ε̂ = ε·√(1 − β₂ᵗ) in step t, so always at ε = 0", "adam-epsilon-hat"),
    note="The book's lr_t; also TensorFlow, Keras and scikit-learn.",
)

INSIDE = Form(
    name="inside",
    title="ε inside the root of v̂",
    hyperparameters=HYPERPARAMETERS,
    state=(State(m), State(v)),
    step=(
        # MOMENTS
        let(m, beta1 * m + (1 - beta1) * g),
        let(v, beta2 * v + (1 - beta2) * g**2),
        # BIAS CORRECTION
        let(m_hat, m / (1 - beta1**t)),
        let(v_hat, v / (1 - beta2**t)),
        # STEP
        let(theta, theta - lr * m_hat / sqrt(v_hat + epsilon)),
    ),
    also=ALSO,
    sources=(
        Source(
            "optax, scale_by_adam",
            "eps_root (with eps = 0)",
            "https://optax.readthedocs.io/en/latest/api/transformations.html",
        ),
    ),
    relation=Relation(
        "equal when", "ε = 0; otherwise its step differs, by √v̂ + ε against √(v̂ + ε)", "adam-epsilon-inside"
    ),
)

ADAM = Rule(
    name="adam",
    title="Adam",
    summary="Momentum and RMSprop together, both corrected for their start at zero.",
    forms=(ALGORITHM_1, EPSILON_HAT, INSIDE),
)
