"""Which rule, form and hyperparameter values a target is: it is held to every form of every rule.

Each rule reads the target's signature with its own names, for `beta` may be μ, ρ or β₁.  What a rule calls alike is traced
once, and exact points refute a form that it is not in no time; so only the right forms cost a proof.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any

from ...reference.formats import flushing
from ...reference.library import RULES, SCHEDULES, UnknownNameError, find_rule
from ...reference.parts import Part, parts_of
from ...reference.rule import Rule
from ..checks.check import carry_out
from ..checks.table import CONDUCT
from ..diagnosis.evidence import EXAMPLES, Evidence, Question, Tracer, gathered, posed, traced_for
from ..diagnosis.formula import computed, texts
from ..fuzzing.driving import RaisedError
from ..process.guard import SpoiledError, unspoiled
from ..process.progress import Stage, report
from ..subjects.loading import TargetError
from ..subjects.subject import Subject, SubjectError, signature_of
from ..subjects.target import Target, load
from ..subjects.words.hyperparameters import canonical, match_hyperparameters
from ..subjects.words.signatures import without
from ..tracing.trace import Trace
from ..verdicts.identity import Fit, Identity
from ..verdicts.paths import Paths
from .arguments import left_alone
from .cross_examination import context_of
from .fits import Found, astray, but_for, exactly, passed, proved, rank, why_unproved
from .nearest import likeness, unidentified
from .reach import not_followed
from .ways import computed_with, followed


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
        known = [*_evidence(target, asked, SCHEDULES, tracer, reasons)]
    if not known:
        raise SubjectError(min(reasons, key=len))
    with flushing(known[0].subject.target.flushed):
        base = replace(base, shape=known[0].subject.shape.name)
        found = _found(known)
        if not found or found[0][1].switches:
            found = [*_with_parts(target, asked, known, tracer), *found]
        base = replace(base, fits=tuple(fit for _, fit in found))
        if not found or found[0][1].switches:
            return unidentified(known, base)
        return _identified(*found[0], base)


def _identified(evidence: Evidence, best: Fit, base: Identity) -> Identity:
    reason, note = _reached(evidence, best) if best.how == "proved" else (astray(evidence, best), "")
    if reason:
        return replace(base, fits=(), computed=_computed(evidence), reason=reason)
    if note:
        # The fits are what they are for every size, place, name and side of a branch.
        fits = tuple(replace(each, how="passed", note=note) if each.how == "proved" else each for each in base.fits)
        best, base = replace(best, how="passed", note=note), replace(base, fits=fits)
    return replace(
        base,
        answer="identified",
        computed=_computed(evidence),
        defaults=left_alone(evidence.subject),
        settings=dict(evidence.subject.settings),
        reason="" if best.how == "proved" else why_unproved(evidence, best),
    )


def _reached(evidence: Evidence, best: Fit) -> tuple[str, str]:
    """Why runs of the real code are not what algebra found, and what they did not follow, as sentences; empty where nothing."""
    form = evidence.asked.rule.form(best.form)
    context = replace(context_of(evidence, form), form=form)
    proof = evidence.proof_of(form)
    with followed(evidence, context, proof) as paths:
        reason = astray(evidence, best)
    if reason:
        return reason, ""
    found = paths()
    if found.open or not found.steps:
        # Side effects, state and shapes take other ways than numbers do.
        with followed(evidence, context, proof) as paths:
            failed = next((each for each in carry_out(CONDUCT, context) if each.outcome == "failed"), None)
        if failed is not None:
            return but_for(best, failed.detail), ""
        others = paths()
        # What ran in one of them is not open in both.
        both = [each for each in others.open if each in found.open or not found.steps]
        found = Paths(found.steps + others.steps, open=tuple(both))
    return "", not_followed(found if found.open else Paths(open=computed_with(evidence, context)))


def _found(known: Sequence[Evidence]) -> list[Found]:
    """What fits, what says most first; by runs where algebra knows of nothing."""
    found = [pair for each in known for pair in proved(each)]
    return sorted(found or [pair for each in known for pair in passed(each)], key=lambda pair: rank(*pair))


def _with_parts(target: Target, asked: Asked, known: Sequence[Evidence], tracer: Tracer) -> list[Found]:
    """What fits of the rules with parts, such as weight decay: all that the user asked for, or else the fewest parts.

    A part is tried where the target has a switch or a hyperparameter for it, and with the likeliest rule alone, or beside one
    that is offered so.
    """
    likely = [each.asked.rule for each in sorted(known, key=likeness)]
    own = signature_of(target.object)
    wanted = {name for name, value in asked.settings.items() if value}
    for number in (0, 1, 2):
        combined: list[Rule] = []
        for rule in likely:
            offered = [part for part in parts_of(rule) if _offers(own, own.keys(), rule, part)]
            every = parts_of(rule) if rule is likely[0] else offered
            beside = (
                each for each in combinations(every, number) if number == 1 or any(part in offered for part in each)
            )
            some = beside if number else _wanted(own, wanted, rule, offered)
            combined += [each for parts in some if (each := _combined(rule, parts))]
        pairs = (pair for each in _evidence(target, asked, combined, tracer, []) for pair in exactly(each))
        found = [pair for pair in pairs if not pair[1].condition and not pair[1].switches]
        if found:
            return sorted(found, key=lambda pair: rank(*pair))
    return []


def _wanted(
    own: Mapping[str, Any], wanted: Collection[str], rule: Rule, offered: Sequence[Part]
) -> list[tuple[Part, ...]]:
    """The parts that the user asked for, in every way to understand that: `weight_decay` may be coupled or decoupled."""
    each_means = [[part for part in offered if _offers(own, {name}, rule, part)] for name in sorted(wanted)]
    meant = product(*(parts for parts in each_means if parts))
    return [*dict.fromkeys(tuple(part for part in offered if part in parts) for parts in meant if parts)]


def _offers(own: Mapping[str, Any], among: Collection[str], rule: Rule, part: Part) -> bool:
    """Whether some of the target's arguments are switches or hyperparameters of the part alone."""
    combined = _combined(rule, (part,))
    before = rule.hyperparameters
    added = without(combined.hyperparameters, before) if combined else {}
    taken = match_hyperparameters(before, own)
    left = {name: each for name, each in own.items() if name not in taken.values() and name in among}
    return bool(match_hyperparameters(added, left)) or any(canonical(name) in part.switches for name in left)


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
        report(Stage.IDENTIFYING, number, len(rules))
        question = Question(rule, None, asked.settings, asked.shape, asked.seed, asked.examples)
        try:
            with unspoiled():
                subject, question = posed(target, question)
            with flushing(subject.target.flushed):
                first, *others = (gathered(each, question, tracer) for each in subject.places)
                # It is what it is in each place: the one of which the fewest forms fit tells.
                evidence = min((first, *others), key=lambda each: len([*proved(each)])) if others else first
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


def _computed(evidence: Evidence) -> tuple[str, ...]:
    return () if evidence.trace is None else texts(computed(evidence.trace))
