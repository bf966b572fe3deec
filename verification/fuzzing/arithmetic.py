"""Hold a subject's floats to the oracle within the bound."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException

from ...reference.rule import Form
from ...reference.tape import Tape
from ..subjects.object_graph import Path
from ..subjects.subject import Subject
from ..symbolic.dtypes import as_dtype, dtype_of
from .acceptance import Acceptance
from .departure import Counterexample, Departure, Outcome, alone, departure, departures
from .driving import DrivingError, RaisedError, StoppedEarlyError, shown_in_float32
from .setting import Setting
from .tally import Tally
from .tapes import shaped_tape, tapes, values_of, wide_tape

__all__ = ["EXAMPLES", "Arithmetic", "Counterexample", "Departure", "accepted", "departure", "fuzz", "single_in_double"]

EXAMPLES = 24
"""Tapes that Hypothesis draws for each dtype, where nobody says how many."""

WIDE = 6
"""Wide tapes for each dtype, each with hyperparameters of its own."""

LONG = 256
"""Steps of the wide tape that looks beyond the first steps."""

ATTEMPTS = 250
"""Tapes that may be tried to find a smaller counterexample."""

SHAPES = ((2,), (2,), (3,))
"""Parameters of equal shapes, and of another."""


@dataclass(frozen=True)
class Arithmetic:
    """What the fuzzer found.

    Attributes:
        raised: what the subject raised on a tape, as a clause; empty where it raised nothing.
        beyond: a tape on which its state leaves the range of the dtype, though the rule does not.
        refused: what it raised on extreme gradients alone, as a clause; empty where it raised nothing.
    """

    tally: Tally
    counterexample: Counterexample | None = None
    raised: str = ""
    beyond: Counterexample | None = None
    refused: str = ""


def fuzz(
    subject: Subject,
    form: Form,
    setting: Setting,
    lr_paths: Sequence[Path],
    seed_value: int,
    *,
    dtypes: Sequence[str] = ("float64",),
    examples: int = EXAMPLES,
    many_steps: bool = False,
) -> Arithmetic:
    """Try wide tapes and Hypothesis' tapes in each dtype; shrink what fails.

    `many_steps` adds a long tape, for what no proof covers beyond its first steps.

    A subject that computes in float32 whatever it is given is held to float32 throughout.  Raises `DrivingError`.
    """
    tally = Tally()
    hunt = _Hunt(subject, form, setting, lr_paths, seed_value, Tally(), examples, many_steps)
    for name in dtypes:
        dtype = dtype_of(name)
        if dtype is None:
            continue
        judged = None
        try:
            found = hunt.in_dtype(dtype)
            if found is not None and name == "float64" and hunt.shows_float32():
                judged = np.dtype(np.float32)
                hunt.tally = Tally()  # what was held to a bound that is not its own does not count
                found = hunt.in_dtype(dtype, judged)
            if found is not None:
                return Arithmetic(tally, hunt.smaller(found, dtype, judged))
        except DrivingError:
            raise
        except RaisedError as error:
            return Arithmetic(tally, None, f"on {name} arrays {error}")
        finally:
            tally.add(hunt.tally)
            hunt.tally = Tally()
    return Arithmetic(tally, beyond=hunt.beyond, refused=hunt.refused)


def accepted(subject: Subject, setting: Setting, lr_paths: Sequence[Path]) -> Setting:
    """The setting without what the subject refuses, loudly, as some refuse β = 0 or lr > 1: the nearest stands for it."""
    fixed = {**setting.fixed, **({} if setting.lr is None else {"lr": setting.lr})}
    acceptance = Acceptance.of(subject, lr_paths, fixed)
    if acceptance is None:
        return setting
    names = (*setting.free, *(() if setting.lr is not None else ("lr",)))
    tried = [(name, value) for name in names for value in values_of(name, np.dtype(np.float64), setting)]
    found = {each: acceptance.towards(*each) for each in tried}
    instead = {each: value for each, value in found.items() if value != each[1]}
    return replace(setting, instead={**setting.instead, **instead}, acceptance=acceptance)


def single_in_double(subject: Subject, setting: Setting, lr_paths: Sequence[Path], seed_value: int) -> str:
    """What a subject that is given float64 shows of float32, as a clause: that it keeps or computes in it; empty where nothing."""
    tape = shaped_tape(setting, np.dtype(np.float32), seed_value, SHAPES)
    return shown_in_float32(subject, as_dtype(tape, np.dtype(np.float64)), lr_paths)


@dataclass
class _Hunt:
    """The search for a tape on which a subject leaves a form."""

    subject: Subject
    form: Form
    setting: Setting
    lr_paths: Sequence[Path]
    seed: int
    tally: Tally
    examples: int
    many_steps: bool
    beyond: Counterexample | None = None
    refused: str = ""

    def in_dtype(self, dtype: np.dtype[Any], judged: np.dtype[Any] | None = None) -> Counterexample | None:
        """Such a tape in `dtype`, judged as if it were computed in `judged`.  Raises `RaisedError`."""
        drawn = judged or dtype
        wide = [wide_tape(self.setting, drawn, self.seed + number) for number in range(WIDE)]
        long = [wide_tape(self.setting, drawn, self.seed, LONG)] if self.many_steps else []
        own = [as_dtype(each, dtype) for each in (*wide, *self.drawn(drawn))]
        for bundle in (own, [as_dtype(each, dtype) for each in long]):
            found = self.first(bundle, judged)
            if found is not None:
                return found
        return None

    def smaller(self, found: Counterexample, dtype: np.dtype[Any], judged: np.dtype[Any] | None) -> Counterexample:
        """The smallest tape that Hypothesis finds, or else what is left of the one found.  Raises `RaisedError`."""
        return self.shrunk(dtype, judged) or self.reduced(found, judged)

    def first(self, bundle: Sequence[Tape], judged: np.dtype[Any] | None) -> Counterexample | None:
        """Where the subject departs on one of the tapes.  Raises `RaisedError` where it raises first."""
        for each in self.outcomes(bundle, judged):
            if each.raised is not None and not isinstance(each.raised, StoppedEarlyError):
                raise each.raised
            if each.left is not None:
                return each.left
        return None

    def outcomes(self, bundle: Sequence[Tape], judged: np.dtype[Any] | None) -> list[Outcome]:
        if not bundle:
            return []
        found = departures(self.subject, self.form, bundle, self.lr_paths, self.tally, judged)
        found = [
            self.at_what_is_taken(tape, each, judged) if each.raised is not None else each
            for tape, each in zip(bundle, found, strict=True)
        ]
        self.beyond = next((each.beyond for each in found if each.beyond is not None), self.beyond)
        self.refused = self.refused or next((str(each.refused) for each in found if each.refused is not None), "")
        return found

    def at_what_is_taken(self, tape: Tape, outcome: Outcome, judged: np.dtype[Any] | None) -> Outcome:
        """What becomes of a tape that the subject did not finish, if it refuses its hyperparameters, at the nearest."""
        other = self.setting.taken(tape)
        if other is tape:
            return outcome
        (found,) = departures(self.subject, self.form, [other], self.lr_paths, self.tally, judged)
        return found

    def shows_float32(self) -> bool:
        """Whether the subject computes in float32 where it is given float64."""
        self.beyond = None
        return bool(single_in_double(self.subject, self.setting, self.lr_paths, self.seed))

    def drawn(self, dtype: np.dtype[Any]) -> list[Tape]:
        """Tapes that Hypothesis draws."""
        return [*_drawn(self.setting, dtype, self.seed, self.examples)]

    def shrunk(self, dtype: np.dtype[Any], judged: np.dtype[Any] | None) -> Counterexample | None:
        """The smallest tape that Hypothesis finds."""
        smallest: list[Counterexample] = []
        left = iter(range(ATTEMPTS))

        def hold(tape: Tape) -> None:
            if next(left, None) is None:
                return  # Hypothesis calls that flaky, and stops.
            found = self.first([as_dtype(tape, dtype)], judged)
            if found is not None:
                smallest[:] = [found]
                raise _Departed

        with suppress(_Departed, RaisedError, HypothesisException):
            phases = (Phase.generate, Phase.shrink)
            _search(self.setting, judged or dtype, self.seed, self.examples, phases, hold)
        return smallest[0] if smallest else None

    def reduced(self, found: Counterexample, judged: np.dtype[Any] | None) -> Counterexample:
        """The one element that departs, if it does so alone as well."""
        return self.first([alone(found)], judged) or found


@lru_cache(maxsize=64)
def _drawn(setting: Setting, dtype: np.dtype[Any], seed_value: int, examples: int) -> tuple[Tape, ...]:
    """Tapes that Hypothesis draws: the same for every subject of which a tape may choose the same."""
    found: list[Tape] = []
    _search(setting, dtype, seed_value, examples, (Phase.generate,), found.append)
    return tuple(found)


def _search(
    setting: Setting,
    dtype: np.dtype[Any],
    seed_value: int,
    examples: int,
    phases: tuple[Phase, ...],
    act: Callable[[Tape], object],
) -> None:
    """Let Hypothesis draw tapes for `act`."""

    @seed(seed_value)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(tapes(setting, dtype))
    def holds(tape: Tape) -> None:
        act(tape)

    holds()


class _Departed(Exception):
    pass
