"""Hold a subject's floats to the oracle within the bound."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException

from ...reference.oracle import judge
from ...reference.rule import Form
from ...reference.tape import Tape
from ..subjects.graph import Path
from ..subjects.run import Subject
from .driving import RaisedError, computes_in_float32, play
from .setting import Setting
from .tally import Tally
from .tapes import shaped_tape, tapes, wide_tape

EXAMPLES = 24
"""Tapes that Hypothesis draws for each dtype."""

DTYPES = ("float64", "float32")


@dataclass(frozen=True)
class Departure:
    """Where a subject left the rule: the first step and the element that is furthest from it, in units of the bound."""

    step: int
    parameter: int
    index: int
    computed: float
    expected: float
    bound: float
    excess: float
    what: str = "theta"


@dataclass(frozen=True)
class Counterexample:
    """A tape on which the subject leaves the rule, replayed on its real code."""

    tape: Tape
    departure: Departure


@dataclass(frozen=True)
class Arithmetic:
    """What the fuzzer found."""

    tally: Tally
    counterexample: Counterexample | None = None
    raised: str = ""
    narrower: str = ""
    """The dtype in which it computes, whatever the parameters' dtype is; empty where it is theirs."""


def departure(
    subject: Subject,
    form: Form,
    tape: Tape,
    lr_paths: Sequence[Path],
    tally: Tally | None = None,
    judged: np.dtype[Any] | None = None,
) -> Departure | None:
    """The first step in which the subject is further from the form than the bound of `judged` allows.

    `judged` is the tape's own dtype where None.  Raises `RaisedError`.

    Hyperparameters may be meant exactly, or as the dtype rounds them; a subject may do either, but not both.
    """
    played = list(play(subject, tape, lr_paths))
    found: Departure | None = None
    for reading in _readings(tape, judged or tape.dtype):
        found, count, worst = _compare(form, reading, played, judged)
        if found is None:
            if tally is not None:
                tally.scalars += count
                tally.worst = max(tally.worst, worst)
            break
    if tally is not None:
        tally.tapes += 1
        tally.steps += tape.steps
    return found


def _readings(tape: Tape, dtype: np.dtype[Any]) -> list[Tape]:
    rounded = {name: float(np.asarray(value, dtype)) for name, value in tape.hyperparameters.items()}
    rates = tuple(float(np.asarray(value, dtype)) for value in tape.lr)
    same = rounded == tape.hyperparameters and rates == tape.lr
    return [tape] if same else [tape, Tape(tape.initial, tape.gradients, rates, rounded)]


def _compare(
    form: Form, tape: Tape, played: Sequence[Any], judged: np.dtype[Any] | None
) -> tuple[Departure | None, int, float]:
    count, worst = 0, 0.0
    for step, (expected, found) in enumerate(zip(judge(form, tape, judged), played, strict=True), 1):
        far: list[Departure] = []
        for p, (rule, mine) in enumerate(zip(expected, found.parameters, strict=True)):
            excess = rule.excess(mine)
            count += int(np.isfinite(rule.bound).sum())
            worst = max(worst, float(np.max(excess, initial=0.0)))
            if np.any(excess > 1):
                i = int(np.argmax(excess))
                far.append(
                    Departure(
                        step,
                        p,
                        i,
                        float(mine.flat[i]),
                        float(rule.value.flat[i]),
                        float(rule.bound.flat[i]),
                        float(excess.flat[i]),
                    )
                )
            far += _other_point(step, p, rule, found)
        if far:
            return max(far, key=lambda each: each.excess), count, worst
    return None, count, worst


def _other_point(step: int, p: int, rule: Any, found: Any) -> list[Departure]:
    """A gradient taken elsewhere than the rule takes it, by more than the bound on θ itself."""
    here = np.asarray(found.gradient_at[p], np.float64)
    allowed = rule.gradient_bound
    with np.errstate(all="ignore"):
        distance = np.where(np.isfinite(allowed), np.abs(here - rule.gradient_at), 0.0)
    far = distance > allowed
    if not np.any(far):
        return []
    i = int(np.argmax(far))
    with np.errstate(all="ignore"):
        excess = float(distance.flat[i] / allowed.flat[i])
    return [
        Departure(
            step,
            p,
            i,
            float(here.flat[i]),
            float(rule.gradient_at.flat[i]),
            float(allowed.flat[i]),
            excess,
            "gradient at",
        )
    ]


