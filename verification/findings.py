"""Findings as the plain data of a verdict."""

from ..reference.mistakes import Mistake
from ..reference.notation import lines
from ..reference.rule import Form, Rule
from .diagnosis import Diagnosis
from .evidence import Evidence
from .formula import computed, expected
from .fuzzing import arithmetic as floats, conduct as manners
from .fuzzing.arithmetic import Counterexample
from .proof.prover import Proof
from .tracers.session import STEPS
from .verdict import Algebra, Arithmetic, Conduct, Formula, NamedMistake, Shown


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


def arithmetic_of(found: floats.Arithmetic) -> Arithmetic:
    tally = found.tally
    if found.raised:
        answer, detail = "refuted", f"On a valid tape, {found.raised}."
    elif found.counterexample is not None:
        departure = found.counterexample.departure
        answer = "refuted"
        detail = f"In {found.counterexample.tape.dtype} it is {departure.excess:.3g} times the bound away from the rule in step {departure.step}."
    elif tally.scalars == 0:
        answer, detail = "unknown", "No tape could tell: the bound was infinite on every one."
    else:
        answer = "passed"
        detail = f"It computes in {found.narrower} whatever the parameters' dtype." if found.narrower else ""
    return Arithmetic(answer, detail, tally.tapes, tally.steps, tally.scalars, tally.dtypes, round(tally.worst, 3))


def conduct_of(found: manners.Conduct) -> Conduct:
    if not found.findings:
        return Conduct("passed", "", found.checks)
    detail = "; ".join(finding for _, finding in found.findings)
    return Conduct(
        "refuted", f"{detail[0].upper()}{detail[1:]}.", found.checks, tuple(check for check, _ in found.findings)
    )


def named(rule: Rule, diagnosis: Diagnosis | None) -> tuple[NamedMistake, ...]:
    if diagnosis is None:
        return ()
    return tuple(_named(rule, diagnosis.form, each) for each in diagnosis.mistakes)


def _named(rule: Rule, form: Form, mistake: Mistake) -> NamedMistake:
    wrong, right = mistake.difference(rule, form) if mistake.applies(rule, form) else ([], [])
    return NamedMistake(
        mistake.id, mistake.title, mistake.symptom, mistake.fix, tuple(lines(wrong)), tuple(lines(right)), mistake.links
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
    )


def formula_of(evidence: Evidence, form: Form) -> Formula:
    proof = evidence.proof_of(form)
    return Formula(
        () if evidence.trace is None else computed(evidence.trace),
        expected(form, {} if proof is None else proof.values),
    )


def snippet(evidence: Evidence, form: Form, example: Counterexample) -> str:
    """Python that shows the counterexample on the real code."""
    tape = example.tape
    target = repr(evidence.subject.target.label)
    rows = [
        [None if each is None else each.tolist() for each in row] for row in tape.gradients[: example.departure.step]
    ]
    settings = f",\n    settings={dict(evidence.asked.settings)!r}" if evidence.asked.settings else ""
    return (
        "from optproof.verification import replay\n\n"
        f"replay(\n    {target}, rule={evidence.asked.rule.name!r}, form={form.name!r}, dtype={str(tape.dtype)!r},\n"
        f"    theta0={[each.tolist() for each in tape.initial]!r},\n    gradients={rows!r},\n"
        f"    lr={list(tape.lr[: example.departure.step])!r}, hyperparameters={dict(tape.hyperparameters)!r}{settings},\n)\n"
    )
