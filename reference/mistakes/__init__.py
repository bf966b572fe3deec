"""The catalogue of mistakes: named transformations of rules that people really commit.

To add one, write a transformation against the roles of a form (`roles`), from the ways to change one (`rewriting`), and
put a `Mistake` with it into the tuple of its theme.
"""

from ..library import UnknownNameError
from ..rule import Form, Rule
from .accumulators import ACCUMULATORS
from .betas import BETAS
from .corrections import CORRECTIONS
from .epsilons import EPSILONS
from .mistake import GRADIENT_AT, Kind, Mistake
from .rates import RATES
from .repeated import REPEATED
from .starts import STARTS
from .steps import STEPS
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
    *EPSILONS,
)

__all__ = ["GRADIENT_AT", "MISTAKES", "Kind", "Mistake", "find_mistake", "mistakes_of"]


def find_mistake(name: str) -> Mistake:
    """The mistake of that id.  Raises `UnknownNameError`."""
    for mistake in MISTAKES:
        if mistake.id == name.lower():
            return mistake
    raise UnknownNameError("mistake", name, [mistake.id for mistake in MISTAKES])


def mistakes_of(rule: Rule, form: Form) -> tuple[Mistake, ...]:
    """The mistakes that can be made in `form`."""
    return tuple(mistake for mistake in MISTAKES if mistake.applies(rule, form))