def fuzz(
    subject: Subject,
    form: Form,
    setting: Setting,
    lr_paths: Sequence[Path],
    seed_value: int,
    *,
    dtypes: Sequence[str] = DTYPES,
    many_steps: bool = False,
) -> Arithmetic:
    """Try wide tapes and Hypothesis' tapes in each dtype; shrink what fails.

    `many_steps` adds a long tape, for what no proof covers beyond its first steps.

    A subject that computes in float32 whatever it is given is held to float32 throughout.
    """
    hunt = _Hunt(subject, form, setting, lr_paths, seed_value, Tally(dtypes=tuple(dtypes)), many_steps)
    name = ""
    try:
        for name in dtypes:
            found = hunt.in_dtype(np.dtype(name))
            if found is None:
                continue
            if name == "float64" and hunt.in_float32():
                hunt.narrower = "float32"
                continue
            return Arithmetic(hunt.tally, found)
    except RaisedError as error:
        return Arithmetic(hunt.tally, None, f"on {name} arrays {error}")
    return Arithmetic(hunt.tally, narrower=hunt.narrower)


@dataclass
class _Hunt:
    """The search for a tape on which a subject leaves a form."""

    subject: Subject
    form: Form
    setting: Setting
    lr_paths: Sequence[Path]
    seed: int
    tally: Tally
    many_steps: bool
    narrower: str = ""

    def in_dtype(self, dtype: np.dtype[Any], judged: np.dtype[Any] | None = None) -> Counterexample | None:
        """The smallest such tape in `dtype`, judged as if it were computed in `judged`."""
        sizes = [(25, 96), (25, 96), *([(256, 4)] if self.many_steps else [])]
        for number, (steps, scalars) in enumerate(sizes):
            tape = _as_dtype(wide_tape(self.setting, judged or dtype, self.seed + number, steps, scalars), dtype)
            found = departure(self.subject, self.form, tape, self.lr_paths, self.tally, judged)
            if found is not None:
                return self.shrunk(dtype, judged) or Counterexample(tape, found)
        return self.in_shapes(dtype, judged) or self.shrunk(dtype, judged)

    def in_shapes(self, dtype: np.dtype[Any], judged: np.dtype[Any] | None) -> Counterexample | None:
        """Parameters of equal shapes, of two dimensions and of none; shapes that the subject cannot take are let go."""
        for shapes in (((2,), (2,), (3,)), ((2, 2), (1, 3)), ((),)):
            tape = _as_dtype(shaped_tape(self.setting, judged or dtype, self.seed, shapes), dtype)
            try:
                found = departure(self.subject, self.form, tape, self.lr_paths, self.tally, judged)
            except RaisedError:
                continue
            if found is not None:
                return Counterexample(tape, found)
        return None

    def in_float32(self) -> bool:
        """Whether the subject computes in float32 where it is given float64, and does so rightly."""
        double, single = np.dtype(np.float64), np.dtype(np.float32)
        tape = _as_dtype(wide_tape(self.setting, single, self.seed, steps=5), double)
        shows = computes_in_float32(self.subject, tape, self.lr_paths)
        return shows and self.in_dtype(double, single) is None

    def shrunk(self, dtype: np.dtype[Any], judged: np.dtype[Any] | None) -> Counterexample | None:
        """The smallest tape that Hypothesis finds."""
        smallest: list[Counterexample] = []

        @seed(self.seed)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.filter_too_much,
                HealthCheck.large_base_example,
            ],
        )
        @given(tapes(self.setting, judged or dtype))
        def holds(tape: Tape) -> None:
            own = _as_dtype(tape, dtype)
            found = departure(self.subject, self.form, own, self.lr_paths, self.tally, judged)
            if found is not None:
                smallest[:] = [Counterexample(own, found)]
                raise _Departed

        with suppress(_Departed, HypothesisException):
            holds()
        return smallest[0] if smallest else None


def _as_dtype(tape: Tape, dtype: np.dtype[Any]) -> Tape:
    if tape.dtype == dtype:
        return tape
    rows = tuple(tuple(None if each is None else each.astype(dtype) for each in row) for row in tape.gradients)
    return Tape(tuple(each.astype(dtype) for each in tape.initial), rows, tape.lr, tape.hyperparameters)


class _Departed(Exception):
    pass
