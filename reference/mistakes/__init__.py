"""The catalogue of mistakes: named transformations of rules that people really commit.

To add one, write a transformation against the roles of a form (`roles`), from the ways to change one (`rewriting`), and
put a `Mistake` with it into the tuple of its theme.
"""

from ..library import UnknownNameError, find_rule
from ..rule import Form, Rule
from .accumulators import ACCUMULATORS
from .aggregates import AGGREGATES
from .beliefs import BELIEFS
from .betas import BETAS
from .changes import CHANGES
from .corrections import CORRECTIONS
from .earlier_squares import EARLIER_SQUARES
from .epsilons import EPSILONS
from .falls import FALLS
from .federated import FEDERATED
from .followers import FOLLOWERS
from .looking_ahead import LOOKING_AHEAD
from .mistake import GRADIENT_AT, Kind, Mistake
from .norms import NORMS
from .optimism import OPTIMISM
from .options import OPTIONS
from .rates import RATES
from .rectifications import RECTIFICATIONS
from .repeated import REPEATED
from .shares import SHARES
from .signs import SIGNS
from .slow_averages import SLOW_AVERAGES
from .starts import STARTS
from .steps import STEPS
from .turns import TURNS
from .velocities import VELOCITIES

MISTAKES: tuple[Mistake, ...] = (
    *ACCUMULATORS,
    *RATES,
    *STARTS,
    *CORRECTIONS,
    *REPEATED,
    *BETAS,
    *VELOCITIES,
    *STEPS,
    *SIGNS,
    *NORMS,
    *BELIEFS,
    *FOLLOWERS,
    *SHARES,
    *SLOW_AVERAGES,
    *LOOKING_AHEAD,
    *RECTIFICATIONS,
    *AGGREGATES,
    *FEDERATED,
    *OPTIMISM,
    *CHANGES,
    *TURNS,
    *FALLS,
    *EARLIER_SQUARES,
    *EPSILONS,
    *OPTIONS,
)

COMBINED: tuple[Rule, ...] = tuple(
    map(
        find_rule,
        (
            "sgd+l2", "momentum+l2", "nesterov+l2", "adagrad+l2", "rmsprop+l2", "adam+l2", "sgd+decoupled",
            "momentum+decoupled", "adam+decoupled", "momentum+dampening", "adam+amsgrad", "rmsprop+centered",
            "adagrad+initial", "adagrad+lr-decay",
        ),
    )
)  # fmt: skip
"""Rules with parts, in which every mistake with a part can be made."""

__all__ = ["COMBINED", "GRADIENT_AT", "MISTAKES", "OPTIONS", "Kind", "Mistake", "find_mistake", "mistakes_of"]


def find_mistake(name: str) -> Mistake:
    """The mistake of that id.  Raises `UnknownNameError`."""
    for mistake in MISTAKES:
        if mistake.id == name.lower():
            return mistake
    raise UnknownNameError("mistake", name, [mistake.id for mistake in MISTAKES])


def mistakes_of(rule: Rule, form: Form) -> tuple[Mistake, ...]:
    """The mistakes that can be made in `form`."""
    return tuple(mistake for mistake in MISTAKES if mistake.applies(rule, form))
