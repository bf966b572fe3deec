"""A trace is a tree of regimes: each side of a branch is traced at numbers that take it, and held to the form by itself.

What is proved rests on two claims: the first step is the form's, whatever it branches on, and so is every later step, from
whatever the first one keeps.  The sides of each claim together have to be all that there is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from sympy import Expr, Integer, Symbol

from ...reference.algebra import FRACTIONS
from ...reference.rule import Form
from ...reference.symbols import lr, lr_start, t, theta
from ..symbolic.record import Condition
from ..tracing.machine import Machine
from ..tracing.point import USUAL, Point
from ..tracing.session import OF_ELEMENTS, OF_START, START, Element, Key, element_symbol, own
from ..tracing.trace import DeadEnd, Trace
from .branches import open_ones, relation_of, renamed, settled, turned
from .equality import Decision
from .pairing import LAST_GRADIENT, LAST_RATE, Pairing
from .witness import witnesses
from .z3prover import Claim, possible

MOST = 24
"""How many regimes a trace is followed into."""

Place = Literal["constant", "varying", "general"]

Readings = Mapping[Element, Pairing]
"""How the state of each element is read; empty where that is not known."""

Held = Callable[[Trace, Readings | None, Mapping[Element, "Settled"]], tuple[Decision, Readings]]
"""Holds a trace to the form: with a reading of its state that is known, and with letters that have one value there."""


@dataclass(frozen=True)
class Settled:
    """What has one value in a regime, in the letters of an element: in the first step, and in the step in general."""

    constant: Mapping[Expr, Expr]
    varying: Mapping[Expr, Expr]
    general: Mapping[Expr, Expr]


@dataclass(frozen=True)
class Side:
    """A side of a branch that the usual numbers do not take.

    Attributes:
        condition: the branch, as it is there; in the letters of the form.
        point: numbers that take it.
        outcome: whether the subject is the form there; "refused" where it raises.
        trace: its trace; None where there is none.
        conditions: all branches there, in that place.
    """

    condition: Condition
    point: Point
    outcome: Literal["equal", "different", "refused", "unknown"]
    reason: str = ""
    trace: Trace | None = field(default=None, compare=False, repr=False)
    place: Place = "general"
    conditions: tuple[Condition, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.outcome in ("different", "unknown")


@dataclass(frozen=True)
class Leaf:
    """One regime: what the trace takes there, by place, where that is open; `reading` is how its state is read."""

    trace: Trace | None
    point: Point
    paths: Mapping[Place, Sequence[Condition]]
    readings: Readings
    group: object


def explored(trace: Trace, form: Form, held: Held, readings: Readings, *, varying: bool) -> tuple[Side, ...]:
    """The other regimes of a trace that is the form where it was made; nothing where no branch can go another way."""
    walk = _Walk(trace, form, held, varying)
    for _ in range(3):
        walk = _Walk(trace, form, held, varying)
        if not walk.follow(readings):
            return tuple(walk.sides)
        # A number of state that matters in one regime alone has to be right in all of them.
        again = trace.elsewhere and trace.elsewhere(USUAL, walk.live)
        if not isinstance(again, Trace):
            break
        trace = replace(again, elsewhere=trace.elsewhere)
        decision, found = held(trace, None, {})
        if decision.answer != "equal":
            break
        readings = found
    return (_undecided(walk, "its state matters in one regime, and cannot be followed in another"),)


def _undecided(walk: "_Walk", reason: str) -> Side:
    first = walk.sides[0].condition if walk.sides else Condition(t - 2, ">=", True)
    return Side(first, USUAL, "unknown", reason)


@dataclass
class _Walk:
    trace: Trace
    form: Form
    held: Held
    varying: bool
    sides: list[Side] = field(default_factory=list[Side])
    leaves: list[Leaf] = field(default_factory=list[Leaf])
    followed: int = 0
    taken: set[object] = field(default_factory=set[object])

    @property
    def places(self) -> tuple[Place, ...]:
        return ("constant", "varying", "general") if self.varying else ("constant", "general")

    def follow(self, readings: Readings) -> bool:
        """Go into every regime; True where a regime has more state than the first, which is to be traced again."""
        first = Leaf(self.trace, USUAL, self.paths(self.trace, readings), readings, self.trace.kept)
        self.live = {each.element: _keys(each.machine) for each in self.trace.elements}
        waiting, self.leaves = [first], [first]
        self.taken = {*self.names(first)}
        while waiting:
            leaf = waiting.pop(0)
            for place, before, other in self.branches(leaf):
                name = self.name(leaf, place, before, other)
                if name in self.taken:
                    continue
                self.taken.add(name)
                found = self.turn(leaf, place, before, other)
                if found is None:
                    return True
                waiting += found
                self.taken.update(each for one in found for each in self.names(one))
        if not any(each.is_open for each in self.sides) and len(self.leaves) > 1 and not self.is_all():
            self.sides.append(_undecided(self, "nobody has shown that its regimes are all that there are"))
        return False

    def name(self, leaf: Leaf, place: Place, before: tuple[Condition, ...], side: Condition) -> object:
        """A side of a branch; in the step in general, what is kept belongs to it."""
        return place, leaf.group if place == "general" else None, before, side

    def names(self, leaf: Leaf) -> Iterator[object]:
        """The sides that a regime takes itself."""
        return (self.name(leaf, place, before, turned(other)) for place, before, other in self.branches(leaf))

    def branches(self, leaf: Leaf) -> Iterator[tuple[Place, tuple[Condition, ...], Condition]]:
        """The other side of each branch of a regime, with what it takes before."""
        for place in self.places:
            path = tuple(leaf.paths[place])
            for k, each in enumerate(path):
                yield place, path[:k], turned(each)

    def turn(self, leaf: Leaf, place: Place, before: tuple[Condition, ...], other: Condition) -> list[Leaf] | None:
        """The regimes on the other side of a branch, as far as they go on; None where one has more state."""
        held = (*self.domain(), *before)
        if place == "general":
            held = (*held, Condition(t - 2, ">=", True), *leaf.paths["constant"])
            held = (*held, *leaf.paths["varying"]) if self.varying else held
        worth = self.worth(leaf, (*held, other))
        data = [each for each in worth if self.is_data(each)]
        found = witnesses(held, other, worth, data)
        if not found:
            if possible([[_claim(each)] for each in (*held, other)]) != "no":
                self.sides.append(Side(other, leaf.point, "unknown", "no numbers were found that take it", None, place))
            return []
        side = Side(other, leaf.point, "unknown", "its regimes are too many to be followed", None, place)
        for numbers in found:
            if self.trace.elsewhere is None or self.followed >= MOST:
                break
            point = self.point(leaf, numbers)
            self.followed += 1
            made = self.trace.elsewhere(point, self.live)
            missed = Side(other, point, "unknown", "the numbers that were found do not take it", None, place)
            if isinstance(made, DeadEnd):
                paths = self.refused(made, place, leaf) if made.refused else {}
                self.sides.append(replace(missed, outcome="refused" if paths else "unknown", reason=made.reason))
                if paths:
                    self.leaves.append(Leaf(None, point, paths, leaf.readings, leaf.group))
                return []
            reached = self.reached(made, point, leaf)
            if tuple(reached.paths[place][: len(before) + 1]) != (*before, other):
                side = missed
                continue
            if any({*_keys(each.machine)} - {*self.live[each.element]} for each in made.elements):
                self.live = {
                    each.element: tuple(dict.fromkeys((*self.live[each.element], *_keys(each.machine))))
                    for each in made.elements
                }
                return None
            decision, readings = self.judged(reached)
            there = tuple(reached.paths[place])
            self.sides.append(
                replace(missed, outcome=decision.answer, reason=decision.detail, trace=made, conditions=there)
            )
            if decision.answer != "equal":
                return []
            reached = replace(reached, readings=readings, paths=self.paths(made, readings))
            self.leaves.append(reached)
            return [reached]
        self.sides.append(side)
        return []

    def reached(self, made: Trace, point: Point, parent: Leaf) -> Leaf:
        """A trace as a regime; its state is read as that of its parent, if it keeps the same besides."""
        readings = _reread(parent, made) if made.kept == parent.group else {}
        return Leaf(made, point, self.paths(made, readings or parent.readings), readings, made.kept)

    def judged(self, leaf: Leaf) -> tuple[Decision, Readings]:
        assert leaf.trace is not None
        values = {each.element: self.settled(leaf, each.element) for each in leaf.trace.elements}
        return self.held(leaf.trace, leaf.readings or None, values)

    def settled(self, leaf: Leaf, element: Element) -> Settled:
        """In the element's own letters; what the start calls lr₀ is lr in the run in which lr is constant."""
        back = {element_symbol(START, element): theta}
        plain = {element_symbol(symbol, element): symbol for symbol in self.form.start()}

        def at(place: Place) -> dict[Expr, Expr]:
            names = {**back, **plain, **({lr_start: lr} if place == "constant" else {})}
            values = settled(leaf.paths.get(place, ()))
            return {
                own(each.xreplace(names), element): own(value.xreplace(names), element)
                for each, value in values.items()
            }

        return Settled(at("constant"), at("varying"), at("general"))

    # Letters.

    @cached_property
    def state(self) -> frozenset[Symbol]:
        """The form's state, of each element."""
        elements = [each.element for each in self.trace.elements]
        letters = (*(each.symbol for each in self.form.state), LAST_GRADIENT)
        return frozenset({LAST_RATE, *(element_symbol(each, element) for each in letters for element in elements)})

    @cached_property
    def lasting(self) -> frozenset[Symbol]:
        """The letters that stay as they are in a run."""
        return frozenset(each.symbol for each in self.form.hyperparameters) - {lr}

    def is_data(self, expr: Expr) -> bool:
        """Whether it depends on θ, a gradient or the state of some element."""
        return not expr.free_symbols.isdisjoint(OF_ELEMENTS | OF_START | self.state)

    def paths(self, trace: Trace, readings: Readings) -> dict[Place, Sequence[Condition]]:
        names = self.letters(trace, readings)
        branches = trace.branches
        return {
            "constant": open_ones(branches.constant, 1),
            "varying": open_ones(branches.varying, 1),
            "general": open_ones((renamed(each, names) for each in branches.general), 2),
        }

    def refused(self, made: DeadEnd, place: Place, parent: Leaf) -> dict[Place, Sequence[Condition]]:
        """What was taken where the subject raises; nothing where that is not in that place, or is no branch of it."""
        taken = made.branches
        if taken.ended == place:
            names = {} if parent.trace is None or place != "general" else self.letters(parent.trace, parent.readings)
            first = 2 if place == "general" else 1
            path = open_ones((renamed(each, names) for each in getattr(taken, place)), first)
            return {place: path} if path else {}
        # What raises for hyperparameters alone, as a constructor does, never comes to another place.
        path = open_ones((*taken.constant, *taken.varying, *taken.later, *taken.general), 1)
        if not path or any(not each.difference.free_symbols <= self.lasting for each in path):
            return {}
        return dict.fromkeys(self.places, path)

    def worth(self, leaf: Leaf, conditions: Sequence[Condition]) -> dict[Symbol, float]:
        """What each letter of the conditions is worth in a regime."""
        trace = leaf.trace or self.trace
        known = dict(trace.worth)
        for raw, said in self.letters(trace, leaf.readings).items():
            letter = next((each for each in said.free_symbols if each in self.state), None)
            if letter is not None and raw in known and letter not in (said / letter).free_symbols:
                factor = _number((said / letter).xreplace({t: Integer(leaf.point.step)}), known)
                known[letter] = known[raw] / factor if factor else 1.0
        symbols = {each for condition in conditions for each in condition.difference.free_symbols}
        return {each: known.get(each, 0.5 if each in FRACTIONS else 1.0) for each in symbols}

    def point(self, leaf: Leaf, numbers: Mapping[Symbol, float]) -> Point:
        """The point of a regime with some numbers changed; the state is told by the names that the trace has for it."""
        trace = leaf.trace or self.trace
        step = int(numbers.get(t, leaf.point.step))
        values = {**leaf.point.values, **{each: value for each, value in numbers.items() if each != t}}
        known = {**trace.worth, **values}
        for raw, said in self.letters(trace, leaf.readings).items():
            if any(each in numbers for each in said.free_symbols & self.state):
                values[raw] = _number(said.xreplace({t: Integer(step)}), known)
        return Point(values, step)

    def letters(self, trace: Trace, readings: Readings) -> dict[Symbol, Expr]:
        """What the trace's names for the state are in letters of the form, one for each element."""
        found: dict[Symbol, Expr] = {}
        for each in trace.elements:
            slots = readings[each.element].slots if each.element in readings else {}
            own = {
                symbol: element_symbol(symbol, each.element) for symbol in (theta, LAST_GRADIENT, *self.form.start())
            }
            for raw, name in {} if each.machine is None else each.machine.called.items():
                found[raw] = name.xreplace(slots).xreplace(own)
        return found

    def domain(self) -> Iterator[Condition]:
        """Where the form says something, beyond what its letters are known to be."""
        for each in self.form.hyperparameters:
            symbols = (each.symbol, lr_start) if each.symbol == lr else (each.symbol,)
            for symbol in symbols:
                if each.name in self.trace.symbolic:
                    domain = each.domain
                    if domain.lower is not None:
                        lower = Condition(symbol - domain.lower, ">" if domain.lower_open else ">=", True)
                        yield from open_ones([lower], 1)
                    if domain.upper is not None and not (domain.is_fraction and symbol in FRACTIONS):
                        yield Condition(symbol - domain.upper, "<" if domain.upper_open else "<=", True)

    # All that there is.

    def is_all(self) -> bool:
        """Whether z3 says that no numbers lie outside of the regimes."""
        domain = [[_claim(each)] for each in self.domain()]
        starts: list[Place] = [each for each in self.places if each != "general"]
        if not all(
            _covered(domain, [leaf.paths[place] for leaf in self.leaves if place in leaf.paths]) for place in starts
        ):
            return False
        begun = starts[-1]
        domain.append([(t - 2, ">=")])
        for group in dict.fromkeys(each.group for each in self.leaves):
            alike = [each for each in self.leaves if each.group == group]
            paths = [each.paths["general"] for each in alike if "general" in each.paths]
            for leaf in alike:
                given = [[_claim(each)] for each in leaf.paths.get(begun, ()) if not self.is_data(each.difference)]
                if begun in leaf.paths and not _covered([*domain, *given], paths):
                    return False
        return True


