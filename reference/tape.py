"""An open-loop run, and what a rule makes of it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)  # arrays have no hash, and caches ask whether it is the very same tape
class Tape:
    """Initial parameters, a gradient and a learning rate per step, and hyperparameters.

    Attributes:
        initial: θ₀ of each parameter, float arrays of any shape, in the dtype under test.
        gradients: for each step, the gradient of each parameter, or None where it has none in that step.
        lr: the learning rate of each step.
        hyperparameters: the other hyperparameters by the rule's names, as Python floats.
    """

    initial: tuple[NDArray[Any], ...]
    gradients: tuple[tuple[NDArray[Any] | None, ...], ...]
    lr: tuple[float, ...]
    hyperparameters: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.gradients) != len(self.lr):
            raise ValueError(
                f"a tape has one lr a step, but there are {len(self.gradients)} steps and {len(self.lr)} lrs"
            )

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.initial[0].dtype

    @property
    def steps(self) -> int:
        return len(self.lr)

    @property
    def lr_is_constant(self) -> bool:
        return len(set(self.lr)) == 1
