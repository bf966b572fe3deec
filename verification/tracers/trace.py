"""Run a subject on symbols, and recover the state machine that it is.

Three runs are made.  Three steps from the start with lr left alone; three with lr changed before every step; and one more
step in which everything that the subject keeps has been replaced by symbols, and its counters by functions of a symbolic
t: that one step is the subject's step in general.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol

from ...reference.algebra import NotRational, is_zero
from ...reference.hyperparameters import symbol_of
from ...reference.rule import numbered
from ...reference.symbols import g, lr, t, theta
from ..subjects.calls import NAMES
from ..subjects.graph import Leaf, Path, leaves
from ..subjects.recognition import VISIBLE
from ..subjects.run import Run, Subject
from . import scalar
from .array import SymbolicArray, objects
from .patches import tracing
from .scalar import Condition, OpaqueError, Scalar, lift

STEPS = 3
"""How many steps are unrolled from the start."""

SHAPES = ((2,), (1,))
"""The parameters of a trace: two, of different shapes, so that what leaks from one to another shows."""

Element = tuple[int, int]
"""Parameter, and flat index in it."""

Key = tuple[Path, int]
"""Where a number is kept: the path of its leaf, and the flat index in an array."""


@dataclass(frozen=True)
class Slot:
    """One number of the subject's state that later steps depend on.

    Attributes:
        symbol: what it is called in the machine.
        values: its value after each unrolled step, lr constant.
        varying: the same with lr changing; None where lr cannot be changed.
        next: its value after the general step.
    """

    symbol: Symbol
    values: tuple[Expr, ...]
    varying: tuple[Expr, ...] | None
    next: Expr


@dataclass(frozen=True)
class Machine:
    """One step of the subject in general, for one element: θ and the slots after it, in terms of those before."""

    theta: Expr
    gradient_at: Expr
    slots: tuple[Slot, ...]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class ElementTrace:
    """What becomes of one element of a parameter.

    Attributes:
        constant: θ after each of the first steps, lr constant.
        varying: the same with lr1, lr2, …; None where the subject offers no way to change lr.
        gradient_at: where its gradient is taken in each step.
        machine: its step in general; None where that could not be recovered (`Trace.obstacle` says why).
    """

    element: Element
    constant: tuple[Expr, ...]
    varying: tuple[Expr, ...] | None
    gradient_at: tuple[Expr, ...]
    machine: Machine | None


@dataclass(frozen=True)
class Trace:
    """The state machine recovered from a subject."""

    elements: tuple[ElementTrace, ...]
    symbolic: frozenset[str]
    """The hyperparameters that stayed symbols; the others are numbers in the trace."""
    numbers: Mapping[str, float]
    conditions: tuple[Condition, ...]
    lr_paths: tuple[Path, ...]
    obstacle: str = ""
    """Why there is no machine for every element."""


@dataclass
class _Session:
    """A subject running on symbols."""

    run: Run
    thetas: list[SymbolicArray]
    gradients: dict[int, list[SymbolicArray]] = field(default_factory=dict)

    def step(self, k: int | None, rate: Scalar) -> None:
        given = gradient_arrays(k)
        self.gradients[k or 0] = given
        self.run.step(given, rate)

    def parameters(self) -> list[Any]:
        return self.run.read()

    def leaves(self) -> Iterator[Leaf]:
        given = [each for arrays in self.gradients.values() for each in arrays]
        return leaves(self.run.roots, [*self.run.apart(), *given])


def trace(
    subject: Subject, rule_names: Sequence[str], fixed: Mapping[str, float], lr_paths: Sequence[Path], *, letters: bool = True
) -> Trace:
    """Run `subject` on symbols; with `letters` False the hyperparameters are numbers.

    Raises `OpaqueError` where it does something that the tracer does not know, or whatever the subject raises.
    """
    taken = [name for name in rule_names if name in subject.names]
    free = [name for name in taken if name not in fixed]
    with tracing(subject.target.module):
        given = {name: value for name, value in fixed.items() if name in taken}
        given |= {name: Scalar(symbol_of(name), VISIBLE[name]) if letters else lift(VISIBLE[name]) for name in free}
        session, injected = _start(subject, given)
        symbolic = frozenset(free if injected is None else injected) if letters else frozenset[str]()
        can_vary = subject.shape.lr_in_call or bool(lr_paths)
        rate = given.get("lr", lift(VISIBLE["lr"]))
        constant, snapshots, points = _unroll(session, lambda _: rate, ())
        varying, varying_snapshots = None, None
        if can_vary:
            session, _ = _start(subject, given)
            varying, varying_snapshots, _ = _unroll(session, _rate_of, lr_paths)
        conditions = tuple(scalar.CONDITIONS)
        scalar.CONDITIONS.clear()
        machines, obstacle = _machines(session, snapshots, varying_snapshots, lr_paths, Scalar(lr, VISIBLE["lr"]) if can_vary else rate)
        elements = tuple(
            ElementTrace(
                element,
                tuple(_own(each[element], element) for each in constant),
                None if varying is None else tuple(_own(each[element], element) for each in varying),
                tuple(_own(each[element], element) for each in points),
                machines.get(element),
            )
            for element in all_elements()
        )
    numbers = {name: VISIBLE[name] for name in free if name not in symbolic} | dict(fixed)
    return Trace(elements, symbolic, numbers, conditions, tuple(lr_paths), obstacle)


# Symbols of elements.


def all_elements() -> list[Element]:
    return [(p, i) for p, shape in enumerate(SHAPES) for i in range(math.prod(shape))]


def element_symbol(symbol: Symbol, element: Element) -> Symbol:
    """The symbol of one element: θ → theta_0_1."""
    return Symbol(f"{symbol.name}_{element[0]}_{element[1]}", **symbol.assumptions0)


def _array(symbol: Symbol, parameter: int, values: Sequence[float]) -> SymbolicArray:
    array = np.empty(SHAPES[parameter], object)
    for i in range(array.size):
        array.flat[i] = Scalar(element_symbol(symbol, (parameter, i)), values[i])
    return array.view(SymbolicArray)


def concrete_values(k: int, parameter: int) -> list[float]:
    """Numbers in which every term can be seen: both signs, several magnitudes, exact in float32."""
    generator = random.Random(1000 * k + parameter)
    size = math.prod(SHAPES[parameter])
    return [generator.choice((-1, 1)) * generator.randint(9, 63) / 2 ** generator.randint(3, 5) for _ in range(size)]


def gradient_arrays(k: int | None) -> list[SymbolicArray]:
    """The gradients of step k, or of the general step."""
    symbol = g if k is None else numbered(g, k)
    return [_array(symbol, p, concrete_values(STEPS + 1 if k is None else k, p)) for p in range(len(SHAPES))]


def _own(expr: Expr, element: Element) -> Expr:
    """The element's own symbols by their plain names: theta_0_1 → theta."""
    stem = f"_{element[0]}_{element[1]}"
    return expr.xreplace(
        {each: Symbol(each.name.removesuffix(stem), **each.assumptions0) for each in expr.free_symbols if each.name.endswith(stem)}
    )


