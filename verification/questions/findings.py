"""Findings as the plain data of a verdict."""

from collections.abc import Sequence
from dataclasses import replace

from ...reference.mistakes import Mistake
from ...reference.mistakes.mistake import difference
from ...reference.notation import lines
from ...reference.rule import Assignment, Form, Rule
from ..checks.check import Check, Result
from ..checks.rounding import OF_THE_BOUND
from ..checks.table import CHECKS
from ..diagnosis.evidence import Evidence
from ..diagnosis.marking import formula
from ..diagnosis.mistakes import Diagnosis
from ..diagnosis.wording import where
from ..english import sentence
from ..fuzzing import arithmetic as floats
from ..fuzzing.arithmetic import Counterexample
from ..fuzzing.tally import Tally
from ..proof.prover import Proof
from ..proof.regimes import Side
from ..verdicts.links import check_page, mistake_page
from ..verdicts.verdict import (
    AS_RUNS_SHOW,
    PROVED,
    Algebra,
    Answer,
    Arithmetic,
    Checked,
    Conduct,
    Formula,
    FreeInput,
    Known,
    NamedMistake,
    Shown,
)
from .reach import best, scope
from .reproduction import test_of


def algebra_of(proof: Proof, evidence: Evidence) -> Algebra:
    return Algebra(
        verdict=best(evidence, proof) if proof.outcome == "equal" else "unknown",
        detail=proof.reason,
        scope=scope(proof),
        lr="changing" if proof.lr_varies else "constant",
        provers=proof.provers,
        branches=0 if evidence.trace is None else len(evidence.trace.branches.unrolled),
    )


def arithmetic_of(results: Sequence[Result], evidence: Evidence, form: Form) -> Arithmetic:
    """What the checks found in floating point, in one."""
    part = [each for each in results if each.part == "arithmetic"]
    verdict, detail = _answer(part, results)
    total = _total(part)
    return Arithmetic(
        verdict=verdict,
        detail=detail,
        tapes=total.tapes,
        steps=total.steps,
        scalars=total.scalars,
        overflowed=total.overflowed,
        dtypes=total.dtypes,
        worst=round(total.worst, 3),
        checks=tuple(_checked(each, evidence, form) for each in part),
        skipped=_skipped(part, results),
    )


def conduct_of(results: Sequence[Result], evidence: Evidence, form: Form) -> Conduct:
    """What the checks found besides, in one."""
    part = [each for each in results if each.part == "conduct"]
    verdict, detail = _answer(part, results)
    total = _total(part)
    return Conduct(
        verdict=verdict,
        detail=detail,
        tapes=total.tapes,
        steps=total.steps,
        scalars=total.scalars,
        dtypes=total.dtypes,
        checks=tuple(_checked(each, evidence, form) for each in part),
        skipped=_skipped(part, results),
    )


def result_of(found: floats.Arithmetic) -> Result:
    """What was found against a form in float64, as the result of the check that it fails."""
    if found.counterexample is None:
        return Result("bound-float64", "arithmetic", "failed", f"on a valid tape, {found.raised}", tally=found.tally)
    departure = found.counterexample.departure
    detail = f"in float64 it is {departure.excess:.3g} times the bound away from the rule in step {departure.step}"
    return Result("bound-float64", "arithmetic", "failed", detail, found.counterexample, tally=found.tally)


def counted_once(example: Counterexample) -> Tally:
    """How much was tried where one tape of one element was enough."""
    tape = example.tape
    return Tally(tapes=1, steps=tape.steps, scalars=tape.steps, dtypes=(tape.dtype.name,))


def _answer(results: Sequence[Result], every: Sequence[Result]) -> tuple[Answer, str]:
    """The verdict of a line, with what speaks against it; `every` result counts where checks wait for others."""
    failed = [each.detail for each in results if each.outcome == "failed"]
    if failed:
        return "refuted", sentence("; ".join(dict.fromkeys(failed)))
    vacuous = [f"{each.id}: {each.detail}" for each in results if each.outcome == "vacuous"]
    if vacuous:
        return "unknown", sentence("; ".join(vacuous))
    if not results:
        return "unknown", "No check was made."
    skipped = _skipped(results, every)
    return ("unknown", f"skipped: {skipped}") if skipped else ("passed", "")


