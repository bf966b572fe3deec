"""Checks on whatever may happen between two steps, in any order: Hypothesis draws it, and finds the shortest."""

import copy
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, ClassVar, Literal

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings, strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from ...reference.hyperparameters import RATES
from ...reference.tape import Tape
from ..english import listed
from ..fuzzing.driving import Gradients, RaisedError
from .check import Check, Finding
from .checkpoints import interface_of, resume, save
from .context import Context, Opened, Parameters, same
from .ordinary_tapes import ordinary_tape

EVENTS = 12
"""How much happens in one example."""

FIRST, MOST = 2, 4
"""How many parameters there are at the start, and at most."""

OTHER = st.sampled_from((False, False, False, True))
"""Whether something happens to the second instance."""

ORDINALS = ("first", "second", "third", "fourth")


class Life:
    """One instance of a subject, and all that has happened to it.  What happens raises `RaisedError` where it cannot.

    Beside it, each of its parameters lives alone in an instance of its own, to which nothing happens but its steps.
    `stock` is where parameters and gradients come from.
    """

    def __init__(self, context: Context, stock: Tape) -> None:
        self.context, self.stock = context, stock
        self.rate = stock.lr[0]
        self.initial = [*stock.initial[:FIRST]]
        self.opened = self._new(self.initial)
        self.alone = [self._new([each]) for each in self.initial]
        self.rows: list[Gradients] = []
        self.rates: list[float] = []
        self.found: list[Parameters] = []
        self.astray = False

    def _new(self, parameters: Parameters) -> Opened:
        return self.context.open(self._ahead(parameters))

    def _ahead(self, parameters: Parameters) -> Tape:
        row = self.stock.gradients[0][: len(parameters)]
        return Tape(tuple(parameters), (row,), (self.rate,), self.stock.hyperparameters)

    def step(self, absent: int | None = None, rate: float | None = None) -> None:
        """A step in which one parameter may have no gradient, and from which on lr may be another, if it takes that."""
        if rate is not None and self._takes(rate):
            self.rate = rate
        row = self.stock.gradients[len(self.rows)][: len(self.initial)]
        row = [None if p == absent else each for p, each in enumerate(row)]
        self.found.append(self.opened.step(row, self.rate).parameters)
        self.rows.append(row)
        self.rates.append(self.rate)
        self.astray = self.astray or self._is_astray()

    def _takes(self, rate: float) -> bool:
        acceptance = self.context.setting.acceptance
        return acceptance is None or acceptance.takes({**self.stock.hyperparameters, "lr": rate})

    def _is_astray(self) -> bool:
        """Whether a parameter is elsewhere than it is alone, and than any formula takes it that the subject is known to have."""
        for alone, gradient in zip(self.alone, self.rows[-1], strict=True):
            if gradient is not None:
                alone.step([gradient], self.rate)
        here, alone = [self.found[-1]], [[each.parameters()[0] for each in self.alone]]
        if same(here, alone):
            return False
        run, tape = self._so_far()
        if not self.context.known:
            return not self.context.agree(here, alone, tape)
        return not any(self.context.within(run, tape, each) for each in self.context.known)

    def _so_far(self) -> tuple[list[Parameters], Tape]:
        """All steps, as if every parameter had been there from the start and had had no gradient."""
        count = len(self.initial)
        rows = ((*row, *[None] * (count - len(row))) for row in self.rows)
        found = [[*each, *self.initial[len(each) :]] for each in self.found]
        return found, Tape(tuple(self.initial), tuple(rows), tuple(self.rates), self.stock.hyperparameters)

    def join(self) -> None:
        """Another parameter takes part from now on."""
        if self.opened.session.run.add is None:
            raise RaisedError("it takes no more parameters")
        self.initial.append(self.stock.initial[len(self.initial)])
        self.alone.append(self._new(self.initial[-1:]))
        self.opened.session.join(self.initial[-1])

    def reload(self) -> None:
        """Its state is saved, and a new instance that has loaded it goes on."""
        interface = interface_of(self.context.subject, self.opened.session.run)
        if interface is None:
            raise RaisedError("it has no methods to save and load its state")
        saved = copy.deepcopy(save(self.opened, interface))
        self.opened = resume(self.context, self._ahead(saved.parameters), saved, len(self.initial) - FIRST)


def stocks_of(context: Context) -> tuple[Tape, Tape]:
    """Parameters and gradients for two instances, the second of which has other hyperparameters."""
    # Of one shape, so that state that is mixed up fits.
    one, two = (ordinary_tape(context, ((2,),) * MOST, EVENTS, salt=number) for number in range(2))
    halved = {name: two.hyperparameters[name] / 2 for name in context.setting.free}
    return one, context.setting.taken(replace(two, hyperparameters={**two.hyperparameters, **halved}))


@dataclass(frozen=True)
class Abilities:
    """What a subject takes in its stride when it happens once, so that it may happen in any order."""

    absences: bool
    joins: bool
    reloads: bool
    rates: bool


def abilities_of(context: Context, stock: Tape) -> Abilities:
    """What the subject is able to.  One with a t for all parameters is right, but is none of the rule's after an absence."""

    def survives(*events: Callable[[Life], None]) -> bool:
        try:
            life = Life(context, stock)
            for each in events:
                each(life)
        except RaisedError:
            return False
        return not life.astray

    return Abilities(
        absences=survives(Life.step, lambda life: life.step(0), lambda life: life.step(1), Life.step),
        joins=survives(Life.step, Life.join, Life.step, Life.step),
        reloads=survives(Life.step, Life.step, Life.reload, Life.step, Life.step),
        rates=context.setting.lr_varies,
    )


