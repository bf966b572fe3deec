"""What Python code calls: `check`, `identify` and `replay`."""

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from ..reference.formats import flushing
from ..reference.library import find_form, find_rule
from ..reference.lowering import lowered
from ..reference.oracle import judge
from ..reference.rule import Rule
from ..reference.tape import Tape
from .diagnosis.evidence import EXAMPLES, Question, question
from .fuzzing.drawing import draw_from_the_seed_alone
from .fuzzing.driving import play
from .process.isolation import LEAST_MEMORY, MEMORY_LIMIT, TIME_LIMIT, LostError, isolated
from .process.progress import Listener
from .process.reading import Reading, read_by
from .questions.check import examine
from .questions.diff import difference
from .questions.identify import Asked, identity
from .subjects.rates import lr_paths
from .subjects.recognition import recognise
from .subjects.target import load
from .verdicts.difference import Difference
from .verdicts.identity import Identity
from .verdicts.verdict import Verdict


def check(
    target: Any,
    *,
    rule: str | Rule,
    form: str | None = None,
    hyperparameters: Mapping[str, Any] | None = None,
    shape: str | None = None,
    seed: int = 0,
    examples: int = EXAMPLES,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
) -> Verdict:
    """Whether `target` computes `rule`, with evidence.

    Args:
        target: `"path/to/file.py:Name"`, `"package.module:Name"`, or the class or function itself.
        rule: a name that `optproof rules` lists, or a rule of your own.
        form: the form that it must be; any form of the rule where None.
        hyperparameters: values to fix, and other arguments to hand over, by the rule's names or the target's.
        shape: how it is called, where that cannot be recognised.
        seed: of the fuzzer; the same seed gives the same verdict.
        examples: how many tapes the fuzzer draws for each dtype; more of them find more, and take longer.
        time_limit: seconds after which the verdict is UNKNOWN.
        memory_limit: MB that the target may ask for; on Linux alone.

    Raises:
        UnknownNameError: there is no such rule or form; the message names the closest.
        ValueError: `examples` is less than 1, or `memory_limit` than 64.

    The target's code is run, in a process of its own: that keeps accidents away, not malice.
    """
    for name, value, least in (("examples", examples, 1), ("memory_limit", memory_limit, LEAST_MEMORY)):
        if value < least:
            raise ValueError(f"{name} is {least} or more, and {value!r} is not.")
    asked = question(rule, form, hyperparameters or {}, shape, seed, examples)
    return check_question(target, asked, time_limit, memory_limit)


def check_question(
    target: Any,
    asked: Question,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    on_progress: Listener | None = None,
) -> Verdict:
    """`check` for names that were looked up already."""
    return _checked(target, asked, lambda: (_examined(target, asked), None), time_limit, memory_limit, on_progress)[0]


def check_and_read(
    target: str, asked: Question, time_limit: float, memory_limit: int, on_progress: Listener
) -> tuple[Verdict, Reading | None]:
    """The same, with what was read for it; None where it came to no end."""
    work = partial(read_by, lambda: _examined(target, asked))
    return _checked(target, asked, work, time_limit, memory_limit, on_progress)


def _checked(
    target: Any,
    asked: Question,
    work: Callable[[], tuple[Verdict, Reading | None]],
    time_limit: float,
    memory_limit: int,
    on_progress: Listener | None,
) -> tuple[Verdict, Reading | None]:
    label = target if isinstance(target, str) else getattr(target, "__qualname__", type(target).__name__)
    try:
        found = isolated(work, time_limit, memory_limit, on_progress)
    except LostError as error:
        return Verdict(label, asked.rule.name, "unknown", reason=str(error), seed=asked.seed), None
    verdict, reading = found if isinstance(found, tuple) else (found, None)  # what was kept before the end, of itself
    return replace(verdict, target=label), reading


