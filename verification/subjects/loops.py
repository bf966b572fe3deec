"""Shapes in which the optimizer is given a function, and asks for its gradients itself: whole loops, and single steps.

A loop is not interrupted: for step k it runs anew from its start, is given the first k gradients of the tape, and is left
where it asks for the next.  The point at which it asks is θ after step k.
"""

import copy
import itertools
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..target import Target
from .asking import Asking
from .calls import together
from .feedback import Enough, Feedback, trainable
from .run import Arrays, Run, Shape, StoppedError, SubjectError, is_array_like

MANY = 400
"""More steps than any tape has that matters."""

SENTINEL = 1000.0
"""The gradient of an element that is added to every parameter, so that no stopping rule finds gradients or steps small."""


@dataclass(frozen=True)
class Loop(Shape):
    """`minimize(f, x0, grad, n_steps)`, or `for step in Optimizer(x0, grad)`: it owns the loop.

    Attributes:
        asking: how it is called.
        result: the place of the final parameter in what is returned, where that is what is read.
    """

    asking: Asking
    result: tuple[int, ...] | None = None

    @property
    def parameters_are_the_callers(self) -> bool:
        return False

    @property
    def description(self) -> str:
        read = "the points at which it asks for gradients" if self.result is None else "what it returns"
        return f"{self.asking.method or 'the function'} owns the loop; its parameters are read from {read}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return together([self._start_one(target, arguments, each) for each in initial])

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Any) -> Run:
        tape: list[Any] = []
        held = [initial.copy()]

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if gradients[0] is None:
                raise SubjectError("a loop takes a gradient in every step")
            tape.append(gradients[0].copy())
            held[0] = self._reached(target, arguments, initial, tape)

        def lookahead() -> Arrays:
            feedback, _ = self.played(target, arguments, initial, tape, further=True)
            if len(feedback.points) <= len(tape):
                raise StoppedError(f"the loop came to its own end after {len(feedback.points)} steps")
            return [trimmed(feedback.points[len(tape)], initial)]

        return Run(read=lambda: list(held), step=step, roots=(), lookahead=None if self.result is None else lookahead)

    def _reached(self, target: Target, arguments: Mapping[str, Any], initial: Any, tape: Sequence[Any]) -> Any:
        """θ after the steps of a tape."""
        feedback, result = self.played(target, arguments, initial, tape)
        if self.result is not None and len(feedback.points) == len(tape):
            return trimmed(item(result, self.result), initial)
        if self.result is None and len(feedback.points) > len(tape):
            return trimmed(feedback.points[len(tape)], initial)
        if initial.size > 1 and not all(np.isfinite(each).all() for each in (*tape, *feedback.points)):
            # A loop may stop where a number overflows; the other elements go on, each by itself.
            return self._by_element(target, arguments, initial, tape)
        if initial.size == 1 and not all(np.isfinite(each).all() for each in (*tape, *feedback.points)):
            return np.full_like(initial, np.nan)
        raise StoppedError(f"the loop came to its own end after {len(feedback.points)} steps")

    def _by_element(self, target: Target, arguments: Mapping[str, Any], initial: Any, tape: Sequence[Any]) -> Any:
        found = np.empty_like(initial)
        for place in np.ndindex(*initial.shape):
            alone = [each[place].reshape(1) for each in tape]
            found[place] = self._reached(target, arguments, initial[place].reshape(1), alone)[0]
        return found

    def played(
        self, target: Target, arguments: Mapping[str, Any], initial: Any, tape: Sequence[Any], *, further: bool = False
    ) -> tuple[Feedback, Any]:
        """Run the loop on a tape; `further` lets it go on until it asks for more."""
        start = extended(initial, 0.5)
        feedback = Feedback(np.shape(start), [extended(each, SENTINEL) for each in tape], listed=self.asking.listed)
        count = len(tape) if self.result is not None and not further else max(MANY, len(tape) + 3)
        values = self.asking.values(feedback, start, count)
        try:
            made = self.asking.made(target, arguments, values)
            function = getattr(made, self.asking.method) if self.asking.method else made
            return feedback, _ended(self.asking.asked(function, arguments, values), start, count)
        except Enough:
            return feedback, None


