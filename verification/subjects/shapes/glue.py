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
from ..words.arguments import Handed, containers, handed_as, required_of, used_as
from ..words.methods import methods_of, step_methods
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


WHOLE: Mapping[Handed, str] = {"parameters": "params", "gradients": "grads", "pairs": "list(zip(params, grads))"}
"""How what a step is handed is written in glue."""

SINGLE: Mapping[Handed, str] = {"parameters": "param", "gradients": "grad"}
"""The same where a step takes one array at a time."""

HALVES: Mapping[str | None, str] = {
    "weights": "params[::2]", "biases": "params[1::2]",
    "gradients of weights": "grads[::2]", "gradients of biases": "grads[1::2]",
}  # fmt: skip
"""The same where weights and biases go apart."""


def suggested(target: Target) -> str:
    """Glue as far as the target was understood, to be pasted; what nothing tells is left open as `...`."""
    method, function = _step_of(target)
    own = {name: each for name, each in signature_of(function).items() if name != "self"} if function else {}
    used = used_as(target.object, function, own) if function else {}
    told: dict[str, Handed | None] = {name: used.get(name) or handed_as(name) for name in required_of(own)}
    if not {"gradients", "pairs"} & {*told.values()}:
        # Who is handed no gradients asks for them, or makes them: nothing tells where.
        told = dict.fromkeys(told)
    if not target.is_class and not told:
        return ""  # it makes the step, and nobody knows which of what it makes is meant
    roles = {name: role_of(name) for name in told}
    apart = {"gradients of weights", "gradients of biases"} <= {*roles.values()}
    single = not apart and "pairs" not in told.values() and containers(own)[0] == "array"
    words = {name: (SINGLE if single else WHOLE).get(role) if role else None for name, role in told.items()}
    words |= {name: HALVES[role] for name, role in roles.items() if apart and role in HALVES}
    given = ", ".join(f"{name}={word or '...'}" for name, word in words.items())
    called = f"opt.{method or '...'}({given})" if target.is_class else f"opt({given})"
    each = f"[{called} for param, grad in zip(params, grads)]" if single and any(told.values()) else called
    opt = "an instance" if target.is_class else "the function with its hyperparameters"
    return (
        f" As far as it was understood, in glue.py:\n\n    def drive(opt, params, grads):\n"
        f"        # opt is {opt}; params and grads are lists of arrays\n        return {each}\n\n"
        "It changes them in place and returns None, or returns the new ones; each `...` is to be filled in."
    )


def _step_of(target: Target) -> tuple[str | None, Any]:
    """What rather makes a step: by its name, else the public method that takes most; None where there is none."""
    if not target.is_class:
        return None, target.object
    public = {name: each for name, each in methods_of(target.object).items() if not name.startswith("_")}
    most = sorted(public, key=lambda name: -len(required_of(signature_of(public[name]))))
    method = next(iter([*step_methods(target.object), *most]), None)
    return method, None if method is None else getattr(target.object, method)
