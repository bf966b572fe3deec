"""Where checks are made: a subject, what tapes may choose, and a count of all that was run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.formats import format_of
from ...reference.oracle import judge
from ...reference.rule import Form
from ...reference.tape import Tape
from ..english import counted, listed
from ..fuzzing.arithmetic import EXAMPLES, single_in_double
from ..fuzzing.driving import Caller, Gradients, Played, Session, same_numbers
from ..fuzzing.setting import Setting
from ..fuzzing.tally import Tally
from ..fuzzing.tapes import shaped_tape
from ..subjects.object_graph import Path
from ..subjects.subject import Subject

Parameters = list[NDArray[Any]]
"""The parameters after one step."""

SLACK = 2.0**6
"""How many roundings may lie between two runs of who has no known formula: what a library reorders is a few, a mistake is millions."""

SHAPES = ((2,), (2,), (3,))
"""The parameters of an ordinary tape: two of one shape, and another."""


class AstrayError(Exception):
    """The subject wants a gradient at another point than the rule; the message is a clause."""

    def __init__(self, tape: Tape) -> None:
        shapes = listed([*dict.fromkeys(str(each.shape) for each in tape.initial)])
        count = counted(len(tape.initial), "parameter")
        super().__init__(f"with {count} of shape {shapes}, it takes its gradients at another point than the rule")


@dataclass
class Context:
    """What a check may use.

    Attributes:
        form: the form that the subject was found to be; None where it is none.
        letters: the hyperparameters on which the subject depends by proof, for every value of theirs.
        many_steps: whether the proof, if any, covers the first steps only.
        notes: what a check has seen besides, as sentences.
        tally: how much the check that is being made has tried.
        recovered: the step that was recovered from the subject, as a form of its own; asked for where it is no form of the rule.
    """

    subject: Subject
    setting: Setting
    lr_paths: Sequence[Path] = ()
    form: Form | None = None
    letters: frozenset[str] = frozenset()
    seed: int = 0
    examples: int = EXAMPLES
    many_steps: bool = False
    notes: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    recovered: Callable[[], Form | None] = lambda: None

    def begin(self) -> None:
        """Begin another check, with nothing noted or counted, and nothing left of earlier runs."""
        self.subject.target.rewind()
        self.notes.clear()
        self.tally = Tally()

    @cached_property
    def tape(self) -> Tape:
        """An ordinary tape in float64."""
        return self.tape_of([*SHAPES, *SHAPES[-1:] * (-len(SHAPES) % self.subject.shape.in_one_call)])

    def tape_of(self, shapes: Sequence[tuple[int, ...]], steps: int = 6, dtype: str = "float64") -> Tape:
        """A tape for parameters of these shapes."""
        return shaped_tape(self.setting, np.dtype(dtype), self.seed, shapes, steps)

    def open(self, tape: Tape, caller: Caller | None = None) -> "Opened":
        """The subject at the beginning of a tape.  Raises `RaisedError`, as do its steps."""
        self.tally.add(Tally(tapes=1, dtypes=(tape.dtype.name,)))
        return Opened(self, Session.of(self.subject, tape, self.lr_paths, caller, fresh=False))

    def play(self, tape: Tape, caller: Caller | None = None) -> list[Played]:
        """What the subject makes of a tape.  Raises `RaisedError`, and `AstrayError` where the form takes a gradient elsewhere."""
        opened = self.open(tape, caller)
        # A caller of another kind may put another parameter in its place before the gradient is taken.
        judged = self.form is not None and caller is None and opened.session.run.lookahead is not None
        judged = judged and all(each.dtype == np.float64 for each in tape.initial)
        opened.session.judged = judged
        found = [opened.step(gradients, lr) for gradients, lr in zip(tape.gradients, tape.lr, strict=True)]
        if judged:
            self._insist_on_points(found, tape)
        return found

    def _insist_on_points(self, found: Sequence[Played], tape: Tape) -> None:
        assert self.form is not None
        for expected, played, row in zip(judge(self.form, tape, self.judged(tape)), found, tape.gradients, strict=True):
            for rule, point, gradient in zip(expected, played.gradient_at, row, strict=True):
                asked = replace(rule, value=rule.gradient_at, bound=rule.gradient_bound)
                if gradient is not None and np.shape(point) == gradient.shape and np.any(asked.excess(point) > 1):
                    raise AstrayError(tape)

    def run(self, tape: Tape, caller: Caller | None = None) -> list[Parameters]:
        """The parameters after each step of a tape.  Raises `RaisedError`."""
        return [each.parameters for each in self.play(tape, caller)]

    def agree(self, one: Sequence[Parameters], two: Sequence[Parameters], tape: Tape) -> bool:
        """Whether two runs that ought to be the same are: to the bit, or within a bound on the tape.

        That is the rule's, or that of the subject's own formula; where nobody knows a formula, they are held to `SLACK`.
        """
        if same(one, two):
            return True
        if not self.known:
            return all(_near(mine, others, tape.initial) for mine, others in zip(one, two, strict=True))
        return any(self.within(one, tape, each) and self.within(two, tape, each) for each in self.known)

    @property
    def known(self) -> list[Form]:
        """The formulas to which a run of the subject may be held: the form that it is, and its own."""
        return [each for each in (self.form, self.own) if each is not None]

    @cached_property
    def own(self) -> Form | None:
        """The subject's own formula, where it has one in the letters of a tape."""
        found = self.recovered()
        known = {*self.setting.visible, "lr"}
        return found if found is not None and known.issuperset(found.named) else None

    @cached_property
    def single(self) -> str:
        """What the subject shows of float32 where it is given float64, as a clause; empty where nothing."""
        return single_in_double(self.subject, self.setting, self.lr_paths, self.seed)

    def judged(self, tape: Tape) -> np.dtype[Any] | None:
        """The dtype whose bound fits a run in float64: float32 for a subject that computes in it; None for the tape's own."""
        return np.dtype(np.float32) if tape.dtype == np.float64 and self.single else None

    def within(self, found: Sequence[Parameters], tape: Tape, form: Form | None = None) -> bool:
        """Whether a run of the tape stays within the bound of a form; of the one that the subject was found to be where None."""
        form = form or self.form
        assert form is not None
        return all(
            np.all(rule.excess(mine) <= 1)
            for expected, parameters in zip(judge(form, tape, self.judged(tape)), found, strict=True)
            for rule, mine in zip(expected, parameters, strict=True)
        )


