"""Why a subject is none of the forms that were asked for, and with which of them it is compared."""

from dataclasses import dataclass, replace

from ...reference.roles import chooses
from ...reference.rule import Form, Rule
from ..english import as_far_as_known
from ..process.progress import Stage, report
from ..proof.prover import prove
from ..tracing.trace import stands_still
from .evidence import Evidence
from .mistakes import Diagnosis, closest_form, diagnose, goes_on
from .parts import Combination, recombined, switched_on
from .rounding import Rounding, rounding_of
from .terms import nearest
from .wording import wheres


@dataclass(frozen=True)
class Reason:
    """Why a subject is none of the forms that were asked for.

    Attributes:
        form: the form with which it is compared.
        while_constant: whether it is that form as long as lr is constant; it is refuted all the same, for users change lr.
        instead: the form of the rule that it is, where another was asked for.
        parts: the rule with other parts that it is.
        diagnosis: the mistakes that lead from the form to it.
        differences: what differs from the form, term by term, where nothing else explains it.
        rounding: what is rounded, where it is the form but for that.
        untold: why nothing is told term by term, where nothing is.
        exact: whether algebra tells it from every form, and not runs alone.
    """

    rule: Rule
    form: Form
    while_constant: bool = False
    instead: Form | None = None
    parts: Combination | None = None
    diagnosis: Diagnosis | None = None
    differences: tuple[str, ...] = ()
    exact: bool = True
    rounding: Rounding | None = None
    untold: str = ""

    @property
    def explains(self) -> bool:
        """Whether it says what the subject is."""
        return self.is_a_form or any(each is not None for each in (self.parts, self.diagnosis, self.rounding))

    @property
    def is_a_form(self) -> bool:
        """Whether the subject is a form of the rule all the same, so that no line of it is wrong."""
        return self.while_constant or self.instead is not None

    @property
    def is_proved(self) -> bool:
        """Whether it says what the subject is, of every step, and a prover confirmed that."""
        proved = self.diagnosis is not None and self.diagnosis.exact
        return not self.is_a_form and (proved or (self.parts is not None and self.parts.proof.every_step))

    @property
    def told(self) -> frozenset[str]:
        """The mistakes of which it gives the title."""
        if self.is_a_form or self.parts is not None or self.diagnosis is None:
            return frozenset()
        return frozenset(each.id for each in self.diagnosis.mistakes)

    def __str__(self) -> str:
        if self.while_constant:
            also = f" It is the {self.instead.name} form." if self.instead else ""
            return f"Equal to the {self.form.name} form when lr is constant, and different when lr changes.{also}"
        if self.instead is not None:
            return _instead(self.instead, self.form)
        if self.parts is not None:
            return str(self.parts)
        if self.diagnosis is not None:
            return _diagnosed(self.rule, self.diagnosis)
        if self.rounding is not None:
            return f"{as_far_as_known(exact=False)} {self.rule.name} {self.form.name}, but for this: {self.rounding}."
        if self.differences:
            how = "proved" if self.exact else "as a run shows"
            return f"It is no form of the rule ({how}). {' '.join(self.differences)}"
        return f"It is no form of the rule, and no mistake of the catalogue explains it; {self.untold}."


def _instead(found: Form, asked: Form) -> str:
    it_is = f"It is the {found.name} form, not the {asked.name} form"
    if found.relation.kind == "first":
        return f"{it_is}. The {asked.name} form is {asked.relation}."
    return f"{it_is}. It is {found.relation}." if asked.relation.kind == "first" else f"{it_is}."


def _diagnosed(rule: Rule, diagnosis: Diagnosis) -> str:
    """The mistakes, as a fact where the prover confirmed them: that runs agree within the bound proves nothing."""
    titles = f"{' and '.join(each.title.rstrip('.') for each in diagnosis.mistakes)}."
    if diagnosis.but_for:
        titles = f"{titles} Not so {wheres(diagnosis.but_for)}, where its code takes another branch."
    if diagnosis.exact:
        return titles
    return f"{as_far_as_known(exact=False)} {rule.name} {diagnosis.form.name} with a mistake. {titles}"


