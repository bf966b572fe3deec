"""The machine that was recovered from a subject, as a form to which another is held."""

from sympy import Expr, Integer, Symbol

from ...reference.operations import FIRST_STEP
from ...reference.rule import Form, Hyperparameter, State, let, numbered
from ...reference.symbols import g, lr, lr_start, t, theta
from ..diagnosis.evidence import Evidence
from ..proof.prover import prove


def form_of(evidence: Evidence) -> Form | None:
    """The machine recovered from a subject, as a form to which all of the subject is held; None where there is none."""
    form = _machine_as_form(evidence)
    if form is None or evidence.trace is None:
        return None
    proof = prove(evidence.trace, form)
    return form if proof.outcome == "equal" and proof.every_step else None


def _machine_as_form(evidence: Evidence) -> Form | None:
    trace = evidence.trace
    if trace is None or trace.elements[0].machine is None:
        return None
    element, machine = trace.elements[0], trace.elements[0].machine
    at_first: dict[Symbol, Expr] = {**{each.symbol: Integer(0) for each in machine.slots}, t: Integer(1), lr_start: lr}
    back = {numbered(g, 1): g}

    def begun(general: Expr, first: Expr) -> Expr:
        """The step in general, and what is added in the first step."""
        extra = first.xreplace(back) - general.xreplace(at_first)
        return general if extra.expand() == 0 else general + FIRST_STEP * extra

    news = {each.symbol: Symbol(f"{each.symbol.name} after", real=True) for each in machine.slots}
    moved = machine.gradient_at != theta and element.gradient_at[0] != theta
    if moved:
        return None
    read = {symbol for each in (machine.theta, *(slot.next for slot in machine.slots)) for symbol in each.free_symbols}
    started = [State(lr_start, lr)] if lr_start in read else []
    hyperparameters = [each for each in _hyperparameters(evidence) if each.name in trace.symbolic]
    return Form(
        name="other",
        title=evidence.subject.target.label,
        hyperparameters=tuple(hyperparameters),
        state=(*(State(each.symbol) for each in machine.slots), *started),
        step=(
            *(let(news[each.symbol], begun(each.next, each.values[0])) for each in machine.slots),
            let(theta, begun(machine.theta, element.constant[0])),
            *(let(each.symbol, news[each.symbol]) for each in machine.slots),
        ),
        gradient_at=machine.gradient_at,
    )


def _hyperparameters(evidence: Evidence) -> list[Hyperparameter]:
    return list(evidence.asked.rule.hyperparameters.values())
