"""Findings as the plain data of a verdict."""

import re
from collections.abc import Sequence

from ...reference.mistakes import Mistake
from ...reference.notation import lines
from ...reference.rule import Form, Rule
from ..checks.check import Result
from ..checks.table import CHECKS
from ..diagnosis.evidence import EXAMPLES, Evidence
from ..diagnosis.formula import computed, expected
from ..diagnosis.mistakes import Diagnosis
from ..english import sentence
from ..fuzzing import arithmetic as floats
from ..fuzzing.arithmetic import Counterexample
from ..fuzzing.tally import Tally
from ..proof.prover import Proof
from ..tracing.session import STEPS
from ..verdicts.links import check_page, mistake_page
from ..verdicts.verdict import Algebra, Answer, Arithmetic, Checked, Conduct, Formula, NamedMistake, Shown


def algebra_of(proof: Proof, evidence: Evidence) -> Algebra:
    branches = 0 if evidence.trace is None else len(evidence.trace.conditions)
    return Algebra(
        "unknown" if proof.outcome != "equal" else "passed" if proof.excluded else "proved",
        proof.reason,
        "every step" if proof.every_step else f"the first {STEPS} steps",
        "changing" if proof.lr_varies else "constant",
        proof.provers,
        branches,
    )


def arithmetic_of(results: Sequence[Result], evidence: Evidence, form: Form) -> Arithmetic:
    """What the checks found in floating point, in one."""
    part = [each for each in results if each.part == "arithmetic"]
    total = _total(part)
    return Arithmetic(
        *_answer(part),
        total.tapes,
        total.steps,
        total.scalars,
        total.overflowed,
        total.dtypes,
        round(total.worst, 3),
        _checked(part, evidence, form),
        _skipped(part),
    )


def conduct_of(results: Sequence[Result], evidence: Evidence, form: Form) -> Conduct:
    """What the checks found besides, in one."""
    part = [each for each in results if each.part == "conduct"]
    total = _total(part)
    return Conduct(
        *_answer(part),
        total.tapes,
        total.steps,
        total.scalars,
        total.dtypes,
        _checked(part, evidence, form),
        _skipped(part),
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
    return Tally(1, example.tape.steps, example.tape.steps, dtypes=(example.tape.dtype.name,))


def _answer(results: Sequence[Result]) -> tuple[Answer, str]:
    """The verdict of a line, with what speaks against it."""
    failed = [each.detail for each in results if each.outcome == "failed"]
    if failed:
        return "refuted", sentence("; ".join(failed))
    vacuous = [f"{each.id}: {each.detail}" for each in results if each.outcome == "vacuous"]
    if vacuous:
        return "unknown", sentence("; ".join(vacuous))
    if not results:
        return "unknown", "No check was made."
    skipped = _skipped(results)
    return ("unknown", f"skipped: {skipped}") if skipped else ("passed", "")


def _skipped(results: Sequence[Result]) -> str:
    """Why none of the checks was made; empty where one was."""
    return results[0].detail if results and all(each.outcome == "skipped" for each in results) else ""


def _total(results: Sequence[Result]) -> Tally:
    total = Tally()
    for each in results:
        total.add(each.tally)
    return total


def _checked(results: Sequence[Result], evidence: Evidence, form: Form) -> tuple[Checked, ...]:
    return tuple(
        Checked(
            each.id,
            each.outcome,
            sentence(each.detail),
            *_told(each),
            None if each.counterexample is None else shown(each.counterexample),
            test_of(evidence, form, each.counterexample) if each.outcome == "failed" else "",
            each.notes,
            each.tally.tapes,
            each.tally.steps,
            each.tally.scalars,
            each.tally.overflowed,
            each.tally.dtypes,
            round(each.tally.worst, 3),
            check_page(each.id),
            each.awaits,
        )
        for each in results
    )


def _told(result: Result) -> tuple[str, str, str]:
    """Claim, why and link of a check that has a finding."""
    check = next((each for each in CHECKS if each.id == result.id), None)
    if check is None or result.outcome not in ("failed", "caution"):
        return "", "", ""
    return check.claim, check.why, check.link


def named(rule: Rule, diagnosis: Diagnosis | None) -> tuple[NamedMistake, ...]:
    if diagnosis is None:
        return ()
    return tuple(_named(rule, diagnosis.form, each) for each in diagnosis.mistakes)


def _named(rule: Rule, form: Form, mistake: Mistake) -> NamedMistake:
    wrong, right = mistake.difference(rule, form) if mistake.applies(rule, form) else ([], [])
    return NamedMistake(
        mistake.id,
        mistake.title,
        mistake.symptom,
        mistake.fix,
        tuple(lines(wrong)),
        tuple(lines(right)),
        mistake.links,
        mistake_page(mistake.id),
    )


def shown(example: Counterexample) -> Shown:
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
    )


def formula_of(evidence: Evidence, form: Form) -> Formula:
    proof = evidence.proof_of(form)
    values = {} if proof is None else proof.known
    return Formula(() if evidence.trace is None else computed(evidence.trace), expected(form, values))


def test_of(evidence: Evidence, form: Form, example: Counterexample | None) -> str:
    """A test for pytest that fails as the target did: on one tape, or by the whole verdict where no tape tells."""
    asked = evidence.asked
    brought, target = _named_in_code(evidence)
    name = re.sub(r"\W+", "_", f"{evidence.subject.target.label.rpartition(':')[2]}_{asked.rule.name}").lower()
    if example is None:
        given = {"form": asked.form and asked.form.name, "hyperparameters": dict(asked.settings), "shape": asked.shape}
        given |= {"seed": asked.seed, "examples": asked.examples if asked.examples != EXAMPLES else 0}
        rest = "".join(f", {each}={value!r}" for each, value in given.items() if value)
        return (
            f"{brought}from optproof.verification import check_optimizer\n\n\n"
            f"def test_{name}():\n    check_optimizer({target}, {asked.rule.name!r}{rest})\n"
        )
    tape = example.tape
    rows = [
        [None if each is None else each.tolist() for each in row] for row in tape.gradients[: example.departure.step]
    ]
    settings = f",\n        settings={dict(asked.settings)!r}" if asked.settings else ""
    settings += f",\n        shape={asked.shape!r}" if asked.shape else ""
    return (
        f"{brought}from optproof.verification import replay\n\n\n"
        f"def test_{name}():\n    assert replay(\n"
        f"        {target}, rule={asked.rule.name!r}, form={form.name!r}, dtype={str(tape.dtype)!r},\n"
        f"        theta0={[each.tolist() for each in tape.initial]!r},\n        gradients={rows!r},\n"
        f"        lr={list(tape.lr[: example.departure.step])!r}, hyperparameters={dict(tape.hyperparameters)!r}{settings},\n    )\n"
    )


def _named_in_code(evidence: Evidence) -> tuple[str, str]:
    """The import that a test of the target needs, and how it names the target there."""
    target = evidence.subject.target
    if ":" in target.label:
        return "", repr(target.label)
    name = target.label.partition(".")[0]
    if target.module is None or name not in vars(target.module):
        return "", target.label
    return f"from {target.module.__name__} import {name}\n\n", target.label