def _skipped(results: Sequence[Result], every: Sequence[Result]) -> str:
    """Why none of the checks was made, or what they wait for; empty where one was."""
    if not results or any(each.outcome != "skipped" for each in results):
        return ""
    known, found = {each.id: each for each in every}, results[0]
    for _ in every:  # what it waits for may wait itself
        awaited = known.get(found.awaits)
        if awaited is None or awaited.outcome != "skipped":
            break
        found = awaited
    return found.detail


def _total(results: Sequence[Result]) -> Tally:
    total = Tally()
    for each in results:
        total.add(each.tally)
    return total


def _checked(result: Result, evidence: Evidence, form: Form) -> Checked:
    check = _check_with_a_finding(result)
    tally = result.tally
    return Checked(
        id=result.id,
        outcome=result.outcome,
        detail=sentence(result.detail),
        claim="" if check is None else check.claim,
        why="" if check is None else check.why,
        link="" if check is None else check.link,
        counterexample=None if result.counterexample is None else shown(result.counterexample),
        reproduce=test_of(evidence, form, result.counterexample) if result.outcome == "failed" else "",
        notes=result.notes,
        tapes=tally.tapes,
        steps=tally.steps,
        scalars=tally.scalars,
        overflowed=tally.overflowed,
        dtypes=tally.dtypes,
        worst=round(tally.worst, 3),
        docs=check_page(result.id),
        awaits=result.awaits,
        lacks=result.lacks,
        of_the_bound=result.id in OF_THE_BOUND,
    )


def _check_with_a_finding(result: Result) -> Check | None:
    """The check, where its claim has to be told: it failed, or is a caution."""
    if result.outcome not in ("failed", "caution"):
        return None
    return next((check for check in CHECKS if check.id == result.id), None)


def named(rule: Rule, diagnosis: Diagnosis | None) -> tuple[NamedMistake, ...]:
    if diagnosis is None:
        return ()
    known, form = PROVED if diagnosis.exact else AS_RUNS_SHOW, diagnosis.form
    if len(diagnosis.mistakes) == 1:
        return (_named(diagnosis.mistakes[0], known, *difference(diagnosis.wrong, form)),)
    return tuple(
        _named(each, known, *(each.difference(rule, form) if each.applies(rule, form) else ((), ())))
        for each in diagnosis.mistakes
    )


def _named(mistake: Mistake, evidence: Known, wrong: Sequence[Assignment], right: Sequence[Assignment]) -> NamedMistake:
    return NamedMistake(
        id=mistake.id,
        title=mistake.title,
        evidence=evidence,
        symptom=mistake.symptom,
        fix=mistake.fix,
        wrong=tuple(lines(wrong)),
        right=tuple(lines(right)),
        links=mistake.links,
        docs=mistake_page(mistake.id),
    )


def shown(example: Counterexample, free: Sequence[FreeInput] = ()) -> Shown:
    tape, departure = example.tape, example.departure
    p, i = departure.parameter, departure.index
    return Shown(
        dtype=str(tape.dtype),
        theta0=float(tape.initial[p].flat[i]),
        gradients=tuple(None if row[p] is None else float(row[p].flat[i]) for row in tape.gradients[: departure.step]),  # type: ignore[union-attr]
        lr=tape.lr[: departure.step],
        hyperparameters=dict(tape.hyperparameters),
        step=departure.step,
        quantity="θ" if departure.what == "theta" else "the point at which the gradient is taken",
        computed=departure.computed,
        expected=departure.expected,
        bound=departure.bound,
        parameters=len(tape.initial),
        computed_course=tuple(computed for computed, _ in departure.course),
        expected_course=tuple(expected for _, expected in departure.course),
        free=tuple(free),
    )


def formula_of(evidence: Evidence, form: Form, diagnosis: Diagnosis | None = None, *, proved: bool = False) -> Formula:
    """What it computes beside the form; a trace is believed because runs confirm it, unless it was `proved` to be the step."""
    found = formula(evidence.trace, form, evidence.proof_of(form), diagnosis)
    proved = proved or (diagnosis is not None and diagnosis.exact)
    return replace(found, evidence=PROVED if proved else AS_RUNS_SHOW) if found.computed else found


def formula_on(side: Side, form: Form, evidence: Evidence) -> Formula:
    """What the subject computes on one side of a branch: in its first step, where that is a branch of this one."""
    trace = side.trace
    if trace is None or (side.place == "general" and trace.elements[0].machine is None):
        return formula_of(evidence, form)
    if side.place != "general":
        trace = replace(trace, elements=tuple(replace(each, machine=None) for each in trace.elements))
    return formula(trace, form, evidence.proof_of(form), regime=where(side))
