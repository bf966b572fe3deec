"""Steps of two numbers that are handed a function for their gradients: `step(x1, x2, s1, s2, f_grad) -> x1, x2, s1, s2`."""

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....reference.rule import Hyperparameters
from ..subject import Arrays, Run, Shape, Subject, SubjectError, signature_of
from ..target import Target
from ..words.arguments import required_of
from ..words.roles import speaks_of
from ..words.signatures import InCall
from .calls import TOGETHER
from .runs import as_array, as_numbers, together

COUNT = 2
"""How many numbers such a step is made for."""


@dataclass(frozen=True)
class Trainer(Shape):
    """A step of two numbers.

    Attributes:
        arguments: the names of its numbers, of what it keeps of them, and of the function, in its order.
        asked: which of them is the function.
    """

    arguments: tuple[str, ...] = ()
    asked: str = ""

    @property
    def takes_numbers(self) -> bool:
        return True

    @property
    def parameters_are_the_callers(self) -> bool:
        return False

    @property
    def description(self) -> str:
        return f"the function({', '.join(self.arguments)}), of two numbers, which asks {self.asked} for their gradients"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        def begun(own: Arrays) -> Run:
            return _Trained(self, target.object, arguments, own).run()

        groups = [initial[place : place + COUNT] for place in range(0, len(initial), COUNT)]
        return together([as_numbers(begun, each, COUNT, single=True) for each in groups], COUNT)


class _Trained:
    """Two numbers, in the middle of a run."""

    def __init__(self, shape: Trainer, function: Any, given: Mapping[str, Any], own: Arrays) -> None:
        self.shape, self.function = shape, function
        self.given = {name: value for name, value in given.items() if name != shape.lr_name}
        names = [each for each in shape.arguments if each != shape.asked]
        self.held = {name: each[()] for name, each in zip(names, own, strict=False)}
        self.states: dict[str, Any] = dict.fromkeys(names[COUNT:], 0.0)

    def run(self) -> Run:
        """The same as a run."""
        return Run(
            read=lambda: [as_array(each) for each in self.held.values()],
            step=self.step,
            roots=(self.states,),
            apart=lambda: [self.held],
            replace=self.replace,
        )

    def replace(self, place: int, array: Any) -> None:
        self.held[[*self.held][place]] = array[()]

    def step(self, gradients: Sequence[Any], lr: Any) -> None:
        if any(each is None for each in gradients):
            raise SubjectError(TOGETHER)
        given = {**self.held, **self.states, self.shape.asked: self._slopes(gradients), **self.given}
        if self.shape.lr_name is not None:
            given[self.shape.lr_name] = lr
        found = self.function(**given)
        names = [*self.held, *self.states]
        if not isinstance(found, tuple | list) or len(found) != len(names):
            raise SubjectError(f"the step returned a {type(found).__name__} where {len(names)} values were due")
        after = dict(zip(names, found, strict=True))
        self.held.update({name: after[name] for name in self.held})
        self.states.update({name: after[name] for name in self.states})

    def _slopes(self, gradients: Sequence[Any]) -> Any:
        """The function that is asked for the gradients, at the numbers themselves."""

        def slopes(*at: Any) -> Any:
            if len(at) != COUNT or any(one is not other for one, other in zip(at, self.held.values(), strict=True)):
                raise SubjectError("it asks for gradients elsewhere than at its numbers")
            return tuple(each[()] for each in gradients)

        return slopes


def trainers(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The one way of driving such a function; none for any other target."""
    if target.is_class:
        return
    own = signature_of(target.object)
    in_call = InCall.of({name: each for name, each in own.items() if not _is_numbered(name)}, rule_names, settings, {})
    required = [name for name in required_of(own) if name not in in_call.arguments]
    asked = [name for name in required if speaks_of(name, "gradient function") and not _is_numbered(name)]
    numbered = [name for name in required if _is_numbered(name)]
    stems = [re.sub(r"\d$", "", name) for name in numbered]
    if len(asked) != 1 or len(required) != len(numbered) + 1 or not stems or stems[::2] != stems[1::2]:
        return
    if any(
        each.default is inspect.Parameter.empty
        for name, each in own.items()
        if name not in (*required, *in_call.arguments)
    ):
        return
    shape = Trainer("state", arguments=tuple(required), asked=asked[0], lr_name=in_call.names.get("lr"))
    yield Subject(target, shape, in_call.names, in_call.settings)


def _is_numbered(name: str) -> bool:
    """Whether it is one of two: x1, or x2."""
    return bool(re.fullmatch(r"[a-z]\w*?_?[12]", name))