def _keys(machine: Machine | None) -> tuple[Key, ...]:
    return () if machine is None else tuple(slot.key for slot in machine.slots if slot.key is not None)


def _reread(parent: Leaf, made: Trace) -> Readings:
    """The parent's readings, in the names of the slots here; nothing where other numbers are its state."""
    if parent.trace is None:
        return {}
    found: dict[Element, Pairing] = {}
    for one, other in zip(parent.trace.elements, made.elements, strict=True):
        if one.machine is None or other.machine is None or one.element not in parent.readings:
            return {}
        relations = parent.readings[one.element].relations
        by_key = {slot.key: relation for slot, relation in zip(one.machine.slots, relations, strict=True)}
        if {*by_key} != {slot.key for slot in other.machine.slots}:
            return {}
        again = (replace(by_key[slot.key], slot=slot.symbol) for slot in other.machine.slots)
        found[one.element] = Pairing(tuple(again))
    return found


def _claim(condition: Condition) -> Claim:
    return condition.difference, relation_of(condition)


def _covered(given: Sequence[Sequence[Claim]], paths: Sequence[Sequence[Condition]]) -> bool:
    """Whether there is nothing beside these paths; a path without a branch is all that there is."""
    if any(not path for path in paths):
        return True
    return possible([*given, *([_claim(turned(each)) for each in path] for path in paths)]) == "no"


def _number(expr: Expr, known: Mapping[Symbol, float]) -> float:
    return float(expr.xreplace({each: known.get(each, 1.0) for each in expr.free_symbols}))  # type: ignore[arg-type]
