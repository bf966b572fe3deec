"""What is asked of a target, and what is known of it when its verdict is to be found."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...reference.library import find_form, find_rule
from ...reference.notation import name_of
from ...reference.rule import Form, Rule
from ..fuzzing.arithmetic import EXAMPLES, accepted
from ..fuzzing.setting import Setting
from ..process.progress import Stage, report
from ..proof.branches import covers_every_step, open_ones
from ..proof.prover import Proof, prove
from ..subjects.loading import describe
from ..subjects.object_graph import Path
from ..subjects.rates import lr_paths
from ..subjects.recognition import recognise
from ..subjects.subject import Subject, SubjectError, signature_of
from ..subjects.target import Target
from ..subjects.words.hyperparameters import is_ambiguous, may_be
from ..subjects.words.signatures import by_rule_name, without
from ..symbolic.asked import Comparison, asking
from ..symbolic.record import OpaqueError
from ..tracing.machine import Machine
from ..tracing.session import STEPS
from ..tracing.trace import Trace, trace
from .proofs import Proofs
from .selfcheck import disbelief
from .sides import with_other_sides


@dataclass(frozen=True)
class Question:
    """What is asked of a target.

    Attributes:
        examples: how many tapes Hypothesis draws for each dtype.
    """

    rule: Rule
    form: Form | None
    settings: Mapping[str, Any]
    shape: str | None
    seed: int
    examples: int = EXAMPLES

    @property
    def forms(self) -> tuple[Form, ...]:
        return self.rule.forms if self.form is None else (self.form,)

    @property
    def names(self) -> list[str]:
        """The hyperparameters of the rule, in its order."""
        return list(self.rule.hyperparameters)

    @property
    def fixed(self) -> dict[str, float]:
        """The hyperparameters of the rule that the user fixed."""
        return {name: float(value) for name, value in self.settings.items() if name in self.names and _is_number(value)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def question(
    rule: str | Rule,
    form: str | None,
    settings: Mapping[str, Any],
    shape: str | None,
    seed: int,
    examples: int = EXAMPLES,
) -> Question:
    """What is asked, with its names looked up.  Raises `UnknownNameError`."""
    found = find_rule(rule) if isinstance(rule, str) else rule
    return Question(found, None if form is None else find_form(found, form), dict(settings), shape, seed, examples)


@dataclass(frozen=True)
class Evidence:
    """What is known of a subject when its verdict is to be found.

    Attributes:
        compared: the instructions of the subject that compared letters.
    """

    subject: Subject
    asked: Question
    paths: Sequence[Path]
    trace: Trace | None
    obstacle: str
    proofs: Proofs
    compared: Collection[Comparison] = ()
    _settings: dict[Form, Setting] = field(default_factory=dict[Form, Setting], init=False, repr=False, compare=False)

    @property
    def match(self) -> Proof | None:
        """The proof of the form that fits best, if any fits."""
        order = {"equal": 0, "equal while lr is constant": 1}
        fitting: list[tuple[tuple[int, bool, bool], Proof]] = []
        for each in self.proofs:
            if each.outcome in order:
                rank = (order[each.outcome], not each.lr_varies, not each.every_step)
                if not any(rank):
                    return each  # none fits better: the other forms need no proof
                fitting.append((rank, each))
        return min(fitting, key=lambda pair: pair[0])[1] if fitting else None

    @property
    def nearly(self) -> Proof | None:
        """The proof of the form that the subject is but for another side of a branch, where it is no form everywhere."""
        nearly = (each for each in self.proofs if each.outcome == "different" and each.sides)
        return next(nearly, None) if self.differs else None

    def but_for_sides(self, proof: Proof) -> "Evidence":
        """The same, with this proof for one of the form where the sides that it leaves out are left out."""
        but = self.proofs.but(replace(proof, outcome="equal"))
        return self if proof.outcome == "equal" else replace(self, proofs=but)

    @property
    def differs(self) -> bool:
        """Whether the algebra tells the subject apart from every form that is asked about."""
        apart = ("different", "equal while lr is constant")
        return len(self.proofs) > 0 and all(each.outcome in apart for each in self.proofs)

    @property
    def branches_on_numbers(self) -> bool:
        """Whether the first steps of the trace took branches that other numbers may not take."""
        return self.trace is not None and bool(open_ones(self.trace.branches.unrolled, 1))

    def proof_of(self, form: Form) -> Proof | None:
        return self.proofs.of(form)

    @property
    def machine(self) -> Machine | None:
        """The subject's step in general, for its first element; None where it was not recovered."""
        return None if self.trace is None else self.trace.elements[0].machine

    @property
    def idle(self) -> tuple[str, ...]:
        """Hyperparameters that the subject takes, and on which nothing depends that it computes, a sentence each."""
        machines = [] if self.trace is None else [each.machine for each in self.trace.elements]
        if any(each is not None and not covers_every_step(each.branches) for each in machines):
            return ()
        when = f"of its first {STEPS} steps" if None in machines else "that is computed"
        names, known = self.subject.names, self.subject.hyperparameters
        return tuple(
            f"{names[each]} has no effect: nothing {when} depends on {name_of(known[each].symbol)}."
            for each in _idle(self)
        )

    def letters(self, form: Form) -> frozenset[str]:
        """The hyperparameters on which the subject's step depends by proof: letters of the trace and of the form that it is."""
        proof = self.proof_of(form)
        if self.trace is None or proof is None or proof.outcome != "equal":
            return frozenset()
        said = [form.gradient_at, *(state.initial for state in form.state), *(line.value for line in form.step)]
        used = {symbol.name for expr in said for symbol in expr.free_symbols}
        return self.trace.symbolic & used

    def find_setting(self, form: Form) -> Setting:
        """What tapes for this subject may choose, when it is held to `form`: nothing that it refuses loudly.

        That is found by running the subject at each value, once for each form.
        """
        if form not in self._settings:
            self._settings[form] = accepted(self.subject, self._offered(form), self.paths)
        return self._settings[form]

    def _offered(self, form: Form) -> Setting:
        """What tapes may choose as far as the signature, the trace and the user say.

        Those of the rule's other forms have a value too, for a subject is held to them on the same tapes.
        """
        named = {**self.asked.rule.hyperparameters, **form.named}
        taken = [name for name in self.asked.names if name in self.subject.names and name not in self.asked.fixed]
        proof = self.proof_of(form)
        written = {} if proof is None else {name: float(value) for name, value in proof.recovered.items()}
        defaults = {name: float(each.default) for name, each in named.items()}
        fixed = {
            name: value for name, value in {**defaults, **written, **self.asked.fixed}.items() if name not in taken
        }
        lr_varies = "lr" in taken and (bool(self.paths) or self.subject.shape.lr_in_call)
        return Setting(
            free=tuple(name for name in taken if name != "lr" and name in defaults),
            fixed={name: value for name, value in fixed.items() if name != "lr" and name in defaults},
            # Without lr in its formulas, a form has the same steps at any.
            lr=None if "lr" in taken else fixed.get("lr", self.subject.rate),
            lr_varies=lr_varies,
            # Outside its domain the rule says nothing: where μ = 0, PyTorch has no velocity to dampen.
            instead={
                (each.name, 0.0): None
                for each in named.values()
                if each.name in taken and 0 not in each.domain and each.name != "lr"
            },
            hyperparameters=named,
        )

    @property
    def unknown_constants(self) -> list[str]:
        """Hyperparameters of the forms that are asked for which are neither settable nor known from a trace."""
        if self.trace is not None:
            return []
        known = {*self.subject.names, *self.asked.fixed}
        return [
            each for each in self.asked.names if each not in known and any(each in f.named for f in self.asked.forms)
        ]


