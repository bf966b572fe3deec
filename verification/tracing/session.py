"""A subject running on symbols: started, stepped, and looked into."""

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from ...reference.rule import numbered
from ...reference.symbols import SHARED, g, lr, theta
from ..subjects.object_graph import HiddenStateError, Leaf, Path, is_finite, leaves, pattern, structure
from ..subjects.subject import Run, Subject
from ..symbolic.array import SymbolicArray, objects
from ..symbolic.record import OpaqueError
from ..symbolic.scalar import Scalar, lift, lifted_or_none
from .logs import Replaced, replace_grown, without
from .point import STEPS, USUAL, Point
from .watch import Watch

SHAPES = ((2,), (1,))
"""The parameters of a trace: two, of different shapes, so that what leaks from one to another shows."""

Element = tuple[int, int]
"""Parameter, and flat index in it."""

Key = tuple[Path, int]
"""Where a number is kept: the path of its leaf, and the flat index in an array (−1 for a number by itself)."""


def all_elements() -> list[Element]:
    return [(p, i) for p, shape in enumerate(SHAPES) for i in range(math.prod(shape))]


@cache
def element_symbol(symbol: Symbol, element: Element) -> Symbol:
    """The symbol of one element: θ → theta_0_1."""
    return Symbol(f"{symbol.name}_{element[0]}_{element[1]}", **symbol.assumptions0)


PER_ELEMENT = (theta, g, *(numbered(g, k) for k in range(1, STEPS + 1)))
"""What every element has one of: these letters alone are data."""

OF_ELEMENTS = frozenset(element_symbol(letter, element) for letter in PER_ELEMENT for element in all_elements())

START = numbered(theta, 0)
"""θ as it is before the first step, where that has to be told from θ before the step in general."""

OF_START = frozenset(element_symbol(START, element) for element in all_elements())

GIVEN = frozenset({*PER_ELEMENT, *OF_ELEMENTS, *(numbered(lr, k) for k in range(1, STEPS + 1))})
"""What a tape gives: data, and the learning rate of a step.  A hyperparameter is none of it, whatever it is called."""


def is_data(expr: Expr) -> bool:
    """Whether it depends on θ or a gradient of some element."""
    return not OF_ELEMENTS.isdisjoint(expr.free_symbols)


def parameter_array(
    symbol: Symbol, parameter: int, values: Sequence[float], point: Point, known: Symbol
) -> SymbolicArray:
    """A parameter or gradient in letters; `known` is what the point calls it."""
    array = np.empty(SHAPES[parameter], object)
    for i in range(array.size):
        element = (parameter, i)
        array.flat[i] = Scalar(element_symbol(symbol, element), point.of(element_symbol(known, element), values[i]))
    return array.view(SymbolicArray)


def concrete_values(k: int, parameter: int) -> list[float]:
    """Numbers in which every term can be seen: both signs, several magnitudes, exact in float32."""
    generator = random.Random(1000 * k + parameter)
    size = math.prod(SHAPES[parameter])
    return [generator.choice((-1, 1)) * generator.randint(9, 63) / 2 ** generator.randint(3, 5) for _ in range(size)]


def gradient_arrays(k: int | None, point: Point = USUAL) -> list[SymbolicArray]:
    """The gradients of step k, or of the general step."""
    symbol = g if k is None else numbered(g, k)
    usual = STEPS + 1 if k is None else k
    return [parameter_array(symbol, p, concrete_values(usual, p), point, symbol) for p in range(len(SHAPES))]


def worth_of_data(point: Point) -> dict[Symbol, float]:
    """What θ is worth at the start, and the gradient of each step."""
    kinds = ((START, 0), (g, STEPS + 1), *((numbered(g, k), k) for k in range(1, STEPS + 1)))
    return {
        (known := element_symbol(symbol, (p, i))): point.of(known, concrete_values(usual, p)[i])
        for symbol, usual in kinds
        for p, i in all_elements()
    }


def own(expr: Expr, element: Element) -> Expr:
    """The element's own symbols by their plain names: theta_0_1 → theta."""
    return expr.xreplace(_own_letters(element))


@cache
def _own_letters(element: Element) -> dict[Symbol, Symbol]:
    return {element_symbol(each, element): each for each in PER_ELEMENT}


def in_letters(expr: Expr) -> Expr | None:
    """With the letters of the rule for the numbers of any one element and step; None where two of them would be one letter."""
    steps = (None, *range(1, STEPS + 1))
    letters = {
        element_symbol(letter if k is None else numbered(letter, k), element): letter
        for letter in (theta, g)
        for k in (0, *steps)
        for element in all_elements()
    } | {numbered(lr, k): lr for k in (0, *steps) if k is not None}
    # A letter of a rule's state has the place of its element behind it.
    letters |= {
        each: Symbol(each.name.removesuffix(suffix), **each.assumptions0)
        for each in expr.free_symbols - {*letters}
        for suffix in (f"_{p}_{i}" for p, i in all_elements())
        if each.name.endswith(suffix) and each.name.removesuffix(suffix) not in {str(known) for known in SHARED}
    }
    found = {symbol: letters.get(symbol, symbol) for symbol in expr.free_symbols}
    return expr.xreplace(found) if len({*found.values()}) == len(found) else None


def letter(subject: Subject, name: str, point: Point = USUAL, known: Symbol | None = None) -> Scalar:
    """A hyperparameter of the subject's as its symbol; `known` is what the point calls it."""
    symbol = subject.hyperparameters[name].symbol
    return Scalar(symbol, point.of(known or symbol, subject.visible[name]))