def prepare(asked: Question, found: tuple[str | None, Mapping[str, float]] = (None, MappingProxyType({}))) -> None:
    """Work out what every check of a rule needs, by one of the rule's own class: processes that this one forks have it.

    `found` is the form of those to come, and the numbers that their code holds; the first form, which takes all, where None.
    """
    name, constants = found
    with suppress(Exception):  # whatever is wrong shows where a target is checked
        form = asked.forms[0] if name is None else find_form(asked.rule, name)
        _examined(lowered(form), replace(asked, settings={**asked.settings, **constants}))


def identify(
    target: Any,
    *,
    hyperparameters: Mapping[str, Any] | None = None,
    shape: str | None = None,
    seed: int = 0,
    examples: int = EXAMPLES,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    on_progress: Listener | None = None,
) -> Identity:
    """Which rule, form and hyperparameter values `target` is; the arguments are those of `check`.

    The target's code is run, in a process of its own: that keeps accidents away, not malice.
    """
    label = target if isinstance(target, str) else getattr(target, "__qualname__", type(target).__name__)
    asked = Asked(dict(hyperparameters or {}), shape, seed, examples)
    try:
        found: Identity = isolated(
            lambda: _seeded(lambda: identity(target, asked), seed), time_limit, memory_limit, on_progress
        )
    except LostError as error:
        return Identity(label, "unknown", reason=str(error), seed=seed)
    return replace(found, target=label)


def diff(
    one: Any,
    other: Any,
    *,
    hyperparameters: Mapping[str, Any] | None = None,
    seed: int = 0,
    examples: int = EXAMPLES,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    on_progress: Listener | None = None,
) -> Difference:
    """Whether two targets are the same optimizer, and else on which smallest tape they part.

    The arguments are those of `check`; a hyperparameter that only one of the two takes is at its default.  The code of both
    is run, in a process of its own: that keeps accidents away, not malice.
    """
    asked = Asked(dict(hyperparameters or {}), None, seed, examples)
    labels = tuple(
        each if isinstance(each, str) else getattr(each, "__qualname__", repr(each)) for each in (one, other)
    )
    try:
        found: Difference = isolated(
            lambda: _seeded(lambda: difference(one, other, asked), seed), time_limit, memory_limit, on_progress
        )
    except LostError as error:
        return Difference((labels[0], labels[1]), "unknown", reason=str(error), seed=seed)
    return found


def _examined(target: Any, asked: Question) -> Verdict:
    return _seeded(lambda: examine(target, asked), asked.seed)


def _seeded(work: Callable[[], Any], seed: int) -> Any:
    """What `work` gives in a process of its own, where everything that is drawn follows from the seed."""
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - targets use it, we do not
    draw_from_the_seed_alone()
    return work()


def replay(
    target: Any,
    *,
    rule: str | Rule,
    form: str,
    theta0: Sequence[Sequence[float]],
    gradients: Sequence[Sequence[Sequence[float] | None]],
    lr: Sequence[float],
    hyperparameters: Mapping[str, float],
    dtype: str = "float64",
    settings: Mapping[str, Any] | None = None,
    shape: str | None = None,
) -> bool:
    """Run `target` on a tape in this process, and print its parameters beside the rule's, step by step.

    Returns whether every step lies within the bound.
    """
    found = find_rule(rule) if isinstance(rule, str) else rule
    subject = recognise(load(target), found, shape, settings or {})
    rows = tuple(tuple(None if each is None else np.array(each, dtype) for each in row) for row in gradients)
    tape = Tape(tuple(np.array(each, dtype) for each in theta0), rows, tuple(lr), dict(hyperparameters))
    with flushing(subject.target.flushed):
        judged = [*judge(find_form(found, form), tape)]
    within = True
    for step, (expected, played) in enumerate(zip(judged, play(subject, tape, lr_paths(subject)), strict=True), 1):
        for p, (rule_says, computed) in enumerate(zip(expected, played.parameters, strict=True)):
            good = bool(np.all(rule_says.excess(computed) <= 1))
            within &= good
            print(
                f"step {step}, parameter {p}: computed {computed.tolist()}, expected {rule_says.value.tolist()}{'' if good else '  <-- differs'}"
            )
    return within
