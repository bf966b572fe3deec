"""How the user of an optimizer that is made changes a hyperparameter of it: by a property, or by a method of its own.

What a setter does is part of what its user runs: whoever puts the number where it is kept goes past it.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from .object_graph import Path, held_at, leaves, pattern


class Walkable(Protocol):
    """What has state to walk: a run."""

    @property
    def roots(self) -> tuple[Any, ...]: ...
    @property
    def apart(self) -> Callable[[], Sequence[Any]]: ...


def set_leaves(run: Walkable, patterns: Sequence[Path], value: Any) -> None:
    """Put a number in the places of these patterns."""
    if patterns:
        for leaf in [*leaves(run.roots, run.apart())]:
            if leaf.put is not None and pattern(leaf.path) in patterns:
                leaf.put(value)


class Steps(Walkable, Protocol):
    """What makes steps besides."""

    @property
    def step(self) -> Callable[[Sequence[Any], Any], None]: ...


R = TypeVar("R", bound=Steps)


@dataclass(frozen=True)
class Setter:
    """One way to change a hyperparameter.

    Attributes:
        owner: the pattern of the path to the objects that have it.
        name: the attribute that is assigned, or the method that is called.
    """

    owner: Path
    name: str
    is_method: bool = False

    def __str__(self) -> str:
        return f".{self.name}()" if self.is_method else f".{self.name}"

    def holders(self, run: Walkable) -> list[Any]:
        """The objects that have it."""
        return [
            each for each in held_at(run.roots, self.owner) if inspect.getattr_static(each, self.name, None) is not None
        ]

    def put(self, run: Walkable, value: Any) -> None:
        """Change it to a number, or to what stands for one."""
        for each in self.holders(run):
            if self.is_method:
                getattr(each, self.name)(value)
            else:
                setattr(each, self.name, value)


def set_by(setters: Mapping[str, Setter], run: R, hyperparameters: Mapping[str, Any]) -> R:
    """The run, of which lr is set by its setter, and each other hyperparameter that has one before every step, to what it is."""
    rate = setters.get("lr")
    others = [
        (each, hyperparameters[name]) for name, each in setters.items() if name != "lr" and name in hyperparameters
    ]

    def set_others() -> None:
        for setter, value in others:
            setter.put(run, value)

    def step(gradients: Sequence[Any], lr: Any) -> None:
        set_others()
        run.step(gradients, lr)

    set_others()
    changed: dict[str, Any] = {"step": step} if others else {}
    if rate is not None:
        changed["set_rate"] = lambda value: rate.put(run, value)
    return replace(run, **changed)  # type: ignore[type-var]
