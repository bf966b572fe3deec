"""What may decide that an optimizer does something else."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Condition:
    """When it happens.

    Attributes:
        test: an expression, a truth or, where it is `computed`, a number that is 0 where nothing happens; it may speak of what `needs` names, besides `self`, `g`, `theta`, `lr` and `t`.
        module, inside, init, call, each: lines that must stand in the module, the class, the constructor, the step, the
            step of a parameter.
    """

    kind: str
    test: str
    module: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    init: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    computed: bool = False


Draw = Callable[[Random], Condition]
"""One condition of a kind."""
