"""Wide tapes in the place of somebody's tests: a mutant that leaves the bound of the rule on one of them is noticed.

That takes a tenth of a second, where the whole check takes seconds; what stays within the bound is put to the whole check.
"""

import contextlib
import io
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ...reference.rule import Form
from ...reference.tape import Tape
from ..diagnosis.evidence import Evidence, gather
from ..fuzzing.departure import departures
from ..fuzzing.tally import Tally
from ..fuzzing.tapes import wide_tape
from ..process.guard import unspoiled
from ..process.isolation import LostError, isolated
from ..subjects.rates import lr_paths
from ..subjects.recognition import recognise
from ..subjects.replaced_code import StillbornError
from .judging import Asked, loaded
from .mutants import Mutant, planted
from .suite import Run

SEEDS = (0, 1)
"""Of the tapes: what the first does not tell, a second with other hyperparameters may."""


def run_tapes(asked: Asked, mutants: Sequence[Mutant | None], time_limit: float) -> list[Run]:
    """Hold each mutant to the rule on a few tapes; None is the optimizer as it is."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        evidence, form, tapes = _staged(asked)
        return [_run(evidence, form, tapes, each, time_limit) for each in mutants]


@lru_cache(maxsize=4)
def _staged(asked: Asked) -> tuple[Evidence, Form, tuple[Tape, ...]]:
    """How the target is driven, as it is, and the tapes on which it is."""
    with unspoiled():
        question = asked.question()
        subject = recognise(loaded(asked.target), question.rule, asked.shape, dict(asked.settings))
        evidence = gather(subject, question, lr_paths(subject))
        (form,) = question.forms
        setting = evidence.find_setting(form)
    return evidence, form, tuple(wide_tape(setting, np.dtype(np.float64), seed) for seed in SEEDS)


def _run(evidence: Evidence, form: Form, tapes: Sequence[Tape], mutant: Mutant | None, time_limit: float) -> Run:
    try:
        found: Run = isolated(lambda: _planted(evidence, form, tapes, mutant), time_limit)
    except LostError as error:
        return Run("killed", str(error))
    return found


def _planted(evidence: Evidence, form: Form, tapes: Sequence[Tape], mutant: Mutant | None) -> Run:
    try:
        with contextlib.nullcontext() if mutant is None else planted(mutant):
            return _held(evidence, form, tapes)
    except StillbornError as error:
        return Run("stillborn", str(error))


def _held(evidence: Evidence, form: Form, tapes: Sequence[Tape]) -> Run:
    for tape in tapes:
        (found,) = departures(evidence.subject, form, [tape], evidence.paths, Tally())
        if found.raised is not None:
            return Run("killed", f"{found.raised}.")
        if found.left is not None:
            of = found.left.departure
            return Run(
                "killed", f"bound-float64: step {of.step} is {of.excess:.1e} times as far off as rounding explains."
            )
    return Run("survived")
