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
start_share = Symbol("start_share", positive=True)
last_share = Symbol("last_share", nonnegative=True)
rise_share = Symbol("rise_share", positive=True)
start_divisor = Symbol("start_divisor", positive=True)
end_divisor = Symbol("end_divisor", positive=True)
stable_steps = Symbol("stable_steps", integer=True, positive=True)
fall_steps = Symbol("fall_steps", integer=True, positive=True)

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

_PART = Domain(Integer(0), Integer(1), lower_open=True, upper_open=False)

START_SHARE = Hyperparameter(
    start_share,
    Rational(1, 3),
    _PART,
    "share of lr in the first step",
    letter="α₀",
    spellings=tuple("startfactor warmupfactor warmupratio startshare".split()),
    visible=7 / 32,
    simple=0.5,
    tried=(0.5, 0.25, 0.125),
)
LAST_SHARE = Hyperparameter(
    last_share,
    Rational(1),
    SHARE,
    "share of lr after the last of the steps",
    letter="α₁",
    spellings=tuple("endfactor lastshare".split()),
    visible=27 / 32,
    simple=1.0,
    tried=(1.0, 0.5, 0.0),
)
RISE_SHARE = Hyperparameter(
    rise_share,
    Rational(3, 10),
    Domain(Integer(0), Integer(1), lower_open=True),
    "share of the steps in which lr rises",
    letter="φ",
    spellings=tuple("pctstart riseshare warmupratio pctwarmup".split()),
    visible=0.5,
    simple=0.5,
    tried=(0.5, 0.25, 0.75),
)
START_DIVISOR = Hyperparameter(
    start_divisor,
    Rational(25),
    Domain(Integer(1), None),
    "what lr is divided by in the first step",
    letter="d₀",
    spellings=tuple("divfactor initialdiv startdivisor".split()),
    visible=5,
    simple=2.0,
    tried=(2.0, 4.0, 25.0),
)
END_DIVISOR = Hyperparameter(
    end_divisor,
    Rational(10000),
    Domain(Integer(1), None),
    "what the first lr is divided by in the end",
    letter="d₁",
    spellings=tuple("finaldivfactor finaldiv enddivisor".split()),
    visible=3,
    simple=2.0,
    tried=(2.0, 8.0, 10000.0),
)
STABLE_STEPS = Hyperparameter(
    stable_steps,
    Rational(8000),
    COUNT,
    "steps in which lr stays",
    letter="S",
    spellings=tuple("stablesteps numstablesteps stable nstable constantsteps holdsteps".split()),
    visible=3,
    simple=2,
    tried=(2, 4, 1, 8, 64),
)
FALL_STEPS = Hyperparameter(
    fall_steps,
    Rational(1000),
    COUNT,
    "steps in which lr falls to its end",
    letter="D",
    spellings=tuple("decaysteps numdecaysteps ndecay decay cooldownsteps cooldown".split()),
    visible=4,
    simple=2,
    tried=(2, 4, 1, 8, 64),
)
