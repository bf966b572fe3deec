"""The step that a subject computes, as lines of pseudo-code beside the rule's own."""

from collections.abc import Mapping

from sympy import Expr, Integer, Symbol

from ..reference.notation import lines, name_of, text
from ..reference.rule import Form, let, numbered
from ..reference.symbols import g, t
from .proof.equality import decide
from .tracers.trace import Machine, Trace


def computed(trace: Trace) -> tuple[str, ...]:
    """The recovered step of the first element; its first steps where there is no general one."""
    element = trace.elements[0]
    if element.machine is not None:
        return _machine_lines(element.machine)
    return tuple(f"step {k}: θ ← {text(expr)}" for k, expr in enumerate(element.constant[:2], 1))


def _machine_lines(machine: Machine) -> tuple[str, ...]:
    """State first where θ reads only the new state, θ first where it reads only the old."""
    news = {slot.next: slot.symbol for slot in machine.slots if slot.next != slot.symbol}
    folded = machine.theta.xreplace(news)
    renewed = {each: Symbol(f"{each.name}″", real=True) for each in news.values()}
    reads_old = machine.theta.xreplace({expr: renewed[symbol] for expr, symbol in news.items()}).free_symbols & set(news.values())
    state = [*_starts(machine), *(f"{name_of(slot.symbol)} ← {text(slot.next)}" for slot in machine.slots)]
    point = [] if str(machine.gradient_at) == "theta" else [f"g is taken at {text(machine.gradient_at)}"]
    if not reads_old:
        return (*point, *state, f"θ ← {text(folded)}")
    return (*point, f"θ ← {text(machine.theta)}", *state)


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
    point = [] if str(form.gradient_at) == "theta" else [f"g is taken at {text(form.gradient_at.xreplace(known))}"]
    return (*point, *lines(let(each.symbol, each.value.xreplace(known)) for each in form.step))
