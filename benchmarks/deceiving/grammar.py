"""The grammar from which conditions are drawn.

Each kind is a way to be right in the runs that somebody makes, and wrong in those of somebody else.
"""

from random import Random

from . import arguments, memories
from .condition import Condition, Draw

KINDS: tuple[Draw, ...] = (
    arguments.lookup,
    arguments.modulo,
    arguments.late,
    arguments.digits,
    arguments.gradient,
    arguments.theta,
    arguments.rate,
    arguments.shape,
    arguments.name,
    arguments.many,
    arguments.dtype,
    memories.counter,
    memories.window,
    memories.chance,
    memories.guard,
    memories.world,
)


def condition(random: Random, has: frozenset[str]) -> Condition:
    """One of a kind that a style can have."""
    while True:
        drawn = random.choice(KINDS)(random)
        if drawn.needs <= has:
            return drawn
