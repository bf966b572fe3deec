"""Shapes in which the optimizer is given a function, and asks for its gradients itself: whole loops, and single steps.

A loop is not interrupted: for step k it runs anew from its start, is given the first k gradients of the tape, and is left
where it asks for the next.  The point at which it asks is θ after step k.
"""

import copy
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..target import Target
from .calls import together
from .feedback import Answer, Enough, Feedback, Function, trainable
from .kinds import is_gradient, is_gradient_function, is_iterations, is_objective, is_parameter, is_tolerance, kind_of
from .names import canonical, match_hyperparameters
from .run import Arrays, Run, Shape, Subject, SubjectError, call, is_array_like, own_names, signature_of
from .signatures import Making, betas_of, by_own_name
from .source import called, passed_on
from .visible import VISIBLE, probe_arrays

MANY = 400
"""More steps than any tape has that matters."""

SENTINEL = 1000.0
"""The gradient of an element that is added to every parameter, so that no stopping rule finds gradients or steps small."""


@dataclass(frozen=True)
class Role:
    """What one argument is: "start", "gradient", "function", "iterations", "tolerance", "hook" or "nothing"."""

    name: str
    role: str


@dataclass(frozen=True)
class Asking(Shape):
    """A target that is given a function or its gradient.

    Attributes:
        method: the method that runs the loop or makes the step; None where the target itself does.
        constructor: what the constructor takes besides hyperparameters.
        call: what the method takes, or the function.
        variadic: whether the parameter goes into `*args`.
        in_call: the hyperparameters that the method takes.
        answer: what the function to minimize returns.
        tolerance: what thresholds of stopping rules are set to.
        listed: whether the parameter goes in a list.
        result: the place of the final parameter in what is returned, where that is what is read.
    """

    method: str | None
    constructor: tuple[Role, ...]
    call: tuple[Role, ...]
    variadic: bool = False
    in_call: tuple[str, ...] = ()
    lr_name: str | None = None
    answer: Answer = "value"
    tolerance: float = -1.0
    listed: bool = False
    result: tuple[int, ...] | None = None

    @property
    def lr_in_call(self) -> bool:
        return False

    def made(self, target: Target, arguments: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """What is called: an instance's method, or the target itself."""
        if not target.is_class:
            return target.object
        given = {name: value for name, value in arguments.items() if name not in self.in_call}
        given |= {each.name: values[each.role] for each in self.constructor}
        return call(target.object, given)

    def asked(self, function: Any, arguments: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """Call it."""
        given = {name: value for name, value in arguments.items() if name in self.in_call}
        given |= {each.name: values[each.role] for each in self.call}
        if self.variadic:
            first = [each.name for each in self.call if each.role in ("function", "gradient") and _by_place(function, each.name)]
            by_place = [given.pop(name) for name in first]
            return function(*by_place, values["start"], **given)
        return call(function, given)

    def values(self, feedback: Feedback, start: Any, iterations: int) -> dict[str, Any]:
        """What goes into each role."""
        return {
            "start": [start] if self.listed else start,
            "gradient": feedback.gradient,
            "function": Function(feedback, self.answer),
            "iterations": iterations,
            "tolerance": self.tolerance,
            "hook": lambda *_, **__: None,
            "nothing": None,
        }


def _by_place(function: Any, name: str) -> bool:
    return signature_of(function)[name].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD


@dataclass(frozen=True)
class Loop(Asking):
    """`minimize(f, x0, grad, n_steps)`: it owns the loop."""

    @property
    def description(self) -> str:
        read = "the points at which it asks for gradients" if self.result is None else "what it returns"
        return f"{self.method or 'the function'} owns the loop; its parameters are read from {read}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return together([self._start_one(target, arguments, each) for each in initial])

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Any) -> Run:
        tape: list[Any] = []
        first, at = initial.copy(), initial.copy()
        held = [first]
        looking = [at]

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if gradients[0] is None:
                raise SubjectError("a loop takes a gradient in every step")
            tape.append(gradients[0])
            feedback, result = self.played(target, arguments, initial, tape)
            steps = len(tape)
            if self.result is None:
                if len(feedback.points) <= steps:
                    raise SubjectError(f"the loop came to its own end after {len(feedback.points)} steps")
                held[0] = _trimmed(feedback.points[steps], initial)
            else:
                if len(feedback.points) != steps:
                    raise SubjectError(f"the loop asked for {len(feedback.points)} gradients in {steps} steps")
                held[0] = _trimmed(_found(result, self.result), initial)

        def lookahead() -> Arrays:
            feedback, _ = self.played(target, arguments, initial, tape, further=True)
            if len(feedback.points) <= len(tape):
                raise SubjectError(f"the loop came to its own end after {len(feedback.points)} steps")
            return [_trimmed(feedback.points[len(tape)], initial)]

        return Run(
            read=lambda: list(held), step=step, roots=(), lookahead=None if self.result is None else lookahead
        )

    def played(
        self, target: Target, arguments: Mapping[str, Any], initial: Any, tape: Sequence[Any], *, further: bool = False
    ) -> tuple[Feedback, Any]:
        """Run the loop on a tape; `further` lets it go on until it asks for more."""
        start = _extended(initial, 0.5)
        feedback = Feedback(np.shape(start), [_extended(each, SENTINEL) for each in tape], listed=self.listed)
        count = len(tape) if self.result is not None and not further else max(MANY, len(tape) + 3)
        values = self.values(feedback, start, count)
        try:
            made = self.made(target, arguments, values)
            function = getattr(made, self.method) if self.method else made
            return feedback, self.asked(function, arguments, values)
        except Enough:
            return feedback, None


@dataclass(frozen=True)
class Callback(Asking):
    """`x = opt.step(f, x, grad)`: it asks for one gradient at each call."""

    @property
    def description(self) -> str:
        return f"{self.method or 'the function'} asks for one gradient at each call"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return together([self._start_one(target, arguments, each) for each in initial])

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Any) -> Run:
        held = [trainable(initial.copy())]
        nothing = self.values(Feedback(initial.shape, [], listed=self.listed), held[0], 1)
        receiver = self.made(target, arguments, nothing)
        handed: list[Any] = []

        def asked(owner: Any, gradients: list[Any], start: Any) -> tuple[Feedback, Any]:
            feedback = Feedback(initial.shape, gradients, listed=self.listed)
            function = getattr(owner, self.method) if self.method else owner
            return feedback, self.asked(function, arguments, self.values(feedback, start, 1))

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if gradients[0] is None:
                return
            handed[:] = gradients
            start = held[0]
            feedback, result = asked(receiver, [gradients[0]], start)
            if len(feedback.points) != 1:
                raise SubjectError(f"it asked for {len(feedback.points)} gradients in one step")
            found = start if result is None else _found(result, self.result or ())
            if not is_array_like(found, initial):
                raise SubjectError(f"the step returned a {type(found).__name__} where an array was due")
            held[0] = trainable(found)

        def lookahead() -> Arrays:
            feedback = Feedback(initial.shape, [], listed=self.listed)
            owner = copy.deepcopy(receiver) if target.is_class else receiver
            function = getattr(owner, self.method) if self.method else owner
            try:
                self.asked(function, arguments, self.values(feedback, trainable(held[0].copy()), 1))
            except Enough:
                return [feedback.points[0]]
            raise SubjectError("it asked for no gradient in one step")

        return Run(
            read=lambda: list(held),
            step=step,
            roots=(receiver,),
            apart=lambda: [*held, *handed],
            lookahead=lookahead,
            replace=lambda _, array: held.__setitem__(0, trainable(array)),
        )


