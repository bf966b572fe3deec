"""Run a subject's real code on a tape."""

import warnings
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.tape import Tape
from ..english import listed
from ..paths import measurement
from ..subjects.loading import describe
from ..subjects.object_graph import Path as Place, leaves
from ..subjects.shapes.calls import kept_as
from ..subjects.subject import MisconductError, Run, StoppedError, Subject, SubjectError
from ..subjects.words.methods import clearing

Gradients = Sequence[NDArray[Any] | None]
"""The gradient of each parameter in one step; None where a parameter has none."""


class RaisedError(Exception):
    """The subject did not finish a tape; the message is a clause that says why."""


class DrivingError(RaisedError):
    """It is optproof's own code that raised, as where it calls what is no method: that says nothing of the subject."""


class StoppedEarlyError(RaisedError):
    """A loop that the subject owns came to its own end before the tape did: the tape says nothing of it."""


@dataclass(frozen=True)
class Played:
    """What a subject made of one step of a tape: its parameters, and where it wanted the gradient.

    Attributes:
        gradients_kept: whether the caller's gradients are what they were.
        gradients_cleared: whether all that is not as it was is zero now.
    """

    parameters: list[NDArray[Any]]
    gradient_at: list[NDArray[Any]]
    gradients_kept: bool
    gradients_cleared: bool


class Caller:
    """Somebody who calls an optimizer and hands it fresh arrays each time; others do it in other ways."""

    def initial(self, parameter: NDArray[Any]) -> NDArray[Any]:
        """The array that a parameter begins as."""
        return parameter.copy()

    def gradient(self, gradient: NDArray[Any], place: int) -> NDArray[Any]:
        """The array that is handed over as the gradient of the parameter at `place`."""
        return gradient.copy()

    def after_step(self, run: Run, given: Gradients) -> None:
        """What the caller does with what is his, once a step is done."""


class Session:
    """A subject in the middle of a tape.  Every method raises `RaisedError` where the subject does not carry it out.

    It begins with the subject's module as it was loaded, unless `fresh` is False: then it finds what earlier runs left.
    lr is set where the tape changes it, and else left to the subject, as its users leave it.  `judged` says that somebody looks
    at where the subject wants its gradients.
    """

    def __init__(
        self,
        subject: Subject,
        hyperparameters: Mapping[str, float],
        initial: Sequence[NDArray[Any]],
        lr_paths: Sequence[Place],
        caller: Caller | None = None,
        fresh: bool = True,
        judged: bool = False,
    ) -> None:
        self.lr_paths, self.caller, self.judged = lr_paths, caller or Caller(), judged
        self.lr = hyperparameters.get("lr")
        # What runs on what fills up is judged by nobody, and counts as seen by nobody.
        self.settings = None if len(initial) % subject.shape.in_one_call else subject.settings
        if fresh:
            subject.target.rewind()
        with _watched():
            self.run = subject.start(hyperparameters, [self.caller.initial(each) for each in initial])
        self.clear = clearing(self.run.roots)

    @classmethod
    def of(
        cls, subject: Subject, tape: Tape, lr_paths: Sequence[Place], caller: Caller | None = None, *,
        fresh: bool = True, judged: bool = False,
    ) -> "Session":  # fmt: skip
        """The subject at the beginning of a tape."""
        begun = {**tape.hyperparameters, "lr": tape.lr[0]}
        return cls(subject, begun, tape.initial, lr_paths, caller, fresh, judged)

    def step(self, gradients: Gradients, lr: float) -> Played:
        """Carry out one step."""
        run, caller = self.run, self.caller
        with _watched():
            self._let_lr_be(lr)
            given = [None if each is None else caller.gradient(each, place) for place, each in enumerate(gradients)]
            # Who says where he wants his gradients is seen only where somebody holds that to the rule.
            seen = self.settings if self.judged or run.lookahead is None else None
            with measurement.step(seen, idle=all(each is None for each in given), still=_still(given)):
                points = self._points()
                run.step(given, lr)
            pairs = [(a, b) for a, b in zip(given, gradients, strict=True) if a is not None and b is not None]
            changed = [a for a, b in pairs if not same_numbers(a, b)]
            cleared = all(same_numbers(each, np.zeros_like(each)) for each in changed)
            played = Played([_numbers(each) for each in run.read()], points, not changed, cleared)
            caller.after_step(run, given)
            self._clear()
        return played

    def _clear(self) -> None:
        """Clear the gradients as training does between two steps, by the subject's own method: it may clear more than these."""
        if self.clear is not None:
            with suppress(Exception):  # what it lacks here, as a model, its users have
                self.clear()

    def _points(self) -> list[NDArray[Any]]:
        """Where the subject wants the gradients of the next step."""
        run = self.run
        return [np.array(each) for each in (run.read() if run.lookahead is None else run.lookahead())]

    def by_closure(self, gradients: Gradients, lr: float) -> Sequence[bool]:
        """Carry out one step that takes a closure; for each time that it called it, whether PyTorch was recording there."""
        assert self.run.by_closure is not None
        with _watched():
            self._let_lr_be(lr)
            return self.run.by_closure([None if each is None else each.copy() for each in gradients])

    def join(self, parameter: NDArray[Any]) -> None:
        """Let another parameter take part from now on, in a run that takes more of them."""
        assert self.run.add is not None
        self.run.add(parameter.copy())
        # It may come with an lr of its own, as a group of PyTorch's does: who changed the lr sets it there as well.
        self.lr = None

    def _let_lr_be(self, lr: float) -> None:
        if lr != self.lr:
            # What a setter does is seen, and counts as no step.
            with measurement.step(self.settings, 0):
                self.run.let_rate_be(self.lr_paths, lr)
            self.lr = lr

    def through(self, tape: Tape) -> NDArray[np.float64]:
        """The parameters after each step of a tape, as rows: no more is seen of it, and that in a fifth of the time.

        Of who says where he wants his gradients, these points stand behind them.
        """
        run, rows = self.run, []
        with _watched():
            for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
                self._let_lr_be(lr)
                with measurement.step(self.settings, still=_still(gradients)):
                    points = [] if run.lookahead is None else [np.array(each).ravel() for each in run.lookahead()]
                    run.step([None if each is None else each.copy() for each in gradients], lr)
                rows.append([*(_numbers(each).ravel() for each in run.read()), *points])
        return np.array([np.concatenate(row).astype(np.float64) for row in rows])

    def parameters(self) -> list[NDArray[Any]]:
        """Copies of the parameters as they are now."""
        with _watched():
            return [_numbers(each) for each in self.run.read()]


