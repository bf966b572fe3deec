"""What is found about one target, as plain data: the report, JSON and Python all read this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ...reference.display import Typeset
from .answered import Answered
from .paths import Paths
from .speakable import UNSPOKEN

Answer = Literal["proved", "passed", "refuted", "unknown"]
Outcome = Literal["passed", "failed", "caution", "skipped", "vacuous"]
Known = Literal["proved", "as far as runs show", ""]
"""How much is known of what is stated: proved of every step, or seen in runs; empty where nothing is stated."""

PROVED: Known = "proved"
AS_RUNS_SHOW: Known = "as far as runs show"


@dataclass(frozen=True)
class Algebra:
    """Over the reals.

    Attributes:
        scope: for which steps: "every step", or "the first 3 steps".
        lr: "changing" where lr may change from step to step, else "constant".
        provers: who proved it.
        branches: how many branches of the code depend on a number.
        paths: the sides of all branches that the steps of runs came to; nothing where none were measured.
        reached: whether anybody came to it; so in `Arithmetic` and `Conduct`.
    """

    verdict: Answer
    detail: str = ""
    scope: str = ""
    lr: str = ""
    provers: tuple[str, ...] = ()
    branches: int = 0
    paths: Paths = field(default_factory=Paths)
    reached: bool = field(default=True, metadata=UNSPOKEN)


@dataclass(frozen=True)
class Checked:
    """What became of one check; `optproof explain ID` says what it claims and why.

    Attributes:
        outcome: "caution" is a finding that does not make the target wrong; "vacuous" is a check that saw nothing.
        detail: the finding, or why the check was skipped.
        claim: what does not hold, where it failed or is a caution; `why` and `link` say what that leads to.
        counterexample: the tape that shows the finding, where it is one tape.
        reproduce: a test for pytest that fails as the check did.
        notes: what was seen besides.
        worst: the largest distance from the exact value, in units of the bound.
        docs: where the handbook explains it, from the handbook's root.
        awaits: where it was skipped for that alone: what it requires, and what did not pass.
        lacks: where it was skipped: why, as a clause, without the error that showed it.
        of_the_bound: whether it holds the target's numbers to the rule's.
    """

    id: str
    outcome: Outcome
    detail: str = ""
    claim: str = ""
    why: str = ""
    link: str = ""
    counterexample: "Shown | None" = None
    reproduce: str = ""
    notes: tuple[str, ...] = ()
    tapes: int = 0
    steps: int = 0
    scalars: int = 0
    overflowed: int = 0
    dtypes: tuple[str, ...] = ()
    worst: float = 0.0
    docs: str = ""
    awaits: str = field(default="", metadata=UNSPOKEN)
    lacks: str = field(default="", metadata=UNSPOKEN)
    of_the_bound: bool = field(default=False, metadata=UNSPOKEN)


@dataclass(frozen=True)
class Arithmetic:
    """In floating point.

    Attributes:
        scalars: values that were held to a finite bound.
        overflowed: values that were not, because the rule itself may overflow there.
        worst: the largest distance from the exact value, in units of the bound.
        skipped: why none of its checks was made, as a clause; empty where one was, or nobody came to them.
    """

    verdict: Answer
    detail: str = ""
    tapes: int = 0
    steps: int = 0
    scalars: int = 0
    overflowed: int = 0
    dtypes: tuple[str, ...] = ()
    worst: float = 0.0
    checks: tuple[Checked, ...] = ()
    skipped: str = field(default="", metadata=UNSPOKEN)
    reached: bool = field(default=True, metadata=UNSPOKEN)


@dataclass(frozen=True)
class Conduct:
    """What it does to the caller's arrays, to other parameters and to other instances; `skipped` as in `Arithmetic`."""

    verdict: Answer
    detail: str = ""
    tapes: int = 0
    steps: int = 0
    scalars: int = 0
    dtypes: tuple[str, ...] = ()
    checks: tuple[Checked, ...] = ()
    skipped: str = field(default="", metadata=UNSPOKEN)
    reached: bool = field(default=True, metadata=UNSPOKEN)


@dataclass(frozen=True)
class Marked:
    """One line of a formula, and whether it differs from its counterpart.

    Attributes:
        letter: what it assigns, by the name that its side has for it.
    """

    text: str
    differs: bool = False
    letter: str = ""


@dataclass(frozen=True)
class Formula:
    """The step that the code computes, and the step that it should compute, as lines of pseudo-code.

    Attributes:
        marked: both as reports show them, with lines in the words of a mistake where the code or the rule has none for what
            it changes; empty where nothing differs.
        evidence: how much is known of what the code computes.
    """

    computed: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    marked: tuple[tuple[Marked, ...], tuple[Marked, ...]] = field(default=((), ()), metadata=UNSPOKEN)
    evidence: Known = ""

    @property
    def sides(self) -> tuple[tuple[Marked, ...], tuple[Marked, ...]]:
        """The lines of both, whether or not some are marked."""
        ours, theirs = self.marked
        return ours or tuple(map(Marked, self.computed)), theirs or tuple(map(Marked, self.expected))

    @property
    def differing(self) -> tuple[str, ...]:
        """What the differing lines of the code assign, by its own names."""
        return tuple(each.letter for each in self.marked[0] if each.differs)


