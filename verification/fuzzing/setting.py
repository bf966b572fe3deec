"""What of a subject a tape may choose, and what is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...reference.hyperparameters import KNOWN, simple, tried, visible
from ...reference.rule import Hyperparameter, Hyperparameters
from ...reference.tape import Tape
from .acceptance import Acceptance

Value = tuple[str, float]
"""A hyperparameter, by the rule's name, at a value."""


@dataclass(frozen=True)
class Setting:
    """The freedom of the tapes for one subject and form.

    Attributes:
        free: hyperparameters that a tape may choose, by the rule's names (lr not among them).
        fixed: hyperparameters whose value is given by the user or written into the code.
        lr: the fixed lr; None where a tape may choose it.
        lr_varies: whether lr may change during a run.
        hyperparameters: what is free, and more, by name.
        instead: what stands for a value that is not tried: the nearest that the subject takes, where it refuses the value by
            raising, or None, where the rule says nothing of it.
        acceptance: what the subject takes; None where nobody has asked.
    """

    free: tuple[str, ...]
    fixed: Mapping[str, float] = field(default_factory=dict)
    lr: float | None = None
    lr_varies: bool = False
    instead: Mapping[Value, float | None] = field(default_factory=dict[Value, float | None])
    hyperparameters: Hyperparameters = field(default_factory=lambda: KNOWN, kw_only=True)
    acceptance: Acceptance | None = field(default=None, kw_only=True, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(
            (self.free, frozenset(self.fixed.items()), self.lr, self.lr_varies, frozenset(self.instead.items()))
        )

    def taken(self, tape: Tape) -> Tape:
        """The tape with hyperparameters that the subject takes: those that it has, or the nearest."""
        return tape if self.acceptance is None else self.acceptance.of_tape(tape)

    @property
    def visible(self) -> dict[str, float]:
        """What is fixed, and for what is free values at which every term can be seen."""
        return {**self._of_free(visible(self.hyperparameters)), **self.fixed}

    @property
    def simple(self) -> dict[str, float]:
        """What is fixed, and for what is free values with which a person can follow a run."""
        return {**self._of_free(simple(self.hyperparameters)), **self.fixed}

    def moderate(self, epsilon: float) -> dict[str, float]:
        """What is fixed, and for what is free values with which others show; ε, where it is free, as given."""
        values = {name: _moderate(self.hyperparameters[name]) for name in self.free}
        return {**self.fixed, **values, **({"epsilon": epsilon} if "epsilon" in values else {})}

    def _of_free(self, values: Mapping[str, float]) -> dict[str, float]:
        return {name: values[name] for name in self.free}


def _moderate(hyperparameter: Hyperparameter) -> float:
    """A share keeps much, what has no end hides nothing, and of steps that are counted some are left after the first."""
    if 0.75 not in hyperparameter.domain:
        return max(tried(hyperparameter)[:3])
    simple = hyperparameter.simple
    return 0.75 if hyperparameter.domain.upper is not None or simple is None else simple