def _ended(result: Any, start: Any, count: int) -> Any:
    """What a loop has to show at its end; an iterator of its steps shows what it was begun with, and its last item."""
    if not hasattr(result, "__next__"):
        return result
    last = deque(itertools.islice(result, count), maxlen=1)
    return start, *last


@dataclass(frozen=True)
class Callback(Shape):
    """`x = opt.step(f, x, grad)`, or `opt = Optimizer(x, grad)` and `opt.step()`: it asks for one gradient at each call.

    Attributes:
        asking: how it is called.
        result: the place of the parameter in what is returned.
        kept: the attribute under which the optimizer keeps the parameter, where it is read there.
    """

    asking: Asking
    result: tuple[int, ...] = ()
    kept: str | None = None

    @property
    def parameters_are_the_callers(self) -> bool:
        """Whether the parameter comes with each call."""
        return self.asking.variadic or any(each.role == "start" for each in self.asking.call)

    @property
    def description(self) -> str:
        held = f"; the parameter is kept in .{self.kept}" if self.kept else ""
        return f"{self.asking.method or 'the function'} asks for one gradient at each call{held}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return together([self._start_one(target, arguments, each) for each in initial])

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Any) -> Run:
        held = [trainable(initial.copy())]
        feedback = Feedback(initial.shape, [], listed=self.asking.listed)
        receiver = self.asking.made(target, arguments, self.asking.values(feedback, held[0], 1))
        handed: list[Any] = []

        def asked(owner: Any, gradients: list[Any], start: Any) -> Any:
            feedback.begin(gradients)
            function = getattr(owner, self.asking.method) if self.asking.method else owner
            return self.asking.asked(function, arguments, self.asking.values(feedback, start, 1))

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if gradients[0] is None:
                return
            handed[:] = gradients
            start = held[0]
            result = asked(receiver, [gradients[0]], start)
            if len(feedback.points) != 1:
                raise SubjectError(f"it asked for {len(feedback.points)} gradients in one step")
            if self.kept is not None:
                found = getattr(receiver, self.kept)
            else:
                found = start if result is None else item(result, self.result)
            if not is_array_like(found, initial):
                raise SubjectError(f"the step returned a {type(found).__name__} where an array was due")
            held[0] = trainable(found)

        def lookahead() -> Arrays:
            owner = copy.deepcopy(receiver, {id(feedback): feedback}) if target.is_class else receiver
            try:
                asked(owner, [], trainable(held[0].copy()))
            except Enough as left:
                return [left.point]
            raise SubjectError("it asked for no gradient in one step")

        return Run(
            read=lambda: list(held),
            step=step,
            roots=(receiver,),
            apart=lambda: [*held, *handed, feedback],
            lookahead=lookahead,
            replace=(lambda _, array: held.__setitem__(0, trainable(array)))
            if self.parameters_are_the_callers
            else None,
        )


def extended(array: Any, value: float) -> Any:
    """The array with another element, or another row, at its end; a number as it is."""
    if np.ndim(array) == 0:
        return array.copy()
    return np.concatenate([array, np.full((1, *np.shape(array)[1:]), value, np.dtype(array.dtype))])


def trimmed(array: Any, like: Any) -> Any:
    if not hasattr(array, "__array_ufunc__") or np.ndim(array) != np.ndim(like):
        raise SubjectError("the loop returned something else than its parameter")
    return array if np.ndim(like) == 0 else array[:-1].copy()


def item(result: Any, place: Sequence[int]) -> Any:
    for each in place:
        result = result[each]
    return result[0] if isinstance(result, list) and len(result) == 1 else result