class Opened:
    """A session whose steps are counted."""

    def __init__(self, context: Context, session: Session) -> None:
        self.context, self.session = context, session

    def step(self, gradients: Gradients, lr: float) -> Played:
        """Carry out one step."""
        played = self.session.step(gradients, lr)
        self._count(played.parameters)
        return played

    def by_closure(self, gradients: Gradients, lr: float) -> Sequence[bool]:
        """Carry out one step whose gradients a closure makes; for each call of it, whether PyTorch was recording there."""
        recording = self.session.by_closure(gradients, lr)
        self._count(self.parameters())
        return recording

    def _count(self, parameters: Parameters) -> None:
        self.context.tally.add(Tally(steps=1, scalars=sum(each.size for each in parameters)))

    def parameters(self) -> Parameters:
        """The parameters as they are now."""
        return self.session.parameters()


def same(one: Sequence[Parameters], two: Sequence[Parameters]) -> bool:
    """Whether two runs are the same, to the bit; NaN is like NaN."""
    return all(
        same_numbers(a, b) for mine, others in zip(one, two, strict=True) for a, b in zip(mine, others, strict=True)
    )


def _near(one: Parameters, two: Parameters, initial: Sequence[NDArray[Any]]) -> bool:
    """Whether no element is further apart than so many roundings of the largest number of its parameter."""
    for mine, others, begun in zip(one, two, initial, strict=False):
        if mine.shape != others.shape or mine.dtype != others.dtype:
            return False
        largest = max(float(np.max(np.abs(each), initial=0.0)) for each in (mine, others, begun))
        apart = np.abs(mine.astype(np.float64) - others.astype(np.float64))
        alike = (mine == others) | (np.isnan(mine) & np.isnan(others))
        if not np.all(alike | (apart <= SLACK * format_of(mine.dtype).roundoff * largest)):
            return False
    return True
