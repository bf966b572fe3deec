"""What comes nearest to a target that is no form of any rule, and why so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...reference.rule import Rule
from ..diagnosis.evidence import Evidence
from ..diagnosis.formula import computed, texts
from ..diagnosis.mistakes import diagnose, distances
from ..diagnosis.terms import nearest
from ..english import as_far_as_known
from ..process.progress import Stage, report
from ..subjects.words.hyperparameters import canonical
from ..verdicts.identity import Identity, Nearest
from .findings import formula_of, named

FAR = 0.5
"""How far, of 2 at most, ordinary runs may be from the nearest form if it is to be named."""


MOST = 4
"""To what more terms would lead, that is another formula."""


def unidentified(known: Sequence[Evidence], base: Identity) -> Identity:
    """What comes nearest to a target that is no form of any rule at its own defaults: by a mistake, by terms, by runs."""
    best = min(known, key=lambda each: (*likeness(each), min(_distances(each).values())))
    base = replace(base, computed=() if best.trace is None else texts(computed(best.trace)))
    alike = [best, *(each for each in known if each is not best and likeness(each) == likeness(best))]
    for pairs, some in ((False, alike), (True, alike[:1])):
        for evidence in some:
            report(Stage.DIAGNOSING)
            near = _explained(evidence, pairs=pairs)
            if near is not None:
                return _with_nearest(base, evidence, near)
    near = min(
        (pair for evidence in alike for pair in _by_terms(evidence)),
        key=lambda pair: len(pair[1].differences),
        default=None,
    )
    near = near or next(_by_runs(alike), None)
    if near is not None:
        return _with_nearest(base, *near)
    obstacle = "" if best.trace is not None else f" It could not be traced: {best.obstacle}."
    reason = "It is no rule that optproof has, and comes near to none."
    if bears_its_name(best):
        name = best.asked.rule.name
        reason = f"It is no rule that optproof has, though it bears the name of {name}: optproof check --rule {name} shows how they differ."
    return replace(base, reason=f"{reason}{obstacle}")


def _with_nearest(base: Identity, evidence: Evidence, near: Nearest) -> Identity:
    if near.mistakes:
        titles = " and ".join(each.title.rstrip(".") for each in near.mistakes)
        reason = f"{as_far_as_known(exact=near.exact)} no published form that optproof has, but {near.rule} {near.form} with a mistake. {titles}."
    else:
        how = "The nearest" if near.differences else "The nearest, going by a few short runs,"
        reason = f"It is no published form that optproof has. {how} is {near.rule} {near.form}."
    settings = dict(evidence.subject.settings)
    lines = near.formula.computed or base.computed
    return replace(base, computed=lines, nearest=near, reason=reason, settings=settings)


def _by_terms(evidence: Evidence) -> Iterator[tuple[Evidence, Nearest]]:
    """The form that few terms lead to."""
    found = nearest(evidence.trace, evidence.proofs, MOST)
    if found is not None:
        form, differences = found
        formula = formula_of(evidence, form)
        yield evidence, Nearest(evidence.asked.rule.name, form.name, formula, differences=differences)


def _by_runs(alike: Sequence[Evidence]) -> Iterator[tuple[Evidence, Nearest]]:
    """The form that ordinary runs come nearest to, of the rule with fewest hyperparameters, unless all are far."""
    close = [each for each in alike if min(_distances(each).values()) <= FAR]
    if close:
        evidence = min(close, key=lambda each: len(each.asked.names))
        off = _distances(evidence)
        form = evidence.asked.rule.form(min(off, key=lambda name: off[name]))
        yield evidence, Nearest(evidence.asked.rule.name, form.name, formula_of(evidence, form))


def likeness(evidence: Evidence) -> tuple[bool, int, int]:
    """The rule whose name the target bears comes first, then the one of whose hyperparameters it lacks fewest."""
    names = evidence.subject.names
    lacks = [each for each in evidence.asked.names if each not in names and each != "epsilon"]
    return not bears_its_name(evidence), len(lacks), -len(names)


def bears_its_name(evidence: Evidence) -> bool:
    """Whether the target is called after the rule."""
    rule = evidence.asked.rule
    label = canonical(evidence.subject.target.label.rpartition(":")[2])
    return any(canonical(name) in label for name in (rule.name, *rule.aliases))


def _distances(evidence: Evidence) -> dict[str, float]:
    forms = evidence.asked.rule.forms
    return distances(evidence.subject, forms, evidence.find_setting(forms[0]), evidence.paths)


def _explained(evidence: Evidence, *, pairs: bool) -> Nearest | None:
    rule: Rule = evidence.asked.rule
    setting = evidence.find_setting(rule.forms[0])
    found = diagnose(evidence.subject, rule, rule.forms, setting, evidence.paths, evidence.trace, pairs=pairs)
    if found is None:
        return None
    formula = formula_of(evidence, found.form, found)
    return Nearest(rule.name, found.form.name, formula, named(rule, found), found.exact)
