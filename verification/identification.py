"""Which rule, form and hyperparameter values a target is: it is held to every form of every rule.

Each rule reads the target's signature with its own names, for `beta` may be μ, ρ or β₁.  What a rule calls alike is traced
once, and exact points refute a form that it is not in no time; so only the right forms cost a proof.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from ..reference.formats import flushing
from ..reference.library import RULES, UnknownNameError, find_rule
from ..reference.notation import name_of, text
from ..reference.parts import Part, parts_of
from ..reference.rule import Form, Rule
from .diagnosis import diagnose, distances
from .evidence import EXAMPLES, Evidence, Question, Tracer, gather, traced_for
from .findings import formula_of, named
from .formula import computed
from .fuzzing.arithmetic import fuzz
from .fuzzing.driving import RaisedError
from .guard import SpoiledError, unspoiled
from .identity import Fit, Identity, Nearest, Value
from .progress import report
from .proof.counterexample import smallest_counterexample
from .proof.prover import Proof, prove
from .subjects.names import canonical, match_hyperparameters
from .subjects.recognition import lr_paths, recognise
from .subjects.run import Subject, SubjectError, signature_of
from .subjects.signatures import by_own_name
from .target import Target, TargetError, load
from .tracers.session import STEPS
from .tracers.trace import Trace

PLAIN = (bool, int, float, str, type(None))
"""What an argument may be to be shown."""

FAR = 0.5
"""How far, of 2 at most, ordinary runs may be from the nearest form if it is to be named."""


@dataclass(frozen=True)
class Asked:
    """What somebody said of a target besides its name."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    shape: str | None = None
    seed: int = 0
    examples: int = EXAMPLES


def identity(target: Any, asked: Asked) -> Identity:
    """Identify one target in this process.  Whatever the target does, an answer comes back."""
    label = target if isinstance(target, str) else getattr(target, "__qualname__", repr(target))
    base = Identity(label, "unknown", seed=asked.seed)
    try:
        with unspoiled():
            return _walk(load(target), asked, base)
    except (TargetError, SubjectError, SpoiledError) as error:
        return replace(base, reason=str(error))
    except RaisedError as error:
        return replace(base, reason=f"It could not be driven: {error}.")


def _walk(target: Target, asked: Asked, base: Identity) -> Identity:
    tracer, reasons = _once(), list[str]()
    known = [*_evidence(target, asked, RULES, tracer, reasons)]
    if not known:
        raise SubjectError(min(reasons, key=len))
    with flushing(known[0].subject.target.flushed):
        base = replace(base, shape=known[0].subject.shape.name)
        found = _found(known)
        if not found or found[0][1].switches:
            found = [*_with_parts(target, asked, known, tracer), *found]
        base = replace(base, fits=tuple(fit for _, fit in found))
        if not found or found[0][1].switches:
            return _unknown(known, base)
        return _identified(*found[0], base)


def _identified(evidence: Evidence, best: Fit, base: Identity) -> Identity:
    astray = _astray(evidence, best)
    if astray:
        return replace(base, fits=(), computed=_computed(evidence), reason=astray)
    return replace(
        base,
        answer="identified",
        computed=_computed(evidence),
        defaults=_left_alone(evidence.subject),
        settings=dict(evidence.subject.settings),
        reason="" if best.how == "proved" else _why_unproved(evidence, best),
    )


def _found(known: Sequence[Evidence]) -> list["Found"]:
    """What fits, what says most first; by runs where algebra knows of nothing."""
    proved = [pair for each in known for pair in _proved(each)]
    return sorted(proved or [pair for each in known for pair in _passed(each)], key=lambda pair: _rank(*pair))


def _with_parts(target: Target, asked: Asked, known: Sequence[Evidence], tracer: Tracer) -> list["Found"]:
    """What fits of the rules with parts, such as weight decay: the fewest parts, of the likeliest rule.

    A part is tried where the target has a switch or a hyperparameter for it, and alone with the likeliest rule.
    """
    likely = [each.asked.rule for each in sorted(known, key=_likeness)]
    offered = {rule.name: [part for part in parts_of(rule) if _offers(target, rule, part)] for rule in likely}
    for number in (1, 2):
        for rule in likely:
            parts = parts_of(rule) if number == 1 and rule is likely[0] else offered[rule.name]
            combined = [each for some in combinations(parts, number) if (each := _combined(rule, some))]
            for evidence in _evidence(target, asked, combined, tracer, []):
                found = [pair for pair in _exactly(evidence) if not pair[1].condition and not pair[1].switches]
                if found:
                    return sorted(found, key=lambda pair: _rank(*pair))
    return []


