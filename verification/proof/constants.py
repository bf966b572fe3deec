"""Recover hyperparameters that are written into the code, from the numbers in a trace."""

import itertools
import math
from collections.abc import Mapping, Sequence

from sympy import Expr, Rational, Symbol

from ...reference.evaluation import NotEvaluable, certainly_nonzero
from ...reference.rule import Form, Hyperparameter
from ...reference.symbols import theta
from ..tracers.reading import read
from ..tracers.trace import Trace
from .equality import points

MOST = 400
"""How many combinations of numbers are tried."""


def values_of(trace: Trace, form: Form) -> tuple[dict[Symbol, Expr], dict[str, Rational]]:
    """What the form's hyperparameters are in the trace: known numbers, and those recovered from the code.

    A hyperparameter that the trace keeps as a symbol is in neither.
    """
    known = {each.symbol: read(trace.numbers[each.name]) for each in form.hyperparameters if each.name in trace.numbers}
    hidden = [
        each for each in form.hyperparameters if each.name not in trace.symbolic and each.name not in trace.numbers
    ]
    recovered = _recover(trace, form, known, hidden) if hidden else {}
    return {**known, **{each.symbol: recovered[each.name] for each in hidden}}, recovered


def _recover(
    trace: Trace, form: Form, known: Mapping[Symbol, Expr], hidden: Sequence[Hyperparameter]
) -> dict[str, Rational]:
    """The numbers at which the form fits the trace; where none does, the most plausible numbers of the trace."""
    found = _numbers(trace)
    choices = [_plausible(each, found) for each in hidden]
    likeliest_first = sorted(itertools.product(*(range(len(each)) for each in choices)), key=sum)
    for places in likeliest_first[:MOST]:
        combination = [values[place] for values, place in zip(choices, places, strict=True)]
        assignment = {each.symbol: value for each, value in zip(hidden, combination, strict=True)}
        if _fits(trace, form, {**known, **assignment}):
            return {each.name: value for each, value in zip(hidden, combination, strict=True)}
    return {each.name: values[0] for each, values in zip(hidden, choices, strict=True)}


def _numbers(trace: Trace) -> list[Rational]:
    expressions = [*trace.elements[0].constant[:2]]
    machine = trace.elements[0].machine
    if machine is not None:
        expressions += [machine.theta, *(slot.next for slot in machine.slots)]
    found: dict[Rational, None] = {}
    for expr in expressions:
        for each in expr.atoms(Rational):
            for value in (abs(each), 1 - abs(each), abs(each) ** 2):
                found[value] = None
    return [*found]


def _plausible(hyperparameter: Hyperparameter, found: Sequence[Rational]) -> list[Rational]:
    """The numbers in the domain, the likest to the default first; the default where there are none."""
    default = hyperparameter.default or Rational(1, 100)
    fitting = [each for each in found if each > 0 and each in hyperparameter.domain and each != Rational(1, 2)]

    def distance(value: Rational) -> float:
        near = abs(math.log(value / default))
        return (
            min(near, abs(math.log((1 - value) / (1 - default))))
            if 0 < default < 1 and 0 < value < 1 and default > Rational(1, 2)
            else near
        )

    return sorted(fitting, key=distance)[:8] or [hyperparameter.default]


def _fits(trace: Trace, form: Form, values: Mapping[Symbol, Expr]) -> bool:
    expected = form.unroll(2, constant_lr=True)
    element = trace.elements[0]
    for k, expr in enumerate(expected):
        difference = element.constant[k] - expr[theta].xreplace(dict(values))
        for point, step in points(difference, 1):
            try:
                if certainly_nonzero(difference, point, step):
                    return False
            except NotEvaluable:
                return False
    return True