def _rate_of(k: int) -> Scalar:
    return Scalar(numbered(lr, k), VISIBLE["lr"] * (1 + k / 4))


# Starting and unrolling.


def _start(subject: Subject, given: Mapping[str, Any]) -> tuple[_Session, list[str] | None]:
    """Begin a run on symbols; where the constructor refuses them, construct it in floats and put the symbols in.

    Also returns the hyperparameters whose symbols were put in so, None where the constructor let all through.
    """
    thetas = [_array(theta, p, concrete_values(0, p)) for p in range(len(SHAPES))]
    try:
        return _Session(subject.start(given, list(thetas)), thetas), None
    except Exception:  # noqa: BLE001 - the constructor may refuse symbols in any way it likes
        floats = {name: value.value if isinstance(value, Scalar) else value for name, value in given.items()}
        session = _Session(subject.start(floats, list(thetas)), thetas)
        return session, _inject(session, {name: value for name, value in given.items() if isinstance(value, Scalar)})


def _inject(session: _Session, given: Mapping[str, Scalar]) -> list[str]:
    """Put symbols where the constructor stored their values; returns those that found a place."""
    placed: dict[str, None] = {}
    for leaf in [*session.leaves()]:
        for name, each in given.items():
            if leaf.put is not None and isinstance(leaf.value, float) and float(leaf.value) == each.value:
                leaf.put(each)
                placed[name] = None
    return [*placed]


