"""What a target was found to be, as plain data: the page, JSON and Python all read this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .answered import Answered
from .verdict import Formula, NamedMistake


@dataclass(frozen=True)
class Value:
    """A hyperparameter of a rule, and where the target has it.

    Attributes:
        name: the rule's name.
        parameter: the target's own name, as `betas[0]`; empty where it takes none.
        default: what that is where nobody gives it; None where there is no default, or none that is a number.
        written: the number in the code, where the target takes no parameter for it.
    """

    name: str
    parameter: str = ""
    default: float | None = None
    written: float | None = None


@dataclass(frozen=True)
class Fit:
    """A form of a rule that the target computes.

    Attributes:
        title: the form's title.
        how: "proved" by algebra, or "passed": no run left the form, and nothing was proved, or not for every step and value.
        condition: under which condition it is that form, as "while lr is constant" or "at μ = 0"; empty where always.
        steps: for which steps it holds by algebra: "every step" or "the first 3 steps"; empty where that has no answer.
        lr: "changing" where that was shown for an lr that changes from step to step, else "constant".
        provers: who proved it.
        values: its hyperparameters, in the rule's order.
        switches: other arguments at which the target is this form, where they are not its defaults.
        relation: how the form relates to its rule's first form.
        note: what the proof does not cover, as single values that its code treats apart.
    """

    rule: str
    form: str
    title: str
    how: Literal["proved", "passed"]
    condition: str = ""
    steps: str = ""
    lr: str = ""
    provers: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    switches: Mapping[str, Any] = field(default_factory=dict)
    relation: str = ""
    note: str = ""


@dataclass(frozen=True)
class Nearest:
    """The form that comes nearest to a target that is none, and the mistakes that lead from it to the target.

    Attributes:
        exact: whether a prover confirmed the mistakes, rather than runs alone.
        differences: where no mistake explains it, what differs, term by term.
    """

    rule: str
    form: str
    formula: Formula
    mistakes: tuple[NamedMistake, ...] = ()
    exact: bool = False
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Identity(Answered):
    """Everything that `identify` says of a target.  `to_json` is one line; see `identity.schema.json` for the keys.

    Attributes:
        answer: "identified" where `fits` has a form that it is.
        computed: the step that it computes, as lines of pseudo-code; empty where it could not be traced.
        fits: the forms that it is, the one that says most first.
        defaults: arguments that are no hyperparameters of that form, and were left at their defaults.
        nearest: where it is none, what comes nearest.
        settings: what was handed over besides, by the target's own names.
    """

    target: str
    answer: Literal["identified", "unknown"]
    computed: tuple[str, ...] = ()
    fits: tuple[Fit, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    nearest: Nearest | None = None
    reason: str = ""
    shape: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0

    @property
    def exit_status(self) -> int:
        """0 identified, 2 not."""
        return 0 if self.answer == "identified" else 2
