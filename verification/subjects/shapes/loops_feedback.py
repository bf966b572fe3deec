"""What a loop is handed in the place of a function to minimize and of its gradient: a tape."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from ...symbolic.array import SymbolicArray, objects
from ...symbolic.scalar import lift
from ..subject import NAMES, Arrays, SubjectError
from ..words.arguments import Container
from ..words.hyperparameters import canonical
from ..words.roles import speaks_of
from .runs import array_of, as_array

Answer = Literal["value", "value, gradient", "gradient, value", "gradient"]
"""What the function to minimize returns."""

Packing = Container | Literal["arguments"]
"""What parameters and gradients are packed in; "arguments" are one after the other, each in a place of its own."""

FALL = 1024.0
"""By how much the function falls from one evaluation to the next, so that no stopping rule finds it at rest."""


class Enough(BaseException):
    """The tape is at its end: the loop is left from inside, at `point`.  No `except Exception` may stop that."""

    def __init__(self, point: Arrays) -> None:
        super().__init__("the tape is at its end")
        self.point = point


class SymbolicTrainable(SymbolicArray):
    """A symbolic parameter that asks for a gradient."""

    requires_grad = True


class Trainable(np.ndarray):
    """A parameter that asks for a gradient."""

    requires_grad = True


def trainable(array: Any) -> Any:
    """The same array, of a kind that says that it asks for a gradient."""
    if isinstance(array, SymbolicArray):
        return np.ndarray.view(array, SymbolicTrainable)
    return np.asarray(array).view(Trainable)


def packed(arrays: Arrays, container: Packing) -> Any:
    """Parameters or gradients as they are handed over; "array" is one by itself."""
    if container in ("array", "arguments"):
        # An array without dimensions goes as the number that it is, unless it is asked whether it wants a gradient.
        given = tuple(each if np.ndim(each) or hasattr(each, "requires_grad") else each[()] for each in arrays)
        return given[0] if container == "array" else given
    return dict(zip(NAMES, arrays, strict=False)) if container == "dict" else list(arrays)


def unpacked(value: Any, container: Packing, count: int) -> Arrays:
    """What was packed so.  Raises `SubjectError` where it is something else."""
    if container == "arguments" and isinstance(value, list | tuple) and len(value) == count:
        return [as_array(each) for each in value]
    if container == "array" or (container == "arguments" and count == 1):
        return [as_array(value[0] if isinstance(value, list) and len(value) == 1 else value)]
    if container == "dict" and isinstance(value, dict) and value.keys() == {*NAMES[:count]}:
        return [value[name] for name in NAMES[:count]]
    if container == "list" and isinstance(value, list | tuple) and len(value) == count:
        return [*value]
    raise SubjectError(f"it hands back a {type(value).__name__} where a {container} of {count} arrays was due")


class Feedback:
    """The gradients of a tape, given out step by step, and the points at which they were asked for.

    A point is a list of arrays, and so are the gradients of a step; a `container` "array" holds one of them.
    """

    def __init__(
        self, shapes: Sequence[tuple[int, ...]], gradients: Sequence[Arrays], container: Packing, *, once: bool = False
    ) -> None:
        self.shapes, self.gradients, self.once = list(shapes), list(gradients), once
        self.container: Packing = container
        self.points: list[Arrays] = []
        self.level = 1024.0 * FALL

    def begin(self, gradients: Sequence[Arrays]) -> None:
        """Give out other gradients from now on."""
        self.gradients, self.points = list(gradients), []

    def gradient(self, *args: Any, **kwargs: Any) -> Any:
        """The next gradient.  Raises `Enough` where there is none left."""
        point = self._point([*args, *kwargs.values()])
        if point is None:
            raise TypeError("the gradient was asked for at no point of the parameter's shape")
        if self.once or not self.points or not same(point, self.points[-1]):
            # Who asks twice at one point, as a stopping rule does, is told the same twice; who does not may stand still.
            self.points.append(point)
        if len(self.points) > len(self.gradients):
            raise Enough(point)
        given = [each.copy() for each in self.gradients[len(self.points) - 1]]
        made = packed(given, self.container)
        return made[0] if self.container == "arguments" and len(given) == 1 else made

    def value(self, *_: Any, **__: Any) -> float:
        """The function's value: it falls with every evaluation."""
        self.level -= FALL
        return self.level

    def _point(self, values: Sequence[Any]) -> Arrays | None:
        """The last of the arguments that has the parameters' shapes, as copies of its own."""
        count = len(self.shapes)
        if self.container == "arguments":
            values = [values[place : place + count] for place in range(len(values) - count + 1)]
        for value in reversed(values):
            try:
                inner = unpacked(value, self.container, count)
            except SubjectError:
                continue
            if self.container == "array" and isinstance(inner[0], list) and self.shapes[0] == (len(inner[0]),):
                inner = [array_of(inner[0])]
            if (
                all(hasattr(array, "__array_ufunc__") for array in inner)
                and [np.shape(array) for array in inner] == self.shapes
            ):
                return [array_of(array) for array in inner]
        return None


def same(one: Arrays, two: Arrays) -> bool:
    """Whether they hold the same numbers or symbols."""
    return all(_same_array(*pair) for pair in zip(one, two, strict=True))


def _same_array(one: Any, two: Any) -> bool:
    if isinstance(one, SymbolicArray):
        return [lift(each).value for each in objects(one).ravel()] == [
            lift(each).value for each in objects(two).ravel()
        ]
    return one.tobytes() == two.tobytes()


class Function:
    """A function to minimize, which may be asked for its gradient in every usual way."""

    def __init__(self, feedback: Feedback, answer: Answer) -> None:
        self._feedback, self._answer = feedback, answer

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Its value, or what else `answer` says; a true flag that speaks of gradients asks for both."""
        flags = {
            name: value
            for name, value in kwargs.items()
            if speaks_of(name, "gradient function") and isinstance(value, bool)
        }
        if flags:
            rest = [value for name, value in kwargs.items() if name not in flags]
            value = self._feedback.value()
            return (value, self._feedback.gradient(*args, *rest)) if any(flags.values()) else value
        if self._answer == "value":
            return self._feedback.value()
        if self._answer == "gradient":
            return self._feedback.gradient(*args, **kwargs)
        both = (self._feedback.value(), self._feedback.gradient(*args, **kwargs))
        return both if self._answer == "value, gradient" else (both[1], both[0])

    def __getattr__(self, name: str) -> Callable[..., Any]:
        word = canonical(name)
        if name.startswith("__"):
            raise AttributeError(name)
        if speaks_of(word, "gradient function") or (word.startswith("d") and len(word) < 8):
            return self._feedback.gradient
        if word in (
            "value",
            "f",
            "evaluate",
            "eval",
            "loss",
            "cost",
            "objective",
            "func",
            "function",
            "fun",
            "forward",
            "fx",
        ):
            return self._feedback.value
        raise AttributeError(name)