def posed(target: Target, asked: Question) -> tuple[Subject, Question]:
    """The subject, and the question in the names of the rule, whichever the user wrote.  Raises `SubjectError`."""
    subject = recognise(target, asked.rule, asked.shape, asked.settings)
    # Before the target is recognised, nobody knows which of its names is which; from here on, what is fixed is no letter.
    settings = by_rule_name(asked.settings, subject.names)
    if settings == asked.settings:
        return subject, asked
    return recognise(target, asked.rule, asked.shape, settings), replace(asked, settings=settings)


Tracer = Callable[[Subject, Question, Sequence[Path]], tuple[Trace | None, str]]
"""Where a trace comes from; with it, why there is none to believe."""


def gathered(subject: Subject, asked: Question, tracer: Tracer | None = None) -> Evidence:
    """The evidence, with the parameters of the target meaning what makes it right, where their names may mean either."""
    found = gather(subject, asked, () if "lr" in asked.fixed else lr_paths(subject), tracer)
    if not found.differs:
        return found
    # That γ or α is lr is our guess, and not its author's claim, and so is each name: nothing is refuted by a guess.
    without_lr = _without_lr(subject, asked)
    others = [*_otherwise_named(found), *([] if without_lr is None else [(without_lr, ())])]
    for other, paths in others:
        otherwise = gather(other, asked, paths, tracer)
        if not otherwise.differs:
            return otherwise
    return found


