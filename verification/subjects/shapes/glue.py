"""Somebody's own way of driving his optimizer, named with `--shape path/to/file.py:Name`."""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....reference.rule import Hyperparameters
from ..loading import TargetError
from ..subject import Arrays, Run, Shape, Subject, SubjectError, call, copies, is_array_like, signature_of
from ..target import Target, load
from ..words.arguments import Handed, handed_as, required_of, used_as
from ..words.methods import step_methods
from ..words.roles import role_of
from ..words.signatures import Making


@dataclass(frozen=True)
class Glue(Shape):
    """A function `drive(opt, params, grads)` that carries out one step on two lists of arrays.

    It changes the arrays or the list, or returns the new ones.  `opt` is an instance of the target, or the target function
    with its hyperparameters filled in.

    Attributes:
        owner: the name by which the constructor wants the parameters.
    """

    drive: Callable[..., Any]
    owner: str | None = None

    @property
    def description(self) -> str:
        return f"your {getattr(self.drive, '__name__', 'function')}(opt, params, grads)"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        held = copies(initial)
        given = dict(arguments) if self.owner is None else {**arguments, self.owner: held}
        opt = call(target.object, given) if target.is_class else functools.partial(target.object, **given)
        handed: list[Any] = []

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if any(each is None for each in gradients):
                raise SubjectError("your glue takes all gradients at each call")
            handed[:] = gradients
            found = self.drive(opt, held, list(gradients))
            if found is None:
                return
            if len(found) != len(held) or not all(is_array_like(a, b) for a, b in zip(found, held, strict=True)):
                raise SubjectError("your glue returned something else than the list of the new parameters")
            held[:] = list(found)

        return Run(
            read=lambda: list(held),
            step=step,
            roots=(opt, self.drive),
            apart=lambda: [held, *held, *handed],
            replace=held.__setitem__,
        )


def glue_of(name: str) -> Callable[[Target, Hyperparameters, Mapping[str, Any]], Iterator[Subject]]:
    """The adapter that `path/to/file.py:Name` stands for: a subclass of `Shape`, or a function as `Glue` takes."""
    try:
        found = load(name).object
    except TargetError as error:
        raise SubjectError(f"--shape {name} cannot be used: {error}") from error

    def adapter(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
        making = Making.of(target.object, rule_names, settings)
        if inspect.isclass(found) and issubclass(found, Shape):
            yield Subject(target, found(name.rpartition(":")[2]), making.names, making.settings)
            return
        owner = next((each for each in making.missing if target.is_class and role_of(each) == "parameters"), None)
        yield Subject(target, Glue(name.rpartition(":")[2], found, owner), making.names, making.settings)

    return adapter


WORDS: Mapping[Handed, str] = {"parameters": "params", "gradients": "grads", "pairs": "list(zip(params, grads))"}
"""How what a step is handed is written in glue."""


def suggested(target: Target) -> str:
    """Glue as far as the target was understood, to be pasted; what nothing tells is left open as `...`."""
    method = next(iter(step_methods(target.object)), "step") if target.is_class else None
    function = target.object if method is None else getattr(target.object, method, None)
    own = {name: each for name, each in signature_of(function).items() if name != "self"} if function else {}
    used = used_as(target.object, function, own)
    given = ", ".join(
        f"{name}={WORDS.get(used.get(name) or handed_as(name) or 'key', '...')}" for name in required_of(own)
    )
    if not target.is_class and not given:
        return ""  # it makes the step, and nobody knows which of what it makes is meant
    called = f"opt.{method}({given})" if method else f"opt({given})"
    opt = "an instance" if target.is_class else "the function with its hyperparameters"
    return (
        f" As far as it was understood, in glue.py:\n\n    def drive(opt, params, grads):\n"
        f"        # opt is {opt}; params and grads are lists of arrays\n        return {called}\n\n"
        "It changes them in place and returns None, or returns the new ones; each `...` is to be filled in."
    )
