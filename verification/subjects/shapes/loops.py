"""Shapes in which the optimizer is given a function, and asks for its gradients itself: whole loops, and single steps.

A loop is not interrupted: for step k it runs anew from its start, is given the first k gradients of the tape, and is left
where it asks for the next.  The point at which it asks is θ after step k.  So no thread is needed, and no loop waits in one.
"""

import copy
import itertools
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..subject import Arrays, Run, Shape, StoppedError, SubjectError, copies, is_array_like
from ..target import Target
from .loops_arguments import Asking, Kept
from .loops_feedback import Enough, Feedback, packed, trainable, unpacked
from .loops_sentinels import extended, trimmed, with_sentinels
from .networks import Network
from .runs import as_numbers, together

MANY = 400
"""More steps than any tape has that matters."""


@dataclass(frozen=True)
class Loop(Shape):
    """`minimize(f, x0, grad, n_steps)`, or `for step in Optimizer(x0, grad)`: it owns the loop.

    Attributes:
        asking: how it is called.
        result: the place of the final parameter in what is returned, where that is what is read.
        once: whether it asks once in each step; else as often as it likes, at one point, for one gradient.
    """

    asking: Asking
    result: tuple[int, ...] | None = None
    once: bool = True

    @property
    def most_steps(self) -> int:
        return 30 if self.asking.single else 100  # each runs all steps before it anew

    @property
    def takes_numbers(self) -> bool:
        return self.asking.single

    @property
    def parameters_are_the_callers(self) -> bool:
        return False

    @property
    def description(self) -> str:
        read = "the points at which it asks for gradients" if self.result is None else "what it returns"
        owner = "" if self.asking.access is None else f" over {self.asking.access.description}"
        return f"{self.asking.method or 'the function'} owns the loop{owner}; its parameters are read from {read}"

    @property
    def zeros_for_absent(self) -> bool:
        return self.asking.container != "array"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return _grouped(self.asking, initial, lambda group: self._start_one(target, arguments, group))

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        tape: list[Arrays] = []
        held = copies(initial)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if any(each is None for each in gradients):
                raise SubjectError("a loop takes a gradient in every step")
            tape.extend(with_sentinels([gradients]))
            held[:] = self._reached(target, arguments, initial, tape)

        def lookahead() -> Arrays:
            feedback, _ = self.played(target, arguments, initial, tape, further=True)
            if len(feedback.points) <= len(tape):
                raise StoppedError(f"the loop came to its own end after {len(feedback.points)} steps")
            return trimmed(feedback.points[len(tape)], initial)

        return Run(read=lambda: list(held), step=step, roots=(), lookahead=None if self.result is None else lookahead)

    def _reached(self, target: Target, arguments: Mapping[str, Any], initial: Arrays, tape: Sequence[Arrays]) -> Arrays:
        """θ after the steps of a tape."""
        feedback, result = self.played(target, arguments, initial, tape)
        if self.result is not None and len(feedback.points) == len(tape):
            return trimmed(self.found(result, initial), initial)
        if self.result is None and len(feedback.points) > len(tape):
            return trimmed(feedback.points[len(tape)], initial)
        size = sum(each.size for each in initial)
        finite = all(np.isfinite(array).all() for arrays in (*tape, *feedback.points) for array in arrays)
        if size > 1 and not finite:
            # A loop may stop where a number overflows; the other elements go on, each by itself.
            return self._by_element(target, arguments, initial, tape)
        if size == 1 and not finite:
            return [np.full_like(each, np.nan) for each in initial]
        raise StoppedError(f"the loop came to its own end after {len(feedback.points)} steps")

    def _by_element(
        self, target: Target, arguments: Mapping[str, Any], initial: Arrays, tape: Sequence[Arrays]
    ) -> Arrays:
        found = [np.empty_like(each) for each in initial]
        for n, array in enumerate(initial):
            for place in np.ndindex(*array.shape):
                alone = with_sentinels([[gradients[n][place].reshape(1)] for gradients in tape])
                found[n][place] = self._reached(target, arguments, [array[place].reshape(1)], alone)[0][0]
        return found

    def found(self, result: Any, initial: Arrays) -> Arrays:
        """The parameters in what the loop returned."""
        assert self.result is not None
        return unpacked(item(result, self.result), self.asking.container, len(initial))

    def played(
        self, target: Target, arguments: Mapping[str, Any], initial: Arrays, tape: Sequence[Arrays], *,
        further: bool = False,
    ) -> tuple[Feedback, Any]:  # fmt: skip
        """Run the loop on a tape, each gradient with its sentinel; `further` lets it go on until it asks for more."""
        begun = [extended(each, 0.5) for each in initial]
        feedback = Feedback([np.shape(each) for each in begun], tape, self.asking.container, once=self.once)
        start = packed(begun, self.asking.container)
        count = len(tape) if self.result is not None and not further else max(MANY, len(tape) + 3)
        network = self.asking.network(feedback, begun)
        values = self.asking.values(feedback, start, count, network)
        try:
            made = self.asking.made(target, arguments, values)
            function = getattr(made, self.asking.method) if self.asking.method else made
            result = _ended(self.asking.asked(function, arguments, values), start, count)
            return feedback, result if network is None else packed(network.arrays(), self.asking.container)
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
        result: the place of the parameter in what is returned; None where it is changed in place.
        kept: the attribute under which the optimizer keeps the parameter, where it is read there.
    """

    asking: Asking
    result: tuple[int, ...] | None = ()
    kept: str | None = None

    @property
    def takes_numbers(self) -> bool:
        return self.asking.single

    @property
    def parameters_are_the_callers(self) -> bool:
        """Whether the parameter comes with each call."""
        return self.asking.variadic or any(each.role == "start" for each in self.asking.call)

    @property
    def zeros_for_absent(self) -> bool:
        return self.asking.container != "array"

    @property
    def counts_from(self) -> int | None:
        return self.asking.first_count if self.asking.has("counter") else None

    @property
    def description(self) -> str:
        held = f"; the parameter is kept in .{self.kept}" if self.kept else ""
        inside = "; the parameter is changed in place" if self.result is None and self.asking.access is None else ""
        match self.asking.container:
            case "array":
                packing = ""
            case "arguments":
                packing = ", on parameters one after the other"
            case container:
                packing = f", on a {container} of parameters"
        count = "" if self.counts_from is None else f"; the counter begins at {self.counts_from}"
        state = "; the state begins as nothing" if self.asking.state is not None else ""
        asks = f"{self.asking.method or 'the function'} asks for one gradient at each call{self.asking.of}"
        return f"{asks}{packing}{held}{inside}{state}{count}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return _grouped(self.asking, initial, lambda group: self._start_one(target, arguments, group))

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        container = self.asking.container
        # Who takes numbers asks nothing of them.
        marked = (lambda array: array) if self.asking.single else trainable
        held = [marked(each) for each in copies(initial)]
        feedback = Feedback([np.shape(each) for each in initial], [], container)
        network = self.asking.network(feedback, held)
        receiver = self.asking.made(
            target, arguments, self.asking.values(feedback, packed(held, container), 1, network)
        )
        handed: list[Any] = []

        kept = Kept(self.asking.first_count)

        rates: dict[str, Any] = {}

        def asked(owner: Any, gradients: list[Arrays], start: Any, network: Network | None, kept: Kept) -> Any:
            feedback.begin(gradients)
            function = getattr(owner, self.asking.method) if self.asking.method else owner
            values = self.asking.values(feedback, start, 1, network, kept)
            return self.asking.asked(function, {**arguments, **rates}, values)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if any(each is None for each in gradients):
                if container == "array":
                    return
                raise SubjectError("it takes all gradients at each call")
            handed[:] = gradients
            rates.update({} if self.lr_name is None else {self.lr_name: lr})
            start = packed(held, container)
            result = asked(receiver, [list(gradients)], start, network, kept)
            if len(feedback.points) != 1:
                raise SubjectError(f"it asked for {len(feedback.points)} gradients in one step")
            after = network.arrays() if network is not None else self._after(receiver, result, start, len(initial))
            for array, like in zip(after, initial, strict=True):
                if not is_array_like(array, like):
                    raise SubjectError(f"the step returned a {type(array).__name__} where an array was due")
            held[:] = [marked(each) for each in after]
            kept.count += 1
            if self.asking.state is not None:
                kept.state = result[self.asking.state]

        def lookahead() -> Arrays:
            known = {id(feedback): feedback}
            # A function is copied as itself.
            owner, own, past = copy.deepcopy((receiver, network, kept), known)
            try:
                asked(owner, [], packed([marked(each.copy()) for each in held], container), own, past)
            except Enough as left:
                return left.point
            raise SubjectError("it asked for no gradient in one step")

        return Run(
            read=lambda: list(held),
            step=step,
            roots=(receiver, kept) if network is None else (receiver, network, kept),
            apart=lambda: [*held, *handed, feedback, *([] if network is None else network.apart())],
            lookahead=lookahead,
            replace=(lambda place, array: held.__setitem__(place, marked(array)))
            if self.parameters_are_the_callers
            else None,
        )

    def _after(self, receiver: Any, result: Any, start: Any, count: int) -> Arrays:
        """The parameters after a step that returned something."""
        if self.kept is not None:
            found = getattr(receiver, self.kept)
        else:
            found = start if result is None or self.result is None else item(result, self.result)
        return unpacked(found, self.asking.container, count)


def _grouped(asking: Asking, initial: Arrays, start: Callable[[Arrays], Run]) -> Run:
    """The runs of all groups of parameters, as one."""
    groups = asking.groups(initial)
    if not asking.apart and not asking.single:
        return together([start(each) for each in groups], len(groups[0]))
    count = max(asking.starts, 1)
    return together([as_numbers(start, each, count, single=asking.single) for each in groups], count)


def item(result: Any, place: Sequence[int]) -> Any:
    for each in place:
        result = result[each]
    return result