def snapshot(session: _Session) -> dict[Key, Expr]:
    """Every number that the subject keeps, in letters."""
    found: dict[Key, Expr] = {}
    for leaf in session.leaves():
        if isinstance(leaf.value, np.ndarray):
            for i, each in enumerate(objects(leaf.value).ravel()):
                found[leaf.path, i] = lift(each).expr
        else:
            try:
                found[leaf.path, -1] = lift(leaf.value).expr
            except OpaqueError:
                continue
    return found


def _unroll(session: _Session, rate: Any, paths: Sequence[Path]) -> tuple[list[dict[Element, Expr]], list[dict[Key, Expr]], Any]:
    run, snapshots, points = [], [], []
    for k in range(1, STEPS + 1):
        _lift_numbers(session)
        _put(session, paths, rate(k))
        points.append(_gradient_points(session))
        session.step(k, rate(k))
        run.append(_expressions(session.parameters()))
        snapshots.append(snapshot(session))
    return run, snapshots, points


def _gradient_points(session: _Session) -> dict[Element, Expr]:
    """Where the subject wants its gradients taken."""
    lookahead = session.run.lookahead
    return _expressions(session.parameters() if lookahead is None else lookahead())


def _expressions(arrays: Sequence[Any]) -> dict[Element, Expr]:
    found: dict[Element, Expr] = {}
    for p, array in enumerate(arrays):
        if np.shape(objects(array)) != SHAPES[p]:
            raise OpaqueError("it changes the shape of a parameter")
        for i, each in enumerate(objects(array).ravel()):
            found[p, i] = lift(each).expr
    return found


def _lift_numbers(session: _Session) -> None:
    """Make exact what the subject keeps as plain numbers, so that 0.9**t is (9/10)ᵗ and not its rounding."""
    for leaf in [*session.leaves()]:
        if leaf.put is not None and not isinstance(leaf.value, Scalar | np.ndarray) and math.isfinite(leaf.value):
            leaf.put(lift(leaf.value))


def _put(session: _Session, paths: Sequence[Path], value: Any) -> None:
    if paths:
        for leaf in [*session.leaves()]:
            if leaf.path in paths and leaf.put is not None:
                leaf.put(value)



# The general step.


def _machines(
    session: _Session, constant: Sequence[dict[Key, Expr]], varying: Sequence[dict[Key, Expr]] | None,
    paths: Sequence[Path], rate: Scalar,
) -> tuple[dict[Element, Machine], str]:  # fmt: skip
    """The general step of every element, or why there is none."""
    try:
        clocks, states = _classify(constant)
        symbols = _replace_state(session, clocks, states)
        for p, array in enumerate(session.parameters()):
            values = objects(array)
            for i in range(values.size):
                values.flat[i] = Scalar(element_symbol(theta, (p, i)), float(lift(values.flat[i]).value))
        _lift_numbers(session)
        _put(session, paths, rate)
        points = _gradient_points(session)
        session.step(None, rate)
        after, kept = _expressions(session.parameters()), snapshot(session)
        for key, template in clocks.items():
            lawless = isinstance(template, Symbol)
            if key in kept and not lawless and not is_zero(kept[key] - template.xreplace({t: t + 1})):
                raise OpaqueError(f"its {_called(key)} does not go on as it began")
        conditions = tuple(scalar.CONDITIONS)
        slots = {
            symbol: Slot(symbol, tuple(each[key] for each in constant), None if varying is None else tuple(each[key] for each in varying), kept[key])
            for key, symbol in symbols.items()
            if key in kept
        }
        return {element: _machine(element, after[element], points[element], slots, conditions) for element in all_elements()}, ""
    except (OpaqueError, NotRational, TypeError, ValueError, KeyError, ArithmeticError) as error:
        return {}, str(error) if isinstance(error, OpaqueError) else f"its step fails on symbols ({type(error).__name__}: {error})"


def _classify(snapshots: Sequence[dict[Key, Expr]]) -> tuple[dict[Key, Expr], list[Key]]:
    """Split what changes into clocks, which follow t alone (with their value before step t), and state."""
    clocks: dict[Key, Expr] = {}
    states: list[Key] = []
    for key, last in snapshots[-1].items():
        values = [each.get(key) for each in snapshots]
        if any(each is None for each in values):
            states.append(key)
        elif not any(_is_data(each) for each in values if each is not None):
            if any(each != last for each in values):
                clocks[key] = _template(values, key)
        else:
            states.append(key)
    return clocks, states


