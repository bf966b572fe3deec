"""Rprop: resilient propagation, as iRprop⁻."""

from sympy import Integer, Rational, Symbol, sign

from . import hyperparameters as hyper
from .choices import BySign
from .extremes import Max, Min
from .rule import Domain, Form, Hyperparameter, Relation, Rule, Source, State, let
from .symbols import d, delta, g, lr, p, q, theta

eta_minus = Symbol("eta_minus", positive=True)
eta_plus = Symbol("eta_plus", positive=True)
step_min = Symbol("step_min", nonnegative=True)
step_max = Symbol("step_max", positive=True)

ETA_MINUS = Hyperparameter(
    eta_minus,
    Rational(1, 2),
    Domain(Integer(0), Integer(1), lower_open=True),
    "by which a step size shrinks where the gradient has turned",
    letter="η₋",
    spellings=("etaminus", "etam", "etaneg", "decreasefactor", "factordown"),
    visible=19 / 32,
    simple=0.5,
    tried=(0.5, 0.25, 0.75),
    member=(("etas",), 0),
)
ETA_PLUS = Hyperparameter(
    eta_plus,
    Rational(6, 5),
    Domain(Integer(1), None, lower_open=True),
    "by which a step size grows where the gradient has not turned",
    letter="η₊",
    spellings=("etaplus", "etap", "etapos", "increasefactor", "factorup"),
    visible=21 / 16,
    simple=2.0,
    tried=(2.0, 1.25, 1.5),
    member=(("etas",), 1),
)
STEP_MIN = Hyperparameter(
    step_min,
    Rational(1, 10**6),
    hyper.NOT_NEGATIVE,
    "smallest step size",
    letter="Δ_min",
    spellings=("stepsizemin", "minstepsize", "minstep", "stepmin", "deltamin", "mindelta"),
    visible=1 / 64,
    simple=0.0625,
    tried=(0.0625, 2.0**-7, 2.0**-20, 0.0),
    member=(("stepsizes", "steps"), 0),
)
STEP_MAX = Hyperparameter(
    step_max,
    Rational(50),
    hyper.POSITIVE,
    "largest step size",
    letter="Δ_max",
    spellings=("stepsizemax", "maxstepsize", "maxstep", "stepmax", "deltamax", "maxdelta"),
    visible=3 / 32,
    simple=4.0,
    tried=(4.0, 2.0, 50.0),
    member=(("stepsizes", "steps"), 1),
)

PRODUCT = let(q, g * p)
STEP = (
    # STEP
    let(d, BySign(q, g, g, Integer(0))),
    let(theta, theta - sign(d) * delta),
    # STATE
    let(p, d),
)
"""Where the gradient has turned there is no step, and the next one finds no gradient to compare with."""

IRPROP_MINUS = Form(
    name="irprop-minus",
    title="iRprop⁻, where a bound is met as the step size moves towards it",
    hyperparameters=(hyper.lr("0.01"), ETA_MINUS, ETA_PLUS, STEP_MIN, STEP_MAX),
    state=(State(delta, lr), State(p)),
    step=(
        # STEP SIZE
        PRODUCT,
        let(delta, BySign(q, Min(eta_plus * delta, step_max), delta, Max(eta_minus * delta, step_min))),
        *STEP,
    ),
    sources=(
        Source(
            "Igel & Hüsken 2003, Empirical evaluation of the improved Rprop learning algorithms",
            "iRprop⁻, whose first step sizes are our lr",
            "https://doi.org/10.1016/S0925-2312(01)00700-7",
        ),
        Source(
            "Riedmiller & Braun 1993, A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
            "the adaptation of the step sizes",
            "https://doi.org/10.1109/ICNN.1993.298623",
        ),
    ),
    note="bysign(q, a, b, c) is a where q > 0, b where q = 0, and c where q < 0.",
)

CLAMPED = Form(
    name="clamped",
    title="iRprop⁻, where every step size is held between its bounds",
    hyperparameters=IRPROP_MINUS.hyperparameters,
    state=IRPROP_MINUS.state,
    step=(
        # STEP SIZE
        PRODUCT,
        let(delta, Min(Max(BySign(q, eta_plus, Integer(1), eta_minus) * delta, step_min), step_max)),
        *STEP,
    ),
    sources=(
        Source(
            "PyTorch, torch.optim.Rprop",
            "Algorithm",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html",
        ),
    ),
    relation=Relation("equal when", "Δ_min ≤ lr ≤ Δ_max at the start", "rprop-bounds"),
)

HELD = Form(
    name="held",
    title="iRprop⁻, where a step size that has changed is held between its bounds",
    hyperparameters=IRPROP_MINUS.hyperparameters,
    state=IRPROP_MINUS.state,
    step=(
        # STEP SIZE
        PRODUCT,
        let(
            delta,
            BySign(
                q,
                Min(Max(eta_plus * delta, step_min), step_max),
                delta,
                Min(Max(eta_minus * delta, step_min), step_max),
            ),
        ),
        *STEP,
    ),
    sources=(
        Source(
            "optax, rprop",
            "scale_by_rprop, whose step comes one step late",
            "https://optax.readthedocs.io/en/latest/api/optimizers.html",
        ),
    ),
    relation=CLAMPED.relation,
)

RPROP = Rule(
    name="rprop",
    title="Rprop",
    summary="Steps by the sign of the gradient, whose size grows while that stays and shrinks when it turns.",
    forms=(IRPROP_MINUS, CLAMPED, HELD),
    aliases=("irprop",),
)
