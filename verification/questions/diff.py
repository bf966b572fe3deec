"""Whether two optimizers are the same: the machine that is recovered from one is a form to which the other is held.

So the prover, the bound and the search for the smallest tape serve as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...reference.formats import flushing
from ...reference.library import RULES
from ...reference.notation import name_of
from ...reference.rule import Form, Hyperparameter, Rule
from ...reference.tape import Tape
from ..diagnosis.evidence import Evidence, Question, at_numbers, posed, traced_for
from ..diagnosis.formula import computed, texts
from ..diagnosis.proofs import Proofs
from ..diagnosis.terms import Sides, differences
from ..diagnosis.wording import wheres
from ..english import listed
from ..fuzzing.arithmetic import Counterexample, departure
from ..fuzzing.counterexample import smallest_counterexample
from ..fuzzing.driving import RaisedError, play
from ..process.guard import SpoiledError, unspoiled
from ..process.progress import Stage, report
from ..proof.prover import Proof, prove
from ..proof.regimes import Side
from ..subjects.loading import TargetError
from ..subjects.rates import lr_paths
from ..subjects.subject import SubjectError
from ..subjects.target import Target, load
from ..subjects.words.hyperparameters import surely_named
from ..tracing.trace import Trace
from ..verdicts.difference import LETTERS, Difference, Parting
from .arguments import default_of
from .identify import Asked
from .reach import EVERY_STEP, FIRST_STEPS
from .recovered_form import form_of
from .shared_options import over_their_options
from .side_by_side import to_the_bit, within_the_bound


def difference(one: Any, other: Any, asked: Asked) -> Difference:
    """Compare two targets in this process.  Whatever they do, an answer comes back."""
    names = (_label(one), _label(other))
    base = Difference(names, "unknown", seed=asked.seed)
    try:
        with unspoiled():
            return _compared(load(one), load(other), asked, base)
    except (TargetError, SubjectError, SpoiledError) as error:
        return replace(base, reason=str(error))
    except RaisedError as error:
        return replace(base, reason=f"One could not be driven: {error}.")


def _label(target: Any) -> str:
    return target if isinstance(target, str) else getattr(target, "__qualname__", repr(target))


def _compared(one: Target, other: Target, asked: Asked, base: Difference) -> Difference:
    first, second = _read_alike(one, other, asked)
    found = _everywhere(first, second, base)
    if found.answer not in ("same", "alike"):
        return found

    def at(options: dict[str, Any]) -> Difference:
        try:
            return _everywhere(*_read_alike(one, other, replace(asked, settings={**asked.settings, **options})), base)
        except (SubjectError, RaisedError):
            return base

    return _counted(first, second, over_their_options(first, second, found, at))


def _counted(first: Evidence, second: Evidence, found: Difference) -> Difference:
    """With what the callers of both must do, where that is not the same."""
    counts = [each.subject.shape.counts_from for each in (first, second)]
    if counts[0] == counts[1]:
        return found
    told = [f"{letter} counts from {count}" for letter, count in zip(LETTERS, counts, strict=True) if count is not None]
    return replace(found, reason=f"{found.reason} The caller of {listed(told)}.".strip())


def _everywhere(first: Evidence, second: Evidence, base: Difference) -> Difference:
    """In each place that a parameter may have in both: what holds of the worst of them."""
    found = _held(first, second, base)
    ours, theirs = first.subject.places, second.subject.places
    for k in range(1, max(len(ours), len(theirs))):
        if found.answer == "same":
            one = _traced(replace(first, subject=ours[k % len(ours)]))
            found = _held(one, _traced(replace(second, subject=theirs[k % len(theirs)])), base)
    return found


def _held(first: Evidence, second: Evidence, base: Difference) -> Difference:
    """The first held to what is recovered from the second, or the other way round."""
    one = first.subject.target
    with flushing(one.flushed):
        base = replace(base, computed=(_lines(first), _lines(second)))
        if first.trace is None or second.trace is None:
            untraced = first if first.trace is None else second
            why = f"{untraced.subject.target.label} could not be traced: {untraced.obstacle}."
            return _by_runs(first, second, base, why, one)
        form = form_of(second)
        if form is None:
            first, second = second, first
            form = form_of(second)
        if form is None:
            return replace(base, reason="Neither has a step in general that could be recovered.")
        report(Stage.PROVING)
        assert first.trace is not None and second.trace is not None
        proof = prove(first.trace, form)
        if proof.outcome == "equal" and not proof.recovered:
            part = _part(proof, first, second)
            if part:
                return _by_runs(first, second, base, part, one)
            return _same(proof, base, (*proof.sides, *prove(second.trace, form).sides))
        if proof.outcome == "unknown":
            return _by_runs(first, second, base, f"Algebra has no answer: {proof.reason or 'it is not decided'}.", one)
        swapped = first.subject.target is not one
        sides = Sides(*(reversed(LETTERS) if swapped else LETTERS))
        told = differences(first.machine, form, proof.known, sides)
        base = replace(base, conditions=tuple(_conditions(first, second, proof)), differences=told)
        return _parted(first, second, form, proof, base, swapped=swapped)


def _part(proof: Proof, first: Evidence, second: Evidence) -> str:
    """For which part of all steps and values they are the same, as a sentence; empty where that is all."""
    if not proof.every_step:
        return f"Their formulas are the same for {FIRST_STEPS}: {proof.reason or 'a step in general is another'}."
    held = {name for each in (first, second) if each.trace for name in at_numbers(each.trace, each.asked)}
    letters = [name_of(first.asked.rule.hyperparameters[name].symbol) for name in sorted(held)]
    return f"Their formulas were compared at one value of {listed(letters)} alone." if letters else ""


def _same(proof: Proof, base: Difference, sides: Sequence[Side]) -> Difference:
    lr = "changing" if proof.lr_varies else "constant"
    left = [each for each in sides if each.is_open]
    note = f"But for what one does {wheres(left)}." if left else ""
    return replace(base, answer="same", steps=EVERY_STEP, lr=lr, provers=proof.provers, reason=note)


def _lines(evidence: Evidence) -> tuple[str, ...]:
    return () if evidence.trace is None else texts(computed(evidence.trace))


# One way to read both.


def _read_alike(one: Target, other: Target, asked: Asked) -> tuple[Evidence, Evidence]:
    """Both in the eyes of the rule that has names for most of their hyperparameters.  Raises `SubjectError`."""
    pairs: list[tuple[Evidence, Evidence]] = []
    reasons: list[str] = []
    for number, rule in enumerate(RULES):
        report(Stage.RECOGNISING, number, len(RULES))
        try:
            pairs.append((_driven(one, rule, asked), _driven(other, rule, asked)))
        except SubjectError as error:
            reasons.append(str(error))
    if not pairs:
        raise SubjectError(min(reasons, key=len))
    first, second = max(pairs, key=_named)
    report(Stage.TRACING)
    return _traced(_at_defaults(first, second)), _traced(_at_defaults(second, first))


def _at_defaults(evidence: Evidence, other: Evidence) -> Evidence:
    """What the other does not take is at its default."""
    own = evidence.subject.names
    alone = {name: default_of(evidence.subject, own[name]) for name in own if name not in other.subject.names}
    given = {name: value for name, value in alone.items() if value is not None}
    return replace(evidence, asked=replace(evidence.asked, settings={**given, **evidence.asked.settings}))


def _driven(target: Target, rule: Rule, asked: Asked) -> Evidence:
    question = Question(rule, None, asked.settings, asked.shape, asked.seed, asked.examples)
    with unspoiled():
        subject, question = posed(target, question)
    paths = () if "lr" in question.fixed else lr_paths(subject)
    return Evidence(subject, question, paths, None, "", Proofs())


def _named(pair: tuple[Evidence, Evidence]) -> tuple[int, int]:
    one, other = ({*each.subject.names} for each in pair)
    return len(one & other), len(one | other)


def _traced(evidence: Evidence) -> Evidence:
    found, obstacle = traced_for(evidence.subject, evidence.asked, evidence.paths)
    return replace(evidence, trace=found, obstacle=obstacle)


# Where they differ.


def _conditions(first: Evidence, second: Evidence, proof: Proof) -> Iterator[str]:
    """Under which conditions they are the same all the same."""
    if proof.outcome == "equal while lr is constant":
        yield "while lr is constant"
    taken = {*first.subject.names, *second.subject.names}
    for name, each in first.asked.rule.hyperparameters.items():
        if each.dispensable and name in taken:
            one, other = (_at_zero(side, name) for side in (first, second))
            form = form_of(other)
            if one.trace is not None and form is not None and _are_equal(one.trace, form):
                yield f"at {_called(each, first, second)} = 0"


def _called(hyperparameter: Hyperparameter, first: Evidence, second: Evidence) -> str:
    """Its letter, or what they call it where that may mean something else as well, as `decay` may."""
    names = [each.subject.names.get(hyperparameter.name, "") for each in (first, second)]
    own = [each for each in names if each]
    return name_of(hyperparameter.symbol) if surely_named({hyperparameter.name: hyperparameter}, own) else own[0]


def _at_zero(evidence: Evidence, name: str) -> Evidence:
    if name not in evidence.subject.names:
        return evidence
    asked = replace(evidence.asked, settings={**evidence.asked.settings, name: 0.0})
    return _traced(replace(evidence, asked=asked))


def _are_equal(trace: Trace, form: Form) -> bool:
    proof = prove(trace, form)
    return proof.outcome == "equal" and proof.every_step


def _parted(
    first: Evidence, second: Evidence, form: Form, proof: Proof, base: Difference, *, swapped: bool
) -> Difference:
    evidence = replace(first, proofs=Proofs.known(proof))
    # Whoever keeps a number in single precision leaves even the formula that is its own, within the bound of that.
    for judged in (None, np.dtype(np.float32)):

        def stays(tape: Tape, judged: np.dtype[Any] | None = judged) -> bool:
            return departure(second.subject, form, tape, second.paths, judged) is None

        setting = evidence.find_setting(form)
        example = smallest_counterexample(first.subject, form, setting, first.paths, stays, judged)
        if example is not None:
            return replace(base, answer="different", parting=_parting(first, second, example, swapped=swapped))
    return replace(base, reason="Their formulas differ, but no tape shows it on the code of both.")


def _at(
    first: Evidence, second: Evidence, form: Form, example: Counterexample, base: Difference, *, swapped: bool
) -> Difference:
    """What both do where the first leaves the form that the second is."""
    if departure(second.subject, form, example.tape, second.paths) is not None:
        return replace(base, reason="Their formulas differ, but no tape shows it on the code of both.")
    return replace(base, answer="different", parting=_parting(first, second, example, swapped=swapped))


def _by_runs(first: Evidence, second: Evidence, base: Difference, why: str, one: Target) -> Difference:
    """Where algebra cannot tell: both on the same tapes, judged by the formula of one where there is one."""
    report(Stage.RUNNING_BOTH)
    form = form_of(second)
    if form is None:
        first, second, form = second, first, form_of(first)
    run = to_the_bit(first, second) if form is None else within_the_bound(first, form)
    if run.obstacle:
        return replace(base, reason=f"{run.obstacle} {why}")
    if form is not None and run.example is not None:
        return _at(first, second, form, run.example, replace(base, reason=why), swapped=first.subject.target is not one)
    how = "to the bit" if form is None else "beyond rounding"
    return replace(base, answer="alike", reason=f"No difference was found {how} on {run.tapes} tapes. {why}")


def _parting(first: Evidence, second: Evidence, example: Counterexample, *, swapped: bool) -> Parting:
    tape, of = example.tape, example.departure
    steps = [list(play(each.subject, tape, each.paths))[of.step - 1] for each in (first, second)]
    moved = of.what == "theta"
    ends = [float((each.parameters if moved else each.gradient_at)[of.parameter].flat[of.index]) for each in steps]
    one, other = reversed(ends) if swapped else ends
    quantity = "θ" if moved else "the point at which the gradient is taken"
    gradients = tuple(float(row[of.parameter].flat[of.index]) for row in tape.gradients[: of.step])  # type: ignore[union-attr]
    theta0 = float(tape.initial[of.parameter].flat[of.index])
    rates = tape.lr[: of.step]
    return Parting(theta0, gradients, rates, dict(tape.hyperparameters), of.step, quantity, one, other, of.bound)
