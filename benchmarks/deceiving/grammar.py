"""The grammar from which conditions are drawn.

Each kind is a way to be right in the runs that somebody makes, and wrong in those of somebody else.
"""

from random import Random

from . import arguments, computed, memories
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
    arguments.zero,
    arguments.beside,
    arguments.group,
    memories.counter,
    memories.window,
    memories.chance,
    memories.guard,
    memories.world,
    memories.instances,
    memories.shell,
    memories.setter,
    computed.sizes,
    computed.places,
    computed.names,
    computed.swallowed,
)


def condition(random: Random, has: frozenset[str], kinds: tuple[Draw, ...] = ()) -> Condition:
    """One of a kind that a style can have, of these kinds if there are some."""
    while True:
        drawn = random.choice(kinds or KINDS)(random)
        # What is computed goes into lr or the gradient.
        if drawn.needs <= has and ("lr" in has or not drawn.computed):
            return drawn