def _offers(target: Target, rule: Rule, part: Part) -> bool:
    """Whether the target has a switch or a hyperparameter of its own for the part."""
    own = signature_of(target.object)
    combined = _combined(rule, (part,))
    before = {each.name for form in rule.forms for each in form.hyperparameters}
    after = {each.name for form in combined.forms for each in form.hyperparameters} if combined else set[str]()
    taken = match_hyperparameters(before, own)
    left = {name: each for name, each in own.items() if name not in taken.values()}
    return bool(match_hyperparameters(after - before, left)) or any(canonical(name) in part.switches for name in own)


def _combined(rule: Rule, parts: Sequence[Part]) -> Rule | None:
    try:
        return find_rule("+".join((rule.name, *(each.name for each in parts))))
    except UnknownNameError:
        return None


def _evidence(
    target: Target, asked: Asked, rules: Sequence[Rule], tracer: Tracer, reasons: list[str]
) -> Iterator[Evidence]:
    """What is known of the target in the eyes of each rule that can drive it; why others cannot is added to `reasons`."""
    for number, rule in enumerate(rules):
        report("identifying", number, len(rules))
        question = Question(rule, None, asked.settings, asked.shape, asked.seed, asked.examples)
        try:
            with unspoiled():
                subject = recognise(target, rule, asked.shape, asked.settings)
            paths = () if "lr" in question.fixed else lr_paths(subject)
            with flushing(subject.target.flushed):
                evidence = gather(subject, question, paths, tracer)
        except SubjectError as error:
            reasons.append(str(error))
        else:
            yield evidence


def _once() -> Tracer:
    """The tracer, which traces once what is driven alike."""
    seen: list[tuple[tuple[Any, ...], tuple[Trace | None, str]]] = []

    def tracer(subject: Subject, question: Question, paths: Sequence[Any]) -> tuple[Trace | None, str]:
        driven = (subject.shape, subject.names, subject.settings, question.fixed, tuple(paths))
        for other, made in seen:
            if other == driven:
                return made
        seen.append((driven, traced_for(subject, question, paths)))
        return seen[-1][1]

    return tracer


# What fits.

Found = tuple[Evidence, Fit]


def _rank(evidence: Evidence, fit: Fit) -> tuple[Any, ...]:
    """What says most comes first: unconditional, in every step, at the target's own defaults, in most letters."""
    letters = sum(bool(each.parameter) for each in fit.values)
    return (
        fit.how != "proved",
        fit.condition != "",
        fit.steps != "every step",
        len(fit.switches),
        -letters,
        len(fit.values),
        [each.name for each in RULES].index(evidence.asked.rule.base),
    )


def _exactly(evidence: Evidence) -> Iterator[Found]:
    """The forms that the trace is."""
    for proof in evidence.proofs:
        if proof.outcome in ("equal", "equal while lr is constant"):
            yield evidence, _fit(evidence, proof, "" if proof.outcome == "equal" else "while lr is constant")


def _proved(evidence: Evidence) -> Iterator[Found]:
    """The forms that the trace is, and those that it is where a hyperparameter that it does not have is 0."""
    yield from _exactly(evidence)
    for proof in evidence.proofs:
        if proof.outcome == "different" and evidence.trace is not None:
            yield from _at_zero(evidence, evidence.trace, proof.form)


def _at_zero(evidence: Evidence, trace: Trace, form: Form) -> Iterator[Found]:
    for each in form.hyperparameters:
        if each.name in trace.symbolic or each.name in trace.numbers or 0 not in each.domain:
            continue
        proof = prove(replace(trace, numbers={**trace.numbers, each.name: 0.0}), form)
        if proof.outcome in ("equal", "equal while lr is constant"):
            constant = " while lr is constant" if proof.outcome != "equal" else ""
            yield evidence, _fit(evidence, proof, f"at {name_of(each.symbol)} = 0{constant}", {each.name: 0.0})


