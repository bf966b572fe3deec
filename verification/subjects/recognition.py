"""Find out how a subject wants to be driven: try the shapes that its signatures allow, and keep the first that works."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.rule import Hyperparameters, Rule
from ...reference.schedules import is_schedule
from .absent import AbsentError
from .changes import adding_changes
from .gathering import insist_on_steps
from .loading import describe
from .old_python import advice
from .probes import probe_arrays
from .ranges import milder, widened
from .registry import adapters
from .settable import with_setters
from .shapes.calls import Calls, Result, with_result
from .shapes.calls_recognition import flags
from .shapes.glue import glue_of, suggested
from .shapes.models_members import reached
from .shapes.states import Exchange
from .subject import (
    Arrays,
    MisconductError,
    NothingReturnedError,
    Shape,
    Subject,
    SubjectError,
    copies,
    signature_of,
)
from .target import Target
from .words.methods import STEP_METHODS
from .words.signatures import without

SHAPES = (
    "update-dict", "update-list", "update-array", "update-pair", "returns-parameter", "returns-step", "config", "objects",
    "torch", "layers", "variables", "state", "generator", "loop", "callback", "trajectory", "keras",
    "model", "owner", "schedule", "schedule-from-one", "scheduler",
)  # fmt: skip
"""The names that `--shape` takes."""


class NotFiniteError(SubjectError):
    """The subject was driven, and its parameters are not finite after two small steps: believed if no shape does better."""

    def __init__(self, subject: Subject, *, at_once: bool = True) -> None:
        super().__init__("its parameters are not finite after two small steps")
        self.subject, self.at_once = subject, at_once


class IdleError(SubjectError):
    """The subject was driven by the names of its parameters, and gives nothing back: believed if no shape does better."""

    def __init__(self, subject: Subject) -> None:
        super().__init__("it leaves the parameters as they are and returns nothing")
        self.subject = subject


@dataclass(frozen=True)
class Attempt:
    """A shape that was tried, and what came of it."""

    shape: str
    failure: str
    rank: int


def recognise(
    target: Target, rule: Rule, wanted: str | None, settings: Mapping[str, Any], *, lr_named: bool = True
) -> Subject:
    """The subject with the first shape that drives it.  Raises `SubjectError`, naming what was tried.

    Where not `lr_named`, none of its parameters is lr.
    """
    if wanted is not None and wanted not in SHAPES and ":" not in wanted:
        raise SubjectError(
            f"There is no shape {wanted!r}. There are: {', '.join(SHAPES)}. Glue of your own goes by path/to/file.py:Name."
        )
    wanted_names = rule.hyperparameters if lr_named else without(rule.hyperparameters, ("lr",))
    settings = {**flags(target, rule), **settings}
    attempts: list[Attempt] = []
    spare: list[tuple[int, Subject]] = []
    for proposed in _proposed(target, wanted_names, settings, wanted, attempts):
        # Names propose, runs decide: the first shape that moves every parameter in two small steps is taken.
        subject = replace(proposed, hyperparameters=rule.hyperparameters)
        if subject.shape.says_lr and not is_schedule(rule):
            # Descent by its rate is gradient descent whatever it is, so that an optimizer would be one that has `step()` and `lr`.
            attempts.extend([Attempt(subject.shape.name, f"{rule.name} is no schedule", 3)] if wanted else [])
            continue
        try:
            settled = _driven(subject)
        except MisconductError:
            settled = subject
        except BaseException as error:  # noqa: BLE001 - somebody's optimizer may raise anything
            attempts.append(_attempt(subject, error))
            spare += _driven_all_the_same(error, subject)
            continue
        if _is_wanted(settled.shape, wanted) and not any(_is_part(settled, of) for _, of in spare):
            return _told(settled, attempts)
    for _, subject in sorted(spare, key=lambda each: each[0]):
        if _is_wanted(subject.shape, wanted):
            return _told(subject, attempts)
    raise SubjectError(_misspelt(target, rule, settings, attempts) or _advice(target, attempts, wanted))


def _proposed(
    target: Target, names: Hyperparameters, settings: Mapping[str, Any], wanted: str | None, attempts: list[Attempt]
) -> Iterator[Subject]:
    """What the adapters propose; what they fail with is added to `attempts`."""
    chosen = adapters() if wanted is None or ":" not in wanted else (glue_of(wanted),)
    for adapter in chosen:
        try:
            for subject in adapter(target, names, settings):
                if _is_wanted(subject.shape, wanted) or _may_return(subject.shape, wanted):
                    yield subject
        except SubjectError as error:
            attempts.append(Attempt("", str(error), 3))
        except GeneratorExit:
            raise
        except BaseException as error:  # noqa: BLE001 - it called somebody's code to look at what comes back
            attempts.append(Attempt("", describe(error), 0))


def _is_part(subject: Subject, other: Subject) -> bool:
    """Whether its step is a method that the step of another calls, which was driven, whatever came of it."""
    part, whole = (_method_of(each.shape) for each in (subject, other))
    own = isinstance(subject.target.object, type) and isinstance(part, str) and isinstance(whole, str)
    return own and part != whole and part in reached(subject.target.object, whole)


def _method_of(shape: Shape) -> Any:
    """The name of the method of one step, where it is one."""
    return shape.where.step if isinstance(shape, Exchange) else getattr(shape, "method", None)


def _is_wanted(shape: Shape, wanted: str | None) -> bool:
    return wanted is None or ":" in wanted or shape.name == wanted


def _told(subject: Subject, attempts: Sequence[Attempt]) -> Subject:
    """The subject, with what was tried before it."""
    tried = dict.fromkeys(f"not {each.shape}: {each.failure}" for each in attempts if each.shape)
    shape = subject.shape
    driven = f"driven as {shape.name}" + (f": {shape.description}" if shape.description else "")
    driven += f"; its {subject.changes} is a change, which it adds, so that it is handed −g" if subject.changes else ""
    driven += "; float64 is handed over as float32, for it takes nothing wider" if subject.single else ""
    return with_setters(replace(subject, story=(*tried, driven)))


def _may_return(shape: Shape, wanted: str | None) -> bool:
    return isinstance(shape, Calls) and wanted is not None and wanted.startswith("returns")


def _attempt(subject: Subject, error: BaseException) -> Attempt:
    failure = str(error) if isinstance(error, SubjectError | AbsentError) else describe(error)
    return Attempt(subject.shape.name, failure, _rank(error))


def _rank(error: BaseException) -> int:
    """A mistake in the call itself tells less than a failure inside the optimizer."""
    if isinstance(error, SubjectError | AbsentError):
        return 2
    return 0 if isinstance(error, TypeError | AttributeError | KeyError | IndexError) else 1


def _driven_all_the_same(error: BaseException, subject: Subject) -> list[tuple[int, Subject]]:
    """A subject that was called rightly and fails on ordinary numbers, or does nothing; the likeliest have low numbers."""
    if isinstance(error, NotFiniteError):
        return [(1 if error.at_once else 0, error.subject)]
    if isinstance(error, ArithmeticError):
        return [(1, subject)]
    if isinstance(error, ValueError | RuntimeError) and _entangles(subject):
        return [(3, subject)]
    # A number that a step is given is nobody's to change, so that it tells nothing to leave it as it is.
    numbers = isinstance(subject.shape, Calls) and subject.shape.single
    return [(2, error.subject)] if isinstance(error, IdleError) and not numbers else []


def _misspelt(target: Target, rule: Rule, settings: Mapping[str, Any], attempts: Sequence[Attempt]) -> str:
    """What the user has set and nobody takes, and what he may have meant; nothing where it failed for another reason."""
    for each in attempts:
        refused = re.search(r"unexpected keyword argument '(\w+)'", each.failure)
        if refused is not None and refused[1] in settings:
            known = list(dict.fromkeys((*signature_of(target.object), *(rule.hyperparameters))))
            close = get_close_matches(refused[1], known, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."
            return f"{target.label} takes no {refused[1]}, which is set. {hint}"
    return ""


def _entangles(subject: Subject) -> bool:
    """Whether it takes parameters of one shape alone, and one moves otherwise where another is: it keeps one state for both."""

    def last(*places: int) -> NDArray[np.float64]:
        initial, gradients = probe_arrays()
        alike = [[row[0] + place for place in places] for row in (initial, *gradients)]
        run = subject.start(subject.visible, alike[0])
        for each in alike[1:]:
            run.step(each, subject.rate)
        return np.array(run.read()[-1], float)

    try:
        with np.errstate(all="ignore"):
            return not np.array_equal(last(0, 1), last(1))
    except Exception:  # noqa: BLE001 - then it cannot be driven so, either
        return False


def _advice(target: Target, attempts: Sequence[Attempt], wanted: str | None) -> str:
    if not attempts:
        tried = f" as {wanted}" if wanted else ""
        return (
            f"{target.label} cannot be driven{tried}: it has no step method that takes parameters and gradients. "
            f"Known step methods: {', '.join(STEP_METHODS[:6])} …; name a shape with --shape ({', '.join(SHAPES)}), "
            f"or three lines of glue with --shape FILE.py:Name.{suggested(target)}"
        )
    best = max(attempts, key=lambda each: each.rank)
    if not best.shape:
        return best.failure if best.rank else f"{target.label} cannot be driven: {best.failure}."
    old = next((advice(each.failure) for each in attempts if advice(each.failure)), "")
    found = f"{target.label} cannot be driven. Tried as {best.shape}: {best.failure.rstrip('.')}.{old}"
    misfit = best.rank == 0 or "to unpack" in best.failure
    glue = f" Three lines of glue tell how to call it: --shape FILE.py:Name.{suggested(target)}"
    return found + glue if misfit and not old else found


def _driven(subject: Subject) -> Subject:
    """The same, at values that it takes: the usual ones, or else the nearest to them.  Raises whatever goes wrong."""
    try:
        return _probed(subject)
    except Exception as error:
        if isinstance(error, SubjectError) or not _rank(error):
            raise
        found = next((each for each in map(_probed_at, milder(subject)) if each is not None), None)
        if found is None:
            raise
    return widened(found, subject.visible)


def _probed_at(subject: Subject) -> Subject | None:
    try:
        return _probed(subject)
    except MisconductError:
        raise
    except Exception:  # noqa: BLE001 - then it was not for these values that it raised
        return None


def _probed(subject: Subject) -> Subject:
    """The same, in float32 where it takes no float64."""
    try:
        return _probe(subject)
    except (AssertionError, TypeError, ValueError) as error:
        if not (isinstance(error, AssertionError) or re.search(r"float32|float64|double|dtype", str(error))):
            raise
        return _probe(replace(subject, single=True))


def _probe(subject: Subject) -> Subject:
    """Drive the subject two steps in floats; find where its result is.  Raises whatever goes wrong."""
    initial, gradients = probe_arrays()
    counts = (
        (0, 1)
        if isinstance(subject.shape, Calls) and any(a.role == "counter" for a in subject.shape.arguments)
        else (1,)
    )
    failure: Exception = SubjectError("it does nothing")
    for count in counts:
        shape = replace(subject.shape, first_count=count) if isinstance(subject.shape, Calls) else subject.shape
        candidate = replace(subject, shape=shape)
        try:
            return adding_changes(_settle(candidate, initial, gradients), initial, gradients[0])
        except MisconductError:
            raise
        except Exception as error:  # noqa: BLE001 - tried with the other first count
            failure = error
    raise failure


def _settle(subject: Subject, initial: Arrays, gradients: list[Arrays]) -> Subject:
    with np.errstate(all="ignore"):
        after, last, moved = _run(subject, initial, gradients)
        if all(map(np.array_equal, initial, after)):
            insist_on_steps(subject, initial, gradients[0])
    if all(moved):
        if not all(np.isfinite(each).all() for each in (*after, *last)):
            raise NotFiniteError(subject, at_once=not all(np.isfinite(each).all() for each in after))
        if any(np.shape(old) != np.shape(new) for old, new in zip(initial, last, strict=True)):
            raise SubjectError("it changes the shape of the parameters")
        return _handing_back(subject, initial, gradients[0], after)
    if not any(moved) and isinstance(subject.shape, Calls) and subject.shape.owner and subject.shape.kept is None:
        for name in _attributes_holding(subject, initial):
            try:
                return _settle(replace(subject, shape=replace(subject.shape, kept=name)), initial, gradients)
            except SubjectError:
                continue
    if any(moved):
        raise SubjectError("it leaves some of the parameters as they are")
    if subject.shape.name == "torch":
        raise IdleError(subject)
    if not isinstance(subject.shape, Calls):
        raise SubjectError("it leaves the parameters as they are")
    found = replace(subject, shape=_returning(subject, subject.shape, initial, gradients[0]))
    insist_on_steps(found, initial, gradients[0])
    return found


def _run(subject: Subject, initial: Arrays, gradients: list[Arrays]) -> tuple[Arrays, Arrays, list[bool]]:
    """The parameters after the first step and the second, and of each whether it moves at all."""
    run = subject.start(subject.visible, initial)

    def step(gradient: Arrays) -> Arrays:
        run.step(copies(gradient), subject.rate)
        return [np.array(each, float) for each in run.read()]

    after, last = map(step, gradients)
    # A step of one size for any gradient may lead back to where the first began.
    moved = _moved(initial, after, last)
    if any(moved) and not all(moved):
        # Who compares gradients may rest where they turn, and a step later, too.
        moved = _moved(initial, after, *(step(gradients[1]) for _ in range(2)))
    return after, last, moved


def _moved(initial: Arrays, *later: Arrays) -> list[bool]:
    """Of each parameter whether it is another one at any of these times."""
    return [not all(map(partial(np.array_equal, old), new)) for old, *new in zip(initial, *later, strict=True)]


def _handing_back(subject: Subject, initial: Arrays, gradients: Arrays, after: Arrays) -> Subject:
    """The subject read from what it returns, where it hands back the parameter with its gradient; else as it is."""
    shape = subject.shape
    if not isinstance(shape, Calls) or shape.container != "array" or shape.result != "in place" or shape.kept:
        return subject
    other = replace(subject, shape=with_result(shape, "parameter and gradient"))
    try:
        run = other.start(subject.visible, initial)
        run.step(copies(gradients), subject.rate)
        agrees = all(np.array_equal(one, two) for one, two in zip(run.read(), after, strict=True))
    except Exception:  # noqa: BLE001 - then it returns something else
        return subject
    return other if agrees else subject


def _attributes_holding(subject: Subject, initial: Arrays) -> list[str]:
    """The attributes under which the optimizer keeps the parameters that it was given."""
    assert isinstance(subject.shape, Calls)
    receiver = subject.start(subject.visible, initial).roots[0]
    theirs = initial[:1] if subject.shape.container == "array" else initial
    return [name for name, value in vars(receiver).items() if _equal(_arrays_in(value), theirs)]


def _arrays_in(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.values()]
    return [*value] if isinstance(value, list | tuple) else [value]


def _equal(some: Sequence[Any], others: Arrays) -> bool:
    return len(some) == len(others) and all(
        isinstance(one, np.ndarray) and np.array_equal(one, other) for one, other in zip(some, others, strict=True)
    )


def _returning(subject: Subject, shape: Calls, initial: Arrays, gradients: Arrays) -> Calls:
    """Whether the result is the parameter or the step, and the step's sign: a shift of θ shifts only the parameter."""

    def first(start: Arrays) -> Arrays:
        run = replace(subject, shape=with_result(shape, "parameter")).start(subject.visible, start)
        try:
            run.step(copies(gradients), subject.rate)
        except NothingReturnedError:
            raise IdleError(subject) from None
        return [np.array(each, float) for each in run.read()]

    here, there = first(initial), first([each + 1.0 for each in initial])
    shift = float(np.mean([np.mean(b - a) for a, b in zip(here, there, strict=True)]))
    if not math.isfinite(shift):
        raise NotFiniteError(replace(subject, shape=with_result(shape, "parameter")))
    result: Result
    # Small steps shift with θ by almost 1, or hardly at all.
    if shift > 0.5:
        result = "parameter"
    else:
        along = sum(float(np.sum(step * gradient)) for step, gradient in zip(here, gradients, strict=True))
        result = "minus step" if along > 0 else "plus step"
        if shape.guessed:
            raise SubjectError("it cannot be told which of its arguments is the parameter")
    return with_result(shape, result)