def reason_of(evidence: Evidence) -> Reason:
    """Why the subject differs, where algebra says that it does: the simplest explanation, and the form that comes nearest."""
    asked, match = evidence.asked, evidence.match
    instead = _another_form(evidence)
    if match is not None:
        return Reason(asked.rule, match.form, while_constant=True, instead=instead)
    if instead is not None:
        return Reason(asked.rule, _closest(evidence), instead=instead)
    if evidence.trace is not None and stands_still(evidence.trace) and not any(map(chooses, asked.forms)):
        return unexplained(evidence)  # whatever becomes of its state, nothing comes of it
    diagnosis, parts = _explained(evidence)
    if diagnosis is not None:
        return Reason(asked.rule, diagnosis.form, diagnosis=diagnosis)
    if parts is not None:
        return Reason(asked.rule, _closest(evidence), parts=parts)
    return unexplained(evidence)


def reason_on_a_side(evidence: Evidence, form: Form) -> Reason | None:
    """What explains a subject which is the form but for one side of a branch: another form, or a mistake; None where nothing does.

    A rule that chooses by t, as RAdam's does, shows most of what differs on one of its sides alone; others show it on each.
    """
    if not chooses(form):
        return None
    instead = _another_form(evidence)
    if instead is not None:
        return Reason(evidence.asked.rule, form, instead=instead)
    found = _mistaken(evidence)
    return None if found is None or not found.exact else Reason(evidence.asked.rule, found.form, diagnosis=found)


def unexplained(evidence: Evidence) -> Reason:
    """That it differs, where nothing is known of which it would be the consequence: term by term, if that can be told."""
    asked = evidence.asked
    near = nearest(evidence.trace, evidence.proofs)
    form, told = (_closest(evidence), ()) if near is None else near
    later = "it goes other ways later, and its formula is that of its first steps"
    untold = later if evidence.trace is not None else f"its formula could not be recovered: {evidence.obstacle}"
    return Reason(asked.rule, form, differences=(*evidence.idle, *told), untold=untold)


def reason_by_runs(evidence: Evidence) -> Reason:
    """The same where algebra has no answer: only a rounding or a mistake can be told, and only as far as runs show."""
    rounding = rounding_of(evidence)
    if rounding is not None:
        return Reason(evidence.asked.rule, rounding.form, exact=False, rounding=rounding)
    diagnosis = _mistaken(evidence)
    if diagnosis is None:
        return replace(unexplained(evidence), exact=False)
    return Reason(evidence.asked.rule, diagnosis.form, diagnosis=diagnosis)


def _another_form(evidence: Evidence) -> Form | None:
    """Where one form was asked for: the form of the rule that the subject is instead."""
    if evidence.asked.form is None or evidence.trace is None:
        return None
    for form in evidence.asked.rule.forms:
        if form is not evidence.asked.form and prove(evidence.trace, form).outcome == "equal":
            return form
    return None


def _closest(evidence: Evidence) -> Form:
    forms = evidence.asked.forms
    return closest_form(evidence.subject, forms, evidence.find_setting(forms[0]), evidence.paths)


def _explained(evidence: Evidence) -> tuple[Diagnosis | None, Combination | None]:
    """The first of these that explains the subject: what the user switched on, a mistake, other parts, or two mistakes.

    A single mistake is likelier than a part that nobody named, and a part than two mistakes at once.
    """
    trace, rule = evidence.trace, evidence.asked.rule
    if trace is None:
        return _mistaken(evidence), None
    combination = _going_on(evidence, switched_on(trace, rule, evidence.subject.settings))
    diagnosis = None if combination else _mistaken(evidence, pairs=False)
    if combination is None and diagnosis is None:
        combination = _going_on(evidence, recombined(trace, rule))
    if combination is None and diagnosis is None:
        diagnosis = _mistaken(evidence)
    return diagnosis, combination


def _going_on(evidence: Evidence, found: Combination | None) -> Combination | None:
    """The combination, unless it is that of the first steps alone."""
    if found is None or found.proof.every_step:
        return found
    setting = evidence.find_setting(found.form)
    written = {name: float(value) for name, value in found.proof.recovered.items() if name in setting.fixed}
    fixed = replace(setting, fixed={**setting.fixed, **written})
    return found if goes_on(evidence.subject, found.form, fixed, evidence.paths) else None


def _mistaken(evidence: Evidence, *, pairs: bool = True) -> Diagnosis | None:
    asked = evidence.asked
    setting = evidence.find_setting(asked.forms[0])
    report(Stage.DIAGNOSING)
    return diagnose(evidence.subject, asked.rule, asked.forms, setting, evidence.paths, evidence.trace, pairs=pairs)