@dataclass(frozen=True)
class NamedMistake:
    """A mistake of the catalogue that explains the difference; `docs` is its page, from the handbook's root."""

    id: str
    title: str
    symptom: str = ""
    fix: str = ""
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    docs: str = ""
    evidence: Known = ""


@dataclass(frozen=True)
class Line:
    """The statement of the target's source that computes what deviates.

    Attributes:
        path: the file.
        number: the line on which the statement begins, counted from 1.
        text: that line as it stands, without its indentation.
        fix: the statement as it should be, where that is unambiguous, and proved to make the target the rule; else empty.
        evidence: how much is known of this line's being the one: it is proved where its correction is.
    """

    path: str
    number: int
    text: str
    fix: str = ""
    evidence: Known = AS_RUNS_SHOW


@dataclass(frozen=True)
class FreeInput:
    """A number of a counterexample that does not matter: with each of three others the code is wrong as well.

    Attributes:
        name: "theta0", "gradients", "lr", or a hyperparameter by the rule's name.
        step: of the gradient, counted from 1; 0 for what is no gradient.
        but_zero: whether the code is right where it is zero.
    """

    name: str
    step: int = 0
    but_zero: bool = False


@dataclass(frozen=True)
class Shown:
    """A counterexample as numbers: one element of one parameter, up to the step at which it is wrong.

    Attributes:
        quantity: what differs: θ, or the point at which the gradient is taken.
        bound: how far rounding can carry an honest evaluation from the exact value.
        parameters: how many parameters the tape has.
        computed_course: the quantity after each step, as the code computes it; empty where only the last step is known.
        expected_course: the same, as the rule has it.
        free: the numbers that do not matter, each tried alone; empty where nothing was tried.
    """

    dtype: str
    theta0: float
    gradients: tuple[float | None, ...]
    lr: tuple[float, ...]
    hyperparameters: Mapping[str, float]
    step: int
    quantity: str
    computed: float
    expected: float
    bound: float
    parameters: int
    computed_course: tuple[float, ...] = ()
    expected_course: tuple[float, ...] = ()
    free: tuple[FreeInput, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where the code stands that makes a step.

    Attributes:
        file: relative to the working directory where it lies below it.
        line: its first line, counted from 1.
        end: its last line.
    """

    file: str
    line: int
    end: int


@dataclass(frozen=True)
class Expected:
    """A finding that the target's users know of, and what became of it.

    Attributes:
        id: of the check, or of the mistake.
        reason: why it stays.
        outcome: "missing" where nothing was found, "skipped" where nobody could look, "ignored" where nobody wants to know.
    """

    id: str
    reason: str
    outcome: Literal["found", "missing", "skipped", "ignored"]


@dataclass(frozen=True)
class Verdict(Answered, Typeset):
    """Everything that `check` says of a target.  `to_json` is one line; see `schema.json` for the keys.

    Attributes:
        form: the form that the target is; None where it is none.
        story: how it is driven, after what was tried before.
        closest: the form that a refuted target is compared with.
        relation: how `form` relates to the rule's first form.
        constants: hyperparameters that are written into the code.
        settings: what was handed over besides, by the target's own names.
        reproduce: a test for pytest that fails as the target did.
        place: where the code stands that makes a step; None where the target was not driven or has no source.
        expected: the findings that were expected.
        as_expected: whether everything that refutes the target was expected.
        differences: where no mistake explains a refuted target, what differs from `closest`, term by term.
        cautions: of what the verdict is not, though its headline may be read so, as sentences: of the target at its own defaults.
        told: the ids of the mistakes and checks of which `reason` says everything.
    """

    target: str
    rule: str
    verdict: Answer
    form: str | None = None
    algebra: Algebra = Algebra("unknown", "not reached", reached=False)
    arithmetic: Arithmetic = Arithmetic("unknown", "not reached", reached=False)
    conduct: Conduct = Conduct("unknown", "not reached", reached=False)
    formula: Formula = Formula()
    mistakes: tuple[NamedMistake, ...] = ()
    counterexample: Shown | None = None
    line: Line | None = None
    reason: str = ""
    shape: str = ""
    story: tuple[str, ...] = ()
    closest: str = ""
    relation: str = ""
    constants: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    reproduce: str = ""
    seed: int = 0
    place: Place | None = None
    expected: tuple[Expected, ...] = ()
    as_expected: bool = False
    differences: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    told: frozenset[str] = field(default=frozenset(), metadata=UNSPOKEN)

    @property
    def computes_the_rule(self) -> bool:
        """Whether its formula is a form of the rule, whatever else is wrong with it."""
        return self.verdict in ("proved", "passed") or self.algebra.verdict in ("proved", "passed")

    @property
    def failed_besides(self) -> list[Checked]:
        """The checks that failed besides the rule; that its numbers are not the rule's, the counterexample tells."""
        made = (*self.arithmetic.checks, *self.conduct.checks)
        return [each for each in made if each.outcome == "failed" and not each.of_the_bound]

    @property
    def exit_status(self) -> int:
        """0 proved, passed or refuted as expected; 1 refuted, or something expected was not found; 2 unknown."""
        if self.verdict == "unknown":
            return 2
        if any(each.outcome == "missing" for each in self.expected):
            return 1
        return 1 if self.verdict == "refuted" and not self.as_expected else 0
