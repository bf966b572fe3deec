"""The hyperparameters of the rules, each with all that is known of it; each rule gives its own defaults.

To add one, write its record here, or beside the rule that has it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sympy import Integer, Rational

from . import symbols
from .rule import Domain, Hyperparameter, Hyperparameters

POSITIVE = Domain(Integer(0), None, lower_open=True)
NOT_NEGATIVE = Domain(Integer(0), None)
FRACTION = Domain(Integer(0), Integer(1))

DECAYS = (0.5, 0.25, 0.75, 0.875, 2.0**-6, 0.96875, 1 - 2.0**-8, 1 - 2.0**-10, 0.0)
"""From 0 to nearly 1, the simple ones first."""

EPSILONS = (1.0, 0.25, 2.0**-10, 2.0**-20, 2.0**-24, 2.0**-40, 0.0)

STRENGTHS = (0.5, 0.25, 0.125, 2.0**-7, 2.0**-10, 0.0)

BETAS = ("betas", "beta", "coeffs")
"""What people call β₁ and β₂ together."""

RATES = (1.0, 0.5, 2.0, 0.125, 2.0**-7, 2.0**-10, 3.0)


def _words(spelled: str) -> tuple[str, ...]:
    return tuple(spelled.split())


_LR = Hyperparameter(
    symbols.lr,
    Rational(1, 100),
    POSITIVE,
    "learning rate; may change from step to step",
    spellings=_words(
        "lr learningrate stepsize learnrate learningrateinit lrate steprate initiallr lr0 baselr alpha eta η α "
        "initlr initiallearningrate initlearningrate startlr serverlr serverlearningrate step rate l a gamma"
    ),
    visible=13 / 256,
    simple=1.0,
    tried=RATES,
)
_MU = Hyperparameter(
    symbols.mu,
    Rational(9, 10),
    FRACTION,
    "momentum: the share of the velocity that is kept",
    spellings=_words(
        "mu μ momentum momentumfactor momentumcoefficient momentumcoeff momentumrate mom gamma γ beta β mass rho "
        "ρ beta1 b1 m alpha α friction decayrate decay"
    ),
    visible=13 / 16,
    simple=0.5,
    dispensable=True,
)
_RHO = Hyperparameter(
    symbols.rho,
    Rational(9, 10),
    FRACTION,
    "decay of the average of squared gradients",
    spellings=_words(
        "rho ρ decayrate decayfactor gamma γ beta β alpha α beta2 b2 smoothing forgettingfactor decay avgdecay "
        "momentum mu beta1"
    ),
    visible=11 / 16,
    simple=0.5,
)
_BETA1 = Hyperparameter(
    symbols.beta1,
    Rational(9, 10),
    FRACTION,
    "decay of the first moment",
    spellings=_words("beta1 β1 β₁ b1 rho1 decay1 decaymom1 decayrate1 betam betaone gamma1 beta mu momentum p1"),
    visible=13 / 16,
    simple=0.5,
    near_one=True,
    member=(BETAS, 0),
)
_BETA2 = Hyperparameter(
    symbols.beta2,
    Rational(999, 1000),
    FRACTION,
    "decay of the second moment",
    spellings=_words("beta2 β2 β₂ b2 rho2 decay2 decaymom2 decayrate2 betav betatwo gamma2 rho gamma decayrate p2"),
    visible=29 / 32,
    simple=0.25,
    near_one=True,
    member=(BETAS, 1),
    hidden_by=symbols.beta1,
)
_EPSILON = Hyperparameter(
    symbols.epsilon,
    Rational(1, 10**8),
    NOT_NEGATIVE,
    "guard against division by zero",
    spellings=_words(
        "epsilon ε eps epsilonhat offset epsilion epislon e ep delta δ fuzz smooth smoothingterm tiny tau τ"
    ),
    visible=5 / 64,
    simple=1.0,
    tried=EPSILONS,
    dispensable=True,
)

WEIGHT_DECAY = Hyperparameter(
    symbols.weight_decay,
    Rational(1, 100),
    NOT_NEGATIVE,
    "strength of weight decay",
    letter="λ",
    spellings=_words(
        "weightdecay wd weightdecayrate weightdecaycoeff lambda λ lam lambd lamb lmbda l2 l2reg regl2 l2penalty "
        "l2lambda lambdal2 reg regularization regularizer wdecay decayweight decay"
    ),
    visible=7 / 64,
    simple=0.5,
    dispensable=True,
)
DAMPENING = Hyperparameter(
    symbols.dampening,
    Rational(0),
    FRACTION,
    "share of each gradient that the velocity leaves out",
    letter="τ",
    spellings=_words("dampening damp damping tau τ"),
    visible=9 / 32,
    simple=0.5,
    dispensable=True,
)
INITIAL_ACCUMULATOR = Hyperparameter(
    symbols.initial_accumulator,
    Rational(1, 10),
    NOT_NEGATIVE,
    "where the second moment starts",
    letter="v₀",
    spellings=_words(
        "initialaccumulatorvalue initialaccumulator initialscale initaccumulator accumulatorinit initialvalue "
        "initacc v0 h0"
    ),
    visible=7 / 32,
    simple=1.0,
    tried=EPSILONS,
)
LR_DECAY = Hyperparameter(
    symbols.lr_decay,
    Rational(0),
    NOT_NEGATIVE,
    "by which lr falls: lr/(1 + (t − 1)·η)",
    letter="η",
    spellings=_words("lrdecay learningratedecay lrdecayrate decay decayrate eta η"),
    visible=11 / 32,
    simple=1.0,
    dispensable=True,
)
EPS_ROOT = Hyperparameter(
    symbols.eps_root,
    Rational(0),
    NOT_NEGATIVE,
    "a second guard, under the root",
    letter="ε_root",
    spellings=_words("epsroot epsilonroot rooteps epsbar"),
    visible=9 / 128,
    simple=1.0,
    tried=EPSILONS,
    dispensable=True,
)

SHARE = Domain(Integer(0), Integer(1), upper_open=False)

NU = Hyperparameter(
    symbols.nu,
    Rational(7, 10),
    SHARE,
    "share of the velocity in the step",
    spellings=_words("nu ν immediatediscount immediatediscountfactor"),
    visible=5 / 16,
    simple=0.25,
)
NU1 = Hyperparameter(
    symbols.nu1,
    Rational(7, 10),
    SHARE,
    "share of the first moment in the direction",
    spellings=_words("nu1 ν1 ν₁"),
    visible=5 / 16,
    simple=0.25,
    member=(("nus", "nu"), 0),
)
NU2 = Hyperparameter(
    symbols.nu2,
    Rational(1),
    SHARE,
    "share of the second moment in the square of the divisor",
    spellings=_words("nu2 ν2 ν₂"),
    visible=25 / 32,
    simple=0.75,
    member=(("nus", "nu"), 1),
)
BETA3 = Hyperparameter(
    symbols.beta3,
    Rational(9999, 10000),
    FRACTION,
    "decay of the slow average",
    spellings=_words("beta3 β3 β₃ b3"),
    visible=27 / 32,
    simple=0.75,
    near_one=True,
    member=(BETAS, 2),
)
ALPHA = Hyperparameter(
    symbols.alpha,
    Rational(5),
    NOT_NEGATIVE,
    "weight of the slow average in the step",
    spellings=_words("alpha α"),
    visible=19 / 16,
    simple=2.0,
    dispensable=True,
)

BETA = Hyperparameter(
    symbols.beta,
    Rational(1),
    NOT_NEGATIVE,
    "weight of the change of the gradient",
    spellings=_words("beta β optimism"),
    visible=21 / 32,
    simple=2.0,
    dispensable=True,
)

PSI = Hyperparameter(
    symbols.psi,
    Rational(1, 250),
    SHARE,
    "speed of the schedule of momenta",
    spellings=_words("psi ψ momentumdecay scheduledecay mudecay"),
    visible=15 / 16,
    simple=1.0,
    tried=(1.0, 0.25, 0.5, 2.0**-8, 0.0),
)

KNOWN: Hyperparameters = {
    each.name: each
    for each in (
        _LR,
        _MU,
        _RHO,
        _BETA1,
        _BETA2,
        _EPSILON,
        WEIGHT_DECAY,
        DAMPENING,
        INITIAL_ACCUMULATOR,
        LR_DECAY,
        EPS_ROOT,
        NU,
        NU1,
        NU2,
        BETA3,
        ALPHA,
        BETA,
        PSI,
    )
}
"""Those of the rules here, by their names."""

FRACTIONS, SHARED = symbols.FRACTIONS, symbols.SHARED
"""What is known of symbols alone, once the records above have declared it."""


def _with_default(hyperparameter: Hyperparameter, default: str) -> Hyperparameter:
    return replace(hyperparameter, default=Rational(default))


def lr(default: str) -> Hyperparameter:
    """Learning rate lr > 0."""
    return _with_default(_LR, default)


def mu(default: str) -> Hyperparameter:
    """Momentum 0 ≤ μ < 1."""
    return _with_default(_MU, default)


def rho(default: str) -> Hyperparameter:
    """Decay 0 ≤ ρ < 1."""
    return _with_default(_RHO, default)


def beta1(default: str) -> Hyperparameter:
    """Decay 0 ≤ β₁ < 1."""
    return _with_default(_BETA1, default)


def beta2(default: str) -> Hyperparameter:
    """Decay 0 ≤ β₂ < 1."""
    return _with_default(_BETA2, default)


def epsilon(default: str) -> Hyperparameter:
    """Guard ε ≥ 0."""
    return _with_default(_EPSILON, default)


def tried(of: Hyperparameter) -> tuple[float, ...]:
    """The values that tapes may choose for it."""
    if of.tried:
        return of.tried
    shares = STRENGTHS if of.domain.upper is None else DECAYS
    return tuple(each for each in map(of.domain.at, shares) if each in of.domain)


def visible(of: Hyperparameters) -> dict[str, float]:
    """Values at which every term of a rule with these hyperparameters can be seen, by their names."""
    return _apart(
        of, {name: each.visible for name, each in of.items()}, (share / 64 for share in (45, 37, 51, 27, 19, 43))
    )


def simple(of: Hyperparameters) -> dict[str, float]:
    """Values with which a person can follow a run, by their names."""
    return _apart(of, {name: each.simple for name, each in of.items()}, (0.75, 0.5, 0.25, 0.125, 0.625, 0.375))


def _apart(of: Hyperparameters, said: Mapping[str, float | None], shares: Iterable[float]) -> dict[str, float]:
    """What is said, and where nothing is, numbers that no other has, so that two that are exchanged are seen."""
    taken, left = {*said.values()}, [*shares]
    found: dict[str, float] = {}
    for name, value in said.items():
        free = (each for each in map(of[name].domain.at, left) if each in of[name].domain and each not in taken)
        found[name] = next(free, float(of[name].default)) if value is None else value
        taken.add(found[name])
    return found