def changing_rate(rate: float, k: int, point: Point = USUAL) -> Scalar:
    return Scalar(numbered(lr, k), point.of(numbered(lr, k), rate * (1 + k / 4)))


@dataclass
class Session:
    """A subject running on symbols."""

    run: Run
    thetas: list[SymbolicArray]
    number: Callable[[Scalar], Any]
    """How a symbol has to look where the subject keeps a number."""
    point: Point = USUAL
    letters: Mapping[Symbol, float] = field(default_factory=dict[Symbol, float])
    """What the hyperparameters that are symbols are worth here."""
    worth: dict[Symbol, float] = field(default_factory=dict[Symbol, float])
    """The same of θ and of the state before the step in general."""
    instance: frozenset[Symbol] = frozenset()
    """The letters of what another instance has another number of."""
    gradients: dict[int, list[SymbolicArray]] = field(default_factory=dict)
    structures: list[object] = field(default_factory=list)
    """What it kept besides numbers after each step; where that cannot be seen, a new object each time."""
    logs: list[Replaced] = field(default_factory=list)
    """The lists that it may only write to in the step in general."""
    outside: Mapping[str, Any] = field(default_factory=dict)
    """What its steps read that is not its own, and may change."""
    making: Watch | None = None
    """What its constructor did."""
    watch: AbstractContextManager[Any] = field(default_factory=nullcontext)
    """What listens to its steps."""

    def step(self, k: int | None, rate: Scalar) -> None:
        given = gradient_arrays(k, self.point)
        self.gradients[k or 0] = given
        with self.watch:
            self.run.step(given, self.number(rate))
        self.structures.append(self._structure())

    @property
    def _roots(self) -> tuple[Any, ...]:
        return (*self.run.roots, self.outside)

    def _structure(self) -> object:
        try:
            return structure(self._roots, self._apart())
        except HiddenStateError:
            return object()

    def _apart(self) -> list[Any]:
        given = [array for arrays in self.gradients.values() for array in arrays]
        return [*self.run.apart(), *given, *(each.log for each in self.logs)]

    def take_away_logs(self) -> None:
        """Let the next step only write to the lists that have grown in every step so far."""
        self.logs = replace_grown(self.run.roots, self._apart(), self.structures)

    def insist_on_structure(self) -> None:
        """Raises `OpaqueError` where what it keeps besides numbers does not stay, or cannot be seen."""
        for each in self.logs:
            each.insist()
        if len({without(each, self.logs) for each in self.structures[1:]}) > 1:
            raise OpaqueError("what it keeps besides numbers changes from step to step")

    def parameters(self) -> list[Any]:
        return self.run.read()

    def own_leaves(self) -> Iterator[Leaf]:
        """The numbers that are kept in the subject's own objects."""
        return leaves(self.run.roots, self._apart())

    def leaves(self) -> Iterator[Leaf]:
        return leaves(self._roots, self._apart())


def snapshot(session: Session) -> dict[Key, Expr]:
    """Every number that the subject keeps, in letters."""
    found: dict[Key, Expr] = {}
    for leaf in session.leaves():
        if isinstance(leaf.value, np.ndarray):
            for i, each in enumerate(objects(leaf.value).ravel()):
                found[leaf.path, i] = lift(each).expr
        else:
            number = lifted_or_none(leaf.value) if is_finite(leaf.value) else None
            if number is not None:
                found[leaf.path, -1] = number.expr
    return found


def unroll(
    session: Session, rate: Any, paths: Sequence[Path], begun: Callable[[], object] = lambda: None
) -> tuple[list[dict[Element, Expr]], list[dict[Key, Expr]], Any]:
    """θ, what is kept, and where the gradients are taken, in the first steps; `begun` is called after the first of them."""
    run, snapshots, points = [], [], []
    for k in range(1, STEPS + 1):
        lift_numbers(session)
        put(session, paths, rate(k))
        points.append(gradient_points(session))
        session.step(k, rate(k))
        run.append(expressions(session.parameters()))
        snapshots.append(snapshot(session))
        if k == 1:
            begun()
    return run, snapshots, points


def gradient_points(session: Session) -> dict[Element, Expr]:
    """Where the subject wants its gradients taken."""
    lookahead = session.run.lookahead
    if lookahead is None:
        return expressions(session.parameters())
    with session.watch:
        found = lookahead()
    return expressions(found)


def expressions(arrays: Sequence[Any]) -> dict[Element, Expr]:
    found: dict[Element, Expr] = {}
    for p, array in enumerate(arrays):
        if np.shape(objects(array)) != SHAPES[p]:
            raise OpaqueError("it changes the shape of a parameter")
        for i, number in enumerate(objects(array).ravel()):
            found[p, i] = lift(number).expr
    return found


def lift_numbers(session: Session) -> None:
    """Make exact what the subject keeps as plain numbers, so that 0.9**t is (9/10)ᵗ and not its rounding."""
    for leaf in [*session.own_leaves()]:
        if leaf.put is not None and not isinstance(leaf.value, Scalar | np.ndarray) and math.isfinite(leaf.value):
            leaf.put(session.number(lift(leaf.value)))


def put(session: Session, patterns: Sequence[Path], rate: Any) -> None:
    """Change lr, which is kept in places of these patterns."""
    if patterns and session.run.set_rate is not None:
        with session.watch:
            session.run.set_rate(_number(session, rate))
    elif patterns:
        for leaf in [*session.own_leaves()]:
            if leaf.put is not None and pattern(leaf.path) in patterns:
                leaf.put(_number(session, rate))


def _number(session: Session, rate: Any) -> Any:
    return session.number(rate) if isinstance(rate, Scalar) else rate
