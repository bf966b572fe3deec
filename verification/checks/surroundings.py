"""Checks that a subject leaves the world around it as it is."""

import io
import os
import random
import sys
import warnings
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..english import listed
from ..fuzzing.tally import Tally
from ..process.guard import changed, restore, snapshot
from ..subjects.target import describe
from .check import Check, Finding, Skipped
from .context import SHAPES, Context


@dataclass(frozen=True)
class Surrounding:
    """Something that belongs to everybody.

    Attributes:
        name: what a finding says that the subject changes.
        read: how it is now, to be compared by `==`.
        put: make it so.
        unusual: a state that nobody would set, so that setting it to the same at each construction is seen.
    """

    name: str
    read: Callable[[], Any]
    put: Callable[[Any], object]
    unusual: Callable[[], Any]


def _random_state() -> tuple[Any, ...]:
    name, keys, *rest = np.random.get_state()  # noqa: NPY002 - the global one is meant
    return name, tuple(np.asarray(keys).tolist()), *rest


def _put_random_state(state: tuple[Any, ...]) -> None:
    np.random.set_state(state)  # type: ignore[arg-type]  # noqa: NPY002


def _unusual_random_state() -> tuple[Any, ...]:
    name, keys, *rest = np.random.RandomState(SEED).get_state()
    return name, tuple(np.asarray(keys).tolist()), *rest


def _directory() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - `os.chdir` goes with it
    except OSError:
        return ""  # somebody has removed it


def _put_directory(directory: str) -> None:
    if directory:
        os.chdir(directory)


def _put_environment(environment: Mapping[str, str]) -> None:
    for name in {*os.environ} - {*environment}:
        del os.environ[name]
    os.environ.update(environment)


def _put_streams(streams: tuple[Any, Any]) -> None:
    sys.stdout, sys.stderr = streams


SEED = 1_951_815
ORDINARY = snapshot()
"""What NumPy and `math` hold before any subject is loaded."""

ENVIRONMENT = dict(os.environ)
"""The environment before any subject is loaded."""

SURROUNDINGS = (
    Surrounding(
        "NumPy's print options",
        np.get_printoptions,
        lambda options: np.set_printoptions(**options),
        lambda: {**np.get_printoptions(), "precision": 7, "linewidth": 77},
    ),
    Surrounding("NumPy's global random state", _random_state, _put_random_state, _unusual_random_state),
    Surrounding(
        "Python's global random state", random.getstate, random.setstate, lambda: random.Random(SEED).getstate()
    ),
    Surrounding("the working directory", _directory, _put_directory, lambda: os.sep),
    Surrounding("the environment variables", lambda: dict(os.environ), _put_environment, lambda: ENVIRONMENT),
    Surrounding(
        "the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit, lambda: sys.getrecursionlimit() + 1
    ),
    Surrounding("sys.stdout", lambda: (sys.stdout, sys.stderr), _put_streams, lambda: (io.StringIO(), io.StringIO())),
)

ERRORS = Surrounding("NumPy's error state (np.seterr)", np.geterr, lambda _: None, np.geterr)
FILTERS = Surrounding("the warning filters", lambda: [*warnings.filters], lambda _: None, lambda: [*warnings.filters])
"""These two are put back by the contexts in which the subject is run."""


UNFINISHED = "it does not finish an ordinary tape"


def _surroundings_kept(context: Context) -> Finding | None:
    with _unusual() as watched:
        before = [each.read() for each in watched]
        _drive(context)
        names = [each.name for each, state in zip(watched, before, strict=True) if each.read() != state]
        replaced = changed(ORDINARY)
    if replaced:
        return Finding(f"it replaces {listed(replaced)}")
    return Finding(f"it changes {listed(names)}", refutes=False) if names else None


@contextmanager
def _unusual() -> Generator[tuple[Surrounding, ...]]:
    """Everything in an unusual state, and put back afterwards."""
    before, modules = [each.read() for each in SURROUNDINGS], snapshot()
    try:
        restore(ORDINARY)
        # What NumPy and Python would say is heard by nobody.
        with np.errstate(all="call", call=lambda *_: None), warnings.catch_warnings(record=True):
            warnings.simplefilter("default")
            for each in SURROUNDINGS:
                each.put(each.unusual())
            yield (ERRORS, FILTERS, *SURROUNDINGS)
    finally:
        for each, state in zip(SURROUNDINGS, before, strict=True):
            each.put(state)
        restore(modules)


def _drive(context: Context) -> None:
    """Run a tape by hand: a session would put some of it back after every call."""
    tape = context.tape_of(SHAPES, steps=3)
    try:
        run = context.subject.start({**tape.hyperparameters, "lr": tape.lr[0]}, [each.copy() for each in tape.initial])
        for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
            run.step([None if gradient is None else gradient.copy() for gradient in gradients], lr)
    except BaseException as error:
        raise Skipped(UNFINISHED, describe(error)) from error
    scalars = tape.steps * sum(each.size for each in tape.initial)
    context.tally.add(Tally(tapes=1, steps=tape.steps, scalars=scalars, dtypes=(tape.dtype.name,)))


SURROUNDINGS_KEPT = (
    Check(
        "surroundings-kept",
        "conduct",
        "The subject leaves alone what belongs to everybody: NumPy, its error state, random states, warning filters and "
        "the process.",
        "np.seterr in an optimizer silences the warnings of the whole program, and np.random.seed makes every "
        "shuffle after it the same.",
        "https://github.com/geospace-code/pymap3d/issues/79",
        _surroundings_kept,
        cautions=True,
        skips=(UNFINISHED,),
    ),
)
