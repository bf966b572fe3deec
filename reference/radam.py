"""RAdam."""

from sympy import Expr, Integer, sqrt

from . import hyperparameters as hyper
from .choices import Where
from .rule import Form, Relation, Rule, Source, State, let
from .symbols import beta1, beta2, epsilon, g, lr, m, m_hat, rho_inf, rho_t, t, theta, v, v_hat

PAPER = "Liu et al. 2020, On the Variance of the Adaptive Learning Rate and Beyond"
LINK = "https://arxiv.org/abs/1908.03265"

MOMENTS = (
    let(m, beta1 * m + (1 - beta1) * g),
    let(v, beta2 * v + (1 - beta2) * g**2),
)
M_HAT = let(m_hat, m / (1 - beta1**t))
V_HAT = let(v_hat, v / (1 - beta2**t))
LENGTHS = (
    let(rho_inf, 2 / (1 - beta2) - 1),
    let(rho_t, rho_inf - 2 * t * beta2**t / (1 - beta2**t)),
)
RECTIFIER = sqrt((rho_t - 4) * (rho_t - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho_t))
"""r, by which the variance of 1/√v̂ is made that of an average as long as ρ_∞."""

ALSO = {
    m: (m + (1 - beta1) * (g - m), g - beta1 * (g - m)),
    v: (v + (1 - beta2) * (g**2 - v),),
}


def rectified(threshold: int, divided: Expr) -> Expr:
    """What multiplies m̂: r times what divides by the second moment, where ρ_t is above the threshold, and else 1."""
    return Where(rho_t, Integer(threshold), RECTIFIER * divided, Integer(1))


ALGORITHM_2 = Form(
    name="algorithm-2",
    title="The paper's Algorithm 2, from ρ = 4 on, without ε",
    hyperparameters=(hyper.lr("0.001"), hyper.beta1("0.9"), hyper.beta2("0.999")),
    state=(State(m), State(v)),
    step=(
        # MOMENTS
        *MOMENTS,
        # BIAS CORRECTION
        M_HAT,
        V_HAT,
        # RECTIFICATION
        *LENGTHS,
        # STEP
        let(theta, theta - lr * m_hat * rectified(4, 1 / sqrt(v_hat))),
    ),
    also=ALSO,
    sources=(Source(PAPER, "Algorithm 2", LINK),),
)

EPSILON_HAT = Form(
    name="hat",
    title="From ρ = 5 on, ε̂ beside √v",
    hyperparameters=(*ALGORITHM_2.hyperparameters, hyper.epsilon("1e-8")),
    state=ALGORITHM_2.state,
    step=(
        # MOMENTS
        *MOMENTS,
        # BIAS CORRECTION
        M_HAT,
        # RECTIFICATION
        *LENGTHS,
        # STEP
        let(theta, theta - lr * m_hat * rectified(5, sqrt(1 - beta2**t) / (sqrt(v) + epsilon))),
    ),
    also=ALSO,
    sources=(
        Source(
            "PyTorch, torch.optim.RAdam",
            "Algorithm",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html",
        ),
        Source("Its authors' code", "radam.py, ρ_t ≥ 5", "https://github.com/LiyuanLucasLiu/RAdam"),
    ),
    relation=Relation("different", "where 4 < ρ_t < 5, and elsewhere equal where ε = 0", "radam-thresholds"),
)

OUTSIDE = Form(
    name="outside",
    title="From ρ = 5 on, ε beside √v̂",
    hyperparameters=EPSILON_HAT.hyperparameters,
    state=ALGORITHM_2.state,
    step=(
        # MOMENTS
        *MOMENTS,
        # BIAS CORRECTION
        M_HAT,
        V_HAT,
        # RECTIFICATION
        *LENGTHS,
        # STEP
        let(theta, theta - lr * m_hat * rectified(5, 1 / (sqrt(v_hat) + epsilon))),
    ),
    also=ALSO,
    sources=(Source("optax, radam", "scale_by_radam", "https://optax.readthedocs.io/en/latest/api/optimizers.html"),),
    relation=Relation("different", "where 4 < ρ_t < 5, and elsewhere equal where ε = 0", "radam-thresholds"),
)

RADAM = Rule(
    name="radam",
    title="RAdam",
    summary="Adam that does not divide by √v̂ before that is an average of enough squares, and then rectifies its variance.",
    forms=(ALGORITHM_2, EPSILON_HAT, OUTSIDE),
)