def _fit(evidence: Evidence, proof: Proof, condition: str, zero: Mapping[str, float] | None = None) -> Fit:
    form = proof.form
    written = {**{name: float(value) for name, value in proof.recovered.items()}, **(zero or {})}
    apart = " and ".join(dict.fromkeys(f"{text(each.difference)} = 0" for each in proof.excluded))
    return Fit(
        evidence.asked.rule.name,
        form.name,
        form.title,
        "proved",
        condition,
        "every step" if proof.every_step else f"the first {STEPS} steps",
        "changing" if proof.lr_varies else "constant",
        proof.provers,
        _values(evidence, form, written),
        _switches(evidence),
        "" if form.relation.kind == "first" else str(form.relation),
        f"Its code takes another branch where {apart}." if apart else "",
    )


def _passed(evidence: Evidence) -> Iterator[Found]:
    """Where algebra has no answer: the forms that no run leaves."""
    undecided = [each.form for each in evidence.proofs if each.outcome == "unknown"]
    forms = evidence.asked.forms if evidence.trace is None else undecided
    if set(evidence.unknown_constants) - {"epsilon"}:
        return
    for form in forms:
        if _left(evidence, form, evidence.asked.examples) == "":
            values = _values(evidence, form, {})
            relation = "" if form.relation.kind == "first" else str(form.relation)
            yield (
                evidence,
                Fit(
                    evidence.asked.rule.name, form.name, form.title, "passed", values=values,
                    switches=_switches(evidence), relation=relation,
                ),
            )  # fmt: skip


def _why_unproved(evidence: Evidence, fit: Fit) -> str:
    undecided = next((each.reason for each in evidence.proofs if each.form.name == fit.form), "")
    obstacle = evidence.obstacle or undecided
    return f"{obstacle[0].upper()}{obstacle[1:]}." if obstacle else ""


def _left(evidence: Evidence, form: Form, examples: int) -> str | None:
    """How runs of the real code leave the form, as a clause; empty where none does, None where none could be made."""
    setting = evidence.setting(form)
    try:
        example = smallest_counterexample(evidence.subject, form, setting, evidence.paths)
    except RaisedError:
        return None
    return _fuzzed(evidence, form, examples) if example is None else f"a run leaves it in step {example.departure.step}"


def _fuzzed(evidence: Evidence, form: Form, examples: int) -> str | None:
    """The same for tapes that the fuzzer draws."""
    setting, seed = evidence.setting(form), evidence.asked.seed
    found = fuzz(evidence.subject, form, setting, evidence.paths, seed, examples=examples, many_steps=True)
    if found.raised or not found.tally.scalars:
        return None
    example = found.counterexample
    return "" if example is None else f"a run leaves it in step {example.departure.step}"


