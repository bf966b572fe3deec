"""The step that a subject computes, as lines of pseudo-code beside the rule's own."""

from collections.abc import Mapping

from sympy import Expr, Integer, Symbol, cancel, expand

from ...reference.notation import lines, name_of, text
from ...reference.rule import Form, let, numbered
from ...reference.symbols import g, t, theta
from ..proof.equality import decide
from ..tracing.machine import Machine
from ..tracing.trace import Trace


def computed(trace: Trace) -> tuple[str, ...]:
    """The recovered step of the first element; its first steps where there is no general one."""
    element = trace.elements[0]
    if element.machine is not None:
        return _machine_lines(element.machine)
    return tuple(f"step {k}: θ ← {text(expr)}" for k, expr in enumerate(element.constant[:2], 1))


def _machine_lines(machine: Machine) -> tuple[str, ...]:
    """State first where θ can be written with the new state alone, θ first where it reads the old."""
    state = [*_starts(machine), *(f"{name_of(slot.symbol)} ← {text(slot.next)}" for slot in machine.slots)]
    point = [] if machine.gradient_at == theta else [f"g is taken at {text(machine.gradient_at)}"]
    folded = with_new_state(machine)
    if folded is None:
        return (*point, f"θ ← {text(machine.theta)}", *state)
    return (*point, *state, f"θ ← {text(folded)}")


def with_new_state(machine: Machine) -> Expr | None:
    """θ after the step in terms of the state after it; None where it reads the state before."""
    olds = {slot.symbol for slot in machine.slots}
    renewed = {slot.symbol: Symbol(f"{slot.symbol.name} after", real=True) for slot in machine.slots}
    result = machine.theta.xreplace(
        {slot.next: renewed[slot.symbol] for slot in machine.slots if slot.next != slot.symbol}
    )
    for slot in machine.slots:
        # θ + μv − lr·g is θ + v where v ← μv − lr·g: take out a multiple of the new value, if all of it goes.
        share = (
            cancel(result.diff(slot.symbol) / slot.next.diff(slot.symbol))
            if slot.symbol in result.free_symbols
            else Integer(0)
        )
        if share != 0 and not share.free_symbols & olds:
            rest = expand(result - share * slot.next)
            result = rest + share * renewed[slot.symbol] if g not in rest.free_symbols else result
    if result.free_symbols & olds:
        return None
    return result.xreplace({new: old for old, new in renewed.items()})


def _starts(machine: Machine) -> list[str]:
    """What step 1 assigns to a slot, where that is not the step in general from zero."""
    from_zero = {slot.symbol: Integer(0) for slot in machine.slots} | {t: Integer(1), g: numbered(g, 1)}
    return [
        f"{name_of(slot.symbol)} ← {text(slot.values[0])} in step 1"
        for slot in machine.slots
        if decide(slot.values[0], slot.next.xreplace(from_zero)).answer == "different"
    ]


def expected(form: Form, values: Mapping[Symbol, Expr]) -> tuple[str, ...]:
    """The rule's lines, with the numbers that are written into the code."""
    known = dict(values)
    point = [] if form.gradient_at == theta else [f"g is taken at {text(form.gradient_at.xreplace(known))}"]
    return (*point, *lines(let(each.symbol, each.value.xreplace(known)) for each in form.step))
