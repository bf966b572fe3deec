"""The kill matrix: every mistake, made in every form where it can be made, and everything that should notice it."""

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from functools import partial

import numpy as np

from optproof.reference.library import RULES, find_form, find_rule
from optproof.reference.lowering import lowered
from optproof.reference.mistakes import COMBINED, OPTIONS, find_mistake, mistakes_of
from optproof.reference.mistakes.usual import USUAL
from optproof.reference.rule import Form, Rule
from optproof.verification.diagnosis.evidence import Evidence, gather, question
from optproof.verification.fuzzing.departure import departures
from optproof.verification.fuzzing.setting import Setting
from optproof.verification.fuzzing.tally import Tally
from optproof.verification.fuzzing.tapes import wide_tape
from optproof.verification.process.isolation import LostError, isolated
from optproof.verification.process.progress import KEEPERS
from optproof.verification.proof.prover import prove
from optproof.verification.questions.check import examine
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
from optproof.verification.verdicts.verdict import Verdict

EXAMPLES = 2
"""Tapes that Hypothesis draws: a lowered form is refuted by algebra, and none of them is needed."""

TAPES = 6
"""Wide tapes on which a form is held to the bound of a dtype."""

LIMIT = 60.0
"""Seconds that a case may take; what takes longer is not killed."""

WAYS = ("algebra", "bound-float64", "bound-float32")
"""Our own ways to notice a mistake, beside the usual ones."""


@dataclass(frozen=True)
class Case:
    """A form with mistakes made in it, one after the other; with none it is the form itself."""

    rule: str
    form: str
    mistakes: tuple[str, ...] = ()

    @property
    def right(self) -> Form:
        return find_form(find_rule(self.rule), self.form)

    @property
    def wrong(self) -> Form:
        return made(find_rule(self.rule), self.right, self.mistakes)


@dataclass(frozen=True)
class Outcome:
    """What became of a case.

    Attributes:
        verdict: of the whole check, held to the form.
        named: the mistakes that the verdict names, or `form NAME` where it names another published form.
        exact: whether what is named was proved to be what was made.
        noticed: for each way of testing, whether it fails; first ours, then the usual ones.
        copied: whether the bound's check fails where its reference is a copy of what it judges: it must not.
        steps: the length of the counterexample.
        seconds: what the whole check took.
    """

    case: Case
    verdict: str
    named: tuple[str, ...]
    exact: bool
    noticed: dict[str, bool]
    copied: bool
    steps: int
    seconds: float

    @property
    def killed(self) -> bool:
        """Refuted, and named as what it is."""
        return self.verdict == "refuted" and self.exact


def cases() -> Iterator[Case]:
    """Every form of the rules by itself, and with each mistake that can be made in it.

    In rules with parts, the mistakes are those of the parts; `others` has the rest.
    """
    for rule in (*RULES, *COMBINED):
        for form in rule.forms:
            yield Case(rule.name, form.name)
            for mistake in mistakes_of(rule, form):
                if rule in RULES or mistake in OPTIONS:
                    yield Case(rule.name, form.name, (mistake.id,))


def others(seed: int = 0) -> list[Case]:
    """The mistakes of the rules themselves, made in rules with parts, in an order that is drawn: half an hour's work."""
    found = [
        Case(rule.name, form.name, (mistake.id,))
        for rule in COMBINED
        for form in rule.forms
        for mistake in mistakes_of(rule, form)
        if mistake not in OPTIONS
    ]
    random.Random(seed).shuffle(found)
    return found


def made(rule: Rule, form: Form, mistakes: Sequence[str]) -> Form:
    """The form with the mistakes made in it."""
    for each in mistakes:
        form = find_mistake(each).apply(rule, form)
    return form


def outcomes(found: Sequence[Case], pool: Executor | None = None) -> Iterator[Outcome]:
    """What becomes of each case, as it comes; in the processes of `pool`, where there is one."""
    if pool is None:
        yield from map(outcome, found)
    else:
        for each in as_completed([pool.submit(outcome, case) for case in found]):
            yield each.result()


def outcome(case: Case) -> Outcome:
    """Lower a case to a NumPy optimizer, check it, and put it to the usual tests; in a fork, for a limited time."""
    begun = time.perf_counter()
    try:
        return isolated(lambda: _outcome(case), LIMIT)
    except LostError:
        nothing = dict.fromkeys((*WAYS, *(way.id for way in USUAL)), False)
        return Outcome(case, "unknown", (), False, nothing, False, 0, round(time.perf_counter() - begun, 3))


def _outcome(case: Case) -> Outcome:
    rule, right, wrong = find_rule(case.rule), case.right, case.wrong
    KEEPERS.set(())  # a verdict alone is no outcome
    begun = time.perf_counter()
    verdict = examine(lowered(wrong), question(rule.name, right.name, {}, None, 0, EXAMPLES))
    seconds = time.perf_counter() - begun
    evidence = evidence_on(case, wrong)
    left = partial(leaves_bound, evidence, evidence.find_setting(right))
    ours = (verdict.algebra.verdict == "refuted", left(right, "float64"), left(right, "float32"))
    return Outcome(
        case,
        verdict.verdict,
        _named(verdict, case),
        _is_exact(evidence, verdict, case),
        dict(zip(WAYS, ours, strict=True)) | {way.id: way.notices(right, wrong) for way in USUAL},
        left(wrong, "float64"),
        0 if verdict.counterexample is None else verdict.counterexample.step,
        round(seconds, 3),
    )


def evidence_on(case: Case, wrong: Form) -> Evidence:
    """What the trace of a lowered case has to say."""
    asked = question(case.rule, case.form, {}, None, 0, EXAMPLES)
    subject = recognise(load(lowered(wrong)), asked.rule, None, {})
    return gather(subject, asked, lr_paths(subject))


def leaves_bound(evidence: Evidence, setting: Setting, form: Form, dtype: str) -> bool:
    """Whether the subject leaves the bound of the form on one of a few wide tapes."""
    tapes = [wide_tape(setting, np.dtype(dtype), seed) for seed in range(TAPES)]
    found = departures(evidence.subject, form, tapes, evidence.paths, Tally())
    return any(each.left is not None for each in found)


def _named(verdict: Verdict, case: Case) -> tuple[str, ...]:
    if verdict.mistakes:
        return tuple(each.id for each in verdict.mistakes)
    return (f"form {verdict.form}",) if verdict.form not in (None, case.form) else ()


def _is_exact(evidence: Evidence, verdict: Verdict, case: Case) -> bool:
    """Whether the verdict names what was made, or what is proved to be the same."""
    named = tuple(each.id for each in verdict.mistakes)
    if named and sorted(named) == sorted(case.mistakes) and verdict.closest == case.form:
        return True
    home = verdict.closest if named else verdict.form
    if evidence.trace is None or home is None or (not named and home == case.form):
        return False
    same = made(evidence.asked.rule, find_form(evidence.asked.rule, home), named)
    return prove(evidence.trace, same).outcome == "equal"
