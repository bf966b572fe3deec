"""Two optimizers that algebra cannot compare, run on the same tapes: within the bound of the one that has a formula, or to the bit."""

from dataclasses import dataclass

import numpy as np

from ...reference.rule import Form
from ..diagnosis.evidence import Evidence
from ..fuzzing.arithmetic import WIDE, Counterexample, fuzz
from ..fuzzing.counterexample import smallest_counterexample
from ..fuzzing.driving import RaisedError, play
from ..fuzzing.tapes import wide_tape


@dataclass(frozen=True)
class Run:
    """What came of running both.

    Attributes:
        tapes: on how many no difference was found.
        example: a tape on which they part by more than rounding can explain.
        obstacle: why neither can be said, as a sentence.
    """

    tapes: int = 0
    example: Counterexample | None = None
    obstacle: str = ""


def within_the_bound(evidence: Evidence, form: Form) -> Run:
    """One of the two, held to the form that the other was proved to be."""
    asked, setting = evidence.asked, evidence.find_setting(form)
    try:
        example = smallest_counterexample(evidence.subject, form, setting, evidence.paths)
    except RaisedError as error:
        return Run(obstacle=f"One could not be driven: {error}.")
    if example is not None:
        return Run(example=example)
    found = fuzz(
        evidence.subject, form, setting, evidence.paths, asked.seed, examples=asked.examples, many_steps=True
    )  # fmt: skip
    if found.raised or not found.tally.scalars:
        return Run(obstacle=f"No tape could tell: {found.raised or 'it judged none to its end'}.")
    return Run(found.tally.tapes, found.counterexample)


def to_the_bit(first: Evidence, second: Evidence) -> Run:
    """Both on the same tapes; where they differ in a bit, nobody knows whether that is rounding."""
    form = first.asked.rule.first
    setting = (
        second.find_setting(form) if len(second.subject.names) < len(first.subject.names) else first.find_setting(form)
    )
    judged = 0
    for number in range(WIDE):
        tape = wide_tape(setting, np.dtype(np.float64), first.asked.seed + number)
        try:
            for step, (one, other) in enumerate(
                zip(*(play(each.subject, tape, each.paths) for each in (first, second)), strict=True), 1
            ):
                pairs = zip((*one.parameters, *one.gradient_at), (*other.parameters, *other.gradient_at), strict=True)
                if not all(np.array_equal(left, right, equal_nan=True) for left, right in pairs):
                    return Run(obstacle=f"In step {step} they are not the same to the bit, which may be rounding.")
                if not all(np.isfinite(each).all() for each in one.parameters):
                    break  # That both are no number tells nothing, now or later.
            else:
                judged += 1
        except RaisedError as error:
            return Run(obstacle=f"One could not be driven: {error}.")
    return Run(judged) if judged else Run(obstacle="No tape could tell: on every one, what both compute is no number.")
