"""A schedule: what the learning rate is in step t, and the rule that it is by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Expr

from .. import hyperparameters as hyper
from ..rule import FIRST, Form, Hyperparameter, Relation, Rule, Source, let
from ..symbols import g, lr_t, theta

_LR = hyper.lr("0.1")
PEAK = replace(_LR, meaning="learning rate that the schedule begins with, or rises to", spellings=(
    *_LR.spellings, "initvalue", "peakvalue", "maxlr", "peaklr", "learningratemax", "baselearningrate", "base", "initial", "start",
    "peak",
))  # fmt: skip
"""lr, as people call it where a schedule is all that there is."""

STEP = let(theta, theta - lr_t * g)
"""Gradient descent by the rate of the schedule."""


@dataclass(frozen=True)
class Way:
    """One way to write a schedule.

    Attributes:
        rate: the learning rate in step t, which counts from 1: whoever counts from 0 has s = t − 1.
        hyperparameters: what it is made of besides lr.
    """

    name: str
    title: str
    rate: Expr
    hyperparameters: tuple[Hyperparameter, ...]
    sources: tuple[Source, ...]
    relation: Relation = FIRST
    also: tuple[Expr, ...] = ()
    note: str = ""

    @property
    def form(self) -> Form:
        """Gradient descent by this rate."""
        return Form(
            name=self.name,
            title=self.title,
            hyperparameters=(PEAK, *self.hyperparameters),
            state=(),
            step=(
                # SCHEDULE
                let(lr_t, self.rate),
                # STEP
                STEP,
            ),
            sources=self.sources,
            relation=self.relation,
            also={lr_t: self.also} if self.also else {},
            note=self.note,
        )


@dataclass(frozen=True)
class Schedule:
    """A schedule with all the ways to write it; the first is the one that the others relate to."""

    name: str
    title: str
    summary: str
    ways: Sequence[Way]
    aliases: tuple[str, ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule that it is by itself."""
        return Rule(self.name, self.title, self.summary, tuple(each.form for each in self.ways), self.aliases)


def is_schedule(rule: Rule) -> bool:
    """Whether a rule is a schedule and nothing else."""
    return not rule.parts and all(each.state == () and each.step[1:] == (STEP,) for each in rule.forms)