def _is_data(expr: Expr) -> bool:
    """Whether it depends on θ or a gradient: their symbols end in the element's two numbers."""
    return any("_" in symbol.name and symbol.name.split("_")[-1].isdigit() for symbol in expr.free_symbols)


def _template(values: Sequence[Any], key: Key) -> Expr:
    """The value before step t of something that was `values` after steps 1, 2, 3."""
    first, second, third = values
    if is_zero(second - first - (third - second)):
        return first + (t - 2) * (second - first)
    if first != 0 and second != 0 and is_zero(second / first - third / second):
        ratio = second / first
        return first / ratio * ratio ** (t - 1)
    return Symbol(f"{_called(key)}_before", real=True)


def _called(key: Key) -> str:
    words = [each.lstrip("_") for each in key[0] if not each.startswith("[") and each not in NAMES]
    return words[-1] if words else "state"


def _replace_state(session: _Session, clocks: Mapping[Key, Expr], states: Sequence[Key]) -> dict[Key, Symbol]:
    symbols: dict[Key, Symbol] = {}
    for leaf in [*session.leaves()]:
        if isinstance(leaf.value, np.ndarray):
            base = objects(leaf.value)
            for i in range(base.size):
                if not isinstance(leaf.value, SymbolicArray):
                    continue
                value = lift(base.flat[i]).value
                if (leaf.path, i) in clocks:
                    base.flat[i] = Scalar(clocks[leaf.path, i], value)
                elif (leaf.path, i) in states:
                    symbols[leaf.path, i] = _fresh(leaf.path, i)
                    base.flat[i] = Scalar(symbols[leaf.path, i], value)
        elif (leaf.path, -1) in clocks:
            _insist(leaf)(Scalar(clocks[leaf.path, -1], lift(leaf.value).value))
        elif (leaf.path, -1) in states:
            symbols[leaf.path, -1] = _fresh(leaf.path, -1)
            _insist(leaf)(Scalar(symbols[leaf.path, -1], lift(leaf.value).value))
    return symbols


def _insist(leaf: Leaf) -> Any:
    if leaf.put is None:
        raise OpaqueError(f"its {leaf.name} is kept in a tuple")
    return leaf.put


def _fresh(path: Path, index: int) -> Symbol:
    place = "/".join(path)
    return Symbol(f"{_called((path, index))}@{place}#{index}", real=True)


def _machine(element: Element, after: Expr, point: Expr, slots: Mapping[Symbol, Slot], conditions: tuple[Condition, ...]) -> Machine:
    """The slots that θ depends on, directly or through other slots, and the step of each."""
    live: list[Symbol] = []
    waiting = [after, point]
    while waiting:
        for symbol in sorted(waiting.pop().free_symbols, key=str):
            if symbol in slots and symbol not in live:
                live.append(symbol)
                waiting.append(slots[symbol].next)
            elif symbol.name.endswith("_before"):
                raise OpaqueError(f"its {symbol.name.removesuffix('_before')} follows no law of t that is known here")
    general = {element_symbol(each, element) for each in (theta, g)}
    for expr in (after, point, *(slots[symbol].next for symbol in live)):
        if any(_is_data(each) for each in expr.free_symbols - general):
            raise OpaqueError("it keeps state where it cannot be replaced, or mixes elements")
    names = _display_names(live)
    rename = {symbol: names[symbol] for symbol in live}
    own = [
        Slot(
            names[symbol],
            tuple(_own(each, element) for each in slots[symbol].values),
            None if slots[symbol].varying is None else tuple(_own(each, element) for each in slots[symbol].varying or ()),
            _own(slots[symbol].next, element).xreplace(rename),
        )
        for symbol in live
    ]
    seen = tuple(Condition(_own(each.difference, element).xreplace(rename), each.relation, each.outcome) for each in conditions)
    theta_next, gradient_at = (_own(each, element).xreplace(rename) for each in (after, point))
    return Machine(theta_next, gradient_at, tuple(own), seen)


def _display_names(live: Sequence[Symbol]) -> dict[Symbol, Symbol]:
    names: dict[Symbol, Symbol] = {}
    used: set[str] = {"theta", "g", "t", "lr"}
    for symbol in live:
        stem = symbol.name.partition("@")[0]
        name, number = stem, 1
        while name in used:
            number += 1
            name = f"{stem}'" if number == 2 else f"{stem}{number}"
        used.add(name)
        names[symbol] = Symbol(name, real=True)
    return names
