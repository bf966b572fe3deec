"""Shapes of a scheduler: an object with `step()`, which keeps the learning rate, or changes that of an optimizer.

It is driven as gradient descent by the rate that it has set before the step; what `step()` itself returns is that of the step.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

from ....reference.rule import Hyperparameters
from ...symbolic.torch_memory import torch_if_loaded
from ..subject import Arrays, Run, Shape, Subject, call
from ..target import Target
from ..words.arguments import needed_by
from ..words.hyperparameters import canonical
from ..words.methods import methods_of
from ..words.signatures import Making
from .schedules import RATE, SCHEDULES, as_number, descent

STEPS = ("step", "update", "advance", "tick", "on_batch_end", "step_update")
"""What a method is called that goes on to the next step."""

RATES = re.compile(r"(current)?(lr|learningrate|rate|eta)")
"""What an attribute is called that holds the learning rate, as `canonical` writes names."""

OPTIMIZERS = re.compile(r"(base|my|inner)?(opt|optim|optimizer|optimiser)")

Source = Literal["optimizer", "method", "result", "attribute"]


class Held:
    """An optimizer as a scheduler sees it: its learning rate, under each name that people give it."""

    def __init__(self, lr: Any) -> None:
        self.param_groups = [{"params": [], "lr": lr}]

    @property
    def lr(self) -> Any:
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, value: Any) -> None:
        self.param_groups[0]["lr"] = value

    learning_rate = lr

    def step(self) -> None:
        """Nothing: the rate alone is looked at."""

    zero_grad = step


@dataclass(frozen=True)
class Scheduler(Shape):
    """`scheduler.step()` after each step of gradient descent.

    Attributes:
        source: where the rate of a step is found.
        asked: the method, or the attribute, where it is one of the scheduler's own.
        advance: the method that goes on to the next step.
        owner: the argument that takes the optimizer; None where there is none.
        of_torch: whether the optimizer is PyTorch's.
    """

    source: Source = "result"
    asked: str = ""
    advance: str = "step"
    owner: str | None = None
    of_torch: bool = False

    @property
    def says_lr(self) -> bool:
        return True

    @property
    def description(self) -> str:
        if self.source == "result":
            return f"what .{self.advance}() returns is the learning rate of gradient descent in this step"
        where = (
            "the optimizer's lr" if self.source == "optimizer" else f".{self.asked}{'()' * (self.source == 'method')}"
        )
        return f"{where} is the learning rate of gradient descent, and .{self.advance}() follows each step"

    def tracing(self) -> AbstractContextManager[Any]:
        if not self.of_torch:
            return nullcontext()
        from ...symbolic.torch_tensor import SymbolicMode

        return SymbolicMode()

    def number(self, scalar: Any) -> Any:
        from ...symbolic.scalar import SymbolicFloat

        return SymbolicFloat(scalar.expr, scalar.value) if self.of_torch and not scalar.is_whole else scalar

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        given, held = dict(arguments), None
        if self.owner is not None:
            held = given[self.owner] = _of_torch(given[self.owner]) if self.of_torch else Held(given[self.owner])
        scheduler = call(target.object, given)
        advance: Callable[[], Any] = getattr(scheduler, self.advance)

        def rate() -> Any:
            if self.source == "result":
                return advance()
            now = self._rate(scheduler, held)
            advance()
            return now

        return descent(initial, rate, (scheduler, held))

    def _rate(self, scheduler: Any, held: Any) -> Any:
        if self.source == "optimizer":
            return held.param_groups[0]["lr"]
        found = getattr(scheduler, self.asked)
        return as_number(found() if self.source == "method" else found)


def _of_torch(lr: Any) -> Any:
    """An optimizer of PyTorch's that is never asked for a step: its lr alone is looked at."""
    torch = torch_if_loaded()
    made = torch.optim.SGD([torch.nn.Parameter(torch.Tensor())], lr=lr)
    made._opt_called = True  # noqa: SLF001 - else the scheduler warns that its steps come first
    return made


def schedulers(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The ways of driving a scheduler."""
    if not target.is_class:
        return
    methods = methods_of(target.object)
    advance = next((each for each in STEPS if each in methods and not needed_by(methods[each])), None)
    making = Making.of(target.object, rule_names, settings)
    # What it reads of an optimizer looks like the fields of a record.
    taken = (*making.missing, *making.optional, *making.names.values())
    owner = next((each for name in taken if OPTIMIZERS.fullmatch(canonical(each := name.partition(".")[0]))), None)
    own = {rule_name: name for rule_name, name in making.names.items() if name.partition(".")[0] != owner}
    if advance is None or {name.partition(".")[0] for name in making.missing} - {owner}:
        return
    # The lr that there is at the start is the optimizer's.
    names = own if owner is None else {"lr": owner, **own}
    torch: Any = torch_if_loaded()
    for source, asked in _sources(target, methods, owner):
        of_torch = torch is not None and issubclass(target.object, torch.optim.lr_scheduler.LRScheduler)
        shape = Scheduler("scheduler", source=source, asked=asked, advance=advance, owner=owner, of_torch=of_torch)
        yield Subject(target, shape, names, making.settings)


def _sources(target: Target, methods: Mapping[str, Any], owner: str | None) -> Iterator[tuple[Source, str]]:
    """Where the rate may be, the surest place first."""
    if owner is not None:
        yield "optimizer", ""
        return
    for name, function in methods.items():
        if RATE.fullmatch(canonical(name)) and not needed_by(function):
            yield "method", name
    for name, value in vars(target.object).items():
        if isinstance(value, property) and RATES.fullmatch(canonical(name)):
            yield "attribute", name
    yield "result", ""
    if not SCHEDULES.search(target.object.__name__):
        return  # an optimizer has `step()` and `lr`, too
    for name in ("lr", "current_lr", "learning_rate", "rate", "eta"):
        yield "attribute", name
