"""What a mutant is: by the same check that anybody's optimizer gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from ...reference.library import RULES
from ..diagnosis.evidence import Question, question
from ..process.isolation import LostError, isolated
from ..process.progress import keeping
from ..questions.briefly import BRIEFLY
from ..questions.check import examine
from ..subjects.replaced_code import AbsentError, StillbornError
from ..subjects.target import Target, load
from ..symbolic.patches import meanwhile
from ..verdicts.verdict import Checked, Verdict
from .mutants import Mutant, planted
from .reached import DRIVING, watched

Sort = Literal["equivalent", "mistake", "wrong", "misconduct", "unlike", "unreached", "unknown", "stillborn"]

EXAMPLES = 6
"""Tapes that Hypothesis draws for each dtype: hundreds of mutants are checked."""


@dataclass(frozen=True)
class Judgement:
    """What a mutant is, by the rule that the optimizer was found to compute.

    Attributes:
        sort: "equivalent" is proved to compute the same, and conducts itself as well; a "mistake" is of the catalogue;
            "wrong" computes another thing; "misconduct" fails a check of arithmetic or conduct; "unlike" computes the same, and some check
            comes to something else than without the change, as to a caution; "unreached" stands
            outside the step, where no more of the check comes than `reason` says; "unknown" could not be decided; "stillborn" cannot be run.
        names: the mistakes, or the checks that fail.
        reason: what the verdict says.
    """

    sort: Sort
    names: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Asked:
    """What mutants of a target are held to, in plain data that goes from process to process."""

    target: str
    rule: str
    form: str
    settings: tuple[tuple[str, Any], ...] = ()
    shape: str | None = None
    seed: int = 0

    def question(self) -> Question:
        return question(self.rule, self.form, dict(self.settings), self.shape, self.seed, EXAMPLES)


def what_it_is(
    target: str, rule: str | None, settings: dict[str, Any], shape: str | None, seed: int
) -> tuple[Asked | None, str]:
    """The rule and form that the target was proved to compute; or None, and why it is not known.

    Raises `UnknownNameError`, and `TargetError` where it cannot be found.
    """
    reasons: list[str] = []
    for name in [rule] if rule is not None else [each.name for each in RULES]:
        asked = question(name, None, settings, shape, seed, EXAMPLES)
        try:
            verdict: Verdict = isolated(lambda asked=asked: _examined(target, asked, briefly=rule is None))
        except LostError as error:
            reasons.append(str(error))
            continue
        if verdict.verdict == "proved" and verdict.form is not None:
            return Asked(target, name, verdict.form, tuple(settings.items()), shape, seed), ""
        if not verdict.shape and not reasons:
            load(target)  # what cannot be found is not looked for again, for every rule
        reasons.append(f"as {name} it is {verdict.verdict.upper()}: {verdict.reason}")
    return None, reasons[0] if len(
        reasons
    ) == 1 else "It was not proved to be a form of any rule; name one with --rule."


def _examined(target: str, asked: Question, *, briefly: bool) -> Verdict:
    """The verdict; why it is none of all other rules nobody asks."""
    with meanwhile(BRIEFLY, briefly):
        return examine(target, asked)


@lru_cache(maxsize=8)
def loaded(target: str) -> Target:
    """The target, once for each process: a mutant takes the place of what was loaded last."""
    return load(target)


def judged(asked: Asked, mutant: Mutant, time_limit: float) -> Judgement:
    """Check the target with the mutant in its place, in a fork."""
    target = loaded(asked.target)
    try:
        found, outcomes = isolated(lambda: _judged_here(target, asked, mutant), time_limit)
        if found.sort not in ("equivalent", "unreached"):
            return found
        before = _as_it_is(asked, time_limit)
    except LostError as error:
        return Judgement("unknown", (), str(error))
    # Proved equal is not enough: a caution that was not there before makes it another optimizer.
    other = {id: f"{id}: {outcome}, where it was {before[id]}" for id, outcome in outcomes if outcome != before[id]}
    return Judgement("unlike", tuple(other), "; ".join(other.values())) if other else found


Outcomes = tuple[tuple[str, str], ...]
"""The id of each check, and what it came to."""


@lru_cache(maxsize=8)
def _as_it_is(asked: Asked, time_limit: float) -> dict[str, str]:
    """What each check comes to without any change.  Raises `LostError`."""
    target = loaded(asked.target)
    found: Verdict = isolated(lambda: examine(target.object, asked.question()), time_limit)
    return dict(_heard(found)[1])


def _judged_here(target: Target, asked: Asked, mutant: Mutant) -> tuple[Judgement, Outcomes]:
    try:
        with planted(mutant, marked=True), watched() as stages, keeping(_heard):
            verdict = examine(target.object, asked.question())
    except StillbornError as error:
        return Judgement("stillborn", (), str(error)), ()
    except AbsentError as error:
        return Judgement("unknown", (), str(error)), ()
    found, outcomes = _heard(verdict)
    if found.sort == "equivalent" and not stages & DRIVING:
        # What the step does not run is no part of what is proved: equal is only what it runs.
        found = Judgement("unreached", (), f"Run by {', '.join(sorted(stages))} alone." if stages else "")
    return found, outcomes


def _heard(verdict: Verdict) -> tuple[Judgement, Outcomes]:
    return judgement_of(verdict), tuple((each.id, each.outcome) for each in _checks(verdict))


def _checks(verdict: Verdict) -> Sequence[Checked]:
    return *verdict.arithmetic.checks, *verdict.conduct.checks


def judgement_of(verdict: Verdict) -> Judgement:
    """What a verdict on a mutant says of it."""
    if verdict.verdict == "proved":
        return Judgement("equivalent", (), verdict.reason)
    if verdict.verdict in ("passed", "unknown"):
        return Judgement("unknown", (), verdict.reason)
    if verdict.mistakes:
        return Judgement("mistake", tuple(each.id for each in verdict.mistakes), verdict.reason)
    failed = [each.id for each in _checks(verdict) if each.outcome == "failed"]
    right = verdict.algebra.verdict in ("proved", "passed")
    return Judgement("misconduct", tuple(failed), verdict.reason) if right else Judgement("wrong", (), verdict.reason)
