"""Checks that a subject leaves the world around it as it is."""

import gc
import io
import locale
import os
import random
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

try:
    import resource
except ImportError:  # on Windows
    resource = None

from ..english import listed
from ..fuzzing.tally import Tally
from ..process.calls import profile_by
from ..process.guard import changed, restore, snapshot
from ..subjects.loading import describe
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


def _open_files() -> list[str]:
    """The descriptors that are open, on Linux, which tells; among them that by which they are listed."""
    try:
        return sorted(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are compared
    except OSError:
        return []


def _limits() -> dict[int, tuple[int, int]]:
    if resource is None:
        return {}
    ours = ("RLIMIT_AS", "RLIMIT_CORE")
    names = (each for each in dir(resource) if each.startswith("RLIMIT_") and each not in ours)
    return {number: resource.getrlimit(number) for number in (getattr(resource, each) for each in names)}


def _put_limits(limits: Mapping[int, tuple[int, int]]) -> None:
    if resource is None:
        return
    for number, limit in limits.items():
        with suppress(OSError, ValueError):  # what was lowered for good
            if resource.getrlimit(number) != limit:
                resource.setrlimit(number, limit)


def _collector() -> tuple[bool, tuple[int, int, int], int]:
    return gc.isenabled(), gc.get_threshold(), gc.get_debug()


def _put_collector(state: tuple[bool, tuple[int, int, int], int]) -> None:
    enabled, threshold, debug = state
    (gc.enable if enabled else gc.disable)()
    gc.set_threshold(*threshold)
    gc.set_debug(debug)


def _hooks() -> tuple[Any, ...]:
    return sys.gettrace(), sys.getprofile()


def _put_hooks(hooks: tuple[Any, Any]) -> None:
    if hooks != _hooks():
        sys.settrace(hooks[0])
        profile_by(hooks[1])


def _put_locale(name: str) -> None:
    if name != locale.setlocale(locale.LC_ALL):
        locale.setlocale(locale.LC_ALL, name)


def _handlers() -> dict[int, Any]:
    return {number: signal.getsignal(number) for number in signal.valid_signals()}


def _put_handlers(handlers: Mapping[int, Any]) -> None:
    for number, handler in handlers.items():
        if signal.getsignal(number) is not handler and handler is not None:
            with suppress(OSError, ValueError):  # not from this thread
                signal.signal(number, handler)


def _of_torch() -> tuple[Any, ...]:
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "get_rng_state"):
        return ()
    return torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_num_threads(), torch.get_rng_state().tolist()


def _unusual_torch() -> tuple[Any, ...]:
    state = _of_torch()
    return state and (*state[:3], sys.modules["torch"].Generator().manual_seed(SEED).get_state().tolist())


def _put_torch(state: tuple[Any, ...]) -> None:
    if not state or state == _of_torch():
        return
    torch = sys.modules["torch"]
    dtype, enabled, threads, drawn = state
    torch.set_default_dtype(dtype)
    torch.set_grad_enabled(enabled)
    torch.set_num_threads(threads)
    torch.set_rng_state(torch.tensor(drawn, dtype=torch.uint8))


SEED = 1_951_815
ORDINARY = snapshot()
"""What NumPy and `math` hold before any subject is loaded."""

ENVIRONMENT = dict(os.environ)
"""The environment before any subject is loaded."""

LIMITS, HOOKS, LOCALE, HANDLERS = _limits(), _hooks(), locale.setlocale(locale.LC_ALL), _handlers()
"""What else was so before any subject was loaded: what it sets in its first step, it sets to the same in every other."""

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
    Surrounding("the garbage collector", _collector, _put_collector, lambda: (True, (701, 11, 11), gc.get_debug())),
    Surrounding("which files are open", _open_files, lambda _: None, _open_files),
    Surrounding("the limits of the process", _limits, _put_limits, lambda: LIMITS),
    Surrounding("the tracing hooks of Python", _hooks, _put_hooks, lambda: HOOKS),
    Surrounding("the locale", lambda: locale.setlocale(locale.LC_ALL), _put_locale, lambda: LOCALE),
    Surrounding("signal handlers", _handlers, _put_handlers, lambda: HANDLERS),
    Surrounding("torch's global random state or settings", _of_torch, _put_torch, _unusual_torch),
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
        "The subject leaves alone what belongs to everybody: NumPy and what is built in, error state, random states, warning "
        "filters, open files, limits, hooks, signals, locale, the garbage collector and the process.",
        "np.seterr in an optimizer silences the warnings of the whole program, and np.random.seed makes every "
        "shuffle after it the same.",
        "https://github.com/geospace-code/pymap3d/issues/79",
        _surroundings_kept,
        cautions=True,
        skips=(UNFINISHED,),
    ),
)