@dataclass(frozen=True)
class Event:
    """Something that happens to one of two instances: a step, a new parameter, or saving and loading."""

    kind: Literal["step", "join", "reload"]
    other: bool = False
    absent: int | None = None
    rate: float | None = None

    def __str__(self) -> str:
        words = {"step": "a step", "join": "a new parameter", "reload": "saving and loading"}[self.kind]
        return f"{words}{self._circumstances}"

    def times(self, count: int) -> str:
        """The event as words, where it happens several times in a row."""
        if self.kind == "step" and count > 1:
            return f"{count} steps{self._circumstances}"
        return str(self) if count == 1 else f"{self} {'twice' if count == 2 else f'{count} times'}"

    @property
    def _circumstances(self) -> str:
        at = "" if self.rate is None else f" at lr {self.rate:g}"
        without = "" if self.absent is None else f" in which the {ORDINALS[self.absent]} parameter has no gradient"
        return f"{at}{without}{' of a second instance' if self.other else ''}"

    @property
    def simpler(self) -> tuple["Event", ...]:
        """The event with one thing less to tell."""
        plain = (replace(self, other=False), replace(self, absent=None), replace(self, rate=None))
        return tuple(each for each in plain if each != self)


class Lives:
    """Two instances, the second of which is born when something happens to it."""

    def __init__(self, context: Context, stocks: tuple[Tape, Tape]) -> None:
        self.context, self.stocks, self.events = context, stocks, list[Event]()
        self.lives: dict[bool, Life] = {}

    def happen(self, event: Event) -> Finding | None:
        """What speaks against the subject, once this has happened as well."""
        self.events.append(event)
        try:
            if event.other not in self.lives:
                self.lives[event.other] = Life(self.context, self.stocks[event.other])
            life = self.lives[event.other]
            if event.kind == "step":
                life.step(event.absent, event.rate)
            elif event.kind == "join":
                life.join()
            else:
                life.reload()
        except RaisedError as error:
            return Finding(f"after {told(self.events[:-1])}, at {event}, {error}", refutes=False)
        if not life.astray:
            return None
        return Finding(f"after {told(self.events)}, a parameter is not where its own gradients take it")


def told(events: Sequence[Event]) -> str:
    """What happened, as words; the same thing several times is counted."""
    alike = [[*group] for _, group in groupby(events, key=str)]
    parts = [group[0].times(len(group)) for group in alike]
    return listed(parts) if parts else "nothing else"


def shortest(events: Sequence[Event], finding: Callable[[Sequence[Event]], Finding | None]) -> Sequence[Event]:
    """The events without those that are not needed for a finding of the same kind, and each as simple as it may be."""
    wanted = finding(events)
    for at in reversed(range(len(events))):
        for less in ((), *((simpler,) for simpler in events[at].simpler)):
            fewer = [*events[:at], *less, *events[at + 1 :]]
            found = finding(fewer)
            if wanted and found and found.refutes == wanted.refutes:
                return shortest(fewer, finding)
    return events


class Interleaving(RuleBasedStateMachine):
    """Whatever the subject is able to may happen to two instances."""

    context: ClassVar[Context]
    stocks: ClassVar[tuple[Tape, Tape]]
    able: ClassVar[Abilities]
    found: ClassVar[list[Sequence[Event]]]

    def __init__(self) -> None:
        super().__init__()
        self.lives = Lives(self.context, self.stocks)

    @rule(other=OTHER, absent=st.none() | st.integers(0, FIRST - 1), rate=st.none() | st.sampled_from(RATES[:3]))
    def step(self, other: bool, absent: int | None, rate: float | None) -> None:
        able = self.able
        self._let(Event("step", other, absent if able.absences else None, rate if able.rates else None))

    @precondition(lambda self: self.able.joins and self.lives.events.count(Event("join")) < MOST - FIRST)
    @rule()
    def join(self) -> None:
        self._let(Event("join"))

    @precondition(lambda self: self.able.reloads)
    @rule(other=OTHER)
    def reload(self, other: bool) -> None:
        self._let(Event("reload", other))

    def _let(self, event: Event) -> None:
        if self.lives.happen(event) is not None:
            self.found.append(self.lives.events)
            raise _Ended


class _Ended(Exception):
    pass


def _any_order(context: Context) -> Finding | None:
    stocks = stocks_of(context)
    found: list[Sequence[Event]] = []
    members: dict[str, Any] = {
        "context": context,
        "stocks": stocks,
        "able": abilities_of(context, stocks[0]),
        "found": found,
        "__module__": "",  # of none, or Hypothesis reads this file to find a name for it in a database that there is not
    }
    machine = seed(context.seed)(type("Interleaved", (Interleaving,), members))
    with suppress(_Ended, HypothesisException):
        run_state_machine_as_test(machine, settings=_effort(max(1, context.examples // 4)))

    def finding(events: Sequence[Event]) -> Finding | None:
        lives = Lives(context, stocks)
        return next((each for each in map(lives.happen, events) if each is not None), None)

    return finding(shortest(found[0], finding)) if found else None


def _effort(examples: int) -> settings:
    # What Hypothesis finds is made shorter here, by leaving out events: that takes a tenth of the time.
    return settings(
        max_examples=examples,
        stateful_step_count=EVENTS,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


ANY_ORDER = (
    Check(
        "any-order",
        "conduct",
        "In whatever order steps, absent gradients, changes of lr, new parameters, saving and loading and a second "
        "instance come, each parameter is where its own gradients take it.",
        "Each is easy to get right alone: a checkpoint that saves the state of the parameters that had a gradient in the "
        "last step loses the others.",
        "https://github.com/KempnerInstitute/KempnerForge/pull/115",
        _any_order,
        requires=("setters-followed", "parameters-apart"),
        cautions=True,
    ),
)
