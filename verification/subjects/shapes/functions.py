"""Shapes of plain functions: `f(w, dw, config) -> (w, config)`, and `run(theta0, grads, …) -> [theta_1, …]`."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..subject import Arrays, MisconductError, Run, Shape, SubjectError, copies, is_array_like
from ..target import Target


@dataclass(frozen=True)
class Config(Shape):
    """`f(w, dw, config) -> (w, config)`: all state lives in a dict that goes in and comes out.

    Attributes:
        by_keyword: whether hyperparameters are keyword arguments rather than entries of the dict.
    """

    by_keyword: bool = False
    empty: bool = False

    @property
    def description(self) -> str:
        return "the function(w, dw, config) -> (w, config)"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        parameters = copies(initial)
        configs: list[Any] = [{} if self.by_keyword else dict(arguments) for _ in parameters]
        extra = dict(arguments) if self.by_keyword else {}
        handed: list[Any] = []

        def step(gradients: Sequence[Any], lr: Any) -> None:
            handed[:] = gradients
            for index, gradient in enumerate(gradients):
                if gradient is None:
                    continue
                config = configs[index] or (configs[index] if self.empty else None)
                result = target.object(parameters[index], gradient, config, **extra)
                if not isinstance(result, tuple) or len(result) != 2 or not is_array_like(result[0], parameters[index]):
                    raise SubjectError("the function did not return (w, config)")
                parameters[index], configs[index] = result

        return Run(
            read=lambda: list(parameters),
            step=step,
            roots=(configs, target.object),
            apart=lambda: [*parameters, *handed],
            replace=parameters.__setitem__,
        )


@dataclass(frozen=True)
class Trajectory(Shape):
    """`run(theta0, grads, **hyperparameters) -> [theta_1, …]`: the function owns the loop.

    Each step of a run calls the function anew with the gradients so far, so nothing is kept from step to step.
    """

    first: str = "theta0"
    second: str = "grads"

    @property
    def most_steps(self) -> int:
        return 100  # each runs all steps before it anew

    @property
    def parameters_are_the_callers(self) -> bool:
        return False

    @property
    def description(self) -> str:
        return f"the function({self.first}, {self.second}) -> the list of all iterates"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        parameters = copies(initial)
        given: list[list[Any]] = [[] for _ in initial]
        starts = copies(initial)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            for index, gradient in enumerate(gradients):
                if gradient is None:
                    raise SubjectError("a trajectory takes a gradient in every step")
                given[index].append(gradient.copy())
                path = target.object(**{self.first: starts[index].copy(), self.second: list(given[index])}, **arguments)
                found = list(path)
                if len(found) == len(given[index]) + 1:
                    found = found[1:]
                if len(found) != len(given[index]) or not is_array_like(found[-1], starts[index]):
                    raise SubjectError(f"the trajectory has {len(found)} entries for {len(given[index])} gradients")
                if any(one is two for one, two in itertools.pairwise(found)):
                    raise MisconductError("the iterates of its trajectory are one and the same array")
                parameters[index] = found[-1]

        return Run(read=lambda: list(parameters), step=step, roots=(), apart=list)
