"""The forms that a target is: by algebra, or where that has no answer, by runs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...reference.library import NAMED
from ...reference.notation import name_of
from ...reference.rule import Form
from ..diagnosis.evidence import Evidence
from ..english import sentence
from ..fuzzing.arithmetic import fuzz
from ..fuzzing.counterexample import smallest_counterexample
from ..fuzzing.driving import RaisedError
from ..proof.prover import Proof, prove
from ..tracing.trace import Trace
from ..verdicts.identity import Fit
from .arguments import switches, values
from .reach import EVERY_STEP, best, gaps, scope

Found = tuple[Evidence, Fit]


def rank(evidence: Evidence, fit: Fit) -> tuple[Any, ...]:
    """What says most comes first: unconditional, in every step, at the target's own defaults, in most letters."""
    letters = sum(bool(each.parameter) for each in fit.values)
    return (
        fit.how != "proved",
        fit.condition != "",
        fit.steps != EVERY_STEP,
        len(fit.switches),
        -letters,
        len(fit.values),
        [each.name for each in NAMED].index(evidence.asked.rule.base),
    )


def exactly(evidence: Evidence) -> Iterator[Found]:
    """The forms that the trace is."""
    for proof in evidence.proofs:
        if proof.outcome in ("equal", "equal while lr is constant"):
            yield evidence, _fit(evidence, proof, "" if proof.outcome == "equal" else "while lr is constant")


def proved(evidence: Evidence) -> Iterator[Found]:
    """The forms that the trace is, and those that it is where a hyperparameter that it does not have is 0."""
    yield from exactly(evidence)
    for proof in evidence.proofs:
        if proof.outcome == "different" and evidence.trace is not None:
            yield from _at_zero(evidence, evidence.trace, proof.form)


def _at_zero(evidence: Evidence, trace: Trace, form: Form) -> Iterator[Found]:
    for each in form.hyperparameters:
        if each.name in trace.symbolic or each.name in trace.numbers or 0 not in each.domain:
            continue
        # What is searched for is equal only nearly, which says nothing here.
        proof = prove(replace(trace, numbers={**trace.numbers, each.name: 0.0}), form, search=False)
        if proof.outcome in ("equal", "equal while lr is constant"):
            constant = " while lr is constant" if proof.outcome != "equal" else ""
            yield evidence, _fit(evidence, proof, f"at {name_of(each.symbol)} = 0{constant}", {each.name: 0.0})


def _fit(evidence: Evidence, proof: Proof, condition: str, zero: Mapping[str, float] | None = None) -> Fit:
    form = proof.form
    written = {**{name: float(value) for name, value in proof.recovered.items()}, **(zero or {})}
    return Fit(
        evidence.asked.rule.name,
        form.name,
        form.title,
        "proved" if best(evidence, proof) == "proved" else "passed",
        condition,
        scope(proof),
        "changing" if proof.lr_varies else "constant",
        proof.provers,
        values(evidence, form, written),
        switches(evidence),
        "" if form.relation.kind == "first" else str(form.relation),
        " ".join(gaps(evidence, proof)),
    )


def passed(evidence: Evidence) -> Iterator[Found]:
    """Where algebra has no answer: the forms that no run leaves."""
    undecided = [each.form for each in evidence.proofs if each.outcome == "unknown"]
    forms = evidence.asked.forms if evidence.trace is None else undecided
    if set(evidence.unknown_constants) - {"epsilon"}:
        return
    for form in forms:
        if _left(evidence, form, evidence.asked.examples) == "":
            relation = "" if form.relation.kind == "first" else str(form.relation)
            yield (
                evidence,
                Fit(
                    evidence.asked.rule.name, form.name, form.title, "passed",
                    values=values(evidence, form, {}), switches=switches(evidence), relation=relation,
                ),
            )  # fmt: skip


def why_unproved(evidence: Evidence, fit: Fit) -> str:
    if fit.note:
        return fit.note
    undecided = next((each.reason for each in evidence.proofs if each.form.name == fit.form), "")
    obstacle = evidence.obstacle or undecided
    return sentence(obstacle)


def _left(evidence: Evidence, form: Form, examples: int) -> str | None:
    """How runs of the real code leave the form, as a clause; empty where none does, None where none could be made."""
    setting = evidence.find_setting(form)
    try:
        example = smallest_counterexample(evidence.subject, form, setting, evidence.paths)
    except RaisedError:
        return None
    return _fuzzed(evidence, form, examples) if example is None else f"a run leaves it in step {example.departure.step}"


def _fuzzed(evidence: Evidence, form: Form, examples: int) -> str | None:
    """The same for tapes that the fuzzer draws."""
    setting, seed = evidence.find_setting(form), evidence.asked.seed
    found = fuzz(evidence.subject, form, setting, evidence.paths, seed, examples=examples, many_steps=True)
    if found.raised or not found.tally.scalars:
        return None
    example = found.counterexample
    return "" if example is None else f"a run leaves it in step {example.departure.step}"


def astray(evidence: Evidence, fit: Fit) -> str:
    """How runs of the real code leave a form that algebra found; that runs found it alone is known already."""
    if not fit.provers or fit.condition:
        return ""
    form = evidence.asked.rule.form(fit.form)
    left = _fuzzed(evidence, form, max(1, evidence.asked.examples // 4))
    return but_for(fit, left) if left else ""


def but_for(fit: Fit, found: str) -> str:
    """That runs show something else than the formula, which is that of a form."""
    return f"Its formula is that of {fit.rule} {fit.form}, but {found}."
