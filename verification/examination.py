"""The walk from a target to its verdict: target → Subject → Trace → Proof or Counterexample → Diagnosis → Verdict."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..reference.library import find_form, find_rule
from ..reference.mistakes import Mistake
from ..reference.notation import lines, text
from ..reference.rule import Form, Rule
from .diagnosis import Diagnosis, closest_form, diagnose
from .formula import computed, expected
from .fuzzing import arithmetic as floats
from .fuzzing import conduct as manners
from .fuzzing.arithmetic import Counterexample
from .fuzzing.driving import RaisedError
from .fuzzing.setting import Setting
from .oldnumpy import SUPPLIED
from .proof.counterexample import smallest_counterexample
from .proof.prover import Proof, prove
from .subjects.graph import Path
from .subjects.names import HYPERPARAMETERS
from .subjects.recognition import lr_paths, recognise
from .subjects.run import Subject, SubjectError
from .target import Target, TargetError, describe, load
from .tracers.scalar import Condition, OpaqueError
from .tracers.selfcheck import disbelief
from .tracers.trace import STEPS, Trace, trace
from .verdict import Algebra, Arithmetic, Conduct, Formula, NamedMistake, Shown, Verdict


FLOAT32_IN_FLOAT64 = 2.0**53 / 2.0**24 * 64
"""Code that computes in float32 may be this many times the bound of float64 away, and is heard in full."""


@dataclass(frozen=True)
class Question:
    """What is asked of a target."""

    rule: Rule
    form: Form | None
    settings: Mapping[str, Any]
    shape: str | None
    seed: int

    @property
    def forms(self) -> tuple[Form, ...]:
        return self.rule.forms if self.form is None else (self.form,)

    @property
    def names(self) -> list[str]:
        """The hyperparameters of the rule, in its order."""
        return list(dict.fromkeys(each.name for form in self.rule.forms for each in form.hyperparameters))

    @property
    def fixed(self) -> dict[str, float]:
        """The hyperparameters of the rule that the user fixed."""
        return {name: float(value) for name, value in self.settings.items() if name in self.names and _is_number(value)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def question(rule: str, form: str | None, settings: Mapping[str, Any], shape: str | None, seed: int) -> Question:
    """What is asked, with its names looked up.  Raises `UnknownNameError`."""
    found = find_rule(rule)
    return Question(found, None if form is None else find_form(found, form), dict(settings), shape, seed)


def examine(target: Any, asked: Question) -> Verdict:
    """Check one target in this process.  Whatever the target does, a verdict comes back."""
    begun = time.perf_counter()
    label = target if isinstance(target, str) else getattr(target, "__qualname__", repr(target))
    base = Verdict(label, asked.rule.name, "unknown", None if asked.form is None else asked.form.name, seed=asked.seed)
    try:
        verdict = _walk(load(target), asked, base)
    except (TargetError, SubjectError) as error:
        verdict = replace(base, reason=str(error))
    except RaisedError as error:
        verdict = replace(base, reason=f"It could not be driven: {error}.")
    if SUPPLIED:
        names = ", ".join(f"np.{name}" for name in SUPPLIED)
        note = f"It is written for an older NumPy: {names} had to be supplied."
        verdict = replace(verdict, reason=f"{verdict.reason} {note}".strip())
    return replace(verdict, seconds=round(time.perf_counter() - begun, 3))


def _walk(target: Target, asked: Question, base: Verdict) -> Verdict:
    subject = recognise(target, asked.rule, asked.shape, asked.settings)
    paths = () if "lr" in asked.fixed else lr_paths(subject)
    base = replace(base, shape=subject.shape.name, settings=dict(subject.settings))
    traced, obstacle = _traced(subject, asked, paths)
    proofs = [] if traced is None else [prove(traced, form) for form in asked.forms]
    proofs = [_completed(each, subject, asked, paths) for each in proofs]
    evidence = Evidence(subject, asked, paths, traced, obstacle, tuple(proofs))
    match = evidence.match
    if match is not None and match.outcome == "equal":
        return _confirmed(evidence, match, base)
    if proofs and all(each.outcome in ("different", "equal while lr is constant") for each in proofs):
        return _refuted(evidence, match, base)
    return _judged_by_runs(evidence, base)


def _traced(subject: Subject, asked: Question, paths: Sequence[Path]) -> tuple[Trace | None, str]:
    """The trace, with symbolic hyperparameters or else with numbers; or why there is none to believe."""
    obstacle = ""
    for letters in (True, False):
        try:
            found = trace(subject, asked.names, asked.fixed, paths, letters=letters)
            doubt = disbelief(found, subject)
        except OpaqueError as error:
            obstacle = obstacle or str(error)
        except (SystemExit, Exception) as error:  # noqa: BLE001 - on symbols, somebody's code may raise anything
            obstacle = obstacle or f"it fails on symbols ({describe(error)})"
        else:
            if not doubt:
                return found, ""
            obstacle = obstacle or doubt
    return None, obstacle


def _completed(proof: Proof, subject: Subject, asked: Question, paths: Sequence[Path]) -> Proof:
    """The proof, with single hyperparameter values that its branches left out proved one by one."""
    left: list[Condition] = []
    for each in proof.excluded:
        value = _single_value(each)
        if value is None or not _proved_at(proof.form, subject, replace(asked, settings={**asked.settings, **value}), paths):
            left.append(each)
    return replace(proof, excluded=tuple(left))


def _single_value(condition: Condition) -> dict[str, float] | None:
    """The value of a hyperparameter that a branch treats apart, as μ = 0 in `if mu != 0`."""
    if len(condition.difference.free_symbols) != 1:
        return None
    (symbol,) = condition.difference.free_symbols
    slope = condition.difference.diff(symbol)
    if slope.free_symbols or symbol.name not in HYPERPARAMETERS:
        return None
    return {symbol.name: float(-condition.difference.subs(symbol, 0) / slope)}


def _proved_at(form: Form, subject: Subject, asked: Question, paths: Sequence[Path]) -> bool:
    traced, _ = _traced(subject, asked, paths)
    if traced is None:
        return False
    proof = prove(traced, form)
    return proof.outcome == "equal" and proof.every_step and not proof.excluded


@dataclass(frozen=True)
class Evidence:
    """What is known of a subject when its verdict is to be found."""

    subject: Subject
    asked: Question
    paths: Sequence[Path]
    trace: Trace | None
    obstacle: str
    proofs: tuple[Proof, ...]

    @property
    def match(self) -> Proof | None:
        """The proof of the form that fits best, if any fits."""
        order = {"equal": 0, "equal while lr is constant": 1}
        fitting = sorted((each for each in self.proofs if each.outcome in order), key=lambda each: (order[each.outcome], not each.lr_varies, not each.every_step))
        return fitting[0] if fitting else None

    def proof_of(self, form: Form) -> Proof | None:
        return next((each for each in self.proofs if each.form is form), None)

    def setting(self, form: Form) -> Setting:
        """What tapes for this subject may choose, when it is held to `form`."""
        taken = [name for name in self.asked.names if name in self.subject.names and name not in self.asked.fixed]
        proof = self.proof_of(form)
        written = {} if proof is None else {name: float(value) for name, value in proof.recovered.items()}
        defaults = {each.name: float(each.default) for each in form.hyperparameters}
        fixed = {name: value for name, value in {**defaults, **written, **self.asked.fixed}.items() if name not in taken}
        lr_varies = "lr" in taken and (bool(self.paths) or self.subject.shape.lr_in_call)
        return Setting(
            free=tuple(name for name in taken if name != "lr" and name in defaults),
            fixed={name: value for name, value in fixed.items() if name != "lr" and name in defaults},
            lr=None if "lr" in taken else fixed["lr"],
            lr_varies=lr_varies,
        )

    @property
    def unknown_constants(self) -> list[str]:
        """Hyperparameters that are neither settable nor known from a trace."""
        if self.trace is not None:
            return []
        return [name for name in self.asked.names if name not in self.subject.names and name not in self.asked.fixed]


# A form fits.


def _confirmed(evidence: Evidence, proof: Proof, base: Verdict) -> Verdict:
    """The algebra is proved: cross-examine it in floating point, and watch what it does besides."""
    asked, subject = evidence.asked, evidence.subject
    setting = evidence.setting(proof.form)
    found = floats.fuzz(subject, proof.form, setting, evidence.paths, asked.seed)
    numbers = arithmetic_of(found)
    behaviour = conduct_of(manners.examine(subject, setting, evidence.paths, asked.seed))
    parts = (numbers.verdict, behaviour.verdict)
    proved = "passed" if proof.excluded else "proved"
    answer = "refuted" if "refuted" in parts else "unknown" if "unknown" in parts else proved
    reason = next((part.detail for part in (numbers, behaviour) if part.verdict != "passed"), "")
    return replace(
        base,
        verdict=answer,
        form=proof.form.name,
        algebra=algebra_of(proof, evidence),
        arithmetic=numbers,
        conduct=behaviour,
        formula=_formula(evidence, proof.form),
        counterexample=None if found.counterexample is None else shown(found.counterexample),
        reason=reason or _scope_reason(proof),
        relation=str(proof.form.relation),
        constants={name: float(value) for name, value in proof.recovered.items()},
        reproduce="" if found.counterexample is None else _snippet(evidence, proof.form, found.counterexample),
    )


def _scope_reason(proof: Proof) -> str:
    reasons = []
    if proof.excluded:
        plain = [each.difference for each in proof.excluded if not any("_" in s.name for s in each.difference.free_symbols)]
        apart = " and ".join(dict.fromkeys(f"{text(each)} = 0" for each in plain)) or "single values"
        reasons.append(f"Proved but for {apart}, where its code takes another branch; runs found nothing there.")
    if not proof.every_step:
        reasons.append(f"Proved for the first {STEPS} steps: {proof.reason or 'its step in general could not be recovered'}.")
    if not proof.lr_varies:
        reasons.append("Proved for a constant lr: the subject offers no way to change it.")
    return " ".join(reasons)


# No form fits.


def _refuted(evidence: Evidence, match: Proof | None, base: Verdict) -> Verdict:
    """The algebra differs: find the smallest tape on which the real code shows it, and name the mistake."""
    asked, subject = evidence.asked, evidence.subject
    elsewhere = _other_form(evidence)
    diagnosis = None if elsewhere or match else _diagnosed(evidence)
    form = match.form if match else diagnosis.form if diagnosis else _closest(evidence)
    proof = evidence.proof_of(form)
    example = smallest_counterexample(subject, form, evidence.setting(form), evidence.paths)
    if example is None:
        example = floats.fuzz(subject, form, evidence.setting(form), evidence.paths, asked.seed, dtypes=("float64",)).counterexample
    if example is None:
        detail = "the formula differs from the rule, but no tape shows it on the real code"
        return replace(base, reason=f"Undecided: {detail}.", algebra=Algebra("unknown", detail), formula=_formula(evidence, form))
    behaviour = conduct_of(manners.examine(subject, evidence.setting(form), evidence.paths, asked.seed))
    explained = match or elsewhere or diagnosis
    reason = behaviour.detail if behaviour.findings and not explained else _why(form, match, elsewhere, diagnosis)
    assert proof is not None
    return replace(
        base,
        verdict="refuted",
        form=None if asked.form is None else asked.form.name,
        algebra=replace(algebra_of(proof, evidence), verdict="refuted", detail=reason),
        arithmetic=Arithmetic("unknown", "skipped: the algebra is refuted"),
        conduct=behaviour,
        formula=_formula(evidence, form),
        mistakes=named(asked.rule, diagnosis),
        counterexample=shown(example),
        closest=form.name,
        reason=reason,
        relation="" if elsewhere is None else str(elsewhere.relation),
        constants={name: float(value) for name, value in proof.recovered.items()},
        reproduce=_snippet(evidence, form, example),
    )


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
        first = elsewhere.relation.kind == "first"
        relation = form.relation if first else elsewhere.relation
        other = form if first else elsewhere
        return f"It is the {elsewhere.name} form, not the {form.name} form. The {other.name} form is {_related(relation)}."
    if diagnosis is not None:
        return " and ".join(each.title.rstrip(".") for each in diagnosis.mistakes) + "."
    return "It is no form of the rule, and no mistake of the catalogue explains it."


def _related(relation: Any) -> str:
    return f"{relation} (compared with the rule's first form)"


def _closest(evidence: Evidence) -> Form:
    asked = evidence.asked
    return closest_form(evidence.subject, asked.forms, evidence.setting(asked.forms[0]), evidence.paths)


def _diagnosed(evidence: Evidence) -> Diagnosis | None:
    asked = evidence.asked
    setting = evidence.setting(asked.forms[0])
    return diagnose(evidence.subject, asked.rule, asked.forms, setting, evidence.paths, evidence.trace)


# Nothing was decided by algebra.


def _judged_by_runs(evidence: Evidence, base: Verdict) -> Verdict:
    """Hold the subject to each form by running it, and believe what stands."""
    asked, subject = evidence.asked, evidence.subject
    undecided = next((each for each in evidence.proofs if each.outcome == "unknown"), None)
    obstacle = evidence.obstacle or ("" if undecided is None else undecided.reason)
    algebra = Algebra("unknown", f"Not proved: {obstacle}." if obstacle else "Not proved.")
    results = [(form, _run_against(evidence, form)) for form in asked.forms]
    standing = [(form, each) for form, each in results if each.counterexample is None and not each.raised]
    if standing:
        form, found = standing[0]
        numbers = arithmetic_of(found)
        behaviour = conduct_of(manners.examine(subject, evidence.setting(form), evidence.paths, asked.seed))
        parts = (numbers.verdict, behaviour.verdict)
        answer = "refuted" if "refuted" in parts else "unknown" if "unknown" in parts else "passed"
        reason = next((part.detail for part in (numbers, behaviour) if part.verdict != "passed"), algebra.detail)
        return replace(
            base, verdict=answer, form=form.name, algebra=algebra, arithmetic=numbers, conduct=behaviour, reason=reason,
            relation=str(form.relation), formula=_formula(evidence, form),
        )  # fmt: skip
    if evidence.unknown_constants:
        names = ", ".join(evidence.unknown_constants)
        return replace(base, algebra=algebra, reason=f"{algebra.detail} Its {names} cannot be seen; give what the code holds with --set.")
    return _refuted_by_runs(evidence, results, algebra, base)


def _run_against(evidence: Evidence, form: Form) -> floats.Arithmetic:
    """Simple tapes first, which may refute in no time, and then the fuzzer."""
    setting = evidence.setting(form)
    try:
        example = smallest_counterexample(evidence.subject, form, setting, evidence.paths)
    except RaisedError:
        example = None
    if example is not None and example.departure.excess > FLOAT32_IN_FLOAT64:
        tally = floats.Tally(tapes=1, steps=example.tape.steps, scalars=example.tape.steps, dtypes=("float64",))
        return floats.Arithmetic(tally, example)
    return floats.fuzz(evidence.subject, form, setting, evidence.paths, evidence.asked.seed)


def _refuted_by_runs(evidence: Evidence, results: Sequence[tuple[Form, floats.Arithmetic]], algebra: Algebra, base: Verdict) -> Verdict:
    diagnosis = _diagnosed(evidence)
    nearest = diagnosis.form if diagnosis is not None else _closest(evidence)
    form, found = next(each for each in results if each[0] is nearest)
    numbers = arithmetic_of(found)
    if found.counterexample is None:
        return replace(base, verdict="refuted", algebra=algebra, arithmetic=numbers, reason=numbers.detail)
    example = found.counterexample
    return replace(
        base,
        verdict="refuted",
        algebra=algebra,
        arithmetic=numbers,
        conduct=conduct_of(manners.examine(evidence.subject, evidence.setting(form), evidence.paths, evidence.asked.seed)),
        formula=_formula(evidence, form),
        mistakes=named(evidence.asked.rule, diagnosis),
        counterexample=shown(example),
        closest=form.name,
        reason=_why(form, None, None, diagnosis),
        reproduce=_snippet(evidence, form, example),
    )


# From findings to plain data.


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
    return Conduct("refuted", f"{detail[0].upper()}{detail[1:]}.", found.checks, tuple(check for check, _ in found.findings))


def named(rule: Rule, diagnosis: Diagnosis | None) -> tuple[NamedMistake, ...]:
    if diagnosis is None:
        return ()
    return tuple(_named(rule, diagnosis.form, each) for each in diagnosis.mistakes)


def _named(rule: Rule, form: Form, mistake: Mistake) -> NamedMistake:
    wrong, right = mistake.difference(rule, form) if mistake.applies(rule, form) else ([], [])
    return NamedMistake(mistake.id, mistake.title, mistake.symptom, mistake.fix, tuple(lines(wrong)), tuple(lines(right)), mistake.links)


def shown(example: Counterexample) -> Shown:
    tape, departure = example.tape, example.departure
    p, i = departure.parameter, departure.index

    def element(array: Any) -> float | None:
        return None if array is None else float(array[p].flat[i]) if isinstance(array, tuple) else float(array.flat[i])

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


def _formula(evidence: Evidence, form: Form) -> Formula:
    proof = evidence.proof_of(form)
    return Formula(() if evidence.trace is None else computed(evidence.trace), expected(form, {} if proof is None else proof.values))


def _snippet(evidence: Evidence, form: Form, example: Counterexample) -> str:
    """Python that shows the counterexample on the real code."""
    tape = example.tape
    target = repr(evidence.subject.target.label)
    rows = [[None if each is None else each.tolist() for each in row] for row in tape.gradients[: example.departure.step]]
    settings = f",\n    settings={dict(evidence.asked.settings)!r}" if evidence.asked.settings else ""
    return (
        "from optproof.verification import replay\n\n"
        f"replay(\n    {target}, rule={evidence.asked.rule.name!r}, form={form.name!r}, dtype={str(tape.dtype)!r},\n"
        f"    theta0={[each.tolist() for each in tape.initial]!r},\n    gradients={rows!r},\n"
        f"    lr={list(tape.lr[: example.departure.step])!r}, hyperparameters={dict(tape.hyperparameters)!r}{settings},\n)\n"
    )
