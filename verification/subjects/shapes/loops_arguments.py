"""How a target is called that is given a function or its gradient."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..subject import Arrays, call
from ..target import Target
from .loops_feedback import Answer, Feedback, Function, Packing
from .networks import Access, Network


@dataclass(frozen=True)
class LoopArgument:
    """One argument, and what it is.

    Attributes:
        role: "start", "owner", "gradient", "function", "iterations", "counter", "state", "tolerance", "hook", "data" or "nothing".
        number: which of the starts; where a state is found in what is returned.
    """

    name: str
    role: str
    number: int = 0


@dataclass
class Kept:
    """What the caller of a step keeps for it: how many steps there were, and the state that it handed back."""

    count: int
    state: Any = None


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
        single: whether it takes numbers, each element by itself.
        access: how the owner of θ is asked, where one is handed over.
        rows: how many rows of data there are.
        first_count: the counter's value at the first step.
    """

    method: str | None
    constructor: tuple[LoopArgument, ...]
    call: tuple[LoopArgument, ...]
    variadic: bool = False
    in_call: tuple[str, ...] = ()
    answer: Answer = "value"
    tolerance: float = -1.0
    container: Packing = "array"
    single: bool = False
    access: Access | None = None
    rows: int = 1
    first_count: int = 0

    @property
    def starts(self) -> int:
        """How many arguments take parameters."""
        return sum(each.role == "start" for each in (*self.constructor, *self.call))

    @property
    def apart(self) -> bool:
        """Whether parameters go into arguments of their own."""
        return self.container == "arguments" and not self.variadic

    @property
    def state(self) -> int | None:
        """Where the state is found in what a step returns; None where it is handed none."""
        return next((each.number for each in self.call if each.role == "state"), None)

    @property
    def of(self) -> str:
        """Whom it asks for gradients, where that is no function."""
        return "" if self.access is None else f", of {self.access.description}"

    def groups(self, arrays: Arrays) -> list[Arrays]:
        """The parameters that one run handles, for each run."""
        size = 1 if self.container == "array" else len(arrays)
        size = self.starts if self.apart else size
        return [arrays[place : place + size] for place in range(0, len(arrays), size)]

    def network(self, feedback: Feedback, arrays: Arrays) -> Network | None:
        """The owner of θ; None where there is none."""
        return None if self.access is None else Network(self.access, arrays, feedback)

    def has(self, role: str) -> bool:
        """Whether something has that role."""
        return any(each.role == role for each in (*self.constructor, *self.call))

    def made(self, target: Target, arguments: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """What is called: an instance's method, or the target itself."""
        if not target.is_class:
            return target.object
        given = {name: value for name, value in arguments.items() if name not in self.in_call}
        given |= self._given(self.constructor, values)
        return call(target.object, given)

    def asked(self, function: Any, arguments: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """Call it."""
        # A function takes all of them, a method its own.
        given = {name: value for name, value in arguments.items() if name in self.in_call or self.method is None}
        given |= self._given(self.call, values)
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

    def _given(self, arguments: Sequence[LoopArgument], values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            each.name: values[each.role][each.number] if self.apart and each.role == "start" else values[each.role]
            for each in arguments
            if not (each.role == "state" and values["state"] is None)
        }

    def values(
        self, feedback: Feedback, start: Any, iterations: int, network: Network | None, kept: Kept | None = None
    ) -> dict[str, Any]:
        """What goes into each role."""
        return {
            "start": start,
            "owner": network,
            "counter": self.first_count if kept is None else kept.count,
            "state": None if kept is None else kept.state,
            "gradient": feedback.gradient,
            "function": Function(feedback, self.answer),
            "iterations": iterations,
            "tolerance": self.tolerance,
            "hook": lambda *_, **__: None,
            "data": np.full((self.rows, 1), float(self.rows)),
            "nothing": None,
        }


def _by_place(function: Any, name: str) -> bool:
    # Not `signature_of`, which reads sources: this is asked in every step.
    own = inspect.signature(function).parameters.get(name)
    return own is not None and own.kind is own.POSITIONAL_OR_KEYWORD
