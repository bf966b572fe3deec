"""The walk from a target to its verdict: target → Subject → Trace → Proof or Counterexample → Diagnosis → Verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ...reference.formats import flushing
from ...reference.rule import Form
from ..checks.check import Result
from ..diagnosis.blame.whereabouts import Whereabouts, of_rounding, whereabouts
from ..diagnosis.evidence import Evidence, Question, gathered, posed
from ..diagnosis.reason import Reason, reason_by_runs, reason_of, reason_on_a_side
from ..diagnosis.wording import where
from ..fuzzing.arithmetic import Arithmetic as Runs, Counterexample
from ..fuzzing.driving import RaisedError
from ..process.guard import SpoiledError, unspoiled
from ..process.progress import Stage, keep, report
from ..proof.prover import Proof
from ..proof.regimes import Side
from ..subjects.loading import TargetError
from ..subjects.subject import Subject, SubjectError
from ..subjects.supplied import sentences, supplied
from ..subjects.target import Target, load
from ..verdicts.verdict import Algebra, Answer, Arithmetic, Conduct, Verdict
from .arguments import added_as_change, against_defaults, counted_by_epoch
from .briefly import BRIEFLY, left_briefly, refuted_briefly
from .cross_examination import (
    counterexample_to,
    cross_examined,
    left_on_a_side,
    run_against,
    shown_to,
    watched,
    with_its_mistake,
)
from .findings import (
    algebra_of,
    arithmetic_of,
    conduct_of,
    counted_once,
    formula_of,
    formula_on,
    named,
    result_of,
    shown,
)
from .reach import best, told
from .reproduction import test_of

ONE_WAY = "its branches depend on the numbers, and only one way through was followed"
"""Why what differs from a form as a formula is held to it by runs: it may be that form by all of its ways together."""

REFUTED = "the algebra is refuted"
"""Why no number is held to a rule that the formula is not."""


def examine(target: Any, asked: Question) -> Verdict:
    """Check one target in this process.  Whatever the target does, a verdict comes back."""
    label = target if isinstance(target, str) else getattr(target, "__qualname__", repr(target))
    base = Verdict(label, asked.rule.name, "unknown", seed=asked.seed)
    with supplied() as names:
        try:
            with unspoiled():
                found = load(target)
            with unspoiled():
                verdict = _walk(found, asked, base)
        except (TargetError, SubjectError, SpoiledError) as error:
            verdict = replace(base, reason=str(error))
        except RaisedError as error:
            verdict = replace(base, reason=f"It could not be driven: {error}.")
    if names:
        verdict = replace(verdict, reason=f"{verdict.reason} {sentences(names)}".strip())
    return verdict


def _walk(target: Target, asked: Question, base: Verdict) -> Verdict:
    with unspoiled():
        report(Stage.RECOGNISING)
        subject, asked = posed(target, asked)
    verdicts: list[Verdict] = []
    for each in subject.places:
        verdicts.append(_verdict_on(each, asked, base))
        if verdicts[-1].verdict not in ("proved", "passed"):
            return verdicts[-1]
    return next((each for each in verdicts if each.verdict == "passed"), verdicts[0])


def _verdict_on(subject: Subject, asked: Question, base: Verdict) -> Verdict:
    with flushing(subject.target.flushed):
        evidence = gathered(subject, asked)
        subject = evidence.subject
        driven = replace(
            base,
            shape=subject.shape.name,
            story=subject.story,
            settings=dict(subject.settings),
            cautions=(*against_defaults(evidence), *counted_by_epoch(subject), *added_as_change(subject)),
        )
        verdict = _judged(evidence, driven)
    if verdict.verdict != "refuted" or verdict.place is not None or BRIEFLY.get():
        return verdict
    # Code scanning needs a place even where no line is surely to blame.
    return _located(verdict, whereabouts(evidence, verdict.formula))


def _judged(evidence: Evidence, base: Verdict) -> Verdict:
    proof = evidence.match
    if proof is None or proof.outcome != "equal":
        proof = evidence.nearly
    if proof is not None:
        left = left_on_a_side(evidence, proof)
        if left is not None:
            reason = None if BRIEFLY.get() else reason_on_a_side(evidence, proof.form)
            if reason is not None:
                return _refuted_for(evidence, reason, base)
            return _refuted_on_a_side(evidence, proof, *left, base)
        # What no run shows is left out of the proof, and told.
        verdict = _proved(evidence.but_for_sides(proof), replace(proof, outcome="equal"), base)
        if proof.every_step or verdict.arithmetic.verdict != "refuted":
            return verdict
        # Another form may begin alike, and go on as it does.
        others = (each for each in evidence.proofs if each.outcome == "equal" and each.form != proof.form)
        again = (_proved(evidence, each, base) for each in others)
        return next((each for each in again if each.arithmetic.verdict != "refuted"), verdict)
    return _refuted(evidence, base) if evidence.differs else _judged_by_runs(evidence, base)


def _located(verdict: Verdict, answers: Iterable[Whereabouts]) -> Verdict:
    """With the last answer to where it is wrong; those before are kept, for looking takes long."""
    for answer in answers:
        verdict = replace(verdict, line=answer.line, place=answer.place)
        keep(verdict)
    return verdict


# A form fits.


def _proved(evidence: Evidence, proof: Proof, base: Verdict) -> Verdict:
    """The algebra holds: cross-examine it in floating point, and watch what it does besides."""
    allowed = best(evidence, proof)
    found, paths = cross_examined(evidence, proof.form, proof, many_steps=allowed != "proved")
    return replace(
        _by_checks(evidence, proof.form, found, base, best(evidence, proof, paths), told(evidence, proof, paths)),
        algebra=replace(algebra_of(proof, evidence), paths=paths),
        constants={name: float(value) for name, value in proof.recovered.items()},
    )


def _by_checks(
    evidence: Evidence, form: Form, results: Sequence[Result], base: Verdict, allowed: Answer, reason: str
) -> Verdict:
    """The verdict on a subject that was found to be `form`: what is `allowed`, unless the checks found something."""
    numbers, behaviour = arithmetic_of(results, evidence, form), conduct_of(results, evidence, form)
    parts = (numbers.verdict, behaviour.verdict)
    example = next((result.counterexample for result in results if result.counterexample is not None), None)
    speaking = next(
        (each for word in ("refuted", "unknown") for each in (numbers, behaviour) if each.verdict == word), None
    )
    return replace(
        base,
        verdict="refuted" if "refuted" in parts else "unknown" if "unknown" in parts else allowed,
        form=form.name,
        arithmetic=numbers,
        conduct=behaviour,
        formula=formula_of(evidence, form, proved=allowed == "proved"),
        counterexample=None if example is None else shown(example),
        reason=reason if speaking is None else speaking.detail,
        told=_failed(speaking),
        relation=str(form.relation),
        reproduce=next((each.reproduce for each in (*numbers.checks, *behaviour.checks) if each.reproduce), ""),
    )


def _failed(part: Arithmetic | Conduct | None) -> frozenset[str]:
    """The checks of which the detail of a part tells."""
    return frozenset() if part is None else frozenset(each.id for each in part.checks if each.outcome == "failed")


def _refuted_on_a_side(evidence: Evidence, proof: Proof, side: Side, example: Counterexample, base: Verdict) -> Verdict:
    """It is a form, but where a branch takes another way: that way, and not a mistake, is what is wrong."""
    form = proof.form
    step = example.departure.step
    rule = evidence.asked.rule.name
    told = f"It is {rule} in its form {form.name}, but not {where(side)}: a run leaves the rule in step {step}."
    numbers = arithmetic_of([result_of(Runs(counted_once(example), example))], evidence, form)
    return replace(
        base,
        verdict="refuted",
        algebra=replace(algebra_of(proof, evidence), verdict="refuted", detail=told),
        arithmetic=numbers,
        conduct=conduct_of(watched(evidence, form), evidence, form),
        formula=formula_on(side, form, evidence),
        counterexample=shown_to(evidence, form, example),
        closest=form.name,
        reason=told,
        constants={name: float(value) for name, value in proof.written.items()},
        reproduce=test_of(evidence, form, example),
    )


# No form fits.


def _refuted(evidence: Evidence, base: Verdict) -> Verdict:
    """The algebra differs: find the smallest tape on which the real code shows it, and name the mistake and its line."""
    brief = refuted_briefly(evidence, base) if BRIEFLY.get() else None
    return _refuted_for(evidence, reason_of(evidence), base) if brief is None else brief


def _refuted_for(evidence: Evidence, reason: Reason, base: Verdict) -> Verdict:
    """It differs for this reason, if a tape shows it."""
    example = counterexample_to(evidence, reason.form)
    if example is not None:
        reason, example = with_its_mistake(evidence, reason, example)
    if example is None:
        # It may differ in what one instance has otherwise than the next, which no tape can say.
        behaviour = conduct_of(watched(evidence, reason.form), evidence, reason.form)
        if behaviour.verdict == "refuted":
            return replace(base, verdict="refuted", conduct=behaviour, reason=behaviour.detail, told=_failed(behaviour))
        if evidence.branches_on_numbers:
            return _judged_by_runs(evidence, base, ONE_WAY)
        detail = "the formula differs from the rule, but no tape shows it on the real code"
        return replace(
            base,
            reason=f"Undecided: {detail}.",
            algebra=Algebra("unknown", detail),
            formula=formula_of(evidence, reason.form),
        )
    proof = evidence.proof_of(reason.form)
    assert proof is not None
    verdict = _differing(evidence, reason, example, base)
    verdict = replace(
        verdict,
        form=None if reason.instead is None else reason.instead.name,
        algebra=replace(algebra_of(proof, evidence), verdict="refuted", detail=str(reason)),
        arithmetic=Arithmetic("unknown", f"skipped: {REFUTED}", skipped=REFUTED),
        relation="" if reason.instead is None else str(reason.instead.relation),
        constants={name: float(value) for name, value in proof.written.items()},
        differences=reason.differences,
    )
    return verdict if reason.is_a_form else _with_line(verdict, evidence, reason)


def _differing(evidence: Evidence, reason: Reason, example: Counterexample, base: Verdict) -> Verdict:
    """What is said of every subject that leaves the rule on a tape."""
    form = reason.form
    behaviour = conduct_of(watched(evidence, form), evidence, form)
    # What has no explanation may come of its conduct, as of state that is shared, and then that is the reason.
    misconduct = behaviour.verdict == "refuted" and not reason.explains
    return replace(
        base,
        verdict="refuted",
        conduct=behaviour,
        formula=formula_of(evidence, form, reason.diagnosis, proved=reason.is_proved),
        mistakes=named(evidence.asked.rule, reason.diagnosis),
        counterexample=shown_to(evidence, form, example),
        closest=form.name,
        reason=behaviour.detail if misconduct else str(reason),
        told=_failed(behaviour) if misconduct else reason.told,
        reproduce=test_of(evidence, form, example),
    )


def _with_line(verdict: Verdict, evidence: Evidence, reason: Reason) -> Verdict:
    """With the line that is wrong, and its correction: what is found so far is kept, for looking takes long."""
    keep(verdict)
    report(Stage.BLAMING)
    forms = evidence.asked.forms if reason.diagnosis is None else (reason.form,)
    return _located(verdict, whereabouts(evidence, verdict.formula, forms, reason.diagnosis, reason.form))


# Nothing was decided by algebra.


def _judged_by_runs(evidence: Evidence, base: Verdict, otherwise: str = "") -> Verdict:
    """Hold the subject to each form by running it, and believe what stands."""
    undecided = next((proof.reason for proof in evidence.proofs if proof.outcome == "unknown"), "")
    obstacle = evidence.obstacle or undecided or otherwise
    algebra = Algebra("unknown", f"Not proved: {obstacle}." if obstacle else "Not proved.")
    base = replace(base, algebra=algebra)
    # At the rule's defaults one form may pass for another: momentum 0.9 with lr 0.1 is an average with lr 0.01.
    seen = not set(evidence.unknown_constants) - {"epsilon"}
    left: list[tuple[Form, Runs]] = []
    astray: Verdict | None = None
    for form in evidence.asked.forms if seen else ():
        runs = run_against(evidence, form)
        if runs.counterexample is None and not runs.raised and runs.tally.scalars:
            results, paths = cross_examined(evidence, form, many_steps=True)
            told_so = replace(base, algebra=replace(algebra, paths=paths))
            verdict = _by_checks(evidence, form, results, told_so, "passed", algebra.detail)
            if verdict.arithmetic.verdict != "refuted":
                return verdict
            astray = astray or verdict  # more tapes show that it is not this form
            continue
        left.append((form, runs))
    if astray is not None:
        return astray
    if evidence.unknown_constants:
        names = ", ".join(evidence.unknown_constants)
        return replace(
            base, reason=f"{algebra.detail} Its {names} cannot be seen; give what the code holds with --set."
        )
    if not any(runs.counterexample or runs.raised for _, runs in left):
        return replace(base, reason=f"{algebra.detail} No tape could tell: it judged none to its end.")
    return _refuted_by_runs(evidence, left, base)


def _refuted_by_runs(evidence: Evidence, left: Sequence[tuple[Form, Runs]], base: Verdict) -> Verdict:
    """Every form was left on a tape: tell how the one that comes nearest was."""
    if BRIEFLY.get():
        return left_briefly(evidence, left, base)
    reason = reason_by_runs(evidence)
    runs = next(runs for form, runs in left if form is reason.form)
    if runs.counterexample is not None:
        reason, example = with_its_mistake(evidence, reason, runs.counterexample)
        runs = next(runs for form, runs in left if form is reason.form)
        runs = runs if example is None else replace(runs, counterexample=example)
    numbers = arithmetic_of([result_of(runs)], evidence, reason.form)
    base = replace(base, verdict="refuted", arithmetic=numbers)
    if runs.counterexample is None:
        return replace(base, reason=numbers.detail, told=_failed(numbers), reproduce=numbers.checks[0].reproduce)
    verdict = _differing(evidence, reason, runs.counterexample, base)
    where_rounded = None if reason.rounding is None else of_rounding(evidence, reason.rounding)
    return verdict if where_rounded is None else _located(verdict, [where_rounded])
