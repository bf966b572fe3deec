"""The hyperparameters of schedules: what counts steps is a whole number."""

from sympy import Integer, Rational, Symbol

from ..hyperparameters import NOT_NEGATIVE, SHARE
from ..rule import Domain, Hyperparameter

COUNT = Domain(Integer(1), None)
"""Steps: one at least."""

gamma = Symbol("gamma", positive=True)
decay_steps = Symbol("decay_steps", integer=True, positive=True)
warmup_steps = Symbol("warmup_steps", integer=True, positive=True)
total_steps = Symbol("total_steps", integer=True, positive=True)
lr_end = Symbol("lr_end", nonnegative=True)
end_share = Symbol("end_share", nonnegative=True)
power = Symbol("power", positive=True)

GAMMA = Hyperparameter(
    gamma,
    Rational(9, 10),
    Domain(Integer(0), Integer(1), lower_open=True),
    "what lr is multiplied with",
    spellings=tuple("gamma decayrate γ decayfactor decay factor rate lrdecay learningratedecay".split()),
    visible=27 / 32,
    simple=0.5,
    tried=(0.5, 0.25, 0.75, 0.875, 0.96875, 1 - 2.0**-8),
)
DECAY_STEPS = Hyperparameter(
    decay_steps,
    Rational(1000),
    COUNT,
    "steps in which lr falls once by what it falls",
    letter="k",
    spellings=tuple(
        "decaysteps transitionsteps every period k decayevery dropevery decaystep stepsdecay epochsdrop".split()
    ),
    visible=5,
    simple=2,
    tried=(2, 4, 1, 8, 64),
)
WARMUP_STEPS = Hyperparameter(
    warmup_steps,
    Rational(1000),
    COUNT,
    "steps in which lr rises to what it is",
    letter="W",
    spellings=tuple(
        "warmupsteps warmup warmupiters numwarmupsteps nwarmup warm warmupepochs transitionsteps totaliters w".split()
    ),
    visible=7,
    simple=2,
    tried=(2, 4, 1, 8, 64),
)
TOTAL_STEPS = Hyperparameter(
    total_steps,
    Rational(10000),
    COUNT,
    "steps in which lr falls to its end",
    letter="T",
    spellings=tuple(
        "totalsteps tmax decaysteps transitionsteps totaliters maxsteps steps numsteps nsteps total maxiter maxiters epochs "
        "numtrainingsteps trainingsteps t".split()
    ),
    visible=9,
    simple=4,
    tried=(4, 2, 8, 1, 64),
)
LR_END = Hyperparameter(
    lr_end,
    Rational(0),
    NOT_NEGATIVE,
    "lr at the end",
    letter="f",
    spellings=tuple(
        "etamin lrend lrmin minlr endvalue endlearningrate finallr endlr minimum floor min end final".split()
    ),
    visible=3 / 256,
    simple=0.25,
    tried=(0.25, 0.125, 2.0**-10, 0.0),
    dispensable=True,
)
END_SHARE = Hyperparameter(
    end_share,
    Rational(0),
    SHARE,
    "share of lr that is left at the end",
    letter="α",
    spellings=tuple("alpha α minlrratio finalfactor endfactor minratio".split()),
    visible=5 / 32,
    simple=0.25,
    tried=(0.25, 0.5, 2.0**-10, 0.0),
    dispensable=True,
)
POWER = Hyperparameter(
    power,
    Rational(1),
    Domain(Integer(0), None, lower_open=True),
    "power of the share of steps that are left",
    letter="p",
    spellings=tuple("power p exponent degree".split()),
    visible=3 / 2,
    simple=2.0,
    tried=(2.0, 1.0, 3.0, 0.5),
)
