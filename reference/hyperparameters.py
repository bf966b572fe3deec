"""The hyperparameters of the rules, with their domains; each rule gives its own defaults."""

from dataclasses import replace

from sympy import Integer, Rational, Symbol

from . import symbols
from .rule import Domain, Hyperparameter

POSITIVE = Domain(Integer(0), None, lower_open=True)
NOT_NEGATIVE = Domain(Integer(0), None)
FRACTION = Domain(Integer(0), Integer(1))

_LR = Hyperparameter(symbols.lr, Rational(1, 100), POSITIVE, "learning rate; may change from step to step")
_MU = Hyperparameter(symbols.mu, Rational(9, 10), FRACTION, "momentum: the share of the velocity that is kept")
_RHO = Hyperparameter(symbols.rho, Rational(9, 10), FRACTION, "decay of the average of squared gradients")
_BETA1 = Hyperparameter(symbols.beta1, Rational(9, 10), FRACTION, "decay of the first moment")
_BETA2 = Hyperparameter(symbols.beta2, Rational(999, 1000), FRACTION, "decay of the second moment")
_EPSILON = Hyperparameter(symbols.epsilon, Rational(1, 10**8), NOT_NEGATIVE, "guard against division by zero")

WEIGHT_DECAY = Hyperparameter(symbols.weight_decay, Rational(1, 100), NOT_NEGATIVE, "strength of weight decay")
DAMPENING = Hyperparameter(
    symbols.dampening, Rational(0), FRACTION, "share of each gradient that the velocity leaves out"
)
INITIAL_ACCUMULATOR = Hyperparameter(
    symbols.initial_accumulator, Rational(1, 10), NOT_NEGATIVE, "where the second moment starts"
)
LR_DECAY = Hyperparameter(symbols.lr_decay, Rational(0), NOT_NEGATIVE, "by which lr falls: lr/(1 + (t − 1)·η)")
EPS_ROOT = Hyperparameter(symbols.eps_root, Rational(0), NOT_NEGATIVE, "a second guard, under the root")

_ALL = (_LR, _MU, _RHO, _BETA1, _BETA2, _EPSILON, WEIGHT_DECAY, DAMPENING, INITIAL_ACCUMULATOR, LR_DECAY, EPS_ROOT)


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


def symbol_of(name: str) -> Symbol:
    """The symbol of the hyperparameter of that name.  Raises `KeyError`."""
    return {each.name: each.symbol for each in _ALL}[name]
