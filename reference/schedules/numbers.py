"""The hyperparameters of schedules.  What counts steps is a whole number."""

from sympy import Integer, Rational, Symbol

from ..rule import Domain, Hyperparameter

COUNT = Domain(Integer(1), None)
"""Steps: one at least."""

gamma = Symbol("gamma", positive=True)
decay_steps = Symbol("decay_steps", integer=True, positive=True)

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
