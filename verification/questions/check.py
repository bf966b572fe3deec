"""The walk from a target to its verdict: target → Subject → Trace → Proof or Counterexample → Diagnosis → Verdict."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ...reference.formats import flushing
from ...reference.notation import text
from ...reference.rule import Form
from ..checks.check import Result, carry_out
from ..checks.context import Context
from ..checks.table import CHECKS, CONDUCT
from ..diagnosis.blame.lines import Deviation, corrected, deviation_of
from ..diagnosis.blame.place import place_of
from ..diagnosis.evidence import Evidence, Question, gathered, posed, single_value
from ..diagnosis.marking import differing
from ..diagnosis.mistakes import Diagnosis, closest_form, diagnose
from ..diagnosis.parts import Combination, recombined, switched_on
from ..diagnosis.terms import nearest
from ..fuzzing import arithmetic as floats
from ..fuzzing.compilation import compiled
from ..fuzzing.counterexample import smallest_counterexample
from ..fuzzing.driving import RaisedError
from ..process.guard import SpoiledError, unspoiled
from ..process.progress import keep, report
from ..proof.prover import Proof, prove
from ..subjects.old_numpy import SUPPLIED
from ..subjects.subject import SubjectError
from ..subjects.target import Target, TargetError, load
from ..tracing.session import STEPS
from ..verdicts.verdict import Algebra, Answer, Arithmetic, Place, Verdict
from .findings import algebra_of, arithmetic_of, conduct_of, counted_once, formula_of, named, result_of, shown, test_of

FLOAT32_IN_FLOAT64 = 2.0**53 / 2.0**24 * 64
"""Code that computes in float32 may be this many times the bound of float64 away, and is heard in full."""


def examine(target: Any, asked: Question) -> Verdict:
    """Check one target in this process.  Whatever the target does, a verdict comes back."""
    label = target if isinstance(target, str) else getattr(target, "__qualname__", repr(target))
    base = Verdict(label, asked.rule.name, "unknown", seed=asked.seed)
    before = len(SUPPLIED)
    try:
        with unspoiled():
            found = load(target)
        with unspoiled():
            verdict = _walk(found, asked, base)
    except (TargetError, SubjectError, SpoiledError) as error:
        verdict = replace(base, reason=str(error))
    except RaisedError as error:
        verdict = replace(base, reason=f"It could not be driven: {error}.")
    if SUPPLIED[before:]:
        names = ", ".join(f"np.{name}" for name in SUPPLIED[before:])
        note = f"It is written for an older NumPy: {names} had to be supplied."
        verdict = replace(verdict, reason=f"{verdict.reason} {note}".strip())
    return verdict


def _walk(target: Target, asked: Question, base: Verdict) -> Verdict:
    with unspoiled():
        report("recognising")
        subject, asked = posed(target, asked)
    with flushing(subject.target.flushed):
        evidence = gathered(subject, asked)
        subject = evidence.subject
        verdict = _found(
            evidence, replace(base, shape=subject.shape.name, story=subject.story, settings=dict(subject.settings))
        )
    if verdict.verdict != "refuted":
        return verdict
    if verdict.line is not None:
        return replace(verdict, place=Place(verdict.line.path, verdict.line.number, verdict.line.number))
    return replace(verdict, place=place_of(subject, differing(verdict.formula, verdict.mistakes)))


def _found(evidence: Evidence, base: Verdict) -> Verdict:
    match = evidence.match
    if match is not None and match.outcome == "equal":
        return _confirmed(evidence, match, base)
    if evidence.differs:
        return _refuted(evidence, match, base)
    return _judged_by_runs(evidence, base)


# A form fits.


def _confirmed(evidence: Evidence, proof: Proof, base: Verdict) -> Verdict:
    """The algebra is proved: cross-examine it in floating point, and watch what it does besides."""
    proved = "passed" if proof.excluded else "proved"
    found = _held(evidence, proof.form, many_steps=not proof.every_step)
    return replace(
        _judged(evidence, proof.form, _at_single_values(evidence, proof) + found, base, proved, _scope_reason(proof)),
        algebra=algebra_of(proof, evidence),
        constants={name: float(value) for name, value in proof.recovered.items()},
    )


def _held(evidence: Evidence, form: Form, many_steps: bool) -> list[Result]:
    """What the checks make of a subject that was found to be `form`."""
    context = replace(_context(evidence, form), form=form, many_steps=many_steps)
    with compiled(context.subject, form, context.setting, context.lr_paths, context.seed):
        return carry_out(CHECKS, context)


def _behaved(evidence: Evidence, form: Form) -> list[Result]:
    """What the checks make of a subject that is no form of the rule, run as if it were `form`."""
    return carry_out(CONDUCT, _context(evidence, form))


def _context(evidence: Evidence, form: Form) -> Context:
    asked = evidence.asked
    return Context(evidence.subject, evidence.setting(form), evidence.paths, seed=asked.seed, examples=asked.examples)


def _judged(
    evidence: Evidence, form: Form, results: Sequence[Result], base: Verdict, best: Answer, reason: str
) -> Verdict:
    """The verdict on a subject that was found to be `form`: `best`, unless the checks found something."""
    numbers, behaviour = arithmetic_of(results, evidence, form), conduct_of(results, evidence, form)
    parts = (numbers.verdict, behaviour.verdict)
    example = next((each.counterexample for each in results if each.counterexample is not None), None)
    return replace(
        base,
        verdict="refuted" if "refuted" in parts else "unknown" if "unknown" in parts else best,
        form=form.name,
        arithmetic=numbers,
        conduct=behaviour,
        formula=formula_of(evidence, form),
        counterexample=None if example is None else shown(example),
        reason=next(
            (part.detail for word in ("refuted", "unknown") for part in (numbers, behaviour) if part.verdict == word),
            reason,
        ),
        relation=str(form.relation),
        reproduce=next((each.reproduce for each in (*numbers.checks, *behaviour.checks) if each.reproduce), ""),
    )


def _at_single_values(evidence: Evidence, proof: Proof) -> list[Result]:
    """What runs show at the hyperparameter values that the code treats apart; nothing where they are right."""
    setting = evidence.setting(proof.form)
    for each in proof.excluded:
        value = single_value(each, evidence.asked.names) or {}
        at_it = replace(
            setting,
            free=tuple(name for name in setting.free if name not in value),
            fixed={**setting.fixed, **{name: number for name, number in value.items() if name != "lr"}},
            lr=value.get("lr", setting.lr),
        )
        example = smallest_counterexample(evidence.subject, proof.form, at_it, evidence.paths) if value else None
        if example is not None:
            return [result_of(floats.Arithmetic(counted_once(example), example))]
    return []


def _scope_reason(proof: Proof) -> str:
    reasons = []
    if proof.excluded:
        plain = [
            each.difference for each in proof.excluded if not any("_" in s.name for s in each.difference.free_symbols)
        ]
        apart = " and ".join(dict.fromkeys(f"{text(each)} = 0" for each in plain)) or "single values"
        reasons.append(f"Proved but for {apart}, where its code takes another branch; runs found nothing there.")
    if not proof.every_step:
        reasons.append(
            f"Proved for the first {STEPS} steps: {proof.reason or 'its step in general could not be recovered'}."
        )
    if not proof.lr_varies:
        reasons.append("Proved for a constant lr: the subject offers no way to change it.")
    return " ".join(reasons)


# No form fits.


def _refuted(evidence: Evidence, match: Proof | None, base: Verdict) -> Verdict:
    """The algebra differs: find the smallest tape on which the real code shows it, and name the mistake."""
    asked, subject = evidence.asked, evidence.subject
    elsewhere = _other_form(evidence)
    diagnosis, combination = (None, None) if elsewhere or match else _explained(evidence)
    near = None if elsewhere or match or diagnosis or combination else nearest(evidence.machine, evidence.proofs)
    form = match.form if match else diagnosis.form if diagnosis else near[0] if near else _closest(evidence)
    proof = evidence.proof_of(form)
    example = smallest_counterexample(subject, form, evidence.setting(form), evidence.paths)
    if example is None:
        example = floats.fuzz(
            subject, form, evidence.setting(form), evidence.paths, asked.seed, examples=asked.examples
        ).counterexample
    if example is None:
        detail = "the formula differs from the rule, but no tape shows it on the real code"
        return replace(
            base, reason=f"Undecided: {detail}.", algebra=Algebra("unknown", detail), formula=formula_of(evidence, form)
        )
    behaviour = conduct_of(_behaved(evidence, form), evidence, form)
    explained = match or elsewhere or diagnosis or combination
    reason = (
        behaviour.detail
        if behaviour.verdict == "refuted" and not explained
        else str(combination)
        if combination
        else _why(form, match, elsewhere, diagnosis)
    )
    assert proof is not None
    found = replace(
        base,
        verdict="refuted",
        form=None if elsewhere is None else elsewhere.name,
        algebra=replace(algebra_of(proof, evidence), verdict="refuted", detail=reason),
        arithmetic=Arithmetic("unknown", "skipped: the algebra is refuted"),
        conduct=behaviour,
        formula=formula_of(evidence, form),
        mistakes=named(asked.rule, diagnosis),
        counterexample=shown(example),
        closest=form.name,
        reason=reason,
        relation="" if elsewhere is None else str(elsewhere.relation),
        constants={name: float(value) for name, value in proof.written.items()},
        reproduce=test_of(evidence, form, example),
        differences=near[1] if near else (),
    )
    if match or elsewhere:
        return found
    keep(found)
    report("looking for the line")
    deviation = _deviation(evidence, diagnosis, form)
    if deviation is None:
        return found
    found = replace(found, line=deviation.line)
    keep(found)
    return replace(found, line=corrected(evidence, deviation))


def _deviation(evidence: Evidence, diagnosis: Diagnosis | None, closest: Form) -> Deviation | None:
    if diagnosis is None:
        return deviation_of(evidence, evidence.asked.forms, None, closest)
    return deviation_of(evidence, (diagnosis.form,), diagnosis.wrong)


def _other_form(evidence: Evidence) -> Form | None:
    """Where one form was asked for: the form of the rule that the subject is instead."""
    if evidence.asked.form is None or evidence.trace is None:
        return None
    for form in evidence.asked.rule.forms:
        if form is not evidence.asked.form and prove(evidence.trace, form).outcome == "equal":
            return form
    return None


def _why(form: Form, match: Proof | None, elsewhere: Form | None, diagnosis: Diagnosis | None) -> str:
    if match is not None:
        also = f" It is the {elsewhere.name} form." if elsewhere else ""
        return f"Equal to the {form.name} form when lr is constant, and different when lr changes.{also}"
    if elsewhere is not None:
        it_is = f"It is the {elsewhere.name} form, not the {form.name} form"
        if elsewhere.relation.kind == "first":
            return f"{it_is}. The {form.name} form is {form.relation}."
        return f"{it_is}. It is {elsewhere.relation}." if form.relation.kind == "first" else f"{it_is}."
    if diagnosis is not None:
        return " and ".join(each.title.rstrip(".") for each in diagnosis.mistakes) + "."
    return "It is no form of the rule, and no mistake of the catalogue explains it."


def _closest(evidence: Evidence) -> Form:
    asked = evidence.asked
    return closest_form(evidence.subject, asked.forms, evidence.setting(asked.forms[0]), evidence.paths)


def _explained(evidence: Evidence) -> tuple[Diagnosis | None, Combination | None]:
    """What the user switched on, a mistake, other parts, or two mistakes: the first of these that explains the subject."""
    trace, rule = evidence.trace, evidence.asked.rule
    if trace is None:
        return _diagnosed(evidence), None
    combination = switched_on(trace, rule, evidence.subject.settings)
    diagnosis = None if combination else _diagnosed(evidence, pairs=False)
    if combination is None and diagnosis is None:
        combination = recombined(trace, rule)
    if combination is None and diagnosis is None:
        diagnosis = _diagnosed(evidence)
    return diagnosis, combination


def _diagnosed(evidence: Evidence, *, pairs: bool = True) -> Diagnosis | None:
    asked = evidence.asked
    setting = evidence.setting(asked.forms[0])
    report("diagnosing")
    return diagnose(evidence.subject, asked.rule, asked.forms, setting, evidence.paths, evidence.trace, pairs=pairs)


# Nothing was decided by algebra.


def _judged_by_runs(evidence: Evidence, base: Verdict) -> Verdict:
    """Hold the subject to each form by running it, and believe what stands."""
    asked = evidence.asked
    undecided = next((each for each in evidence.proofs if each.outcome == "unknown"), None)
    obstacle = evidence.obstacle or ("" if undecided is None else undecided.reason)
    algebra = Algebra("unknown", f"Not proved: {obstacle}." if obstacle else "Not proved.")
    # At the rule's defaults one form may pass for another: momentum 0.9 with lr 0.1 is an average with lr 0.01.
    seen = not set(evidence.unknown_constants) - {"epsilon"}
    results: list[tuple[Form, floats.Arithmetic]] = []
    for form in asked.forms if seen else ():
        each = _run_against(evidence, form)
        if each.counterexample is None and not each.raised and each.tally.scalars:
            found = _held(evidence, form, many_steps=True)
            return replace(_judged(evidence, form, found, base, "passed", algebra.detail), algebra=algebra)
        results.append((form, each))
    if evidence.unknown_constants:
        names = ", ".join(evidence.unknown_constants)
        return replace(
            base,
            algebra=algebra,
            reason=f"{algebra.detail} Its {names} cannot be seen; give what the code holds with --set.",
        )
    if not any(each.counterexample or each.raised for _, each in results):
        return replace(base, algebra=algebra, reason=f"{algebra.detail} No tape could tell: it judged none to its end.")
    return _refuted_by_runs(evidence, results, algebra, base)


def _run_against(evidence: Evidence, form: Form) -> floats.Arithmetic:
    """Simple tapes first, which may refute in no time, and then the fuzzer."""
    setting = evidence.setting(form)
    try:
        example = smallest_counterexample(evidence.subject, form, setting, evidence.paths)
    except RaisedError:
        example = None
    if example is not None and example.departure.excess > FLOAT32_IN_FLOAT64:
        return floats.Arithmetic(counted_once(example), example)
    return floats.fuzz(
        evidence.subject, form, setting, evidence.paths, evidence.asked.seed,
        examples=evidence.asked.examples, many_steps=True,
    )  # fmt: skip


def _refuted_by_runs(
    evidence: Evidence, results: Sequence[tuple[Form, floats.Arithmetic]], algebra: Algebra, base: Verdict
) -> Verdict:
    diagnosis = _diagnosed(evidence)
    closest = diagnosis.form if diagnosis is not None else _closest(evidence)
    form, found = next(each for each in results if each[0] is closest)
    numbers = arithmetic_of([result_of(found)], evidence, form)
    if found.counterexample is None:
        return replace(
            base, verdict="refuted", algebra=algebra, arithmetic=numbers, reason=numbers.detail,
            reproduce=numbers.checks[0].reproduce,
        )  # fmt: skip
    example = found.counterexample
    behaviour = conduct_of(_behaved(evidence, form), evidence, form)
    return replace(
        base,
        verdict="refuted",
        algebra=algebra,
        arithmetic=numbers,
        conduct=behaviour,
        formula=formula_of(evidence, form),
        mistakes=named(evidence.asked.rule, diagnosis),
        counterexample=shown(example),
        closest=form.name,
        reason=behaviour.detail
        if behaviour.verdict == "refuted" and not diagnosis
        else _why(form, None, None, diagnosis),
        reproduce=test_of(evidence, form, example),
    )