def _astray(evidence: Evidence, fit: Fit) -> str:
    """How runs of the real code leave a form that algebra found."""
    if fit.how == "passed" or fit.condition:
        return ""
    form = evidence.asked.rule.form(fit.form)
    left = _fuzzed(evidence, form, max(1, evidence.asked.examples // 4))
    return f"Its formula is that of {fit.rule} {fit.form}, but {left}." if left else ""


# Hyperparameters, and what else it takes.


def _values(evidence: Evidence, form: Form, written: Mapping[str, float]) -> tuple[Value, ...]:
    subject, fixed = evidence.subject, evidence.asked.fixed
    values = []
    for each in form.hyperparameters:
        own = subject.names.get(each.name, "")
        number = written.get(each.name, fixed.get(each.name))
        default = default_of(subject, own) if own else None
        values.append(Value(each.name, own, default, None if own and each.name not in fixed else number))
    return tuple(values)


def default_of(subject: Subject, own: str) -> float | None:
    """The default of a hyperparameter, wherever the target is given it."""
    stem, bracket, index = own.partition("[")
    value = next((each[stem].default for each in _signatures(subject) if stem in each), None)
    if bracket and isinstance(value, tuple | list):
        value = value[int(index[:-1])]
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _signatures(subject: Subject) -> list[dict[str, inspect.Parameter]]:
    """Those of the class or function, and of the method that makes a step."""
    method = getattr(subject.target.object, getattr(subject.shape, "method", None) or "", None)
    return [signature_of(subject.target.object), *([] if method is None else [signature_of(method)])]


def _switches(evidence: Evidence) -> dict[str, Any]:
    """What was handed over that is neither the target's default nor the user's."""
    own, asked = _signatures(evidence.subject)[0], evidence.asked
    users = by_own_name(asked.settings, match_hyperparameters(asked.names, own), own)
    return {
        name: value
        for name, value in evidence.subject.settings.items()
        if name not in users
        and (name not in own or own[name].default is inspect.Parameter.empty or own[name].default != value)
    }


def _left_alone(subject: Subject) -> dict[str, Any]:
    """Arguments that are no hyperparameters, and were left at their defaults."""
    taken = {each.partition("[")[0] for each in subject.names.values()} | {*subject.settings}
    return {
        name: each.default
        for name, each in _signatures(subject)[0].items()
        if name not in taken and type(each.default) in PLAIN and each.default is not None
    }


# Nothing fits.


def _computed(evidence: Evidence) -> tuple[str, ...]:
    return () if evidence.trace is None else computed(evidence.trace)


def _unknown(known: Sequence[Evidence], base: Identity) -> Identity:
    """What comes nearest to a target that is no form of any rule at its own defaults."""
    best = min(known, key=lambda each: (*_likeness(each), min(_distances(each).values())))
    base = replace(base, computed=_computed(best))
    alike = [best, *(each for each in known if each is not best and _likeness(each) == _likeness(best))]
    for pairs, some in ((False, alike), (True, alike[:1])):
        for evidence in some:
            report("diagnosing")
            nearest = _explained(evidence, pairs=pairs)
            if nearest is not None:
                return _with_nearest(base, evidence, nearest)
    near = [each for each in alike if min(_distances(each).values()) <= FAR]
    if not near:
        obstacle = "" if best.trace is not None else f" It could not be traced: {best.obstacle}."
        return replace(base, reason=f"It is no rule that optproof has, and comes near to none.{obstacle}")
    best = min(near, key=lambda each: len(each.asked.names))
    off = _distances(best)
    form = best.asked.rule.form(min(off, key=lambda name: off[name]))
    return _with_nearest(base, best, Nearest(best.asked.rule.name, form.name, formula_of(best, form)))


def _with_nearest(base: Identity, evidence: Evidence, near: Nearest) -> Identity:
    if near.mistakes:
        titles = " and ".join(each.title.rstrip(".") for each in near.mistakes)
        sure = "It is" if near.exact else "As far as runs show, it is"
        reason = f"{sure} no published form, but {near.rule} {near.form} with a mistake. {titles}."
    else:
        reason = f"It is no published form that optproof has. The nearest is {near.rule} {near.form}."
    settings = dict(evidence.subject.settings)
    lines = near.formula.computed or base.computed
    return replace(base, computed=lines, nearest=near, reason=reason, settings=settings)


def _likeness(evidence: Evidence) -> tuple[bool, int, int]:
    """The rule whose name the target bears comes first, then the one of whose hyperparameters it lacks fewest."""
    rule = evidence.asked.rule
    label = canonical(evidence.subject.target.label.rpartition(":")[2])
    bears = any(canonical(name) in label for name in (rule.name, *rule.aliases))
    names = evidence.subject.names
    lacks = [each for each in evidence.asked.names if each not in names and each != "epsilon"]
    return not bears, len(lacks), -len(names)


def _distances(evidence: Evidence) -> dict[str, float]:
    forms = evidence.asked.rule.forms
    return distances(evidence.subject, forms, evidence.setting(forms[0]), evidence.paths)


def _explained(evidence: Evidence, *, pairs: bool) -> Nearest | None:
    rule: Rule = evidence.asked.rule
    setting = evidence.setting(rule.forms[0])
    found = diagnose(evidence.subject, rule, rule.forms, setting, evidence.paths, evidence.trace, pairs=pairs)
    if found is None:
        return None
    formula = formula_of(evidence, found.form)
    return Nearest(rule.name, found.form.name, formula, named(rule, found), found.exact)
