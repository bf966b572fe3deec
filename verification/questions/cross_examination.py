"""The runs that a verdict rests on besides its algebra: every check on what was found to be a form, and tapes against a form."""

from dataclasses import replace

from ...reference.rule import Form
from ...reference.tape import Tape
from ..checks.check import Result, carry_out
from ..checks.context import Context
from ..checks.table import CHECKS, CONDUCT
from ..diagnosis.evidence import Evidence
from ..diagnosis.mistakes import explains
from ..diagnosis.reason import Reason, unexplained
from ..diagnosis.sides import counterexample_at
from ..fuzzing.arithmetic import Arithmetic, Counterexample, fuzz
from ..fuzzing.compilation import compiled
from ..fuzzing.counterexample import smallest_counterexample
from ..fuzzing.driving import RaisedError
from ..fuzzing.free_inputs import free_inputs
from ..proof.prover import Proof
from ..proof.regimes import Side
from ..verdicts.paths import Paths
from ..verdicts.verdict import Shown
from .findings import counted_once, shown
from .recovered_form import form_of
from .ways import computed_with, followed

FLOAT32_IN_FLOAT64 = 2.0**53 / 2.0**24 * 64
"""Code that computes in float32 may be this many times the bound of float64 away, and is heard in full."""


def cross_examined(
    evidence: Evidence, form: Form, proof: Proof | None = None, *, many_steps: bool
) -> tuple[list[Result], Paths]:
    """What all checks make of a subject that was found to be `form`, and which ways through its step their runs take.

    `proof` is what algebra says of it, if anything; `many_steps` where that does not cover every step.
    """
    context = replace(context_of(evidence, form), form=form, many_steps=many_steps)
    with (
        followed(evidence, context, proof) as paths,
        compiled(context.subject, form, context.setting, context.lr_paths, context.seed),
    ):
        results = carry_out(CHECKS, context)
    found = paths()
    stands = not any(each.outcome == "failed" for each in results)
    if proof is not None and stands and not (many_steps or found.open):
        found = replace(found, open=computed_with(evidence, context))
    return results, found


def watched(evidence: Evidence, form: Form) -> list[Result]:
    """What the checks of conduct make of a subject that is no form of the rule, run as if it were `form`."""
    return carry_out(CONDUCT, replace(context_of(evidence, form), recovered=lambda: form_of(evidence)))


def context_of(evidence: Evidence, form: Form) -> Context:
    """What checks may use of it; it is run as if it were `form`."""
    return Context(
        evidence.subject,
        evidence.find_setting(form),
        evidence.paths,
        letters=evidence.letters(form),
        seed=evidence.asked.seed,
        examples=evidence.asked.examples,
    )


def left_on_a_side(evidence: Evidence, proof: Proof) -> tuple[Side, Counterexample] | None:
    """A side of a branch on which runs leave a form that the subject is elsewhere; None where none does."""
    setting = evidence.find_setting(proof.form)
    # Where algebra tells it from the form, it is likeliest to be seen.
    for side in sorted(proof.sides, key=lambda each: ("different", "unknown", "equal", "refused").index(each.outcome)):
        example = (
            None
            if side.outcome == "refused"
            else counterexample_at(evidence.subject, proof.form, setting, evidence.paths, side)
        )
        if example is not None:
            return side, example
    return None


def counterexample_to(evidence: Evidence, form: Form) -> Counterexample | None:
    """A tape on which the real code leaves a form that algebra tells it from: a simple one, or else what the fuzzer finds."""
    example = smallest_counterexample(evidence.subject, form, evidence.find_setting(form), evidence.paths)
    return _fuzzed(evidence, form, many_steps=False).counterexample if example is None else example


def with_its_mistake(
    evidence: Evidence, reason: Reason, example: Counterexample
) -> tuple[Reason, Counterexample | None]:
    """A counterexample on which the mistake that is named, and no published form, explains what the code does.

    Where there is none, the mistake is no longer named, unless the prover confirmed it.
    """
    found = reason.diagnosis
    if found is None:
        return reason, example

    def telling(tape: Tape) -> bool:
        return explains(evidence.subject, evidence.asked.rule, found, tape, evidence.paths)

    if telling(example.tape):
        return reason, example
    setting = evidence.find_setting(reason.form)
    other = smallest_counterexample(evidence.subject, reason.form, setting, evidence.paths, telling)
    if other is not None or found.exact:
        return reason, other or example
    reason = unexplained(evidence)
    return reason, counterexample_to(evidence, reason.form)


def shown_to(evidence: Evidence, form: Form, example: Counterexample) -> Shown:
    """A counterexample to a form in numbers, with those of them that do not matter."""
    return shown(example, free_inputs(evidence.subject, form, evidence.find_setting(form), evidence.paths, example))


def run_against(evidence: Evidence, form: Form) -> Arithmetic:
    """What runs make of a form of which algebra knows nothing: simple tapes first, which may refute in no time."""
    try:
        example = smallest_counterexample(evidence.subject, form, evidence.find_setting(form), evidence.paths)
    except RaisedError:
        example = None
    if example is not None and example.departure.excess > FLOAT32_IN_FLOAT64:
        return Arithmetic(counted_once(example), example)
    return _fuzzed(evidence, form, many_steps=True)


def _fuzzed(evidence: Evidence, form: Form, *, many_steps: bool) -> Arithmetic:
    asked = evidence.asked
    return fuzz(
        evidence.subject, form, evidence.find_setting(form), evidence.paths, asked.seed,
        examples=asked.examples, many_steps=many_steps,
    )  # fmt: skip
