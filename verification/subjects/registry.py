"""The adapters: each proposes ways of driving a target.  Others may add theirs."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from ...reference.rule import Hyperparameters
from .shapes.calls_recognition import calls
from .shapes.generators import generators
from .shapes.jax import jax_calls
from .shapes.keras import keras_optimizers
from .shapes.layers_recognition import layers
from .shapes.loops_recognition import loops
from .shapes.models_recognition import models
from .shapes.owners import owners
from .shapes.schedulers import schedulers
from .shapes.schedules import schedules
from .shapes.states_recognition import exchanges
from .shapes.torch import torch_objects
from .shapes.torch_calls import tensor_calls
from .shapes.trainers import trainers
from .shapes.variables import variables
from .shapes.walkers import walkers
from .subject import Subject
from .target import Target

Adapter = Callable[[Target, Hyperparameters, Mapping[str, Any]], Iterator[Subject]]
"""Ways of driving a target, the likeliest first, by the rule's hyperparameters, by their names, and the user's settings.

It may raise `SubjectError` with what the user can do.
"""

GROUP = "optproof.shapes"
"""The entry points by which others add adapters; theirs are asked first."""

OWN: tuple[Adapter, ...] = (
    keras_optimizers, torch_objects, tensor_calls, jax_calls, calls, generators, exchanges, trainers, walkers, layers, variables, owners,
    loops, models, schedules, schedulers,
)  # fmt: skip


@cache
def adapters() -> tuple[Adapter, ...]:
    """Every adapter, in the order in which they are asked."""
    return (*(each.load() for each in sorted(entry_points(group=GROUP), key=lambda each: each.name)), *OWN)
