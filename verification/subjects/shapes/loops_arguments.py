"""How a target is called that is given a function or its gradient."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..subject import Arrays, call
from ..target import Target
from .loops_feedback import Answer, Feedback, Function, Packing


@dataclass(frozen=True)
class LoopArgument:
    """One argument, and what it is: "start", "gradient", "function", "iterations", "tolerance", "hook", "data" or "nothing"."""

    name: str
    role: str


@dataclass(frozen=True)
class Asking:
    """How a target is given a function, or its gradient.

    Attributes:
        method: the method that runs the loop or makes the step; None where the target itself does.
        constructor: what the constructor takes besides hyperparameters.
        call: what the method takes, or the function.
        variadic: whether the parameter goes into `*args`.
        in_call: the hyperparameters that the method takes.
        answer: what the function to minimize returns.
        tolerance: what thresholds of stopping rules are set to; none is reached where it is negative.
        container: what the parameters are handed over in; all go together in a list or a dict, or as arguments.
    """

    method: str | None
    constructor: tuple[LoopArgument, ...]
    call: tuple[LoopArgument, ...]
    variadic: bool = False
    in_call: tuple[str, ...] = ()
    answer: Answer = "value"
    tolerance: float = -1.0
    container: Packing = "array"

    def groups(self, arrays: Arrays) -> list[Arrays]:
        """The parameters that one run handles, for each run."""
        return [[each] for each in arrays] if self.container == "array" else [arrays]

    def has(self, role: str) -> bool:
        """Whether something has that role."""
        return any(each.role == role for each in (*self.constructor, *self.call))

    def made(self, target: Target, arguments: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """What is called: an instance's method, or the target itself."""
        if not target.is_class:
            return target.object
        given = {name: value for name, value in arguments.items() if name not in self.in_call}
        given |= {each.name: values[each.role] for each in self.constructor}
        return call(target.object, given)

    def asked(self, function: Any, arguments: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """Call it."""
        given = {name: value for name, value in arguments.items() if name in self.in_call}
        given |= {each.name: values[each.role] for each in self.call}
        if self.variadic:
            first = [
                each.name
                for each in self.call
                if each.role in ("function", "gradient") and _by_place(function, each.name)
            ]
            by_place = [given.pop(name) for name in first]
            start = values["start"] if self.container == "arguments" else (values["start"],)
            return function(*by_place, *start, **given)
        return call(function, given)

    def values(self, feedback: Feedback, start: Any, iterations: int) -> dict[str, Any]:
        """What goes into each role."""
        return {
            "start": start,
            "gradient": feedback.gradient,
            "function": Function(feedback, self.answer),
            "iterations": iterations,
            "tolerance": self.tolerance,
            "hook": lambda *_, **__: None,
            "data": np.zeros((1, 1)),
            "nothing": None,
        }


def _by_place(function: Any, name: str) -> bool:
    # Not `signature_of`, which reads sources: this is asked in every step.
    own = inspect.signature(function).parameters.get(name)
    return own is not None and own.kind is own.POSITIONAL_OR_KEYWORD