def _otherwise_named(found: Evidence) -> list[tuple[Subject, Sequence[Path]]]:
    """The subject if a hyperparameter that no step speaks of goes by another name: ε is `noise_factor`, and eps a difference."""
    subject, traced = found.subject, found.trace
    if traced is None:
        return []
    taken = {each.partition("[")[0] for each in subject.names.values()} | {*subject.settings}
    # What is 0 unless its user says otherwise is an option, as optax's eps_root, and not the number that the rule needs.
    free = {
        own: each
        for own, each in signature_of(subject.target.object).items()
        if own not in taken and isinstance(each.default, float) and each.default > 0
    }
    return [
        (replace(subject, names={**subject.names, name: own}), found.paths)
        for name in _idle(found)
        if name != "lr"
        for own, parameter in free.items()
        if may_be(subject.hyperparameters[name], parameter)
    ]


def _idle(found: Evidence) -> list[str]:
    """The hyperparameters of which no step of the trace speaks."""
    if found.trace is None:
        return []
    values = [value for each in found.trace.elements for value in each.constant]
    asked = [each.difference for each in found.trace.branches.unrolled]
    used = {symbol for value in (*values, *asked) for symbol in value.free_symbols}
    names = found.subject.names
    return [
        name
        for name in names
        if name in found.trace.symbolic and found.subject.hyperparameters[name].symbol not in used
    ]


def _without_lr(subject: Subject, asked: Question) -> Subject | None:
    """The subject if what was taken for its lr, by its name, is another hyperparameter; None where it is surely lr."""
    name = subject.names.get("lr")
    others = without(asked.rule.hyperparameters, subject.names)
    if name is None or "lr" in asked.fixed or not is_ambiguous(name, others):
        return None
    try:
        return recognise(subject.target, asked.rule, asked.shape, asked.settings, lr_named=False)
    except SubjectError:
        return None


def gather(subject: Subject, asked: Question, paths: Sequence[Path], tracer: Tracer | None = None) -> Evidence:
    """Trace the subject, to hold the trace to each form that is asked about."""
    report(Stage.TRACING)
    compared: set[Comparison] = set()
    with asking(compared):
        traced, obstacle = (tracer or traced_for)(subject, asked, paths)
    proofs = Proofs() if traced is None else Proofs.of_trace(traced, asked.forms, compared)
    return Evidence(subject, asked, paths, traced, obstacle, proofs, compared)


def traced_for(subject: Subject, asked: Question, paths: Sequence[Path]) -> tuple[Trace | None, str]:
    """The trace, with symbolic hyperparameters or else with numbers; or why there is none to believe."""
    obstacle = ""
    for letters in (True, False):
        try:
            found = trace(subject, asked.names, asked.fixed, paths, letters=letters)
            doubt = disbelief(found, subject)
        except OpaqueError as error:
            obstacle = obstacle or str(error)
        except BaseException as error:  # noqa: BLE001 - on symbols, somebody's code may raise anything
            obstacle = obstacle or f"it fails on symbols ({describe(error)})"
        else:
            if not doubt:
                return with_other_sides(found, subject, asked.names, asked.fixed, paths, letters), ""
            obstacle = obstacle or doubt
    return None, obstacle


def at_numbers(traced: Trace, asked: Question) -> dict[str, float]:
    """The hyperparameters that the user did not fix, and that are numbers in the trace all the same."""
    return {name: value for name, value in traced.numbers.items() if name not in asked.fixed}


def is_proved(form: Form, subject: Subject, asked: Question, paths: Sequence[Path]) -> bool:
    """Whether the subject is the form in every step and on every branch."""
    traced, _ = traced_for(subject, asked, paths)
    if traced is None:
        return False
    proof = prove(traced, form)
    whole = proof.every_step and not proof.excluded and not at_numbers(traced, asked)
    return proof.outcome == "equal" and whole
