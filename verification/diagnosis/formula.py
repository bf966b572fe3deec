"""The step that a subject computes, as lines of pseudo-code beside the rule's own."""

from collections.abc import Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass, replace

from sympy import Derivative, Expr, Integer, Rational, Symbol, cancel, expand

from ...reference.mistakes.mistake import GRADIENT_AT
from ...reference.notation import name_of, text
from ...reference.rule import Assignment, Form, let, numbered
from ...reference.symbols import g, t, theta
from ..proof.branches import covers_every_step
from ..proof.equality import decide
from ..tracing.machine import Machine
from ..tracing.trace import ElementTrace, Trace


@dataclass(frozen=True)
class Row:
    """A line of a formula.

    Attributes:
        letter: what it assigns; `GRADIENT_AT` where it says at which point the gradient is taken.
        step: the only step that it speaks of; 0 where it speaks of every step.
    """

    letter: Symbol
    text: str
    step: int = 0

    @property
    def spot(self) -> tuple[Symbol, int]:
        return self.letter, self.step


BRANCHES = Row(Symbol("branches"), "on the branches of its first steps:")
"""Stands above the step of who may go another way later."""


def computed(trace: Trace, *, always: bool = False) -> tuple[Row, ...]:
    """The recovered step of the first element; its first steps where there is no general one.

    `always` where it was proved to be the step of every t, whatever its branches ask.
    """
    return computed_for(trace.elements[0], always=always)


def computed_for(element: ElementTrace, *, always: bool = False, regime: str = "") -> tuple[Row, ...]:
    """The same of any element; under the regime, where it is that of one alone: of the first step, where there is no general one."""
    if regime:
        rows = computed_for(element, always=True)
        return (replace(BRANCHES, text=f"{regime}:"), *(rows if element.machine is not None else rows[:1]))
    if element.machine is not None:
        heading = () if always or covers_every_step(element.machine.branches) else (BRANCHES,)
        return (*heading, *_machine_rows(element.machine))
    return tuple(Row(theta, f"step {k}: θ ← {text(expr)}", k) for k, expr in enumerate(element.constant[:2], 1))


def _machine_rows(machine: Machine) -> tuple[Row, ...]:
    """State first where θ can be written with the new state alone, θ first where it reads the old."""
    state = [*_starts(machine), *(row(let(slot.symbol, slot.next)) for slot in machine.slots)]
    point = [] if machine.gradient_at == theta else [row(let(GRADIENT_AT, machine.gradient_at))]
    folded = with_new_state(machine)
    if folded is None:
        return (*point, row(let(theta, machine.theta)), *state)
    return (*point, *state, row(let(theta, folded)))


def row(line: Assignment) -> Row:
    """A line of pseudo-code as it reads in a formula."""
    if line.symbol == GRADIENT_AT:
        return Row(GRADIENT_AT, f"g is taken at {text(line.value)}")
    return Row(line.symbol, f"{name_of(line.symbol)} ← {text(line.value)}")


def with_new_state(machine: Machine) -> Expr | None:
    """θ after the step in terms of the state after it; None where it reads the state before."""
    olds = {slot.symbol for slot in machine.slots}
    renewed = {slot.symbol: Symbol(f"{slot.symbol.name} after", real=True) for slot in machine.slots}
    result = machine.theta.xreplace(
        {slot.next: renewed[slot.symbol] for slot in machine.slots if slot.next != slot.symbol}
    )
    for slot in machine.slots:
        # θ + μv − lr·g is θ + v where v ← μv − lr·g: take out a multiple of the new value, if all of it goes.
        ratio = result.diff(slot.symbol) / slot.next.diff(slot.symbol) if slot.symbol in result.free_symbols else None
        # A choice has no derivative that could be written.
        if ratio is None or ratio.has(Derivative) or _varies(ratio, olds):
            continue
        share = cancel(ratio)
        if share != 0 and not share.free_symbols & olds:
            rest = expand(result - share * slot.next)
            result = rest + share * renewed[slot.symbol] if g not in rest.free_symbols else result
    if result.free_symbols & olds:
        return None
    return result.xreplace({new: old for old, new in renewed.items()})


def _varies(ratio: Expr, olds: AbstractSet[Symbol]) -> bool:
    """Whether it is seen to change with the old state, at two points: to cancel what is large takes seconds."""
    letters = sorted(ratio.free_symbols, key=str)
    numbers = {each: Rational(place + 2, place + 4) for place, each in enumerate(letters)} | {t: Integer(3)}
    others = numbers | {each: numbers[each] / 2 for each in letters if each in olds}
    one, two = (ratio.xreplace(values).evalf() for values in (numbers, others))
    return bool(one.is_number and two.is_number and one.is_finite and abs(one - two) > abs(one) / 10**9)


def _starts(machine: Machine) -> list[Row]:
    """What step 1 assigns to a slot, where that is not the step in general from zero."""
    from_zero = {slot.symbol: Integer(0) for slot in machine.slots} | {t: Integer(1), g: numbered(g, 1)}
    return [
        in_step_1(let(slot.symbol, slot.values[0]))
        for slot in machine.slots
        if decide(slot.values[0], slot.next.xreplace(from_zero)).answer == "different"
    ]


def in_step_1(line: Assignment) -> Row:
    """A line that stands for the first step alone."""
    return Row(line.symbol, f"{name_of(line.symbol)} ← {text(line.value)} in step 1", 1)


def expected(form: Form, values: Mapping[Symbol, Expr]) -> tuple[Row, ...]:
    """The rule's lines, with the numbers that are written into the code."""
    return tuple(row(let(each.symbol, each.value.xreplace(dict(values)))) for each in lines_of(form))


def lines_of(form: Form) -> tuple[Assignment, ...]:
    """The lines of a step, after the one that says where the gradient is taken if that is not at θ."""
    return (*([] if form.gradient_at == theta else [let(GRADIENT_AT, form.gradient_at)]), *form.step)


def texts(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(each.text for each in rows)