def _extended(array: Any, value: float) -> Any:
    """The array with another element, or another row, at its end; a number as it is."""
    if np.ndim(array) == 0:
        return array.copy()
    return np.concatenate([array, np.full((1, *np.shape(array)[1:]), value, np.dtype(array.dtype))])


def _trimmed(array: Any, like: Any) -> Any:
    if not hasattr(array, "__array_ufunc__") or np.ndim(array) != np.ndim(like):
        raise SubjectError("the loop returned something else than its parameter")
    return array if np.ndim(like) == 0 else array[:-1].copy()


def _found(result: Any, place: Sequence[int]) -> Any:
    for each in place:
        result = result[each]
    return result[0] if isinstance(result, list) and len(result) == 1 else result


# What may be driven so.


USUAL = ("minimize", "optimize", "step", "update", "run", "solve", "fit", "descend", "__call__")
"""The methods that are tried first."""


def loops(target: Target, rule_names: Sequence[str], settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every way of driving a target that takes functions, the likeliest first."""
    making = Making.of(target.object, rule_names, settings)
    for method, function in _methods(target):
        for subject in _asking(target, method, function, making, rule_names, settings):
            for answer in ("value", "value, gradient", "gradient, value", "gradient"):
                for listed in (False, True):
                    found = _settled(replace(subject, shape=replace(subject.shape, answer=answer, listed=listed)))  # type: ignore[call-arg]
                    if found is not None:
                        yield found
            if not _takes_function(subject.shape):
                continue


def _takes_function(shape: Shape) -> bool:
    assert isinstance(shape, Asking)
    return any(each.role == "function" for each in (*shape.constructor, *shape.call))


def _methods(target: Target) -> list[tuple[str | None, Any]]:
    if not target.is_class:
        return [(None, target.object)]
    usual = [name for name in USUAL if hasattr(target.object, name)]
    names = usual + [name for kind in target.object.__mro__[:-1] for name in vars(kind) if not name.startswith("_") or name == "__call__"]
    functions = [(name, inspect.getattr_static(target.object, name)) for name in dict.fromkeys(names)]
    return [(name, each) for name, each in functions if inspect.isfunction(each)]


def _asking(
    target: Target, method: str | None, function: Any, making: Making, rule_names: Sequence[str], settings: Mapping[str, Any]
) -> Iterator[Subject]:  # fmt: skip
    own = {name: each for name, each in signature_of(function).items() if name != "self"}
    taken = {} if not target.is_class else making.names
    open_names = [name for name in rule_names if name not in settings and name not in taken]
    functions = called(function) | {name for name in own if _is_function_word(name, function, own)}
    free = {k: v for k, v in own.items() if k not in functions and not (is_iterations(canonical(k)) and v.default not in (0.9, 0.1, 0.01))}
    call_names = match_hyperparameters(open_names, free) | betas_of(free, {}, open_names)
    hyper = {each.partition("[")[0] for each in call_names.values()}
    set_here = by_own_name(settings, match_hyperparameters(rule_names, own), own) if settings else {}
    set_here = {name: value for name, value in set_here.items() if name in own}
    hyper |= {*set_here}
    roles = _roles(own, hyper, functions, function)
    built: tuple[Role, ...] | None = ()
    if target.is_class:
        constructor = {name: making.signature[name] for name in (*making.missing, *making.optional)}
        inside = {name for name in constructor if is_objective(canonical(name)) or is_gradient_function(canonical(name))}
        built = _roles(constructor, set(), inside, None)
    if roles is None or built is None:
        return
    every = [each.role for each in (*built, *roles)]
    variadic = "start" not in every and any(
        each.kind is each.VAR_POSITIONAL for each in inspect.signature(function).parameters.values()
    )
    if ("start" not in every and not variadic) or not {"function", "gradient"} & {*every}:
        return
    own_settings = {**(making.settings if target.is_class else {}), **set_here}
    shape = Loop("loop", method, built, roles, variadic=variadic, in_call=tuple(hyper), lr_name=None)
    yield Subject(target, shape, {**taken, **call_names}, own_settings)


def _is_function_word(name: str, function: Any, own: Mapping[str, inspect.Parameter]) -> bool:
    """Whether a name that is not called in the body is a function all the same, since it is only handed on."""
    word = canonical(name)
    speaks = is_objective(word) or (is_gradient_function(word) and not is_gradient(word))
    return speaks and (name in passed_on(function) or own[name].default is None)


def _roles(
    own: Mapping[str, inspect.Parameter], hyper: set[str], functions: set[str], function: Any
) -> tuple[Role, ...] | None:
    """What each argument is; None where one is needed that cannot be told."""
    found: list[Role] = []
    starts = [name for name in own if name not in hyper and name not in functions and _is_start(name, own)]
    handed = passed_on(function) if function is not None else set[str]()
    for name, parameter in own.items():
        word, required = canonical(name), parameter.default is parameter.empty
        if name in hyper:
            continue
        if name in functions and not isinstance(parameter.default, int | float | str):
            gradient = is_gradient_function(word)
            if gradient or is_objective(word) or (required and not _is_hook(word)):
                found.append(Role(name, "gradient" if gradient else "function"))
            elif required:
                found.append(Role(name, "hook"))
        elif starts and name == starts[0]:
            found.append(Role(name, "start"))
        elif is_tolerance(word) or (word in ("eps", "epsilon") and not required and isinstance(parameter.default, float)):
            found.append(Role(name, "tolerance"))
        elif is_iterations(word) and (required or isinstance(parameter.default, int) or parameter.default is None):
            found.append(Role(name, "iterations"))
        elif required and (name in handed or word in ("x", "y", "data", "inputs", "targets", "args", "batch", "labels")):
            found.append(Role(name, "nothing"))
        elif required:
            return None
    return tuple(found)


def _is_hook(word: str) -> bool:
    return any(stem in word for stem in ("callback", "hook", "log", "print", "monitor", "report", "record"))


def _is_start(name: str, own: Mapping[str, inspect.Parameter]) -> bool:
    kind = kind_of(name)
    if own[name].default is not inspect.Parameter.empty and own[name].default is not None:
        return False
    return kind in ("parameters", "weights") or is_parameter(canonical(name)) or canonical(name) in ("x", "start")


# Whether it is a loop, and where its parameters are read.


def _settled(subject: Subject) -> Subject | None:
    """The subject as a loop or as a callback, where it moves along its gradients; None where it does not."""
    shape = subject.shape
    assert isinstance(shape, Asking)
    arguments = {**own_names(subject.names, VISIBLE), **subject.settings}
    fields = {name: getattr(shape, name) for name in Asking.__dataclass_fields__}
    tolerances = (-1.0, 0.0, 1e-300) if any(each.role == "tolerance" for each in (*shape.constructor, *shape.call)) else (-1.0,)
    for tolerance in tolerances:
        loop = Loop(**{**fields, "tolerance": tolerance})
        try:
            with np.errstate(all="ignore"):
                if _follows(loop, subject.target, arguments):
                    return replace(subject, shape=_reading(loop, subject.target, arguments))
        except Exception:  # noqa: BLE001 - somebody's loop may raise anything
            continue
    for result in (None, (0,)):
        step = Callback(**{**fields, "name": "callback", "result": result})
        try:
            with np.errstate(all="ignore"):
                run = replace(subject, shape=step).start(VISIBLE, probe_arrays()[0])
                run.step(probe_arrays()[1][0], VISIBLE["lr"])
            return replace(subject, shape=step)
        except Exception:  # noqa: BLE001 - then it is something else
            continue
    return None


def _follows(loop: Loop, target: Target, arguments: Mapping[str, Any]) -> bool:
    """Whether it asks at a new point in every step, and goes the other way where the gradient does."""
    initial, gradients = probe_arrays()
    tape = [each[0] for each in gradients]
    points = loop.played(target, arguments, initial[0], tape)[0].points
    turned = loop.played(target, arguments, initial[0], [-tape[0], tape[1]])[0].points
    if len(points) != 3 or len(turned) != 3:
        return False
    begins = np.array_equal(_trimmed(points[0], initial[0]), initial[0])
    moves = all(np.all(np.asarray(a) != np.asarray(b)) for a, b in zip(points, points[1:], strict=False))
    return bool(begins and moves and np.all(_trimmed(points[1], initial[0]) != _trimmed(turned[1], initial[0])))


def _reading(loop: Loop, target: Target, arguments: Mapping[str, Any]) -> Loop:
    """Read what it returns where that is no point at which it asks for a gradient, as in looking ahead; else the points."""
    initial, gradients = probe_arrays()
    tape = [each[0] for each in gradients]
    points = loop.played(target, arguments, initial[0], tape)[0].points
    if not any(each.role == "iterations" for each in (*loop.constructor, *loop.call)):
        return loop
    still = [each * 0 for each in tape]
    for place in ((), (0,), (-1,), (0, -1), (0, 0)):
        reading = replace(loop, result=place)
        try:
            feedback, result = reading.played(target, arguments, initial[0], tape)
            found = np.array(_found(result, place), float)
            if len(feedback.points) != len(tape) or found.shape != points[0].shape:
                continue
            if any(np.array_equal(found, each) for each in points):
                return loop
            quiet = np.array(_found(reading.played(target, arguments, initial[0], still)[1], place), float)
        except Exception:  # noqa: BLE001 - there is nothing at that place
            continue
        if np.array_equal(_trimmed(quiet, initial[0]), initial[0]):
            return reading
    return loop
