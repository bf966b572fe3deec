"""What a loop is handed in the place of a function to minimize and of its gradient: a tape."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from ..tracers.array import SymbolicArray, objects
from ..tracers.scalar import lift
from .kinds import is_gradient_function
from .names import canonical

Answer = Literal["value", "value, gradient", "gradient, value", "gradient"]
"""What the function to minimize returns."""

FALL = 1024.0
"""By how much the function falls from one evaluation to the next, so that no stopping rule finds it at rest."""


class Enough(BaseException):
    """The tape is at its end: the loop is left from inside, at `point`.  No `except Exception` may stop that."""

    def __init__(self, point: Any) -> None:
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


class Feedback:
    """The gradients of a tape, given out one by one, and the points at which they were asked for."""

    def __init__(self, shape: tuple[int, ...], gradients: Sequence[Any], *, listed: bool) -> None:
        self.shape, self.gradients, self.listed = shape, list(gradients), listed
        self.points: list[Any] = []
        self.level = 1024.0 * FALL

    def begin(self, gradients: Sequence[Any]) -> None:
        """Give out other gradients from now on."""
        self.gradients, self.points = list(gradients), []

    def gradient(self, *args: Any, **kwargs: Any) -> Any:
        """The next gradient.  Raises `Enough` where there is none left."""
        point = self._point([*args, *kwargs.values()])
        if point is None:
            raise TypeError("the gradient was asked for at no point of the parameter's shape")
        if not self.points or not _same(point, self.points[-1]):
            # Who asks twice at one point, as a stopping rule does, is told the same twice.
            self.points.append(point)
        if len(self.points) > len(self.gradients):
            raise Enough(point)
        given = self.gradients[len(self.points) - 1].copy()
        return [given] if self.listed else given

    def value(self, *_: Any, **__: Any) -> float:
        """The function's value: it falls with every evaluation."""
        self.level -= FALL
        return self.level

    def _point(self, values: Sequence[Any]) -> Any:
        """The last of the arguments that has the parameter's shape, as a copy of its own."""
        for each in reversed(values):
            inner = each[0] if self.listed and isinstance(each, list | tuple) and len(each) == 1 else each
            if isinstance(inner, list) and self.shape == (len(inner),):
                inner = _array(inner)
            if hasattr(inner, "__array_ufunc__") and np.shape(inner) == self.shape:
                return _array(inner)
        return None


def _same(one: Any, two: Any) -> bool:
    if isinstance(one, SymbolicArray):
        return [lift(each).value for each in objects(one).ravel()] == [
            lift(each).value for each in objects(two).ravel()
        ]
    return one.tobytes() == two.tobytes()


def _array(value: Any) -> Any:
    if isinstance(value, SymbolicArray):
        return objects(value).copy().view(SymbolicArray)
    if isinstance(value, list) and any(not isinstance(each, float | int | np.number) for each in value):
        return objects(value).copy().view(SymbolicArray)
    return np.array(value)


class Function:
    """A function to minimize, which may be asked for its gradient in every usual way."""

    def __init__(self, feedback: Feedback, answer: Answer) -> None:
        self._feedback, self._answer = feedback, answer

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Its value, or what else `answer` says; a true flag that speaks of gradients asks for both."""
        flags = {
            name: value
            for name, value in kwargs.items()
            if is_gradient_function(canonical(name)) and isinstance(value, bool)
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
        if is_gradient_function(word) or (word.startswith("d") and len(word) < 8):
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
