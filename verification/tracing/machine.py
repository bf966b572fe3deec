"""The step in general: what a subject keeps is replaced by symbols, and its counters by functions of a symbolic t.

One step that is proved from a symbolic state is an induction: it covers all steps.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from ...reference.algebra import NotRational, is_zero
from ...reference.symbols import g, t, theta
from ..subjects.object_graph import Leaf, Path, pattern
from ..subjects.shapes.calls import kept_as
from ..symbolic.array import Mask, SymbolicArray, objects
from ..symbolic.record import Condition, OpaqueError, Record
from ..symbolic.scalar import Scalar, lift
from .rehearsal import Rehearsal
from .session import (  # fmt: skip
    Element,
    Key,
    Session,
    all_elements,
    element_symbol,
    expressions,
    gradient_points,
    is_data,
    lift_numbers,
    own,
    put,
    snapshot,
)


@dataclass(frozen=True)
class Slot:
    """One number of the subject's state that later steps depend on.

    Attributes:
        symbol: what it is called in the machine.
        values: its value after each unrolled step, lr constant.
        varying: the same with lr changing; None where lr cannot be changed.
        next: its value after the general step.
        key: where it is kept.
    """

    symbol: Symbol
    values: tuple[Expr, ...]
    varying: tuple[Expr, ...] | None
    next: Expr
    key: Key | None = None


@dataclass(frozen=True)
class Machine:
    """One step of the subject in general, for one element: θ and the slots after it, in terms of those before.

    Attributes:
        called: what the symbols of the state in the branches of the trace are here.
        branches: those that its step takes.
    """

    theta: Expr
    gradient_at: Expr
    slots: tuple[Slot, ...]
    called: Mapping[Symbol, Expr] = field(default_factory=dict[Symbol, Expr])
    branches: tuple[Condition, ...] = ()

    def where(self, here: Mapping[Symbol, Expr]) -> "Machine":
        """The same where some letters of its formulas are others."""
        known = dict(here)
        slots = (
            replace(
                each,
                varying=None if each.varying is None else tuple(value.xreplace(known) for value in each.varying),
                next=each.next.xreplace(known),
            )
            for each in self.slots
        )
        return replace(
            self, theta=self.theta.xreplace(known), gradient_at=self.gradient_at.xreplace(known), slots=tuple(slots)
        )


@dataclass(frozen=True)
class General:
    """The step in general of every element.

    Attributes:
        kept: what every step but the first finds, besides θ and the numbers that have symbols: the machines are of that alone.
        obstacle: why there are no machines.
        raised: what the subject raised instead of making the step, if it did.
    """

    machines: Mapping[Element, Machine]
    kept: object = None
    obstacle: str = ""
    raised: type[Exception] | None = None


def machines(
    session: Session, rehearsal: Rehearsal | None, record: Record, constant: Sequence[dict[Key, Expr]],
    varying: Sequence[dict[Key, Expr]] | None, paths: Sequence[Path], rate: Scalar,
    live: Mapping[Element, Collection[Key]],
) -> General:  # fmt: skip
    """The step in general of every element; what is `live` counts as state whether θ depends on it or not.

    `record` has what it comes across, `rehearsal` what it should, where an ordinary run takes the same branches.
    """
    try:
        clocks, symbols = generalize(session, constant, paths, rate, varying)
        lasting = {key: clocks.get(key, value) for key, value in constant[-1].items()} | dict.fromkeys(symbols)
        points, before = gradient_points(session), snapshot(session)
        session.step(None, rate)
        if rehearsal is not None:
            rehearsal.compared(session, record)
        record.insist()
        session.insist_on_structure()
        after, kept = expressions(session.parameters()), snapshot(session)
        for key, template in clocks.items():
            if key in kept and not is_zero(kept[key] - template.xreplace({t: t + 1})):
                raise OpaqueError(f"its {kept_as(key[0])} does not go on as it began")
        for key, value in before.items():
            # A window that fills is constant in the first steps, and not for ever.
            after_it = kept.get(key)
            if key not in clocks and key not in symbols and (after_it is None or not is_zero(after_it - value)):
                raise OpaqueError(f"its {kept_as(key[0])} changes only after the first steps")
        branches = tuple(record.conditions)
        slots = {
            symbol: Slot(
                symbol,
                tuple(after_step[key] for after_step in constant),
                None if varying is None else tuple(after_step[key] for after_step in varying),
                kept[key],
                key,
            )
            for key, symbol in symbols.items()
            if key in kept
        }
        found = {
            element: _machine(element, after[element], points[element], slots, branches, live.get(element, ()))
            for element in all_elements()
        }
        return General(found, (frozenset(lasting.items()), _kept(session)))
    except (OpaqueError, NotRational, TypeError, ValueError, KeyError, ArithmeticError) as error:
        if isinstance(error, OpaqueError):
            return General({}, obstacle=str(error))
        return General({}, None, f"its step fails on symbols ({type(error).__name__}: {error})", type(error))


def _kept(session: Session) -> frozenset[tuple[Path, str]]:
    """What it keeps besides numbers; but not which functions it has called so far, for other branches call others."""
    outside, structure = (f"[root {len(session.run.roots)}]",), session.structures[-1]
    assert isinstance(structure, tuple), "insisted on before"
    return frozenset((path, kind) for path, kind in structure if path != outside and not kind.startswith("function "))


def generalize(
    session: Session, constant: Sequence[dict[Key, Expr]], paths: Sequence[Path], rate: Scalar,
    varying: Sequence[dict[Key, Expr]] | None = None,
) -> tuple[dict[Key, Expr], dict[Key, Symbol]]:  # fmt: skip
    """Put symbols for θ and for all that is kept, so that the next step is the step in general.

    Returns the clocks, with their values before step t, and the symbol of each number of the state.
    """
    session.take_away_logs()
    clocks, states = _classify(constant)
    states += [
        key for key in _changing(varying or ()) if key not in clocks and key not in states and not _is_lr(key, paths)
    ]
    symbols = _replace_state(session, clocks, states)
    point, parameters = session.point, session.parameters()
    for p, array in enumerate(parameters):
        values = objects(array)
        for i in range(values.size):
            symbol = element_symbol(theta, (p, i))
            session.worth[symbol] = worth = point.of(symbol, float(lift(values.flat[i]).value))
            values.flat[i] = Scalar(symbol, worth)
    if session.run.put is not None:
        session.run.put(parameters)
    lift_numbers(session)
    put(session, paths, rate)
    return clocks, symbols


def _classify(snapshots: Sequence[dict[Key, Expr]]) -> tuple[dict[Key, Expr], list[Key]]:
    """Split what changes into clocks, which follow a law of t alone (with their value before step t), and state."""
    clocks: dict[Key, Expr] = {}
    states: list[Key] = []
    for key, last in snapshots[-1].items():
        values = [after_step.get(key) for after_step in snapshots]
        numbers = [value for value in values if value is not None and not is_data(value)]
        if len(numbers) == len(values) and all(value == last for value in numbers):
            continue
        law = _law(numbers) if len(numbers) == len(values) else None
        # An lr that is multiplied by another factor in every step follows no law of t, and is state like any other.
        if law is None:
            states.append(key)
        else:
            clocks[key] = law
    return clocks, states


def _changing(snapshots: Sequence[dict[Key, Expr]]) -> Iterator[Key]:
    """What is not the same after every step."""
    for key in snapshots[-1] if snapshots else ():
        if len({after_step.get(key) for after_step in snapshots}) > 1:
            yield key


def _is_lr(key: Key, paths: Sequence[Path]) -> bool:
    """Whether it is the lr that is given before every step."""
    return pattern(key[0]) in paths


def _law(values: Sequence[Expr]) -> Expr | None:
    """The value before step t of something that was `values` after steps 1, 2, 3; None where it is no such law."""
    first, second, third = values
    if is_zero(second - first - (third - second)):
        return first + (t - 2) * (second - first)
    if first != 0 and second != 0 and is_zero(second / first - third / second):
        ratio = second / first
        return first / ratio * ratio ** (t - 1)
    return None


def _replace_state(session: Session, clocks: Mapping[Key, Expr], states: Sequence[Key]) -> dict[Key, Symbol]:
    symbols: dict[Key, Symbol] = {}
    point = session.point

    def clock(key: Key, value: Any) -> Scalar:
        return Scalar(clocks[key], point.clock(clocks[key], value, session.letters))

    def state(key: Key, value: Any) -> Scalar:
        symbols[key] = _fresh(*key)
        session.worth[symbols[key]] = worth = point.of(symbols[key], value)
        return Scalar(symbols[key], worth)

    for leaf in [*session.leaves()]:
        if isinstance(leaf.value, np.ndarray):
            base = objects(leaf.value)
            for i in range(base.size):
                if not isinstance(leaf.value, SymbolicArray) or isinstance(leaf.value, Mask):
                    if (leaf.path, i) in clocks or (leaf.path, i) in states:
                        raise OpaqueError(f"its {leaf.name} is kept in an array of plain numbers, or of truth values")
                    continue
                value = lift(base.flat[i]).value
                if (leaf.path, i) in clocks:
                    base.flat[i] = clock((leaf.path, i), value)
                elif (leaf.path, i) in states:
                    base.flat[i] = state((leaf.path, i), value)
        elif (leaf.path, -1) in clocks:
            _insist(leaf)(session.number(clock((leaf.path, -1), lift(leaf.value).value)))
        elif (leaf.path, -1) in states:
            _insist(leaf)(session.number(state((leaf.path, -1), lift(leaf.value).value)))
    return symbols


def _insist(leaf: Leaf) -> Any:
    if leaf.put is None:
        raise OpaqueError(f"its {leaf.name} is kept in a tuple")
    return leaf.put


def _fresh(path: Path, index: int) -> Symbol:
    place = "/".join(path)
    return Symbol(f"{kept_as(path)}@{place}#{index}", real=True)


def _machine(
    element: Element,
    after: Expr,
    point: Expr,
    slots: Mapping[Symbol, Slot],
    branches: tuple[Condition, ...],
    needed: Collection[Key],
) -> Machine:
    """The slots that θ depends on, directly or through other slots, and the step of each."""
    live: list[Symbol] = []
    waiting = [after, point, *(symbol for symbol, slot in slots.items() if slot.key in needed)]
    while waiting:
        for symbol in sorted(waiting.pop().free_symbols, key=str):
            if symbol in slots and symbol not in live:
                live.append(symbol)
                waiting.append(slots[symbol].next)
    general = {element_symbol(each, element) for each in (theta, g)}
    for expr in (after, point, *(slots[symbol].next for symbol in live)):
        if any(is_data(each) for each in expr.free_symbols - general):
            raise OpaqueError("it keeps state where it cannot be replaced, or mixes elements")
    names = _display_names(live)
    rename = {symbol: names[symbol] for symbol in live}
    kept = [
        Slot(
            names[symbol],
            tuple(own(value, element) for value in slots[symbol].values),
            None
            if slots[symbol].varying is None
            else tuple(own(value, element) for value in slots[symbol].varying or ()),
            own(slots[symbol].next, element).xreplace(rename),
            slots[symbol].key,
        )
        for symbol in live
    ]
    theta_next, gradient_at = (own(each, element).xreplace(rename) for each in (after, point))
    taken = (replace(each, difference=own(each.difference, element).xreplace(rename)) for each in branches)
    return Machine(theta_next, gradient_at, tuple(kept), dict(rename), tuple(taken))


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


def without_copies(machine: Machine, iterates: Sequence[Expr]) -> Machine:
    """The machine without the slots that hold θ itself, as the state does of who keeps his parameters there."""
    copies = [slot for slot in machine.slots if slot.values == tuple(iterates)]
    here = {slot.symbol: theta for slot in copies}
    after = machine.theta.xreplace(here)
    if not copies or not all(is_zero(slot.next.xreplace(here) - after) for slot in copies):
        return machine
    return Machine(
        after,
        machine.gradient_at.xreplace(here),
        tuple(replace(slot, next=slot.next.xreplace(here)) for slot in machine.slots if slot not in copies),
        {symbol: here.get(name, name) for symbol, name in machine.called.items()},  # type: ignore[call-overload]
        tuple(replace(each, difference=each.difference.xreplace(here)) for each in machine.branches),
    )