def play(subject: Subject, tape: Tape, lr_paths: Sequence[Place], caller: Caller | None = None) -> Iterator[Played]:
    """The subject's parameters after each step of the tape.  Raises `RaisedError`."""
    session = Session.of(subject, tape, lr_paths, caller, judged=True)
    for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
        yield session.step(gradients, lr)


@contextmanager
def _watched() -> Generator[None]:
    """Silence what NumPy says of somebody's arithmetic, and turn whatever he raises into `RaisedError`."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except BaseException as error:
        raise _told(error) from error


def _told(error: BaseException) -> RaisedError:
    """What the subject raised, as a clause, and whose doing that was: that of the code in the innermost frame."""
    if isinstance(error, SubjectError):
        return (StoppedEarlyError if isinstance(error, StoppedError) else RaisedError)(str(error))
    if isinstance(error, Exception) and _is_ours(error):
        return DrivingError(f"optproof does not call it as it wants to be called ({describe(error)})")
    return RaisedError(f"it raised {describe(error)}")


def _is_ours(error: Exception) -> bool:
    frames = (Path(frame.f_code.co_filename) for frame, _ in walk_tb(error.__traceback__))
    # A symbol that a module has kept from a trace stands for a number, and what is raised in it is raised where it is used.
    return [path for path in frames if not path.is_relative_to(OWN / "symbolic")][-1].is_relative_to(OWN)


OWN = Path(__file__).parents[1]
"""Where the code lies that drives subjects."""


def same_numbers(left: NDArray[Any], right: NDArray[Any]) -> bool:
    """Whether two arrays are the same, to the bit; NaN is like NaN."""
    if left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes():
        return True  # nearly always, and in a tenth of the time
    return np.array_equal(np.asarray(left, np.float64), np.asarray(right, np.float64), equal_nan=True)


def _still(gradients: Gradients) -> bool:
    """Whether the gradient of some parameter is zero throughout, so that what its step does with it may not be seen."""
    return any(each is not None and each.size > 0 and not each.any() for each in gradients)


def _numbers(parameter: Any) -> NDArray[Any]:
    array = np.array(parameter)
    if array.dtype.kind not in "fiu" and array.dtype.name != "bfloat16":
        raise MisconductError(f"it turns a parameter into {array.dtype} ({type(parameter).__name__})")
    return array


def shown_in_float32(subject: Subject, tape: Tape, lr_paths: Sequence[Place]) -> str:
    """What a run in float64 shows of float32, as a clause: that some of its state is, or that all its parameters hold nothing more."""
    session = Session.of(subject, tape, lr_paths)
    for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
        session.step(gradients, lr)
    single = [
        kept_as(leaf.path)
        for leaf in leaves(session.run.roots, session.run.apart())
        if isinstance(leaf.value, np.ndarray | np.generic) and leaf.value.dtype == np.float32
    ]
    if single:
        return f"it keeps {listed([*dict.fromkeys(single)])} in float32"
    narrow = all(np.array_equal(each, each.astype(np.float32), equal_nan=True) for each in session.parameters())
    return "it computes in float32" if narrow else ""
